//! What requests of Privileged Identity Management made at a moment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::event::{AccessChange, HistoryEvent};
use super::read::History;
use super::take_back::{is_logged, note_loss, reaches};
use crate::ids::PrincipalId;
use crate::import::log::AccessRecord;
use crate::import::{PimRequest, PimStatus, RecordContent};
use crate::model::{Past, PastLoss, RoleReference, Schedule, ScheduleKind, Tenant};
use crate::scope::Scope;
use crate::text;
use crate::time::Timestamp;

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
        let since = || {
            of_record
                .iter()
                .filter(|request| request.event.until() > moment)
        };
        // What these make may begin before they were asked for, or have another condition.
        let is_given_since = since().any(|request| {
            !matches!(
                request.request,
                PimRequest::Activate | PimRequest::Deactivate
            )
        });
        let is_made_since = record.created_on.is_some_and(|created| created > moment);
        match record.start {
            Some(start) if start <= moment => {
                record.window_unknown = is_given_since || is_made_since;
                current.insert(key(record));
            }
            Some(_) => {}
            None if since().next().is_some() || !is_logged(past, &record.scope) => {
                record.window_unknown = true;
            }
            None => {
                record.window_unknown = is_made_since;
                current.insert(key(record));
            }
        }
    }
    let open = tenant.schedules.iter();
    let open = open.filter(|record| record.window_unknown);
    past.uncertain
        .extend(open.map(|record| Arc::clone(&record.id)));
    for (key, requests) in &requests {
        if !current.contains(key)
            && let Some(instance) = then(requests, history, past)
        {
            if instance.window_unknown {
                past.uncertain.insert(Arc::clone(&instance.id));
            }
            tenant.schedules.push(instance);
        }
    }
}

/// The instance that there was, or may have been.
fn then(requests: &[Request<'_>], history: &History, past: &Past) -> Option<Schedule> {
    let moment = past.moment;
    let mut found: Option<(&Request<'_>, bool)> = None;
    let mut is_ended = None;
    // One whose window the last may have taken the place of.
    let mut earlier: Option<&Request<'_>> = None;
    for request in requests
        .iter()
        .filter(|request| request.event.time <= moment)
    {
        match request.request {
            PimRequest::Assign | PimRequest::Change | PimRequest::Activate => {
                let last = found.replace((request, request.is_sure));
                let last = last.filter(|_| is_ended != Some(true));
                earlier = last.map(|(last, _)| last).or(earlier);
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
    let begins = |request: &Request<'_>| request.instance.start.is_some_and(|start| start > moment);
    if begins(request)
        && let Some(earlier) = earlier.filter(|earlier| !begins(earlier))
    {
        let mut instance = earlier.instance.clone();
        let is_over = instance.end.is_some_and(|end| end <= moment);
        instance.window_unknown = true;
        return (!is_over).then_some(instance);
    }
    let mut instance = request.instance.clone();
    let is_over = instance.end.is_some_and(|end| end <= moment) && !instance.window_unknown;
    if is_over || is_ended == Some(true) {
        return None;
    }
    let is_certain = is_sure
        && is_ended.is_none()
        && !request.event.is_split_by(moment)
        && reaches(history, request.event, moment)
        && !may_be_undone(request, history, moment);
    instance.window_unknown |= !is_certain;
    Some(instance)
}

/// Whether something after a request may have undone what it gave, before a moment: it was cancelled, the scope
/// was deleted, the assignment that it made was, or the eligible one that was activated.
fn may_be_undone(request: &Request<'_>, history: &History, moment: Timestamp) -> bool {
    let instance = request.instance;
    let began = request.event.from();
    let since = history.events.iter();
    let mut since = since.filter(|event| event.until() >= began && event.from() <= moment);
    since.any(|event| match &event.change {
        AccessChange::Other => {
            let id = text::fold(&event.id);
            id.starts_with(&*text::fold(&request.event.id))
        }
        AccessChange::ScopeDeleted | AccessChange::GroupDeleted => {
            let deleted = text::fold(event.id.trim_end_matches('/'));
            let scope = instance.scope.folded();
            let below = scope.strip_prefix(&*deleted);
            below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        }
        AccessChange::Deleted {
            record: AccessRecord::Assignment,
            content,
            ..
        } => {
            let content = content.as_deref();
            let is_it = content.is_none_or(|content| {
                content.holder() == Some(&instance.principal)
                    && content.role() == Some(&instance.role)
            });
            is_it && event.scope().as_ref() == Some(&instance.scope)
        }
        AccessChange::Requested {
            is_eligible: true,
            request: PimRequest::Remove | PimRequest::Change | PimRequest::Other,
            content,
            ..
        } => {
            let content = content.as_deref();
            request.request == PimRequest::Activate
                && content.is_none_or(|content| content.role() == Some(&instance.role))
        }
        _ => false,
    })
}
