//! One request, one decision, with its derivation. `decide` never fails: what the inputs don't
//! say becomes a doubt of the decision.

mod answer;
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
mod repair;
mod request;
mod roles;
mod uncounted;
mod verify;
mod weigher;
mod weight;

pub use answer::{Answer, PlaneAnswer, Question, Subject, answer, is_known, targets_of};
pub use authorizer::Authorizer;
pub use bulk::{BulkIndex, PrincipalIx, ScopeChain};
pub use conditions::Circumstances;
pub use coverage::{Coverage, Future};
pub use decide::{Decision, decide};
pub use derivation::{ConditionOwner, Derivation, Doubt, Reason, Step, WhyNot};
pub use holders::{RoleHolder, roles_holding};
pub use impact::{Impact, RoleChange, impact};
pub use index::AccessIndex;
#[cfg(feature = "cli")]
pub(crate) use nearest::keep_nearest;
pub use outcome::Outcome;
pub use repair::{Repair, Repairs, repairs, repairs_by_role};
pub use request::{Request, Target};
pub use roles::{decide_roles, decide_roles_under};
pub use uncounted::Uncounted;
pub use verify::{
    AnywhereClaim, Checked, Claim, ClaimedCoverage, ClaimedPlace, GrantClaim, HolderClaim,
    Rejection, verify, verify_claim, verify_counts, verify_derivation, verify_expansion,
    verify_grants, verify_holders, verify_holders_anywhere, verify_roles, verify_roles_claim,
};
pub(crate) use weigher::{HeldBy, Weigher};
pub(crate) use weight::{Weighed, Weight, WeightTable, WeightsIx};
