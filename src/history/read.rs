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
use crate::import::{
    AccessContent, Bodies, BodySource, InputSource, PimRequest, PimStatus, ReadRequest, id_in_body,
};
use crate::model::{ActivityStatus, PrincipalKind, Principals, Tenant};
use crate::scope::Scope;
use crate::span::{Place, Position};
use crate::text::{self, NameMap};
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
#[derive(Clone, Debug)]
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
            id: id_of(event).ok_or(Fault::WithoutResource)?,
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

    /// What the HTTP status says that was done.
    fn done(&self) -> Option<Done> {
        let code = self.code.as_deref().map(text::fold).unwrap_or_default();
        match code.rsplit('.').next().unwrap_or_default() {
            "created" | "201" => Some(Done::Made),
            "ok" | "200" => Some(Done::Something),
            "nocontent" | "204" => Some(Done::Nothing),
            _ => None,
        }
    }

    /// Takes what another export has of the same event, unless it has something else.
    fn complete_from(&mut self, other: &Self) -> bool {
        let fits = |own: &Option<String>, other: &Option<String>| {
            own.is_none() || other.is_none() || own == other
        };
        let is_one_answer = match (self.done(), other.done()) {
            (Some(own), Some(other)) => own == other,
            _ => true,
        };
        if !is_one_answer
            || !fits(&self.request, &other.request)
            || !fits(&self.response, &other.response)
        {
            return false;
        }
        if self.done().is_none() && other.done().is_some() {
            self.code.clone_from(&other.code);
        }
        if self.caller.is_none() {
            self.caller.clone_from(&other.caller);
            self.caller_kind = other.caller_kind;
        }
        let fields = [
            (&mut self.caller_name, &other.caller_name),
            (&mut self.correlation, &other.correlation),
            (&mut self.request, &other.request),
            (&mut self.response, &other.response),
        ];
        for (own, other) in fields.into_iter().filter(|(own, _)| own.is_none()) {
            own.clone_from(other);
        }
        true
    }
}

/// What a call did, by the HTTP status of its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    Made,
    Something,
    Nothing,
}

/// The id of what an event changes. Some forms have only the scope of it, and the id in the answer.
fn id_of(event: &AccessEvent<'_>) -> Option<String> {
    let operation = event.operation;
    match event.id {
        Some(id) if operation.is_of(id) => Some(id.to_owned()),
        id => match operation {
            AccessOperation::Write(_)
            | AccessOperation::Delete(_)
            | AccessOperation::RequestEligible
            | AccessOperation::RequestActive => {
                id_in_body(event.response?).filter(|id| operation.is_of(id))
            }
            AccessOperation::Elevate => Some(
                id.unwrap_or("/providers/Microsoft.Authorization")
                    .to_owned(),
            ),
            _ => id.map(str::to_owned),
        },
    }
}

/// Joins what several exports have of one event, by what tells it from others.
fn one_of_each(mut events: Vec<(u64, Logging)>) -> Vec<Logging> {
    events.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.place.cmp(&other.place)));
    let mut joined: Vec<(u64, Logging)> = Vec::with_capacity(events.len());
    for (identity, event) in events {
        let mut same = joined
            .iter_mut()
            .rev()
            .take_while(|(of, _)| *of == identity);
        if !same.any(|(_, other)| other.complete_from(&event)) {
            joined.push((identity, event));
        }
    }
    joined.into_iter().map(|(_, event)| event).collect()
}

#[derive(Debug, Default)]
struct Found {
    events: Vec<(u64, Logging)>,
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
                locked().events.push((identity, event));
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
    let Found { events, days } = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut events = one_of_each(events);
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
    /// Takes the events of calls about one record under one correlation, in the order of their times. Calls
    /// that are made again have one correlation too, and a log may lack it.
    fn join(&mut self, events: &[Logging]) {
        let events = one_of_each_form(events);
        let mut open: Vec<Vec<&Logging>> = Vec::new();
        for event in &events {
            match event.status {
                ActivityStatus::Started => open.push(vec![event]),
                ActivityStatus::Accepted | ActivityStatus::Other => match open.last_mut() {
                    Some(call) => call.push(event),
                    None => open.push(vec![event]),
                },
                ActivityStatus::Succeeded => {
                    let mut call = ended_by(event, &mut open);
                    call.push(event);
                    self.take(&call, true);
                }
                ActivityStatus::Failed | ActivityStatus::Denied => {
                    let mut call = ended_by(event, &mut open);
                    call.push(event);
                    self.failed += 1;
                    let deletes = matches!(
                        event.operation,
                        AccessOperation::DeleteScope | AccessOperation::DeleteGroup
                    );
                    // Some of what was there may be gone.
                    if deletes && event.status == ActivityStatus::Failed {
                        self.take(&call, false);
                    }
                }
            }
        }
        for call in open {
            self.take(&call, false);
        }
    }

    fn take(&mut self, events: &[&Logging], is_done: bool) {
        let (Some(first), Some(last)) = (events.first(), events.last()) else {
            return;
        };
        let is_start = !is_done || events.len() > 1;
        let named = |event: &&Logging| event.caller.is_some();
        let by = events.iter().rev().copied().find(named).unwrap_or(last);
        let place = &last.place;
        let bodies = |of: fn(&Logging) -> Option<&str>, source: BodySource| {
            let newest = events.iter().rev();
            newest.filter_map(move |event| of(event).map(|body| (source, body)))
        };
        // The answer has the whole record; the request what was asked for.
        let answers = bodies(|event| event.response.as_deref(), BodySource::Answer);
        let requests = bodies(|event| event.request.as_deref(), BodySource::Request);
        let bodies: Vec<(BodySource, &str)> = answers.chain(requests).collect();
        let mut content = |record, id: &str| {
            let mut bodies = bodies.iter();
            let found = bodies.find_map(|body| self.bodies.record(record, id, *body, place));
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
                was_gone: match last.done() {
                    Some(Done::Nothing) => Some(true),
                    Some(Done::Something) => Some(false),
                    _ => None,
                },
            },
            AccessOperation::RequestEligible | AccessOperation::RequestActive => {
                let is_eligible = last.operation == AccessOperation::RequestEligible;
                let mut bodies = bodies.iter();
                let read = bodies.find_map(|body| {
                    let made = (last.time, place);
                    self.bodies.request(is_eligible, &id, *body, made)
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
            began: is_start.then_some(first.time),
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

/// Joins what several forms of a log have of one event: they may differ in the digits of its time.
fn one_of_each_form(events: &[Logging]) -> Vec<Logging> {
    let mut joined: Vec<Logging> = Vec::with_capacity(events.len());
    for event in events {
        let mut near = joined
            .iter_mut()
            .rev()
            .take_while(|other| event.time.seconds_since(other.time) <= 1);
        if !near.any(|other| other.status == event.status && other.complete_from(event)) {
            joined.push(event.clone());
        }
    }
    joined
}

/// The call that an end is of: the one that began last.
fn ended_by<'e>(end: &Logging, open: &mut Vec<Vec<&'e Logging>>) -> Vec<&'e Logging> {
    let age = |call: &[&Logging]| {
        let began = call.first().map_or(end.time, |first| first.time);
        end.time.seconds_since(began)
    };
    // Without a correlation it may be of another call, whose start the log lacks.
    let is_of = |call: &Vec<&Logging>| end.correlation.is_some() || age(call) <= SLACK;
    let mut call = open.pop_if(|call| is_of(call)).unwrap_or_default();
    if end.status != ActivityStatus::Succeeded {
        return call;
    }
    // A start that stands twice is of one call, where both ask for the same.
    let asked = |call: &[&'e Logging]| call.iter().find_map(|event| event.request.as_deref());
    while let Some(earlier) = open.last() {
        let is_same = match (asked(earlier), asked(&call)) {
            (Some(earlier), Some(own)) => earlier == own,
            _ => true,
        };
        if !is_same || age(earlier) > SLACK {
            break;
        }
        let mut earlier = open.pop().unwrap_or_default();
        earlier.append(&mut call);
        call = earlier;
    }
    call
}

/// Whether a write made something new: by the dates of the answer, else by its status. Azure answers each
/// write of a role definition with 201
/// (<https://learn.microsoft.com/rest/api/authorization/role-definitions/create-or-update>).
fn is_new(last: &Logging, content: Option<&AccessContent>) -> Option<bool> {
    let dates = content.and_then(|content| content.created_on.zip(content.updated_on));
    if let Some((created, updated)) = dates {
        let is_of_now = created.seconds_since(last.time).abs() <= SLACK;
        return Some(created == updated && is_of_now);
    }
    let has_status = matches!(
        last.operation,
        AccessOperation::Write(AccessRecord::Assignment) | AccessOperation::WriteGroup
    );
    match last.done().filter(|_| has_status)? {
        Done::Made => Some(true),
        Done::Something => Some(false),
        Done::Nothing => None,
    }
}
