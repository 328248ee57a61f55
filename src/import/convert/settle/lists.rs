//! Records that have no versions: they add up, whatever the order in which they are read.

use std::sync::Arc;

use crate::ids::PrincipalId;
use crate::model::{
    Activity, HostedIdentity, IdentityHost, ManagementGroup, ManagementGroupChild, Tenant,
};
use crate::scope::Scope;
use crate::text;

/// Puts what adds up into an order of its own, and drops what is said twice.
pub(super) fn settle(tenant: &mut Tenant) {
    let lists = &mut tenant.group_members;
    lists.sort_by(|a, b| {
        let list = |list| group_list_order(list);
        list(a).cmp(&list(b))
    });
    lists.dedup_by(|b, a| (&a.group, a.reach, &a.members) == (&b.group, b.reach, &b.members));
    lists.shrink_to_fit();
    tenant.applications.sort();
    tenant.applications.dedup();
    management_groups(&mut tenant.management_groups);
    let names = &mut tenant.subscription_names;
    names.sort_by(|a, b| (&a.scope, &a.name).cmp(&(&b.scope, &b.name)));
    names.dedup();
    tenant
        .operations
        .sort_by(|a, b| text::order(&a.name, &b.name).then_with(|| a.plane.cmp(&b.plane)));
    tenant.operations.dedup();
    identity_hosts(&mut tenant.identity_hosts);
    tenant.activity.sort_by(|a, b| {
        let by_time = a.time.cmp(&b.time);
        by_time.then_with(|| event_order(a).cmp(&event_order(b)))
    });
}

fn group_list_order(list: &crate::model::GroupMembers) -> impl Ord + '_ {
    (&list.group, list.reach, &list.members, &list.place)
}

fn management_groups(groups: &mut Vec<ManagementGroup>) {
    fn spelt(child: &ManagementGroupChild) -> &str {
        match child {
            ManagementGroupChild::Group(id) => id,
            ManagementGroupChild::Subscription(scope) => scope.as_str(),
        }
    }
    groups.sort_by_cached_key(|group| {
        let children: Vec<String> = group.children.iter().map(|c| spelt(c).to_owned()).collect();
        let parent = group.parent.clone();
        let name = (group.display_name.is_none(), group.display_name.clone());
        let id = (text::fold(&group.id).into_owned(), group.id.clone());
        (id, parent, children, name, group.place.clone())
    });
    groups.dedup_by(|b, a| a.id == b.id && a.children == b.children && a.parent == b.parent);
}

/// Joins what the inputs say of one resource: exports of one tool leave out what those of another
/// print, so that it runs as all the identities that any of them names.
fn identity_hosts(hosts: &mut Vec<IdentityHost>) {
    hosts.sort_by(|a, b| {
        let order = |of: &IdentityHost| (of.id.clone(), Arc::<str>::from(of.id.as_str()));
        let identities =
            |of: &IdentityHost| -> Vec<_> { of.identities.iter().map(identity_order).collect() };
        order(a)
            .cmp(&order(b))
            .then_with(|| identities(a).cmp(&identities(b)))
            .then_with(|| a.place.cmp(&b.place))
    });
    hosts.dedup_by(|same, kept| {
        let is_same = same.id == kept.id;
        if is_same {
            kept.identities.append(&mut same.identities);
        }
        is_same
    });
    for host in hosts {
        let identities = &mut host.identities;
        identities.sort_by_cached_key(identity_order);
        identities.dedup();
        let named: Vec<Option<Scope>> = identities
            .iter()
            .filter(|identity| identity.principal.is_some())
            .map(|identity| identity.resource.clone())
            .collect();
        identities
            .retain(|identity| identity.principal.is_some() || !named.contains(&identity.resource));
    }
}

fn identity_order(identity: &HostedIdentity) -> (Option<Scope>, Option<PrincipalId>) {
    (identity.resource.clone(), identity.principal.clone())
}

fn event_order(event: &Activity) -> impl Ord + '_ {
    let who = (&event.principal, &event.caller);
    let what = (&event.operation, &event.scope, event.plane, event.status);
    (who, what, &event.call, &event.place)
}
