//! Scopes: where an assignment is made and where a request is evaluated (azure-rbac.md §1.4).

mod parse;

pub(crate) use parse::ParseScopeError;
pub use parse::{Scope, ScopeKind};
