//! Cluster identities: nexus.md §2 to §4.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub(crate) mod bed;
mod command_line;
mod fixtures;
mod identity_vectors;
mod inputs;
mod page;
mod plan;
mod robust;
mod rules;
mod signatures;
mod simulate;
