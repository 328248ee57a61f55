//! Everything a principal holds, and everyone who holds an operation.

mod anywhere;
mod by_principal;
mod by_scope;
mod capability;
mod denials;
mod matrix;

#[doc(hidden)]
pub use anywhere::{HeldDoubts, HeldException, HeldScope, HeldScopes, HoldersAnywhere};
pub use anywhere::{HolderAnywhere, who_can_anywhere};
pub(crate) use by_principal::EffectiveGrant;
#[doc(hidden)]
pub use by_principal::ExpandedScope;
pub use by_principal::{expand_grants, grants_of};
pub use by_scope::who_can;
pub(crate) use by_scope::{Holder, holders_at};
#[doc(hidden)]
pub use capability::Capability;
pub(crate) use denials::{GrantsDenied, denials_of};
pub(crate) use matrix::CapabilityReach;
pub use matrix::capability_matrix;
#[doc(hidden)]
pub use matrix::{CapabilityRow, Guest};
