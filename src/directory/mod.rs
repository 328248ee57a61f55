//! Who belongs to which group, and which management group holds which subscription. petgraph
//! lives only here.

mod closure;
mod groups;
mod hierarchy;
mod lookup;
mod reach_graph;
mod scope_tree;

pub use closure::Closure;
pub use groups::{Groups, MembershipHop};
pub use hierarchy::{Ancestors, Hierarchy, Placement};
pub use lookup::{LookUpPrincipalError, look_up_principal};
pub(crate) use reach_graph::{ReachGraph, ReachLink, ReachNode, Toward};
pub(crate) use scope_tree::{ScopeIx, ScopeTree};
