//! Cluster identities: nexus.md §2 to §4.

mod bed;
mod command_line;
mod fixtures;
mod identity_vectors;
mod plan;
mod rules;
mod simulate;
