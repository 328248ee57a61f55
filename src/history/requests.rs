//! What requests of Privileged Identity Management made at a moment.

use std::collections::{BTreeMap, BTreeSet};

use super::event::{AccessChange, HistoryEvent};
use super::read::History;
use super::take_back::{is_logged, note_loss, reaches};
use crate::ids::PrincipalId;
use crate::import::{PimRequest, PimStatus, RecordContent};
use crate::model::{Past, PastLoss, RoleReference, Schedule, ScheduleKind, Tenant};
use crate::scope::Scope;

/// Who, which role, where, and whether it must be activated.
type InstanceKey = (PrincipalId, RoleReference, Scope, bool);

fn key(instance: &Schedule) -> InstanceKey {
    let Schedule {
        principal,
        role,
        scope,
        ..
    } = instance;
    let is_eligible = instance.kind == ScheduleKind::Eligible;
    (principal.clone(), role.clone(), scope.clone(), is_eligible)
}

/// A request that did something, or may have.
struct Request<'e> {
    event: &'e HistoryEvent,
    request: PimRequest,
    is_sure: bool,
    instance: &'e Schedule,
}

/// Takes the instances of schedules back.
pub(super) fn schedules(tenant: &mut Tenant, history: &History, past: &mut Past) {
    let moment = past.moment;
    let mut requests: BTreeMap<InstanceKey, Vec<Request<'_>>> = BTreeMap::new();
    for event in &history.events {
        let AccessChange::Requested {
            request, status, ..
        } = &event.change
        else {
            continue;
        };
        match event.content().map(|content| &content.record) {
            Some(RecordContent::Schedule(instance)) => {
                let of_instance = requests.entry(key(instance)).or_default();
                of_instance.push(Request {
                    event,
                    request: *request,
                    is_sure: event.is_done && *status == PimStatus::Given,
                    instance,
                });
            }
            _ => note_loss(past, &event.id, PastLoss::Unrecorded),
        }
    }
    let mut current: BTreeSet<InstanceKey> = BTreeSet::new();
    for record in &mut tenant.schedules {
        // Assignments of which nothing is certain are told by what they are.
        if record.window_unknown {
            continue;
        }
        let of_record = requests.get(&key(record)).map_or(&[][..], Vec::as_slice);
        let is_asked_since = of_record.iter().any(|request| request.event.time > moment);
        match record.start {
            Some(start) if start <= moment => {
                current.insert(key(record));
            }
            Some(_) => {}
            None if is_asked_since || !is_logged(past, &record.scope) => {
                record.window_unknown = true;
            }
            None => {
                current.insert(key(record));
            }
        }
    }
    for (key, requests) in &requests {
        if !current.contains(key)
            && let Some(instance) = then(requests, history, past)
        {
            tenant.schedules.push(instance);
        }
    }
}

/// The instance that there was, or may have been.
fn then(requests: &[Request<'_>], history: &History, past: &Past) -> Option<Schedule> {
    let moment = past.moment;
    let mut found: Option<(&Request<'_>, bool)> = None;
    let mut is_ended = None;
    for request in requests
        .iter()
        .filter(|request| request.event.time <= moment)
    {
        match request.request {
            PimRequest::Assign | PimRequest::Change | PimRequest::Activate => {
                found = Some((request, request.is_sure));
                is_ended = None;
            }
            PimRequest::Remove | PimRequest::Deactivate => {
                is_ended = Some(request.is_sure && reaches(history, request.event, moment));
            }
            PimRequest::Other => {}
        }
    }
    let later = requests.iter().find(|request| request.event.time > moment);
    let is_made_later = later
        .is_some_and(|later| matches!(later.request, PimRequest::Assign | PimRequest::Activate));
    let Some((request, is_sure)) = found else {
        // What is changed or ended later was there.
        let later = later.filter(|_| !is_made_later && is_ended != Some(true))?;
        let mut instance = later.instance.clone();
        (instance.start, instance.end) = (None, None);
        instance.window_unknown = later.request != PimRequest::Other;
        return instance.window_unknown.then_some(instance);
    };
    let mut instance = request.instance.clone();
    let is_over = instance.end.is_some_and(|end| end <= moment) && !instance.window_unknown;
    if is_over || is_ended == Some(true) {
        return None;
    }
    let is_certain = is_sure && is_ended.is_none() && reaches(history, request.event, moment);
    instance.window_unknown |= !is_certain;
    Some(instance)
}
