//! What the logs that are there would show of an assignment.

use std::collections::BTreeSet;

use crate::access::AccessIndex;
use crate::directory::Placement;
use crate::import::log::CallSource;
use crate::model::{Grant, ManagementGroupChild, OperationClass, Plane};
use crate::scope::{Scope, ScopeKind};
use crate::usage::UsageRow;

/// What logs don't show of an assignment's use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unshown {
    /// The activity log has no reads.
    Reads,
    /// When a resource is joined or assigned, only the write around that is logged.
    LinkedChecks,
    /// No activity log of a subscription that it reaches is there.
    ControlPlane,
    /// No log of the data plane of what it reaches is there.
    DataPlane,
    /// What its role grants isn't known.
    Role,
}

/// Of what there are logs.
#[derive(Debug)]
pub(super) struct LogCover {
    /// The subscriptions that the activity log is of.
    subscriptions: BTreeSet<Scope>,
    /// Every subscription that the exports name.
    known: BTreeSet<Scope>,
    /// The accounts and vaults that there are logs of.
    resources: BTreeSet<Scope>,
}

impl LogCover {
    pub(super) fn new(index: &AccessIndex<'_>, rows: &[&UsageRow]) -> Self {
        let (mut subscriptions, mut resources) = (BTreeSet::new(), BTreeSet::new());
        for row in rows {
            let Some(Ok(scope)) = row.key.scope.as_deref().map(Scope::parse) else {
                continue;
            };
            match row.key.source {
                CallSource::Activity => subscriptions.extend(scope.subscription()),
                CallSource::Storage | CallSource::KeyVault => {
                    resources.extend(top_resource(&scope));
                }
            }
        }
        let tenant = index.tenant();
        let in_groups = tenant
            .management_groups
            .iter()
            .flat_map(|group| &group.children);
        let in_groups = in_groups.filter_map(|child| match child {
            ManagementGroupChild::Subscription(scope) => Some(scope.clone()),
            ManagementGroupChild::Group(_) => None,
        });
        let assigned = tenant.role_assignments.iter();
        let assigned = assigned.filter_map(|known| known.scope.subscription());
        Self {
            known: in_groups.chain(assigned).collect(),
            subscriptions,
            resources,
        }
    }

    /// Whether the logs would show the use of an assignment, and what they would not show.
    pub(super) fn of(&self, index: &AccessIndex<'_>, grant: &Grant<'_>) -> (bool, Vec<Unshown>) {
        let Some(role) = grant.role else {
            return (false, vec![Unshown::Role]);
        };
        let catalog = index.catalog();
        let (mut reads, mut changes, mut data) = (false, false, false);
        for permission in &role.permissions {
            for operation in catalog
                .expand_set(&permission.control, Plane::Control)
                .iter()
            {
                match catalog.class(operation) {
                    OperationClass::Read => reads = true,
                    _ => changes = true,
                }
            }
            data |= !permission.data.granted().is_empty();
        }
        let shows_changes = changes && self.has_activity_of(index, grant.scope);
        let shows_data = data && self.has_data_of(grant.scope);
        let mut unshown = Vec::new();
        let mut note = |holds: bool, what| unshown.extend(holds.then_some(what));
        note(reads, Unshown::Reads);
        note(shows_changes, Unshown::LinkedChecks);
        note(changes && !shows_changes, Unshown::ControlPlane);
        note(data && !shows_data, Unshown::DataPlane);
        // A role for data has a few changes beside: that those were not seen says nothing.
        let is_observable = if data { shows_data } else { shows_changes };
        (is_observable && (shows_changes || !changes), unshown)
    }

    /// Whether the activity log of every subscription that an assignment reaches is there.
    fn has_activity_of(&self, index: &AccessIndex<'_>, scope: &Scope) -> bool {
        if let Some(subscription) = scope.subscription() {
            return self.subscriptions.contains(&subscription);
        }
        let hierarchy = index.hierarchy();
        let mut below = self.known.iter().filter(|subscription| {
            let ancestors = hierarchy.ancestors(subscription);
            hierarchy.reach(&ancestors, scope) != Placement::Outside
        });
        !self.known.is_empty() && below.all(|known| self.subscriptions.contains(known))
    }

    /// Whether logs of the data plane show what an assignment reaches: at an account or a vault that has
    /// some. Whether every one in a group or a subscription has is not known.
    fn has_data_of(&self, scope: &Scope) -> bool {
        top_resource(scope).is_some_and(|resource| self.resources.contains(&resource))
    }
}

/// The account or vault that a scope is in.
fn top_resource(scope: &Scope) -> Option<Scope> {
    if scope.kind() != ScopeKind::Resource {
        return None;
    }
    // `/subscriptions/s/resourceGroups/g/providers/p/type/name`
    let parts: Vec<&str> = scope.as_str().split('/').take(9).collect();
    Scope::parse(&parts.join("/")).ok()
}
