//! Everything a principal holds, and everyone who holds an operation.

mod by_principal;
mod by_scope;

pub use by_principal::{EffectiveGrant, ExpandedScope, expand_grants, grants_of};
pub use by_scope::{Holder, who_can};
