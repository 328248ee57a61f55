//! Minimal covers, exact and proven: the least that can be assigned so that a requirement holds
//! (cli.md §4).
//!
//! Least privilege is a red-blue set cover: cover every required item, and grant as little else as
//! possible, where an item granted twice counts once. The solver knows nothing of roles and
//! catalogues, only bitsets; `requirement` and `recommendation` tie it to them,
//! and `placement` says what scopes mean for the problem:
//!
//! 1. [`CoverProblem`] states the problem; `reduce` makes it small: candidates that break a
//!    limit, that too few others can complete (`partners`) or that another one beats are dropped,
//!    and items that no candidate tells apart are merged (`signature`).
//! 2. An objective is a list of components. Each is minimised in its turn with those before it
//!    held at their optimum (`stages`), by branch and bound (`search`).
//! 3. Bounds are Lagrangian (`bound`): prices for required items, shares of the weight of extra
//!    items, multipliers for the components held. They are found in floating point; what
//!    they prove is decided in integers (`duals`).
//! 4. The search writes down why nothing is better (`proof`), and [`verify`] checks that against
//!    the problem as it was stated.
//!
//! Invariants: the answer is a function of the problem and the limit on nodes; a minimum always
//! carries its certificate; nothing here reads a clock.

mod bound;
mod candidates;
mod certificate;
mod checker;
mod compaction;
mod cover_parts;
mod custom_role;
mod duals;
mod frontier;
mod given;
mod greedy;
mod instance;
mod islands;
mod limits;
mod optima;
mod other_sets;
mod partners;
mod placement;
mod problem;
mod proof;
mod recommendation;
mod reduce;
mod redundant;
mod requirement;
mod residual;
mod search;
mod set_cover;
mod signature;
mod stages;
mod state;
mod task_scope;

pub use candidates::{Among, AssignmentBar, Candidates, Unassignable};
pub use certificate::{Certificate, CertificateFault, Proven, verify};
pub use compaction::{CompactList, CompactRole, compact, compact_role};
pub use custom_role::CustomRole;
pub use frontier::{Frontier, frontier};
pub use given::{
    BlockedOperations, Given, HeldOperations, HeldThrough, OpenOperations, Openness,
    PlacedOperation, give,
};
pub use limits::SearchLimits;
pub use other_sets::{OtherSet, OtherSets, other_sets};
pub use problem::{
    Component, Cost, CoverProblem, Excess, ExtraClasses, Objective, RequirementIx, RequirementSet,
};
pub use recommendation::{
    FrontierPoint, Recommendation, RecommendedRole, RolesNeeded, recommend, verify_recommendation,
};
pub use redundant::{RedundantAssignment, Removability, Since, redundant};
pub use requirement::{HeldAt, RequiredAction, Requirement};
pub use set_cover::{SetCover, SetCoverAnswer};
pub use stages::{Cover, MOST_OPTIMA, Minimum, Ties, TooFewRolesAllowed, minimize};
pub use task_scope::{PlacedTask, place_task};
