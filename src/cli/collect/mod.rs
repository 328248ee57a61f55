//! Gathers with `az` what the importers read. What is asked for is data ([`Call`]), and a call that
//! changes Azure can't be written down in it; a runner carries the calls out, a printer makes a
//! shell script of the same calls.

mod az;
mod call;
mod failure;
mod folder;
mod manifest;
mod patience;
mod plan;
mod runner;
mod script;

pub(crate) use az::AzProgram;
pub(crate) use folder::Folder;
pub(crate) use manifest::Entry;
pub(crate) use runner::{Collected, Wanted, collect};
pub(crate) use script::script;
