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
mod proposal;
mod reach;
mod roster;
mod solve;
mod ways;

pub use audience::{Audience, ByType};
pub use breakout::{Beneficiary, Breakout};
pub use proposal::PrincipalType;
pub use reach::{ReachedRole, RoleReach};
pub use roster::{DelegatedRole, Roster};
pub use solve::{Delegation, delegation, delegation_by_grant, delegation_of_roles};
pub use ways::Activation;
