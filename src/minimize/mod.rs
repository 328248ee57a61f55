//! Minimal role sets, exact, with their proof (cli.md §4).

mod bound;
mod certificate;
mod compaction;
mod cover_parts;
mod duals;
mod frontier;
mod greedy;
mod instance;
mod limits;
mod optima;
mod problem;
mod proof;
mod recommendation;
mod reduce;
mod requirement;
mod search;
mod set_cover;
mod signature;
mod stages;
mod state;

pub use certificate::{Certificate, CertificateFault, Proven, verify};
pub use compaction::{CompactList, CompactRole, compact, compact_role};
pub use frontier::{Frontier, Reach, frontier};
pub use limits::{SearchLimits, Stop};
pub use problem::{
    Component, Cost, CoverProblem, Excess, ExtraClasses, Objective, RequirementIx, RequirementSet,
};
pub use recommendation::{
    Candidates, CustomRole, Documented, FrontierPoint, Recommendation, RecommendedRole, Services,
    recommend,
};
pub use requirement::{RequiredAction, Requirement};
pub use set_cover::{SetCover, SetCoverAnswer};
pub use stages::{Cover, MOST_OPTIMA, Minimum, Ties, TooFewRolesAllowed, minimize};
