//! Roads of escalation (azure-rbac.md §6): how principals that are no owners get to access as of
//! an owner, step by step.
//!
//! **Owner-like at a scope** is whoever may write role assignments there without a condition: it
//! may give itself anything. Whoever is that by assignments alone, active or eligible, is an owner
//! and its own access no road. A **road** leads from a principal to owner-like access at the widest
//! scope that it reaches, and takes at least one step that no assignment meant: a role assigned by
//! a constrained delegate, a role definition rewritten, an identity attached or federated, code run
//! where an identity lives, a deny assignment lifted.
//!
//! A step is judged as [`decide`](crate::decide) judges: not actions, conditions and deny
//! assignments count, and what hangs on a condition is said to. It is taken by one principal: what
//! two captured identities could do only together is not followed, nor are the classes of §6 that
//! give neither rights nor an identity by themselves (guards, and moves of subscriptions, which ask
//! for an owner already).
//!
//! **Growth.** The graph has a node for each principal, each role at a scope, each kind of
//! operation at a scope below which it moves something, and each host; principals and roles
//! multiply by the classes of those whom the same deny assignments bind, one where there are none.
//! "Everything below a scope" goes down the tree of scopes instead of being multiplied out. Time
//! and memory to build it grow with assignments, memberships and scopes times their depth; to find
//! roads, with the number of (principal, widest scope) pairs that there are.

mod cut;
mod delegates;
mod denials;
mod effects;
mod graph;
mod hitting;
mod holdings;
mod homes;
mod joint;
mod road;
mod search;
mod terrain;

pub use cut::{Cut, CutGrant, CutProof};
pub use road::{Basis, EscalationRoad, RoadGrant, RoadGrantIx, RoadStep, RoadStop, StepKind};
pub use search::{Owner, RoadGoal, RoadQuestion, Roads, roads};
