//! Cluster identities: nexus.md §2 to §4.

mod command_line;
mod identity_vectors;
mod simulate;
