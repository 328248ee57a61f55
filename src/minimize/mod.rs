//! Minimal covers, exact and proven: the least that can be assigned so that a requirement holds
//! (docs/recommend.md).
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

mod ban;
mod bound;
mod candidates;
mod certificate;
mod checker;
mod claim;
mod compaction;
mod cover_parts;
mod custom_role;
mod deployment_scope;
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

pub(crate) use ban::Ban;
#[doc(hidden)]
pub use candidates::Among;
pub use candidates::Candidates;
pub(crate) use candidates::{AssignmentBar, Unassignable};
#[doc(hidden)]
pub use certificate::{CertificateFault, Proven, verify};
pub(crate) use claim::{ClaimedRole, SetClaim, verify_set};
pub(crate) use compaction::{CompactList, CompactRole};
pub use compaction::{compact, compact_role};
pub(crate) use custom_role::CustomRole;
pub(crate) use deployment_scope::DeploymentScopes;
pub use frontier::frontier;
pub use given::give;
pub(crate) use given::{Given, HeldThrough, Openness, PlacedOperation};
pub use limits::SearchLimits;
#[doc(hidden)]
pub use other_sets::other_sets;
pub(crate) use other_sets::{OtherSet, OtherSets};
#[doc(hidden)]
pub use problem::{Cost, CoverProblem, ExtraClasses, RequirementSet};
pub use problem::{Excess, Objective};
pub(crate) use recommendation::FrontierPoint;
#[doc(hidden)]
pub use recommendation::{Advice, Recommendation, RecommendedRole};
pub use recommendation::{recommend, verify_recommendation};
#[doc(hidden)]
pub use redundant::Removability;
pub use redundant::redundant;
pub(crate) use redundant::{RedundantAssignment, Since, note_held};
pub(crate) use requirement::ASSIGNING;
pub(crate) use requirement::RequiredAction;
pub use requirement::Requirement;
#[doc(hidden)]
pub use set_cover::SetCover;
#[doc(hidden)]
pub use stages::{Cover, MOST_OPTIMA, Minimum, Ties, minimize};
pub(crate) use task_scope::{PlacedTask, place_task};
