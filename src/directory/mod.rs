//! Who belongs to which group, and which management group holds which subscription. petgraph
//! lives only here.

mod closure;
mod groups;
mod hierarchy;
mod lookup;
mod reach_graph;
mod scope_names;
mod scope_tree;

pub(crate) use closure::Closure;
pub(crate) use groups::{Groups, MembershipHop};
#[doc(hidden)]
pub use hierarchy::Hierarchy;
pub(crate) use hierarchy::{Ancestors, Placement};
pub(crate) use lookup::LookUpPrincipalError;
pub use lookup::look_up_principal;
pub(crate) use reach_graph::{ReachGraph, ReachLink, ReachMarks, ReachNode, Toward, WalkLimits};
pub(crate) use scope_names::{LookUpScopeError, ScopeNames};
pub(crate) use scope_tree::{ScopeIx, ScopeTree};
