//! Minimal covers: the published requirements, small cases by brute force, medium ones by a MIP
//! solver, and certificates.

mod compaction;
pub mod image;
mod vectors;
