//! Escalation paths (azure-rbac.md §6): how principals that aren't owners get owner-like access, step
//! by step.
//!
//! A principal has **owner-like access** at a scope when it may write role assignments there without
//! a condition: it can give itself anything. One that has it by assignments alone, active or
//! eligible, is an owner, and its own access isn't a path. An **escalation path** leads from a
//! principal to owner-like access at the widest scope it can get that for, and has at least one step
//! that no assignment intended: a role assigned by a constrained delegate, a role definition
//! rewritten, an identity attached or federated, code run on a resource with an identity, a deny
//! assignment removed.
//!
//! A step is decided as [`decide`](crate::access::decide) does: not actions, conditions and deny assignments
//! count, and a step that depends on a condition says so. One principal takes it: what two captured
//! identities could do only together is not followed, nor are the classes of §6 that give neither
//! rights nor an identity by themselves (guards, and moves of subscriptions, which need an owner
//! already).
//!
//! **Growth.** The graph has a node for each principal, each role at a scope, each kind of operation
//! at a scope below which it applies to something, and each resource with an identity. Principals and
//! roles are multiplied by the number of sets of deny assignments that bind somebody. "Everything
//! below a scope" goes down the scope tree instead of being multiplied out. Time and memory to build
//! it grow with assignments, memberships and scopes times their depth; to find paths, with the number
//! of pairs of a principal and a widest scope.

mod cut;
mod delegates;
mod denials;
mod effects;
mod graph;
mod hitting;
mod holdings;
mod identities;
mod joint;
mod path;
mod question;
mod search;
mod trace;
mod useful;

pub(crate) use cut::CutGrant;
pub use path::EscalationPath;
#[doc(hidden)]
pub use path::{Basis, PathNode};
pub(crate) use path::{PathGrant, PathGrantIx, PathStep, StepKind};
pub(crate) use question::PathGoal;
pub use question::{EscalationPaths, PathQuestion, escalation_paths};
