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
                } else {
                    before.insert(subscription, (event, into.as_ref()));
                }
            }
            AccessChange::GroupWritten { is_new } if is_later && *is_new != Some(true) => {
                groups.extend(group_of(&event.id));
            }
            AccessChange::ScopeDeleted | AccessChange::GroupDeleted if is_later => {
                note_loss(past, &event.id, PastLoss::Deleted);
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
    for subscription in moved {
        let from = before.get(subscription);
        let from = from.filter(|(event, _)| reaches(history, event, moment));
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
