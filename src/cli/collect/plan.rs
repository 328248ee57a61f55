//! What to collect, in stages: each stage follows from what the one before found.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::call::Call;
use crate::ids::PrincipalId;
use crate::model::{PrincipalKind, Tenant};
use crate::scope::Scope;

/// One file to fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Its path in the folder, with `/`.
    pub(crate) file: String,
    /// What it will hold, for people.
    pub(crate) what: String,
    pub(crate) call: Call,
    pub(crate) when: When,
}

/// Whether a step is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum When {
    Always,
    /// When another call gives a number above zero.
    Any(Call),
}

/// A subscription to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subscription {
    pub(crate) id: String,
    pub(crate) name: String,
}

impl Step {
    fn new(file: String, what: String, call: Call) -> Self {
        Self {
            file,
            what,
            call,
            when: When::Always,
        }
    }
}

/// How many object ids one call asks about: Graph takes 1,000, the command line of Windows 8,191
/// characters.
pub(crate) const IDS_PER_CALL: usize = 150;

/// The file of the management-group tree.
pub(crate) const TREE: &str = "management-groups.json";

/// First: all that subscriptions hold, and the tree above them.
pub(crate) fn of_tenant(tenant: &str, subscriptions: &[Subscription]) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Some(first) = subscriptions.first() {
        let subscription = first.id.clone();
        steps.push(Step::new(
            "role-definitions.json".to_owned(),
            "role definitions".to_owned(),
            Call::RoleDefinitions { subscription },
        ));
    }
    steps.push(Step::new(
        TREE.to_owned(),
        "management groups".to_owned(),
        Call::ManagementGroupTree {
            group: tenant.to_owned(),
        },
    ));
    for subscription in subscriptions {
        steps.extend(of_subscription(subscription));
    }
    steps
}

fn of_subscription(Subscription { id, name }: &Subscription) -> Vec<Step> {
    let subscription = || id.clone();
    let scope = || format!("/subscriptions/{id}");
    let step = |file: &str, what: &str, call| {
        Step::new(
            format!("subscriptions/{id}/{file}.json"),
            format!("{what} of {name}"),
            call,
        )
    };
    let mut clusters = step(
        "clusters",
        "Nexus clusters",
        Call::Clusters {
            subscription: subscription(),
        },
    );
    clusters.when = When::Any(Call::ClusterCount {
        subscription: subscription(),
    });
    vec![
        step(
            "role-assignments",
            "role assignments",
            Call::RoleAssignments {
                subscription: subscription(),
            },
        ),
        step(
            "custom-roles",
            "custom roles",
            Call::CustomRoles {
                subscription: subscription(),
            },
        ),
        step(
            "deny-assignments",
            "deny assignments",
            Call::DenyAssignments { scope: scope() },
        ),
        step(
            "eligible-assignments",
            "eligible assignments",
            Call::Eligible { scope: scope() },
        ),
        step(
            "active-assignments",
            "active assignments",
            Call::Active { scope: scope() },
        ),
        step(
            "identities",
            "managed identities",
            Call::Identities {
                subscription: subscription(),
            },
        ),
        clusters,
    ]
}

/// Where the whole tree may not be read: each group that may.
pub(crate) fn of_visible_groups(names: &[String]) -> Vec<Step> {
    names
        .iter()
        .map(|group| {
            Step::new(
                format!("management-groups/{group}/tree.json"),
                format!("management group {group}"),
                Call::ManagementGroupTree {
                    group: group.clone(),
                },
            )
        })
        .collect()
}

/// Then: assignments at every management group. Those above a subscription came with it
/// (azure-rbac.md 4.6), but there are branches without one.
pub(crate) fn of_management_groups(tenant: &Tenant) -> Vec<Step> {
    let groups: BTreeSet<&str> = tenant.management_groups.iter().map(|g| &*g.id).collect();
    groups.into_iter().flat_map(of_management_group).collect()
}

fn of_management_group(group: &str) -> Vec<Step> {
    let scope = || Scope::management_group(group).as_str().to_owned();
    let step = |file: &str, what: &str, call| {
        Step::new(
            format!("management-groups/{group}/{file}.json"),
            format!("{what} at management group {group}"),
            call,
        )
    };
    vec![
        step(
            "role-assignments",
            "role assignments",
            Call::RoleAssignmentsAt { scope: scope() },
        ),
        step(
            "eligible-assignments",
            "eligible assignments",
            Call::Eligible { scope: scope() },
        ),
    ]
}

/// Every principal that an assignment names, sorted.
fn assigned(tenant: &Tenant) -> BTreeSet<&PrincipalId> {
    let roles = tenant.role_assignments.iter().map(|a| &a.principal);
    let schedules = tenant.schedules.iter().map(|s| &s.principal);
    let denies = tenant.deny_assignments.iter().flat_map(|deny| {
        let subjects = deny.principals.iter().chain(&deny.exclude_principals);
        subjects.map(|subject| &subject.id)
    });
    roles
        .chain(schedules)
        .chain(denies)
        .filter(|id| crate::ids::parse_guid(id.as_str()).is_some() && !id.is_all_principals())
        .collect()
}

/// Then: the names and kinds of all principals that hold anything.
pub(crate) fn of_names(tenant: &Tenant, graph: &str) -> Vec<Step> {
    let ids: Vec<&str> = assigned(tenant).iter().map(|id| id.as_str()).collect();
    ids.chunks(IDS_PER_CALL)
        .map(|ids| {
            let body = Call::names_body(ids);
            let digest = Sha256::digest(body.as_bytes());
            // Named by its question, so that a changed question is asked again.
            let name: String = digest[..6].iter().map(|b| format!("{b:02x}")).collect();
            let graph = graph.to_owned();
            Step::new(
                format!("principals/{name}.json"),
                format!("names of {} principals", ids.len()),
                Call::Names { graph, body },
            )
        })
        .collect()
}

/// Last: the members of every group among them.
pub(crate) fn of_groups(tenant: &Tenant, graph: &str) -> Vec<Step> {
    assigned(tenant)
        .into_iter()
        .filter_map(|id| tenant.principal(id))
        .filter(|principal| principal.kind == PrincipalKind::Group)
        .map(|group| {
            Step::new(
                format!("groups/{}.json", group.id),
                format!("members of {}", group.label()),
                Call::Members {
                    graph: graph.to_owned(),
                    group: group.id.as_str().to_owned(),
                },
            )
        })
        .collect()
}
