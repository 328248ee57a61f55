//! Where logs and exports contradict each other: a measure of how far both can be believed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::event::{AccessChange, HistoryEvent};
use super::read::History;
use super::record_events::SLACK;
use super::scopes::scope_of;
use crate::import::log::AccessRecord;
use crate::model::{Past, RoleAssignment, Tenant};
use crate::span::Place;
use crate::text;
use crate::time::Timestamp;

/// What logs and exports say differently of a role assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contradiction {
    pub(crate) assignment: Arc<str>,
    pub(crate) kind: ContradictionKind,
    /// Where what contradicts was read.
    pub(crate) place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ContradictionKind {
    /// The log has it made, and the exports don't have it.
    Gone,
    /// The log has it deleted, and the exports have it.
    Undeleted,
    /// The exports have it made in a time of which there is a log, and the log doesn't have that.
    Unlogged,
    /// The log has it made while it was there.
    MadeTwice,
    /// The earlier exports have it, the later ones don't, and the log doesn't have it deleted.
    LostBetween,
    /// The later exports have it, the earlier ones don't, and the log doesn't have it made.
    NewBetween,
}

/// Checks exports against the logs up to the moment that they were made, and against earlier exports.
pub(crate) fn contradictions(
    tenant: &Tenant,
    earlier: Option<&Tenant>,
    history: &History,
    exported: Option<Timestamp>,
) -> Vec<Contradiction> {
    let mut found = Vec::new();
    let counts = |event: &&HistoryEvent| {
        event.is_done && exported.is_none_or(|exported| event.time <= exported)
    };
    let mut by_id: BTreeMap<String, Vec<&HistoryEvent>> = BTreeMap::new();
    let mut deleted: BTreeMap<String, Timestamp> = BTreeMap::new();
    // These make assignments without a write of their own.
    let mut made: Vec<Timestamp> = Vec::new();
    for event in history.events.iter().filter(counts) {
        match &event.change {
            AccessChange::Written {
                record: AccessRecord::Assignment,
                ..
            }
            | AccessChange::Deleted {
                record: AccessRecord::Assignment,
                ..
            } => {
                by_id.entry(folded(&event.id)).or_default().push(event);
            }
            AccessChange::ScopeDeleted | AccessChange::GroupDeleted => {
                deleted.insert(folded(&event.id), event.time);
            }
            AccessChange::Elevated | AccessChange::Requested { .. } => made.push(event.time),
            _ => {}
        }
    }
    let begun = history
        .events
        .iter()
        .filter(|event| !event.is_done && is_write(event));
    let begun: BTreeSet<String> = begun.map(|event| folded(&event.id)).collect();
    let exported_now = ids(tenant);
    for (id, events) in &by_id {
        let contradicts = |kind, event: &HistoryEvent| Contradiction {
            assignment: Arc::clone(&event.id),
            kind,
            place: event.place.clone(),
        };
        for pair in events.windows(2) {
            let was_there = is_write(pair[0]);
            let is_made = matches!(
                pair[1].change,
                AccessChange::Written {
                    is_new: Some(true),
                    ..
                }
            );
            if was_there && is_made && !is_below(id, Some(pair[0].time), &deleted) {
                found.push(contradicts(ContradictionKind::MadeTwice, pair[1]));
            }
        }
        let Some(last) = events.last() else {
            continue;
        };
        let is_there = exported_now.contains_key(id);
        if is_write(last) && !is_there && !is_below(id, Some(last.time), &deleted) {
            found.push(contradicts(ContradictionKind::Gone, last));
        } else if !is_write(last) && is_there {
            found.push(contradicts(ContradictionKind::Undeleted, last));
        }
    }
    let of_record = |kind, record: &RoleAssignment| Contradiction {
        assignment: Arc::clone(&record.id),
        kind,
        place: record.place.clone(),
    };
    for (id, record) in &exported_now {
        let (Some(created), Some(scope)) = (record.created_on, scope_of(&record.id)) else {
            continue;
        };
        let container = Past::container(&scope);
        let mut events = by_id.get(id).into_iter().flatten();
        let is_logged =
            events.any(|event| is_write(event) && event.time.seconds_since(created).abs() <= SLACK);
        let next = made.partition_point(|time| created.seconds_since(*time) > SLACK);
        let is_made_so = made
            .get(next)
            .is_some_and(|time| time.seconds_since(created) <= SLACK);
        if !is_logged
            && !is_made_so
            && !begun.contains(id)
            && history.has_around(&container, created)
        {
            found.push(of_record(ContradictionKind::Unlogged, record));
        }
    }
    if let Some(earlier) = earlier {
        let before = ids(earlier);
        // An event before the record was made is about another of the same id.
        let has = |id: &String, record: &RoleAssignment, writes: bool| {
            let is_since = |event: &HistoryEvent| {
                let created = record.created_on;
                created.is_none_or(|created| created.seconds_since(event.time) <= SLACK)
            };
            let mut events = by_id.get(id).into_iter().flatten();
            events.any(|event| is_write(event) == writes && is_since(event))
        };
        for (id, record) in &before {
            let is_there = exported_now.contains_key(id);
            let created = record.created_on;
            if !is_there && !has(id, record, false) && !is_below(id, created, &deleted) {
                found.push(of_record(ContradictionKind::LostBetween, record));
            }
        }
        let noted: BTreeSet<Arc<str>> = found
            .iter()
            .map(|noted| Arc::clone(&noted.assignment))
            .collect();
        for (id, record) in &exported_now {
            let is_new = !before.contains_key(id) && !has(id, record, true);
            if is_new && !noted.contains(&record.id) {
                found.push(of_record(ContradictionKind::NewBetween, record));
            }
        }
    }
    found.sort_by(|a, b| {
        let of = |found: &Contradiction| (found.kind, folded(&found.assignment));
        of(a).cmp(&of(b))
    });
    found
}

fn folded(id: &str) -> String {
    text::fold(id.trim_end_matches('/')).into_owned()
}

fn ids(tenant: &Tenant) -> BTreeMap<String, &RoleAssignment> {
    let records = tenant.role_assignments.iter();
    let own = records.filter(|record| !record.is_classic);
    own.map(|record| (folded(&record.id), record)).collect()
}

fn is_write(event: &HistoryEvent) -> bool {
    matches!(event.change, AccessChange::Written { .. })
}

/// Whether something that an id lies below was deleted after a time.
fn is_below(id: &str, since: Option<Timestamp>, deleted: &BTreeMap<String, Timestamp>) -> bool {
    let mut ends = id.match_indices('/').map(|(end, _)| end);
    ends.any(|end| {
        deleted
            .get(&id[..end])
            .is_some_and(|time| since.is_none_or(|since| *time >= since))
    })
}
