use std::borrow::Cow;
use std::sync::Arc;

use super::incomplete;
use crate::import::fragment::Fragment;
use crate::import::record::{Presence, Record, child, list, text};
use crate::model::{InputKind, ManagementGroup, ManagementGroupChild};
use crate::scope::Scope;
use crate::span::Place;
use crate::text as names;

/// Takes `az account management-group show`, one level or the whole tree (§4.14 a).
pub(crate) fn management_group(fragment: &mut Fragment, record: &Record<'_>, place: &Place) {
    fragment.count(InputKind::ManagementGroups);
    fragment.is_of_tenant(record.text(text::TenantId), place);
    let mut pending = vec![(record, None::<Arc<str>>)];
    while let Some((record, above)) = pending.pop() {
        let Some(id) = group_id(record) else {
            fragment
                .note(incomplete("a management group", "an id", place.clone()).may_change_answer());
            continue;
        };
        let id: Arc<str> = Arc::from(id);
        let mut children = Vec::new();
        for nested in record.children(child::Children) {
            match subscription(fragment, nested) {
                Some(scope) => children.push(ManagementGroupChild::Subscription(scope)),
                None => {
                    if let Some(below) = group_id(nested) {
                        children.push(ManagementGroupChild::Group(Arc::from(below)));
                        pending.push((nested, Some(Arc::clone(&id))));
                    } else {
                        let what = "a child of a management group";
                        fragment.note(incomplete(what, "an id", place.clone()).may_change_answer());
                    }
                }
            }
        }
        let details = record.children(child::Details).first();
        let parent = details
            .and_then(|d| d.children(child::Parent).first())
            .or_else(|| record.children(child::Parent).first())
            .and_then(group_id)
            .map(Arc::from)
            .or(above);
        let group = ManagementGroup {
            id,
            display_name: record.text(text::DisplayName).map(Arc::from),
            parent,
            children,
            place: place.clone(),
        };
        fragment.tenant.management_groups.push(group);
    }
}

/// Takes a row that names its ancestors: `entities list` runs from the root to the parent (§4.14
/// b), Resource Graph from the nearest to the root (§4.14 c).
pub(crate) fn entity(fragment: &mut Fragment, record: &Record<'_>, place: &Place) {
    fragment.count(InputKind::ManagementGroups);
    fragment.is_of_tenant(record.text(text::TenantId), place);
    let mut chain: Vec<String> = if record.list(list::ParentNameChain).present == Presence::Present
    {
        record
            .list(list::ParentNameChain)
            .texts()
            .map(Cow::into_owned)
            .collect()
    } else {
        let details = record.children(child::Details).first();
        let nested = record.children(child::AncestorsChain);
        let nested = if nested.is_empty() {
            details
                .map(|d| d.children(child::AncestorsChain))
                .unwrap_or_default()
        } else {
            nested
        };
        nested
            .iter()
            .rev()
            .filter_map(|a| a.text(text::Name))
            .map(str::to_owned)
            .collect()
    };
    let named = record.children(child::Parent).first().and_then(group_id);
    let named = named.or_else(|| placing(record).map(|(group, _)| group.to_owned()));
    if let Some(parent) = named
        && chain.last().is_none_or(|last| !names::same(last, &parent))
    {
        chain.push(parent);
    }
    for pair in chain.windows(2) {
        link(
            fragment,
            &pair[0],
            ManagementGroupChild::Group(Arc::from(pair[1].as_str())),
            place,
        );
    }
    let own = match subscription(fragment, record) {
        Some(scope) => Some(ManagementGroupChild::Subscription(scope)),
        None => group_id(record).map(|id| ManagementGroupChild::Group(Arc::from(id))),
    };
    match (chain.last(), own) {
        (Some(parent), Some(own)) => link(fragment, parent, own, place),
        (None, Some(ManagementGroupChild::Group(id))) => {
            fragment.tenant.management_groups.push(ManagementGroup {
                id,
                display_name: record.text(text::DisplayName).map(Arc::from),
                parent: None,
                children: Vec::new(),
                place: place.clone(),
            });
        }
        _ => {}
    }
}

fn link(fragment: &mut Fragment, parent: &str, own: ManagementGroupChild, place: &Place) {
    fragment.tenant.management_groups.push(ManagementGroup {
        id: Arc::from(parent),
        display_name: None,
        parent: None,
        children: vec![own],
        place: place.clone(),
    });
}

/// The group and the subscription of a record that places one, `…/managementGroups/G/subscriptions/S`.
fn placing<'r>(record: &'r Record<'_>) -> Option<(&'r str, &'r str)> {
    let id = record.text(text::Id)?;
    let within = id
        .get(GROUPS.len()..)
        .filter(|_| names::starts_with(id, GROUPS))?;
    let (group, below) = within.split_once('/')?;
    let (kind, subscription) = below.split_once('/')?;
    names::same(kind, "subscriptions").then_some((group, subscription.trim_end_matches('/')))
}

const GROUPS: &str = "/providers/microsoft.management/managementgroups/";

fn group_id(record: &Record<'_>) -> Option<String> {
    let id = record
        .text(text::Id)
        .filter(|_| placing(record).is_none())?;
    if names::starts_with(id, GROUPS) {
        return id
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .map(str::to_owned);
    }
    None
}

fn subscription(fragment: &mut Fragment, record: &Record<'_>) -> Option<Scope> {
    let placed = placing(record).map(|(_, subscription)| format!("/subscriptions/{subscription}"));
    let id = placed.as_deref().or(record.text(text::Id))?;
    if names::starts_with(id, "/subscriptions/") {
        let scope = fragment.scope(id).ok()?;
        if let Some(name) = record.text(text::DisplayName) {
            let name = Arc::from(name);
            fragment.name_subscription(scope.clone(), name);
        }
        return Some(scope);
    }
    None
}
