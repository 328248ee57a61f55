//! Everything a principal holds, and everyone who holds an operation.

mod anywhere;
mod by_principal;
mod by_scope;
mod capability;
mod denials;
mod matrix;

pub use anywhere::{HeldException, HeldScope, HolderAnywhere, HoldersAnywhere, who_can_anywhere};
pub use by_principal::{EffectiveGrant, ExpandedScope, expand_grants, grants_of};
pub use by_scope::{Holder, who_can};
pub use capability::{Capabilities, Capability, CapabilityTable, RoleCapabilities};
pub use denials::{GrantsDenied, denials_of};
pub use matrix::{CapabilityReach, CapabilityRow, Guest, capability_matrix};
