//! `nexus check`, `nexus simulate` and `nexus plan`.

pub(crate) mod page;
pub(crate) mod table;
