//! What the logs that are there would show of an assignment.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::UsageWindow;
use super::granted::{Granted, Roles};
use crate::access::AccessIndex;
use crate::directory::Placement;
use crate::import::log::{CallSource, LONGEST_HOLE, LoggedTimes};
use crate::model::{Grant, Plane};
use crate::scope::{Scope, ScopeKind};
use crate::text;
use crate::usage::UsageRow;

/// What logs don't show of an assignment's use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unshown {
    /// The activity log has no reads.
    Reads,
    /// When a resource is joined or assigned, only the write around that is logged.
    LinkedChecks,
    /// Not every activity log of what it reaches is there.
    ControlPlane,
    /// Not every log of the data plane of what it reaches is there.
    DataPlane,
    /// What its role grants isn't known.
    Role,
}

impl Unshown {
    /// What is said of a plane that logs don't show.
    pub(super) fn plane(plane: Plane) -> Self {
        match plane {
            Plane::Control => Self::ControlPlane,
            Plane::Data => Self::DataPlane,
        }
    }
}

/// What logs would show of an assignment.
#[derive(Debug)]
pub(super) struct Shown {
    /// Whether they would show its use.
    pub(super) is_observable: bool,
    /// Whether each of them reaches over the window.
    pub(super) is_long_enough: bool,
    pub(super) unshown: Vec<Unshown>,
}

/// Takes a row: all the time between its first and last event where it has one a week, else these two.
fn add(times: &mut LoggedTimes, row: &UsageRow) {
    let (first, last) = (row.tally.first, row.tally.last);
    let weeks = last.seconds_since(first) / LONGEST_HOLE;
    if i64::try_from(row.tally.count).is_ok_and(|count| count <= weeks) {
        times.add(first, first);
        times.add(last, last);
    } else {
        times.add(first, last);
    }
}

/// Of what there are logs, and of which time.
#[derive(Debug)]
pub(super) struct LogCover<'a, 't> {
    index: &'a AccessIndex<'t>,
    roles: &'a Roles<'a>,
    window: &'a UsageWindow,
    /// Whether the activity log of a subscription or management group reaches over the window.
    activity: BTreeMap<Scope, bool>,
    /// The same of resource logs, by account or vault and category.
    resources: BTreeMap<(Scope, String), bool>,
    /// The subscriptions and management groups that the exports name.
    known: BTreeSet<Scope>,
    /// What was found for scopes above subscriptions.
    above: RefCell<BTreeMap<Scope, Option<bool>>>,
}

impl<'a, 't> LogCover<'a, 't> {
    pub(super) fn new(
        index: &'a AccessIndex<'t>,
        roles: &'a Roles<'a>,
        window: &'a UsageWindow,
        rows: &[&UsageRow],
    ) -> Self {
        let mut activity: BTreeMap<Scope, LoggedTimes> = BTreeMap::new();
        let mut resources: BTreeMap<(Scope, String), LoggedTimes> = BTreeMap::new();
        for row in rows {
            let Some(Ok(scope)) = row.key.scope.as_deref().map(Scope::parse) else {
                continue;
            };
            match row.key.source {
                CallSource::Activity => {
                    if let Some(of) = container(&scope) {
                        add(activity.entry(of).or_default(), row);
                    }
                }
                CallSource::Storage | CallSource::KeyVault => {
                    if let (Some(resource), [category]) =
                        (top_resource(&scope), &categories(&row.key.action)[..])
                    {
                        let log = resources.entry((resource, category.clone()));
                        add(log.or_default(), row);
                    }
                }
            }
        }
        Self {
            known: known_containers(index),
            index,
            roles,
            window,
            activity: judged(activity, window),
            resources: judged(resources, window),
            above: RefCell::default(),
        }
    }

    /// Whether the logs would show the use of an assignment, and what they would not show.
    pub(super) fn of(&self, grant: &Grant<'_>) -> Shown {
        let Some(role) = grant.role else {
            return Shown {
                is_observable: false,
                is_long_enough: false,
                unshown: vec![Unshown::Role],
            };
        };
        let granted = self.roles.of(role);
        // Of a role for data the few changes that no activity log has are seen with the data.
        let changes =
            granted.has_changes() && (granted.data.is_empty() || !granted.is_never_logged);
        let categories = self.categories(&granted, grant.scope);
        let data = categories.as_ref().is_none_or(|needed| !needed.is_empty());
        let activity = changes.then(|| self.activity_of(grant.scope)).flatten();
        let of_data = categories.filter(|_| data);
        let of_data = of_data.and_then(|needed| self.data_of(grant.scope, &needed));
        let mut unshown = Vec::new();
        let mut note = |holds: bool, what| unshown.extend(holds.then_some(what));
        note(!granted.reads.is_empty(), Unshown::Reads);
        note(activity.is_some(), Unshown::LinkedChecks);
        note(changes && activity.is_none(), Unshown::ControlPlane);
        note(data && of_data.is_none(), Unshown::DataPlane);
        Shown {
            is_observable: (data
                || changes && !granted.is_never_logged && !is_served_at(&granted, grant.scope))
                && changes == activity.is_some()
                && data == of_data.is_some(),
            is_long_enough: activity.unwrap_or(true) && of_data.unwrap_or(true),
            unshown,
        }
    }

    /// Whether the activity logs of everything that an assignment reaches are long enough; none where
    /// one is missing, or where it isn't known what it reaches.
    fn activity_of(&self, scope: &Scope) -> Option<bool> {
        if scope.kind() == ScopeKind::TenantResource {
            return None;
        }
        if self.window.holds_all {
            return Some(true);
        }
        if let Some(subscription) = scope.subscription() {
            return self.activity.get(&subscription).copied();
        }
        let mut above = self.above.borrow_mut();
        *above.entry(scope.clone()).or_insert_with(|| {
            let mut is_long_enough = true;
            for reached in self.reached(scope)? {
                is_long_enough &= self.activity.get(reached)?;
            }
            Some(is_long_enough)
        })
    }

    /// The subscriptions and management groups that an assignment above subscriptions reaches; none
    /// where the exports don't say.
    fn reached(&self, scope: &Scope) -> Option<impl Iterator<Item = &Scope>> {
        let hierarchy = self.index.hierarchy();
        let is_known = match scope.kind() {
            ScopeKind::ManagementGroup => hierarchy.scope(scope.folded()).is_some(),
            _ => !hierarchy.is_empty(),
        };
        // `az` prints no children of a group both where it has none and where it was not asked for them.
        let parents: BTreeSet<&Scope> = hierarchy
            .parents()
            .filter_map(|(_, parent)| parent)
            .collect();
        let is_whole = self.known.iter().all(|known| {
            known.kind() != ScopeKind::ManagementGroup
                || parents.contains(known)
                || hierarchy.placement(known, scope) == Placement::Outside
        });
        (is_known && is_whole).then(|| {
            let is_reached =
                move |known: &&Scope| hierarchy.placement(known, scope) != Placement::Outside;
            self.known.iter().filter(is_reached)
        })
    }

    /// The categories of resource logs that the data operations of a role are in, as far as there is
    /// anything for them at a scope; none where one is in no log that is read.
    fn categories(&self, granted: &Granted, scope: &Scope) -> Option<BTreeSet<String>> {
        let here = scope.resource_type().map(|kind| kind + "/");
        let catalog = self.index.catalog();
        let mut needed = BTreeSet::new();
        for at in granted.data.iter() {
            let name = catalog.operation(at).name;
            if here
                .as_ref()
                .is_some_and(|here| !text::starts_with(&name, here))
            {
                continue;
            }
            let of = categories(&name);
            if of.is_empty() {
                return None;
            }
            needed.extend(of);
        }
        Some(needed)
    }

    /// Whether the resource logs of the account or vault that a scope is in are long enough; none where
    /// one is missing. Whether every account in a group or a subscription has its logs is not known.
    fn data_of(&self, scope: &Scope, categories: &BTreeSet<String>) -> Option<bool> {
        let resource = top_resource(scope)?;
        let mut is_long_enough = true;
        for category in categories {
            is_long_enough &= self.resources.get(&(resource.clone(), category.clone()))?;
        }
        Some(is_long_enough)
    }
}

fn judged<K: Ord>(logs: BTreeMap<K, LoggedTimes>, window: &UsageWindow) -> BTreeMap<K, bool> {
    let judged = logs.into_iter();
    judged
        .map(|(of, log)| (of, log.reaches_over(window.from, window.until)))
        .collect()
}

/// The subscription or management group whose activity log has what happens at a scope.
fn container(scope: &Scope) -> Option<Scope> {
    match scope.kind() {
        ScopeKind::ManagementGroup => Some(scope.clone()),
        _ => scope.subscription(),
    }
}

/// The subscriptions and management groups that the exports name.
fn known_containers(index: &AccessIndex<'_>) -> BTreeSet<Scope> {
    let tenant = index.tenant();
    let named = tenant.subscription_names.iter().map(|named| &named.scope);
    let denied = tenant.deny_assignments.iter().map(|deny| &deny.scope);
    let hosts = tenant.identity_hosts.iter().map(|host| &host.id);
    let assigned = index.grants_ever().map(|grant| grant.scope);
    let in_tree = index.hierarchy().parents().map(|(scope, _)| scope);
    let all = named.chain(in_tree).chain(denied).chain(hosts);
    let assigned = assigned.filter_map(container);
    all.filter_map(container).chain(assigned).collect()
}

/// Whether a service at a scope checks itself what a role is used for there: the activity log need not have it.
fn is_served_at(granted: &Granted, scope: &Scope) -> bool {
    const SERVICES: [&str; 2] = [
        "Microsoft.Storage/storageAccounts",
        "Microsoft.ContainerRegistry/registries",
    ];
    let resource = top_resource(scope).and_then(|resource| resource.resource_type());
    let is_service =
        resource.is_some_and(|kind| SERVICES.iter().any(|service| text::same(service, &kind)));
    !granted.served.is_empty() && is_service
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

/// The categories of resource logs that have an operation of the data plane, with the service in front:
/// each is switched on by itself. Several where it isn't known which it is of, none where no log that is
/// read has it.
fn categories(operation: &str) -> Vec<String> {
    let operation = text::fold(operation);
    if operation.starts_with("microsoft.keyvault/vaults/") {
        return vec!["AuditEvent".to_owned()];
    }
    let rest = operation.strip_prefix("microsoft.storage/storageaccounts/");
    let service = rest.and_then(|rest| rest.split('/').next());
    let Some(service) = service.filter(|service| service.ends_with("services")) else {
        return Vec::new();
    };
    const CATEGORIES: [&str; 3] = ["StorageRead", "StorageWrite", "StorageDelete"];
    let ends = |verbs: &[&str]| verbs.iter().any(|verb| operation.ends_with(verb));
    let of = if ends(&["/read"]) {
        &CATEGORIES[..1]
    } else if ends(&["/write", "/add/action"]) {
        &CATEGORIES[1..2]
    } else if ends(&["/delete"]) {
        &CATEGORIES[2..]
    } else {
        &CATEGORIES
    };
    of.iter()
        .map(|category| format!("{service} {category}"))
        .collect()
}
