//! What moved or was deleted since a moment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::event::{AccessChange, HistoryEvent};
use super::read::History;
use super::scopes::group_of;
use super::take_back::{note_loss, reaches};
use crate::model::{ManagementGroupChild, Past, PastLoss, Tenant};
use crate::scope::Scope;
use crate::text;

/// Takes moves back as far as the log says from where, and notes what is lost.
pub(super) fn moves(tenant: &mut Tenant, history: &History, past: &mut Past) {
    let moment = past.moment;
    let mut before: BTreeMap<&Scope, (&HistoryEvent, Option<&Arc<str>>)> = BTreeMap::new();
    let mut moved: BTreeSet<&Scope> = BTreeSet::new();
    let mut split: BTreeSet<&Scope> = BTreeSet::new();
    let mut groups: BTreeSet<String> = BTreeSet::new();
    for event in &history.events {
        let is_later = event.time > moment;
        match &event.change {
            AccessChange::Moved {
                subscription: Some(subscription),
                into,
            } => {
                if is_later || !event.is_done {
                    moved.insert(subscription);
                    let is_split = event.is_split_by(moment);
                    split.extend(is_split.then_some(subscription));
                } else {
                    let last = before.insert(subscription, (event, into.as_ref()));
                    // Which of two was the last is not known.
                    let is_tied = last.is_some_and(|(last, _)| last.time == event.time);
                    split.extend(is_tied.then_some(subscription));
                }
            }
            AccessChange::GroupWritten { is_new } if is_later && *is_new != Some(true) => {
                groups.extend(group_of(&event.id));
            }
            AccessChange::ScopeDeleted | AccessChange::GroupDeleted
                if is_later || event.is_split_by(moment) =>
            {
                note_loss(past, &event.id, PastLoss::Deleted);
                if let Some(scope) = denies_elsewhere(&event.id) {
                    past.lost.insert((scope, PastLoss::Unrecorded));
                }
            }
            AccessChange::ResourcesMoved if is_later => {
                note_loss(past, &event.id, PastLoss::Moved);
            }
            AccessChange::Moved { .. } | AccessChange::Other if is_later => {
                note_loss(past, &event.id, PastLoss::Unrecorded);
            }
            _ => {}
        }
    }
    for group in &mut tenant.management_groups {
        if groups.contains(&*text::fold(&group.id)) {
            group.parent = None;
        }
        group.children.retain(|child| match child {
            ManagementGroupChild::Group(id) => !groups.contains(&*text::fold(id)),
            ManagementGroupChild::Subscription(scope) => !moved.contains(scope),
        });
    }
    // The log of a management group has what is moved into it, not where that went from there.
    let all = tenant.management_groups.iter();
    let all: Vec<Scope> = all
        .map(|group| Scope::management_group(&group.id))
        .collect();
    let is_last = |event: &HistoryEvent| {
        let mut all = all.iter();
        reaches(history, event, moment)
            && all.all(|group| history.reaches_over(group, event.time, moment))
    };
    for subscription in moved {
        let from = before.get(subscription);
        let from = from.filter(|_| !split.contains(subscription));
        let from = from.filter(|(event, _)| is_last(event));
        let into = from.and_then(|(_, into)| *into);
        let mut groups = tenant.management_groups.iter_mut();
        match into.and_then(|into| groups.find(|group| text::same(&group.id, into))) {
            Some(group) => {
                let child = ManagementGroupChild::Subscription(subscription.clone());
                group.children.push(child);
            }
            None => {
                past.lost.insert((subscription.clone(), PastLoss::Moved));
            }
        }
    }
}

/// Where deny assignments go with a resource that makes some elsewhere: with a deployment stack or an assigned
/// blueprint at the scope of it and below, with a managed application in another resource group.
fn denies_elsewhere(id: &str) -> Option<Scope> {
    let folded = text::fold(id);
    let makers = [
        "/providers/microsoft.resources/deploymentstacks/",
        "/providers/microsoft.blueprint/blueprintassignments/",
    ];
    if let Some(at) = makers.iter().find_map(|maker| folded.rfind(maker)) {
        return Scope::parse(id.get(..at)?).ok();
    }
    let is_application = folded.contains("/providers/microsoft.solutions/applications/");
    let scope = Scope::parse(id).ok().filter(|_| is_application)?;
    scope.subscription()
}
