//! Gathers with `az` what the importers read. What is asked is in one table ([`table`]), in which a
//! call that changes Azure can't be written down; a runner carries it out, a printer makes a script of
//! the same calls.

mod az;
mod call;
mod check;
mod decode;
mod failure;
mod folder;
mod manifest;
mod pages;
mod patience;
mod plan;
mod runner;
mod script;
mod subscriptions;
mod table;

pub(crate) use az::{Az, AzProgram, Reply};
pub(crate) use check::check;
pub(crate) use folder::Folder;
pub(crate) use manifest::Entry;
pub(crate) use runner::{Collected, Wanted, collect};
pub(crate) use script::Script;
