//! The events about one record, and what they say of it at a moment.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::event::{AccessChange, HistoryEvent};
use super::scopes::last_of;
use crate::import::log::AccessRecord;
use crate::import::{AccessContent, RecordContent};
use crate::text;
use crate::time::Timestamp;

/// By how many seconds the time of an event may be off from the date in the record.
pub(super) const SLACK: i64 = 300;
const DAY: i64 = 86_400;

/// A record by its folded id; a role definition, which has an id at each scope, by the last part of it.
pub(super) type RecordKey = (AccessRecord, String);

pub(super) fn record_key(record: AccessRecord, id: &str) -> RecordKey {
    let id = match record {
        AccessRecord::Definition => last_of(id),
        AccessRecord::Assignment | AccessRecord::Deny => id.trim_end_matches('/'),
    };
    (record, text::fold(id).into_owned())
}

/// An event about a record, or about a scope above it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Touch<'e> {
    pub(super) event: &'e HistoryEvent,
    /// Whether it did what it says, and on which side of the moment.
    pub(super) is_sure: bool,
}

impl<'e> Touch<'e> {
    /// Whether it takes the record away, if it does anything.
    fn takes(&self) -> bool {
        !matches!(self.event.change, AccessChange::Written { .. })
    }

    fn content(&self) -> Option<&'e Arc<AccessContent>> {
        self.event.shared_content()
    }
}

/// Whether it is not known which of two events did its work last, and that matters.
fn is_order_open(a: &HistoryEvent, b: &HistoryEvent) -> bool {
    let is_together = a.time == b.time || (a.from() < b.until() && b.from() < a.until());
    let leaves_the_same = match (&a.change, &b.change) {
        (AccessChange::Written { content: a, .. }, AccessChange::Written { content: b, .. }) => {
            match (a.as_ref().map(|a| &a.record), b.as_ref().map(|b| &b.record)) {
                (Some(RecordContent::Assignment(a)), Some(RecordContent::Assignment(b))) => {
                    (&a.principal, &a.role, &a.condition) == (&b.principal, &b.role, &b.condition)
                }
                _ => false,
            }
        }
        (AccessChange::Written { .. }, _) | (_, AccessChange::Written { .. }) => false,
        _ => true,
    };
    is_together && !leaves_the_same
}

/// The events about a record on both sides of a moment, each in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct RecordEvents<'e> {
    pub(super) before: Vec<Touch<'e>>,
    pub(super) after: Vec<Touch<'e>>,
    /// Whether one of them may have done its work before the moment or after it.
    pub(super) is_split: bool,
}

impl<'e> RecordEvents<'e> {
    pub(super) fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }

    fn new(
        mut events: Vec<&'e HistoryEvent>,
        moment: Timestamp,
        exported: Option<Timestamp>,
    ) -> Self {
        // What was done long after the exports says nothing of what they lack. When they were made may be
        // said by the day.
        let since = |event: &HistoryEvent| {
            exported.map_or(0, |exported| event.time.seconds_since(exported))
        };
        events.retain(|event| since(event) <= DAY);
        events.sort_by_key(|event| event.time);
        let mut touches: Vec<Touch<'e>> = Vec::with_capacity(events.len());
        for event in events {
            let is_own = !matches!(
                event.change,
                AccessChange::ScopeDeleted | AccessChange::GroupDeleted
            );
            let mut is_sure = event.is_done && is_own && since(event) <= 0;
            for other in touches.iter_mut().rev() {
                if event.from().seconds_since(other.event.time) > DAY {
                    break;
                }
                if is_order_open(other.event, event) {
                    (other.is_sure, is_sure) = (false, false);
                }
            }
            touches.push(Touch { event, is_sure });
        }
        let mut sorted = Self::default();
        for mut touch in touches {
            if touch.event.is_split_by(moment) {
                sorted.is_split = true;
                touch.is_sure = false;
            }
            match touch.event.time <= moment {
                true => sorted.before.push(touch),
                false => sorted.after.push(touch),
            }
        }
        sorted
    }
}

/// The events about each record.
#[derive(Debug, Default)]
pub(super) struct EventsByRecord<'e>(BTreeMap<RecordKey, RecordEvents<'e>>);

impl<'e> EventsByRecord<'e> {
    pub(super) fn new(
        events: &'e [HistoryEvent],
        moment: Timestamp,
        exported: Option<Timestamp>,
    ) -> Self {
        let mut sorted: BTreeMap<RecordKey, Vec<&HistoryEvent>> = BTreeMap::new();
        for event in events {
            let (AccessChange::Written { record, .. } | AccessChange::Deleted { record, .. }) =
                &event.change
            else {
                continue;
            };
            let of_record = sorted.entry(record_key(*record, &event.id)).or_default();
            of_record.push(event);
        }
        // With a scope go the assignments and denials at it and below.
        let is_cascade = |event: &&HistoryEvent| {
            matches!(
                event.change,
                AccessChange::ScopeDeleted | AccessChange::GroupDeleted
            )
        };
        for event in events.iter().filter(is_cascade) {
            let below = format!("{}/", text::fold(event.id.trim_end_matches('/')));
            for kind in [AccessRecord::Assignment, AccessRecord::Deny] {
                let from = (kind, below.clone());
                let records = sorted.range_mut(from..);
                let own = records.take_while(|((of, id), _)| *of == kind && id.starts_with(&below));
                own.for_each(|(_, of_record)| of_record.push(event));
            }
        }
        let sorted = sorted.into_iter();
        Self(
            sorted
                .map(|(key, events)| (key, RecordEvents::new(events, moment, exported)))
                .collect(),
        )
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

/// What events before the moment say of it.
enum Earlier {
    Was(Arc<AccessContent>),
    /// It was there, and the log lacks what it was.
    WasThere,
    Absent,
}

/// What events after the moment and the exports say of it.
enum Later {
    /// It was made since, or is not there.
    Made,
    /// It was there, like this where that is known.
    Was(Option<Arc<AccessContent>>),
    /// It was there, maybe with another condition than this one.
    WasLike(Option<Arc<AccessContent>>),
    /// It was there as the exports have it.
    WasExported,
    Open,
}

impl RecordEvents<'_> {
    /// What an assignment or a denial was. Its id, holder, role and scope stay what they are; its
    /// condition may change, and another may be made by the same id when it is gone.
    pub(super) fn then(&self, exported: Option<Dates>, around: &Around<'_>) -> Then {
        let is_then = |date: Option<Timestamp>| date.is_some_and(|date| date <= around.moment);
        let dates = exported.unwrap_or_default();
        let was_there = is_then(dates.created);
        let is_quiet = self.after.is_empty() && !self.is_split && around.is_logged;
        if was_there && (is_then(dates.updated) || dates.updated.is_none() && is_quiet) {
            return Then::AsExported;
        }
        // A deletion that the moment splits may have been before it, and after a write that it splits too.
        let is_split = |touch: &Touch<'_>| touch.event.is_split_by(around.moment);
        let mut touches = self.before.iter().chain(&self.after);
        let may_be_taken = touches.any(|touch| touch.takes() && is_split(touch))
            || self.before.last().is_some_and(Touch::takes);
        let dated = self.after.iter().filter(|touch| match touch.takes() {
            true => !is_split(touch),
            false => !(may_be_taken && touch.event.spans(around.moment)),
        });
        let mut dated = dated
            .filter_map(Touch::content)
            .filter(|content| is_then(content.created_on));
        let changed = dated.clone().next();
        if let Some(version) = dated.find(|version| is_then(version.updated_on)) {
            return Then::Present(Arc::clone(version));
        }
        let earlier = self.earlier(dates, around);
        if was_there || changed.is_some() {
            return match (earlier, was_there) {
                (Some(Earlier::Was(before)), _) => Then::Present(before),
                (_, true) => Then::UnknownAsExported,
                (_, false) => Then::Unknown(changed.cloned()),
            };
        }
        let later = self.later(exported, around);
        match (earlier, later) {
            // Made though it was there: the log lacks how it went.
            (Some(Earlier::Was(before)), Later::Made) => Then::Unknown(Some(before)),
            (Some(Earlier::WasThere), Later::Made) => Then::Unknown(None),
            (Some(Earlier::Was(_)), Later::WasExported) if around.is_logged => Then::AsExported,
            (Some(Earlier::Was(before)), _) => Then::Present(before),
            // There though it was deleted: the log lacks how it came.
            (Some(Earlier::Absent), Later::WasExported) => Then::UnknownAsExported,
            (Some(Earlier::Absent), Later::Was(version) | Later::WasLike(version)) => {
                Then::Unknown(version)
            }
            (Some(Earlier::Absent), Later::Made | Later::Open) => Then::Absent,
            (None, Later::Made) => match self.before.last().filter(|touch| !touch.takes()) {
                Some(_) => Then::Unknown(self.the_only_one()),
                None => Then::Absent,
            },
            (_, Later::Was(Some(version))) if around.is_logged => Then::Present(version),
            (_, Later::Was(version) | Later::WasLike(version)) => Then::Unknown(version),
            (earlier, Later::WasExported) => {
                let is_certain = around.is_logged && (earlier.is_some() || !self.is_split);
                match is_certain {
                    true => Then::AsExported,
                    false => Then::UnknownAsExported,
                }
            }
            (_, Later::Open) => {
                let may_be_another = self.after.iter().any(Touch::takes) || self.is_split;
                match exported.is_some() && dates.created.is_none() && !may_be_another {
                    true => Then::UnknownAsExported,
                    false => Then::Unknown(self.the_only_one()),
                }
            }
        }
    }

    /// What was there at the moment if anything was: where all that may have been is of one holder and role.
    fn the_only_one(&self) -> Option<Arc<AccessContent>> {
        let is_gone = |touch: &&Touch<'_>| touch.is_sure && touch.takes();
        let before = self.before.iter().rev();
        let before = before.take_while(|touch| !is_gone(touch));
        let until_sure = self.after.iter().position(|touch| touch.is_sure);
        let until = until_sure.map_or(self.after.len(), |at| at + 1);
        let after = self.after.iter().take(until);
        let mut found: Option<&Arc<AccessContent>> = None;
        let before = before.map(|touch| (touch, true));
        for (touch, is_before) in before.chain(after.map(|touch| (touch, false))) {
            match (touch.content(), found) {
                (Some(content), Some(found)) => {
                    let of = |content: &AccessContent| {
                        (content.holder().cloned(), content.role().cloned())
                    };
                    if of(content) != of(found) {
                        return None;
                    }
                }
                (Some(content), None) => found = Some(content),
                // It may have left one of which nothing is known.
                (None, _) if is_before || !touch.takes() => return None,
                (None, _) => {}
            }
        }
        found.cloned()
    }

    /// What the last event before says, where nothing can have happened in between.
    fn earlier(&self, dates: Dates, around: &Around<'_>) -> Option<Earlier> {
        let last = self.before.last().filter(|_| !self.is_split)?;
        let event = last.event;
        let is_then = |created: &Timestamp| *created <= around.moment;
        // It may be about an older one of the same id.
        let is_older = |created: Timestamp| created.seconds_since(event.time) > SLACK;
        if !last.is_sure
            || dates.created.filter(is_then).is_some_and(is_older)
            || !(around.reaches)(event)
        {
            return None;
        }
        Some(match &event.change {
            AccessChange::Written {
                content: Some(content),
                ..
            } => Earlier::Was(Arc::clone(content)),
            AccessChange::Written { .. } => Earlier::WasThere,
            _ => Earlier::Absent,
        })
    }

    /// What the first sure event after the moment says, with what may have happened before it.
    fn later(&self, exported: Option<Dates>, around: &Around<'_>) -> Later {
        let is_later = |date: Option<Timestamp>| date.is_some_and(|date| date > around.moment);
        let split = self.before.iter();
        let split = split.filter(|touch| touch.event.is_split_by(around.moment));
        let (mut may_take, mut may_give) = (false, false);
        for touch in split.chain(&self.after) {
            let content = touch.content();
            if !touch.is_sure {
                may_take |= touch.takes();
                may_give |= !touch.takes();
                continue;
            }
            let is_made_later = is_later(content.and_then(|content| content.created_on));
            let (is_made, was_there) = match &touch.event.change {
                AccessChange::Written { is_new, .. } => {
                    let by_exports = || self.is_made_by(touch.event, exported);
                    let is_made = is_new.unwrap_or_else(by_exports);
                    (is_made, *is_new == Some(false))
                }
                AccessChange::Deleted { was_gone, .. } => (
                    *was_gone == Some(true),
                    *was_gone == Some(false) || content.is_some(),
                ),
                _ => (false, false),
            };
            return match () {
                () if is_made_later || is_made => match may_take {
                    true => Later::Open,
                    false => Later::Made,
                },
                () if was_there && !may_give => match touch.takes() {
                    true => Later::Was(content.cloned()),
                    // What was written then is not what was there.
                    false => Later::WasLike(content.filter(|_| !may_take).cloned()),
                },
                () => Later::Open,
            };
        }
        match exported {
            Some(dates) if is_later(dates.created) && !may_take => Later::Made,
            Some(dates) if dates.created.is_none() && !may_give => Later::WasExported,
            None if !may_take && !may_give => Later::Made,
            _ => Later::Open,
        }
    }

    /// Whether an event made what the exports have, by the date there.
    fn is_made_by(&self, event: &HistoryEvent, exported: Option<Dates>) -> bool {
        let created = exported.and_then(|dates| dates.created);
        created.is_some_and(|created| created.seconds_since(event.time).abs() <= SLACK)
    }
}
