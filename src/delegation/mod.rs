//! Delegation of role assignments (azure-rbac.md §3.8): whoever may write role assignments under
//! conditions, which roles it may assign and to whom, and whether it gets to more than it was
//! given by that.
//!
//! The answer is computed: every role, and one that nobody knows yet, is put to every condition on
//! the way, for every type of principal and every principal that matters. What isn't known stays
//! unknown.

mod audience;
mod breakout;
mod clause;
mod holder;
mod memo;
mod proposal;
mod reach;
mod roster;
mod solve;
mod ways;

pub use audience::Audience;
pub(crate) use audience::ByType;
#[doc(hidden)]
pub use breakout::Beneficiary;
pub use breakout::Breakout;
pub(crate) use memo::{Delegations, unknown_assignable};
pub use proposal::PrincipalType;
pub(crate) use reach::ReachedRole;
pub use reach::RoleReach;
pub(crate) use roster::DelegatedRole;
pub use roster::Roster;
pub use solve::{Delegation, of_principal, of_roles};
pub use ways::Activation;
