//! Reads logs for the changes of access in them, and joins the events of each change.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::event::{AccessChange, Caller, HistoryEvent};
use super::record_events::{RecordKey, SLACK, record_key};
use super::scopes::{container_of, moved};
use crate::ids::PrincipalId;
use crate::import::log::{
    AccessEvent, AccessOperation, AccessRecord, CallSource, Fault, LONGEST_HOLE, LogFile, Logged,
    LoggedTimes, ReadFor, Reading, read_logs,
};
use crate::import::{AccessContent, Bodies, InputSource, PimRequest, PimStatus, ReadRequest};
use crate::model::{ActivityStatus, PrincipalKind, Principals, Tenant};
use crate::scope::Scope;
use crate::span::{Place, Position};
use crate::text::{self, NameMap, NameSet};
use crate::time::Timestamp;

/// The changes of access that logs have.
#[derive(Debug)]
pub(crate) struct History {
    /// In the order of their times.
    pub(crate) events: Vec<HistoryEvent>,
    /// Changes that were refused or failed.
    pub(crate) failed: usize,
    /// The principals that they name.
    pub(crate) principals: Principals,
    pub(crate) reading: Reading,
    /// The first and the last event of each day, by the folded id of the subscription or management
    /// group whose log it is.
    days: BTreeMap<String, BTreeMap<i64, (Timestamp, Timestamp)>>,
}

impl History {
    /// Whether the log of a subscription or management group, or of the root, reaches over a time.
    pub(crate) fn reaches_over(
        &self,
        container: &Scope,
        from: Timestamp,
        until: Timestamp,
    ) -> bool {
        let mut times = LoggedTimes::default();
        let days = self.days.get(container.folded()).into_iter().flatten();
        for (first, last) in days.map(|(_, times)| *times) {
            times.add(first, last);
        }
        times.reaches_over(from, until)
    }

    /// Whether the log of a subscription or management group, or of the root, has events on both sides of a
    /// time, no more than a week away.
    pub(super) fn has_around(&self, container: &Scope, time: Timestamp) -> bool {
        let Some(days) = self.days.get(container.folded()) else {
            return false;
        };
        let is_near = |other: &Timestamp| other.seconds_since(time).abs() <= LONGEST_HOLE;
        let before = days
            .values()
            .map(|(first, _)| first)
            .filter(|first| **first < time);
        let after = days
            .values()
            .map(|(_, last)| last)
            .filter(|last| **last > time);
        before.max().is_some_and(is_near) && after.min().is_some_and(is_near)
    }

    /// Each event with what its record was by the event before.
    pub(crate) fn with_earlier(
        &self,
    ) -> impl Iterator<Item = (&HistoryEvent, Option<&AccessContent>)> {
        let mut last: NameMap<RecordKey, &AccessContent> = NameMap::default();
        self.events.iter().map(move |event| {
            let (AccessChange::Written { record, .. } | AccessChange::Deleted { record, .. }) =
                &event.change
            else {
                return (event, None);
            };
            let key = record_key(*record, &event.id);
            let earlier = last.get(&key).copied();
            match (&event.change, event.content()) {
                _ if !event.is_done => {}
                (AccessChange::Written { .. }, Some(content)) => {
                    last.insert(key, content);
                }
                _ => {
                    last.remove(&key);
                }
            }
            (event, earlier)
        })
    }

    /// Leaves out what was deleted where, as far as logs and exports say, nobody had been given access.
    pub(crate) fn keep_access_only(&mut self, snapshots: &[&Tenant]) {
        let logged = self.events.iter().filter(|event| event.content().is_some());
        let mut known: BTreeSet<String> = logged
            .filter_map(HistoryEvent::scope)
            .map(|scope| scope.folded().to_owned())
            .collect();
        for tenant in snapshots {
            let assigned = tenant.role_assignments.iter().map(|record| &record.scope);
            let scheduled = tenant.schedules.iter().map(|record| &record.scope);
            let denied = tenant.deny_assignments.iter().map(|record| &record.scope);
            let scopes = assigned.chain(scheduled).chain(denied);
            known.extend(scopes.map(|scope| scope.folded().to_owned()));
        }
        self.events
            .retain(|event| match (&event.change, event.scope()) {
                (AccessChange::ScopeDeleted, Some(deleted)) => {
                    let below = format!("{}/", deleted.folded());
                    let next = known.range(below.clone()..).next();
                    known.contains(deleted.folded())
                        || next.is_some_and(|next| next.starts_with(&below))
                }
                _ => true,
            });
    }

    /// The subscriptions and management groups that there are logs of, each with its first and last event.
    pub(crate) fn logged(&self) -> impl Iterator<Item = (&str, Timestamp, Timestamp)> {
        self.days.iter().filter_map(|(container, days)| {
            let first = days.values().next()?.0;
            let last = days.values().next_back()?.1;
            Some((&**container, first, last))
        })
    }
}

/// An event of a change, on its own.
#[derive(Debug)]
struct Logging {
    time: Timestamp,
    operation: AccessOperation,
    id: String,
    status: ActivityStatus,
    caller: Option<String>,
    caller_kind: PrincipalKind,
    caller_name: Option<String>,
    correlation: Option<String>,
    request: Option<String>,
    response: Option<String>,
    code: Option<String>,
    place: Place,
}

impl Logging {
    fn of(log: &LogFile, is_part: bool, event: &AccessEvent<'_>) -> Result<Self, Fault> {
        let time = event.time.map(Timestamp::parse).and_then(Result::ok);
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let line = u32::try_from(event.line).unwrap_or(u32::MAX);
        Ok(Self {
            time: time.ok_or(Fault::WithoutTime)?,
            operation: event.operation,
            id: match (event.id, event.operation) {
                (Some(id), _) => id.to_owned(),
                (None, AccessOperation::Elevate) => "/providers/Microsoft.Authorization".to_owned(),
                (None, _) => return Err(Fault::WithoutResource),
            },
            status: event.status,
            caller: owned(event.caller),
            caller_kind: event.caller_kind,
            caller_name: owned(event.caller_name),
            correlation: owned(event.correlation),
            request: owned(event.request),
            response: owned(event.response),
            code: owned(event.code),
            place: Place {
                file: Arc::clone(&log.path),
                at: match is_part {
                    // Lines are counted from the beginning of the part.
                    true => Position::Whole,
                    false => Position::Line { line, column: 0 },
                },
            },
        })
    }

    /// What the answer says of whether something was made, or nothing was done.
    fn code_is(&self, words: &[&str]) -> bool {
        let code = self.code.as_deref().map(text::fold).unwrap_or_default();
        let code = code.rsplit('.').next().unwrap_or_default();
        words.contains(&code)
    }
}

#[derive(Debug, Default)]
struct Found {
    events: Vec<Logging>,
    seen: NameSet<u64>,
    days: BTreeMap<String, BTreeMap<i64, (Timestamp, Timestamp)>>,
}

/// Reads logs with so many threads.
pub(crate) fn read_history(sources: &[InputSource], threads: usize) -> History {
    let found = Mutex::new(Found::default());
    let take = |log: &LogFile, is_part: bool, logged: Logged<'_>| {
        let locked = || found.lock().unwrap_or_else(PoisonError::into_inner);
        match logged {
            Logged::Row(_) => Err(Fault::Reduced),
            Logged::Change(event) => {
                let identity = event.event;
                let event = Logging::of(log, is_part, &event)?;
                let mut found = locked();
                if found.seen.insert(identity) {
                    found.events.push(event);
                }
                Ok(())
            }
            Logged::Call(call) if call.source == CallSource::Activity => {
                let time = call.time.map(Timestamp::parse).and_then(Result::ok);
                let time = time.ok_or(Fault::WithoutTime)?;
                let container = container_of(call.scope.as_deref().unwrap_or_default());
                if container.is_empty() {
                    return Ok(());
                }
                let mut found = locked();
                let days = found.days.entry(container).or_default();
                let day = days
                    .entry(time.hour().div_euclid(24))
                    .or_insert((time, time));
                *day = (day.0.min(time), day.1.max(time));
                Ok(())
            }
            Logged::Call(_) => Ok(()),
        }
    };
    let before = BTreeMap::new();
    let reading = read_logs(sources, &before, threads, (ReadFor::Changes, &take));
    let Found {
        mut events, days, ..
    } = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    events.sort_by(|a, b| {
        let of = |event: &Logging| {
            let id = text::fold(&event.id).into_owned();
            (
                event.correlation.clone(),
                id,
                event.operation,
                event.time,
                event.status,
            )
        };
        of(a).cmp(&of(b)).then_with(|| a.place.cmp(&b.place))
    });
    let mut joining = Joining::default();
    let is_one = |a: &Logging, b: &Logging| {
        (&a.correlation, a.operation) == (&b.correlation, b.operation) && text::same(&a.id, &b.id)
    };
    for call in events.chunk_by(is_one) {
        joining.join(call);
    }
    let Joining {
        mut done,
        failed,
        bodies,
    } = joining;
    done.sort_by_cached_key(|event| {
        let id = text::fold(&event.id).into_owned();
        (event.time, id, event.place.clone())
    });
    forget_what_was_there(&mut done);
    History {
        events: done,
        failed,
        principals: bodies.principals,
        reading,
        days,
    }
}

/// Joins the events of a call: its start has what was sent, its end what was answered.
#[derive(Debug, Default)]
struct Joining {
    done: Vec<HistoryEvent>,
    failed: usize,
    bodies: Bodies,
}

impl Joining {
    /// Takes the events of calls about one record under one correlation, in the order of their times.
    fn join(&mut self, events: &[Logging]) {
        let mut begun: Vec<&Logging> = Vec::new();
        let mut ended: Option<&Logging> = None;
        // The same end may stand in several forms of a log.
        let is_again = |ended: Option<&Logging>, event: &Logging| {
            ended.is_some_and(|ended| event.time.seconds_since(ended.time) <= SLACK)
        };
        for event in events {
            match event.status {
                ActivityStatus::Started | ActivityStatus::Accepted | ActivityStatus::Other => {
                    begun.push(event);
                }
                ActivityStatus::Succeeded if begun.is_empty() && is_again(ended, event) => {}
                ActivityStatus::Succeeded => {
                    begun.push(event);
                    // A body may be in another form of the same end.
                    let again = events.iter().filter(|other| {
                        other.status == ActivityStatus::Succeeded && is_again(Some(event), other)
                    });
                    let all: Vec<&Logging> = begun.drain(..).chain(again).collect();
                    self.take(&all, true);
                    ended = Some(event);
                }
                ActivityStatus::Failed | ActivityStatus::Denied => {
                    let is_known = begun.is_empty() && is_again(ended, event);
                    self.failed += usize::from(!is_known);
                    begun.clear();
                    ended = Some(event);
                }
            }
        }
        if !begun.is_empty() {
            self.take(&begun, false);
        }
    }

    fn take(&mut self, events: &[&Logging], is_done: bool) {
        let Some(last) = events.last() else {
            return;
        };
        let named = |event: &&Logging| event.caller.is_some();
        let by = events.iter().rev().copied().find(named).unwrap_or(last);
        let place = &last.place;
        let requests = events.iter().filter_map(|event| event.request.as_deref());
        let responses = events
            .iter()
            .rev()
            .filter_map(|event| event.response.as_deref());
        // The answer has the whole record; the request what was asked for.
        let bodies: Vec<&str> = responses.chain(requests).collect();
        let mut content = |record, id: &str| {
            let mut bodies = bodies.iter();
            let found = bodies.find_map(|body| self.bodies.record(record, id, body, place));
            found.map(Arc::new)
        };
        let id = last.id.clone();
        let change = match last.operation {
            AccessOperation::Write(record) => {
                let content = content(record, &id);
                let is_new = is_new(last, content.as_deref());
                AccessChange::Written {
                    record,
                    content,
                    is_new,
                }
            }
            AccessOperation::Delete(record) => AccessChange::Deleted {
                record,
                content: content(record, &id),
                was_gone: last.code_is(&["nocontent", "204"]),
            },
            AccessOperation::RequestEligible | AccessOperation::RequestActive => {
                let is_eligible = last.operation == AccessOperation::RequestEligible;
                let mut bodies = bodies.iter();
                let read = bodies.find_map(|body| {
                    let made = (last.time, place);
                    self.bodies.request(is_eligible, &id, body, made)
                });
                let read = read.unwrap_or(ReadRequest {
                    request: PimRequest::Other,
                    status: PimStatus::Unknown,
                    content: None,
                });
                if read.status == PimStatus::Refused {
                    self.failed += 1;
                    return;
                }
                AccessChange::Requested {
                    is_eligible,
                    request: read.request,
                    status: read.status,
                    content: read.content.map(Arc::new),
                }
            }
            AccessOperation::ChangePolicy => AccessChange::PolicyChanged,
            AccessOperation::Elevate => AccessChange::Elevated,
            AccessOperation::WriteGroup => AccessChange::GroupWritten {
                is_new: is_new(last, None),
            },
            AccessOperation::DeleteGroup => AccessChange::GroupDeleted,
            AccessOperation::MoveIn | AccessOperation::MoveOut => {
                let (group, subscription) = moved(&id).unzip();
                let into = group.filter(|_| last.operation == AccessOperation::MoveIn);
                AccessChange::Moved {
                    subscription,
                    into: into.map(Arc::from),
                }
            }
            AccessOperation::MoveResources => AccessChange::ResourcesMoved,
            AccessOperation::Other => AccessChange::Other,
            AccessOperation::DeleteScope => AccessChange::ScopeDeleted,
        };
        self.done.push(HistoryEvent {
            time: last.time,
            id: Arc::from(id),
            change,
            by: Caller {
                id: by.caller.as_deref().map(PrincipalId::new),
                kind: by.caller_kind,
                name: by.caller_name.as_deref().map(Arc::from),
            },
            is_done,
            correlation: last.correlation.as_deref().map(Arc::from),
            place: last.place.clone(),
        });
    }
}

/// Whether a write made something new: by the dates of the answer, else by its status. Azure answers each
/// write of a role definition with 201
/// (<https://learn.microsoft.com/rest/api/authorization/role-definitions/create-or-update>).
fn is_new(last: &Logging, content: Option<&AccessContent>) -> Option<bool> {
    let dates = content.and_then(|content| content.created_on.zip(content.updated_on));
    if let Some((created, updated)) = dates {
        return Some(created == updated);
    }
    let has_status = matches!(
        last.operation,
        AccessOperation::Write(AccessRecord::Assignment) | AccessOperation::WriteGroup
    );
    if !has_status {
        return None;
    }
    if last.code_is(&["created", "201"]) {
        return Some(true);
    }
    last.code_is(&["ok", "200"]).then_some(false)
}

/// A status that says that something was made says nothing where it was there: by the event before.
fn forget_what_was_there(events: &mut [HistoryEvent]) {
    let mut there: NameSet<(AccessRecord, String)> = NameSet::default();
    for event in events.iter_mut().filter(|event| event.is_done) {
        match &mut event.change {
            AccessChange::Written {
                record,
                content,
                is_new,
            } => {
                let is_dated = content
                    .as_ref()
                    .is_some_and(|content| content.created_on.is_some());
                let was_there = !there.insert(record_key(*record, &event.id));
                if was_there && !is_dated && *is_new == Some(true) {
                    *is_new = None;
                }
            }
            AccessChange::Deleted { record, .. } => {
                there.remove(&record_key(*record, &event.id));
            }
            _ => {}
        }
    }
}
