use std::collections::BTreeSet;
use std::sync::Arc;

use crate::scope::{Scope, ScopeKind};
use crate::time::Timestamp;

/// What is not known of a snapshot that logs take back to an earlier moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The moment.
    pub moment: Timestamp,
    /// When the exports were made, where that is known.
    pub exported: Option<Timestamp>,
    /// The subscriptions and management groups that exports and logs name, and the root.
    pub containers: BTreeSet<Scope>,
    /// Those whose activity logs have every change between the two; none where all have.
    pub logged: Option<BTreeSet<Scope>>,
    /// Whether there are assignments that end by themselves, or were: exports lack those that are over.
    pub has_ended_instances: bool,
    /// The assignments of which it isn't known whether they were there, or under which condition.
    pub uncertain: BTreeSet<Arc<str>>,
    /// Where something was since of which the logs don't say what it was.
    pub lost: BTreeSet<(Scope, PastLoss)>,
}

/// Why it isn't known who had access at a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PastLoss {
    /// It was deleted since, with the assignments at it.
    Deleted,
    /// It was moved since.
    Moved,
    /// A record there was deleted or changed since, and the log lacks its content.
    Unrecorded,
}

impl Past {
    /// The subscription or management group whose activity log has what is changed at a scope, or the root.
    pub fn container(scope: &Scope) -> Scope {
        match scope.kind() {
            ScopeKind::ManagementGroup => scope.clone(),
            _ => scope.subscription().unwrap_or_else(Scope::root),
        }
    }
}
