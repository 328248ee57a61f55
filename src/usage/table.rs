//! The table in the making: several threads add to it, and it is the same whatever the order.

use std::sync::{Arc, Mutex, PoisonError};

use super::row::{Correlation, Outcome, UsageKey, UsageRow, UsageTally};
use crate::ids::{guid_text, parse_guid};
use crate::import::log::CallSource;
use crate::import::log::{Call, Fault, UsageLine};
use crate::model::{ActivityStatus, Plane, PrincipalKind};
use crate::text::{self, NameMap, NameSet};
use crate::time::Timestamp;

/// Rows of different principals are added side by side.
const SHARDS: usize = 16;

/// The table, in parts by principal.
#[derive(Debug, Default)]
pub(super) struct Table {
    shards: [Mutex<Shard>; SHARDS],
}

#[derive(Debug, Default)]
struct Shard {
    /// The texts of the keys, each held once.
    texts: Vec<Arc<str>>,
    numbers: NameMap<Arc<str>, u32>,
    rows: NameMap<UsageKey<u32>, u32>,
    tallies: Vec<UsageTally<u32>>,
    /// The events that were counted, each with its row, by the hour of the event: an event that two
    /// logs hold counts once.
    seen: NameMap<i64, NameSet<u64>>,
    /// The events of each row, where the table is a part of one.
    events: Option<Vec<Vec<u64>>>,
}

/// What a row counts.
#[derive(Clone, Copy)]
enum Counted<'e> {
    /// One event.
    Event(u64),
    /// What other tables counted: these events, each with its hour, and more that nobody can tell apart.
    Rows(&'e [u64]),
}

/// A call as a row.
struct Added<'c> {
    key: UsageKey<&'c str>,
    tally: UsageTally<&'c str>,
    counted: Counted<'c>,
}

impl Table {
    /// A part of a table, which keeps the events of each row.
    pub(super) fn part() -> Self {
        let part = || {
            Mutex::new(Shard {
                events: Some(Vec::new()),
                ..Shard::default()
            })
        };
        Self {
            shards: std::array::from_fn(|_| part()),
        }
    }

    /// Adds a call. One that only began, or was accepted, is not counted.
    ///
    /// # Errors
    ///
    /// For a call that can't be placed in time, or of which it isn't known how it ended.
    pub(super) fn add(&self, call: &Call<'_>) -> Result<(), Fault> {
        let outcome = match call.status {
            ActivityStatus::Succeeded => Outcome::Allowed,
            ActivityStatus::Denied => Outcome::Denied,
            ActivityStatus::Failed => Outcome::Failed,
            ActivityStatus::Started | ActivityStatus::Accepted => return Ok(()),
            ActivityStatus::Other => return Err(Fault::UnknownStatus),
        };
        let time = call.time.and_then(|time| Timestamp::parse(time).ok());
        let time = time.ok_or(Fault::WithoutTime)?;
        let principal = call.principal.map(plain);
        let action = text::fold(call.action);
        let scope = call
            .scope
            .as_deref()
            .map(|scope| plain(scope.trim_end_matches('/')));
        let role = call.role.as_deref().map(text::fold);
        self.take(Added {
            key: UsageKey {
                principal: principal.as_deref(),
                action: &action,
                plane: call.plane,
                scope: scope.as_deref(),
                assignment: call.assignment.as_deref(),
                role: role.as_deref(),
                outcome,
                source: call.source,
            },
            tally: UsageTally {
                count: 1,
                first: time,
                last: time,
                kind: call.principal_kind,
                name: call.name,
                correlations: call.correlation.map(Correlation::of).into_iter().collect(),
            },
            counted: Counted::Event(call.event),
        });
        Ok(())
    }

    /// Adds a row of another table.
    ///
    /// # Errors
    ///
    /// For a row with values that no row has.
    pub(super) fn add_row(&self, line: &UsageLine<'_>) -> Result<(), Fault> {
        self.add_part(line, &[])
    }

    /// Adds a row of a part of a table, with the events in it.
    ///
    /// # Errors
    ///
    /// For a row with values that no row has.
    pub(super) fn add_part(&self, line: &UsageLine<'_>, events: &[u64]) -> Result<(), Fault> {
        let time = |text: &str| Timestamp::parse(text).map_err(|_| Fault::WithoutTime);
        let plane = Plane::BOTH
            .into_iter()
            .find(|plane| plane.as_str() == &*line.plane);
        let outcome = Outcome::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == &*line.outcome);
        let source = CallSource::ALL
            .into_iter()
            .find(|source| source.as_str() == &*line.source);
        let (Some(plane), Some(outcome), Some(source)) = (plane, outcome, source) else {
            return Err(Fault::Foreign);
        };
        let (first, last) = (time(&line.first)?, time(&line.last)?);
        if line.count == 0 || line.count < events.len() as u64 || first > last {
            return Err(Fault::Foreign);
        }
        let correlations = line.correlation_ids.iter().map(|id| Correlation::of(id));
        // Other tools may have written it, in any case.
        let folded = UsageKey {
            principal: line.principal.id.as_deref(),
            action: &*line.action,
            plane,
            scope: line.scope.as_deref(),
            assignment: line.role_assignment.as_deref(),
            role: line.role.as_deref(),
            outcome,
            source,
        }
        .map(text::fold);
        self.take(Added {
            key: UsageKey {
                principal: folded.principal.as_deref(),
                action: &folded.action,
                plane,
                scope: folded.scope.as_deref(),
                assignment: folded.assignment.as_deref(),
                role: folded.role.as_deref(),
                outcome,
                source,
            },
            tally: UsageTally {
                count: line.count - events.len() as u64,
                first,
                last,
                kind: PrincipalKind::parse(line.principal.kind.as_deref().unwrap_or_default()),
                name: line.principal.name.as_deref(),
                correlations: correlations.collect(),
            },
            counted: Counted::Rows(events),
        });
        Ok(())
    }

    fn take(&self, added: Added<'_>) {
        let at = text::digest(&added.key.principal) as usize % SHARDS;
        let mut shard = self.shards[at]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        shard.take(added);
    }

    /// The rows, in their order.
    pub(super) fn into_rows(self) -> Vec<UsageRow> {
        let parts = self.into_parts().into_iter();
        parts.map(|(row, _)| row).collect()
    }

    /// The rows, in their order, each with its events where they were kept.
    pub(super) fn into_parts(self) -> Vec<(UsageRow, Vec<u64>)> {
        let mut rows = self.into_parts_in_any_order();
        rows.sort_by(|(one, _), (other, _)| one.key.order().cmp(&other.key.order()));
        rows
    }

    /// The rows, in an order that differs from run to run.
    pub(super) fn into_rows_in_any_order(self) -> Vec<UsageRow> {
        let parts = self.into_parts_in_any_order().into_iter();
        parts.map(|(row, _)| row).collect()
    }

    fn into_parts_in_any_order(self) -> Vec<(UsageRow, Vec<u64>)> {
        let shards = self.shards.into_iter();
        let shards = shards.map(|shard| shard.into_inner().unwrap_or_else(PoisonError::into_inner));
        shards.flat_map(Shard::into_rows).collect()
    }
}

/// An id or scope as rows have it: in lower case, a GUID with its hyphens.
fn plain(text: &str) -> std::borrow::Cow<'_, str> {
    match parse_guid(text) {
        Some(guid) if text.len() != 36 => guid_text(guid).into(),
        _ => text::fold(text),
    }
}

impl Shard {
    fn take(&mut self, added: Added<'_>) {
        let key = added.key.map(|text| self.number(text));
        let tally = added.tally;
        let mut tally = UsageTally {
            count: tally.count,
            first: tally.first,
            last: tally.last,
            kind: tally.kind,
            name: tally.name.map(|name| self.number(name)),
            correlations: tally.correlations,
        };
        let next = u32::try_from(self.tallies.len()).unwrap_or(u32::MAX);
        let row = *self.rows.entry(key).or_insert(next);
        match added.counted {
            Counted::Event(event) => {
                let hour = tally.last.hour();
                let seen = text::digest(&(event, row));
                if !self.seen.entry(hour).or_default().insert(seen) {
                    tally.count = 0;
                } else if self.events.is_some() {
                    self.keep(row, text::digest(&(event, hour)));
                }
            }
            Counted::Rows(events) => {
                for event in events {
                    let seen = text::digest(&(event, row));
                    if self.seen.entry(i64::MIN).or_default().insert(seen) {
                        tally.count += 1;
                        self.keep(row, *event);
                    }
                }
            }
        }
        let texts = &self.texts;
        match self.tallies.get_mut(row as usize) {
            Some(known) => known.add(&tally, |one, other| {
                texts[*one as usize] < texts[*other as usize]
            }),
            None => self.tallies.push(tally),
        }
    }

    /// Keeps an event of a row, where that is wanted.
    fn keep(&mut self, row: u32, event: u64) {
        let Some(events) = &mut self.events else {
            return;
        };
        let row = row as usize;
        if events.len() <= row {
            events.resize_with(row + 1, Vec::new);
        }
        events[row].push(event);
    }

    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        let shared: Arc<str> = Arc::from(text);
        self.texts.push(Arc::clone(&shared));
        self.numbers.insert(shared, number);
        number
    }

    fn into_rows(self) -> impl Iterator<Item = (UsageRow, Vec<u64>)> {
        drop((self.numbers, self.seen));
        let (texts, mut tallies) = (self.texts, self.tallies);
        let mut events = self.events.unwrap_or_default();
        self.rows.into_iter().map(move |(key, row)| {
            let text = |number: u32| Arc::clone(&texts[number as usize]);
            let tally = &mut tallies[row as usize];
            let events = events.get_mut(row as usize).map(std::mem::take);
            let row = UsageRow {
                key: key.map(text),
                tally: UsageTally {
                    count: tally.count,
                    first: tally.first,
                    last: tally.last,
                    kind: tally.kind,
                    name: tally.name.map(text),
                    correlations: std::mem::take(&mut tally.correlations),
                },
            };
            (row, events.unwrap_or_default())
        })
    }
}
