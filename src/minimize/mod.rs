//! Exact minimal covers.
mod bound;
mod certificate;
mod duals;
mod frontier;
mod greedy;
mod instance;
mod limits;
mod optima;
mod partners;
mod problem;
mod proof;
mod reduce;
mod search;
mod set_cover;
mod signature;
mod stages;
mod state;

pub use certificate::{Certificate, CertificateFault, Proven, verify};
pub use frontier::{Frontier, Reach, frontier};
pub use limits::{SearchLimits, Stop};
pub use problem::{
    Component, Cost, CoverProblem, Excess, ExtraClass, ExtraClasses, Objective, RequirementIx,
    RequirementSet,
};
pub use set_cover::{SetCover, SetCoverAnswer};
pub use stages::{Cover, MOST_OPTIMA, Minimum, Ties, TooFewRolesAllowed, minimize};
