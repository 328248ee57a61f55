//! One request, one decision, with its derivation. `decide` never fails: what the inputs don't
//! say becomes a doubt of the decision.

mod answer;
mod assignment_key;
mod authorizer;
mod bearing;
mod binding;
mod buckets;
mod bulk;
mod by_holder;
mod conditions;
mod coverage;
mod decide;
mod denial;
mod derivation;
mod future;
mod grant;
mod grants;
mod holders;
mod impact;
mod index;
#[cfg(feature = "cli")]
mod nearest;
mod open_groups;
mod outcome;
mod passed_over;
mod past;
mod repair;
mod request;
mod roles;
mod uncounted;
mod verify;
mod weigher;
mod weight;

pub(crate) use answer::{PlaneAnswer, Subject, is_known, targets_of};
pub use answer::{Question, answer};
pub(crate) use assignment_key::{AssignmentKey, conditional_assignment};
#[doc(hidden)]
pub use authorizer::Authorizer;
pub use bulk::BulkIndex;
pub(crate) use bulk::OutcomesAt;
#[doc(hidden)]
pub use bulk::{PrincipalIx, ScopeChain};
pub use conditions::Circumstances;
pub(crate) use coverage::Coverage;
#[doc(hidden)]
pub use coverage::Future;
pub use decide::{Decision, decide};
#[doc(hidden)]
pub use derivation::{ConditionOwner, Reason};
pub use derivation::{Derivation, Doubt, Step};
pub(crate) use derivation::{WhyNot, membership};
pub(crate) use holders::{RoleHolder, roles_holding};
pub(crate) use impact::{Impact, RoleChange, impact};
pub use index::AccessIndex;
#[cfg(feature = "cli")]
pub(crate) use nearest::keep_nearest;
pub use outcome::Outcome;
pub(crate) use passed_over::{unclear_denies, untimed};
pub(crate) use past::{past_gaps, uncertain_past};
#[doc(hidden)]
pub use repair::Repairs;
pub(crate) use repair::{DenyInTheWay, Repair, repairs};
pub use request::{Request, Target};
pub use roles::decide_roles;
pub(crate) use roles::decide_roles_under;
pub(crate) use uncounted::Uncounted;
pub(crate) use verify::{
    AnywhereClaim, Checked, ClaimedCoverage, ClaimedPlace, Rejection, verify_counts,
    verify_expansion, verify_holders_anywhere, verify_roles_claim,
};
#[doc(hidden)]
pub use verify::{
    Claim, GrantClaim, HolderClaim, verify_claim, verify_grants, verify_holders, verify_roles,
};
pub use verify::{verify, verify_derivation};
pub(crate) use weigher::{HeldBy, Weigher};
pub(crate) use weight::{Weighed, Weight, WeightTable, WeightsIx};
