//! The events about one record, and what they say of it at a moment.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::event::{AccessChange, HistoryEvent};
use super::scopes::last_of;
use crate::import::AccessContent;
use crate::import::log::AccessRecord;
use crate::text;
use crate::time::Timestamp;

/// By how many seconds the time of an event may be off from the date in the record.
pub(super) const SLACK: i64 = 300;

/// A record by its folded id; a role definition, which has an id at each scope, by the last part of it.
pub(super) type RecordKey = (AccessRecord, String);

pub(super) fn record_key(record: AccessRecord, id: &str) -> RecordKey {
    let id = match record {
        AccessRecord::Definition => last_of(id),
        AccessRecord::Assignment | AccessRecord::Deny => id.trim_end_matches('/'),
    };
    (record, text::fold(id).into_owned())
}

/// The events about a record on both sides of a moment.
#[derive(Clone, Debug, Default)]
pub(super) struct RecordEvents<'e> {
    /// The last one before.
    pub(super) before: Option<&'e HistoryEvent>,
    /// Those after, in their order.
    pub(super) after: Vec<&'e HistoryEvent>,
}

/// The events about each record.
#[derive(Debug, Default)]
pub(super) struct EventsByRecord<'e>(BTreeMap<RecordKey, RecordEvents<'e>>);

impl<'e> EventsByRecord<'e> {
    pub(super) fn new(events: &'e [HistoryEvent], moment: Timestamp) -> Self {
        let mut sorted = Self::default();
        for event in events {
            let (AccessChange::Written { record, .. } | AccessChange::Deleted { record, .. }) =
                &event.change
            else {
                continue;
            };
            let of_record = sorted.0.entry(record_key(*record, &event.id)).or_default();
            match event.time <= moment {
                true => of_record.before = Some(event),
                false => of_record.after.push(event),
            }
        }
        sorted
    }

    pub(super) fn about(&self, record: AccessRecord, id: &str) -> RecordEvents<'e> {
        let found = self.0.get(&record_key(record, id));
        found.cloned().unwrap_or_default()
    }

    pub(super) fn of_kind(
        &self,
        kind: AccessRecord,
    ) -> impl Iterator<Item = (&str, &RecordEvents<'e>)> {
        let records = self.0.iter();
        let own = records.filter(move |((of, _), _)| *of == kind);
        own.map(|((_, key), events)| (&**key, events))
    }
}

/// The dates that an export has of a record.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Dates {
    pub(super) created: Option<Timestamp>,
    pub(super) updated: Option<Timestamp>,
}

/// What a record was at the moment.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Then {
    AsExported,
    Absent,
    Present(Arc<AccessContent>),
    /// It may have been there, as the exports have it, with another condition.
    UnknownAsExported,
    /// It may have been there, like this with another condition; without content nothing is known.
    Unknown(Option<Arc<AccessContent>>),
}

/// What is known around the moment.
pub(super) struct Around<'a> {
    pub(super) moment: Timestamp,
    /// Whether a log is whole from an event to the moment.
    pub(super) reaches: &'a dyn Fn(&HistoryEvent) -> bool,
    /// Whether the log of the record is whole from the moment to the exports.
    pub(super) is_logged: bool,
}

impl RecordEvents<'_> {
    /// What an assignment or a denial was. Its id, holder, role and scope stay what they are; its
    /// condition may change, and another may be made by the same id when it is gone.
    pub(super) fn then(&self, exported: Option<Dates>, around: &Around<'_>) -> Then {
        let moment = around.moment;
        let is_then = |date: Option<Timestamp>| date.is_some_and(|date| date <= moment);
        let is_later = |date: Option<Timestamp>| date.is_some_and(|date| date > moment);
        let was_there = exported.is_some_and(|dates| is_then(dates.created));
        if let Some(dates) = exported.filter(|_| was_there) {
            let is_untold = dates.updated.is_none() && self.after.is_empty();
            if is_then(dates.updated) || is_untold {
                return Then::AsExported;
            }
        }
        let bodies = || self.after.iter().filter_map(|event| event.shared_content());
        let of_then = |content: &&Arc<AccessContent>| is_then(content.created_on);
        if let Some(told) = bodies()
            .filter(of_then)
            .find(|told| is_then(told.updated_on))
        {
            return Then::Present(Arc::clone(told));
        }
        // What the last event before says, where nothing can have happened in between.
        let before = self.before.filter(|event| event.is_done);
        let reaching = before.filter(|event| (around.reaches)(event));
        let written = |event: &HistoryEvent| match &event.change {
            AccessChange::Written { content, .. } => content.clone(),
            _ => None,
        };
        let is_deleted =
            |event: &HistoryEvent| matches!(event.change, AccessChange::Deleted { .. });
        let as_before = reaching.and_then(written);
        let maybe_before = self.before.filter(|event| !is_deleted(event));
        let changed = bodies().find(of_then);
        if was_there || changed.is_some() {
            return match (as_before, was_there, changed) {
                (Some(before), ..) => Then::Present(before),
                (None, true, _) => Then::UnknownAsExported,
                (None, false, changed) => Then::Unknown(changed.cloned()),
            };
        }
        // What was made since may be another of the same id.
        let absent = || match maybe_before {
            Some(before) => Then::Unknown(before.shared_content().cloned()),
            None => Then::Absent,
        };
        let Some(first) = self.after.iter().find(|event| event.is_done) else {
            return self.without_later(exported, around, (reaching, as_before));
        };
        let told = first.shared_content();
        let made = told.and_then(|told| told.created_on);
        match &first.change {
            AccessChange::Written { .. } if is_later(made) => absent(),
            AccessChange::Written {
                is_new: Some(true), ..
            } => absent(),
            AccessChange::Written { is_new, .. } => match (as_before, reaching) {
                (Some(before), _) => Then::Present(before),
                (None, Some(before)) if is_deleted(before) && is_new.is_none() => Then::Absent,
                _ if is_new.is_none() && self.is_made_by(first, exported) => absent(),
                _ => Then::Unknown(told.cloned()),
            },
            AccessChange::Deleted { was_gone: true, .. } => absent(),
            _ if is_later(made) => absent(),
            _ => match (told, as_before) {
                (Some(told), _) if around.is_logged => Then::Present(Arc::clone(told)),
                (Some(told), _) => Then::Unknown(Some(Arc::clone(told))),
                (None, Some(before)) => Then::Present(before),
                (None, None) => Then::Unknown(None),
            },
        }
    }

    /// Whether an event made what the exports have, by the date there.
    fn is_made_by(&self, event: &HistoryEvent, exported: Option<Dates>) -> bool {
        let created = exported.and_then(|dates| dates.created);
        created.is_some_and(|created| created.seconds_since(event.time).abs() <= SLACK)
    }

    fn without_later(
        &self,
        exported: Option<Dates>,
        around: &Around<'_>,
        (reaching, as_before): (Option<&HistoryEvent>, Option<Arc<AccessContent>>),
    ) -> Then {
        let content =
            |event: Option<&HistoryEvent>| event.and_then(|event| event.shared_content().cloned());
        let begun = self.after.first().copied();
        let is_deleted =
            |event: &HistoryEvent| matches!(event.change, AccessChange::Deleted { .. });
        let maybe_before = self
            .before
            .filter(|event| !(event.is_done && is_deleted(event)));
        match (exported, begun) {
            (Some(dates), None) if dates.created.is_some() => match maybe_before {
                Some(before) => Then::Unknown(content(Some(before))),
                None => Then::Absent,
            },
            (Some(_), None) => match reaching {
                Some(before) if is_deleted(before) => Then::UnknownAsExported,
                Some(_) if as_before.is_some() => Then::AsExported,
                _ if around.is_logged => Then::AsExported,
                _ => Then::UnknownAsExported,
            },
            (Some(_), Some(_)) => Then::UnknownAsExported,
            (None, None) => match maybe_before {
                Some(before) => Then::Unknown(content(Some(before))),
                None => Then::Absent,
            },
            (None, Some(begun)) => {
                let known = content(maybe_before).or(content(Some(begun)));
                Then::Unknown(known)
            }
        }
    }
}
