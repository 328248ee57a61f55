//! Minimal covers: the published requirements, small cases by brute force, medium ones by a MIP
//! solver, certificates, and set covers.

mod brute;
mod certificates;
mod compaction;
mod given;
mod image;
mod mip;
mod placements;
mod purposes;
mod readings;
mod set_covers;
mod small;
mod vectors;
