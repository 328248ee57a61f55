//! Pages and tables: what a command found, for people.

pub(crate) mod can;
pub(crate) mod catalog;
pub(crate) mod clause;
pub(crate) mod collect;
pub(crate) mod conditions;
pub(crate) mod diff;
pub(crate) mod effective;
pub(crate) mod findings;
pub(crate) mod history;
pub(crate) mod nexus;
pub(crate) mod operations;
pub(crate) mod paths;
pub(crate) mod recommend;
pub(crate) mod replay;
pub(crate) mod rightsize;
pub(crate) mod role_names;
pub(crate) mod roles;
pub(crate) mod rule_page;
pub(crate) mod rules;
pub(crate) mod usage;
pub(crate) mod verify;
pub(crate) mod who;
pub(crate) mod words;
