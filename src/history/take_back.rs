//! A snapshot as it was at an earlier moment: what was written since is taken back, what was deleted
//! since is put back, and what no log tells is noted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::event::{AccessChange, HistoryEvent};
use super::read::History;
use super::scopes::{group_of, last_of, scope_of};
use crate::ids::{PrincipalId, RoleId};
use crate::import::log::AccessRecord;
use crate::import::{AccessContent, PimRequest};
use crate::model::{
    ManagementGroupChild, Past, PastLoss, RoleAssignment, RoleDefinition, RoleGap, RoleKind,
    RoleReference, Schedule, ScheduleKind, Tenant,
};
use crate::scope::Scope;
use crate::text;
use crate::time::Timestamp;

/// To which moment, and what is known of the exports and the logs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TakeBack {
    pub(crate) moment: Timestamp,
    /// When the exports were made.
    pub(crate) exported: Option<Timestamp>,
    /// Whether the activity logs are said to have every change between the two.
    pub(crate) is_logged_whole: bool,
}

/// Takes a snapshot back. Whom a group holds stays as the exports have it: no activity log says more.
pub(crate) fn take_back(tenant: &mut Tenant, history: &History, settings: &TakeBack) {
    let mut past = Past {
        moment: settings.moment,
        exported: settings.exported,
        known: containers(tenant),
        logged: None,
        lost: BTreeSet::new(),
    };
    if !settings.is_logged_whole {
        let until = settings.exported.unwrap_or(settings.moment);
        let logged = past.known.iter().filter(|of| {
            settings.exported.is_some() && history.reaches_over(of, settings.moment, until)
        });
        past.logged = Some(logged.cloned().collect());
    }
    for principal in history.principals.values() {
        if tenant.principal(&principal.id).is_none() {
            tenant.learn(principal.clone());
        }
    }
    let events = Events::of(&history.events, settings.moment);
    assignments(tenant, &events, &mut past);
    definitions(tenant, &events);
    denials(tenant, &events, &mut past);
    schedules(tenant, &events, &mut past);
    moves(tenant, &events, &mut past);
    tenant.past = Some(past);
}

/// The subscriptions and management groups that a snapshot names, and the root.
fn containers(tenant: &Tenant) -> BTreeSet<Scope> {
    let assigned = tenant.role_assignments.iter().map(|record| &record.scope);
    let scheduled = tenant.schedules.iter().map(|record| &record.scope);
    let denied = tenant.deny_assignments.iter().map(|record| &record.scope);
    let named = tenant.subscription_names.iter().map(|named| &named.scope);
    let hosts = tenant.identity_hosts.iter().map(|host| &host.id);
    let scopes = assigned
        .chain(scheduled)
        .chain(denied)
        .chain(named)
        .chain(hosts);
    let groups = tenant.management_groups.iter();
    let groups = groups.flat_map(|group| {
        let children = group.children.iter().map(|child| match child {
            ManagementGroupChild::Group(id) => Scope::management_group(id),
            ManagementGroupChild::Subscription(scope) => scope.clone(),
        });
        children.chain([Scope::management_group(&group.id)])
    });
    let all = scopes.map(Past::container).chain(groups);
    all.chain([Scope::root()]).collect()
}

/// The events about one record on both sides of the moment.
#[derive(Clone, Copy, Debug, Default)]
struct Around<'e> {
    /// The last one before.
    before: Option<&'e HistoryEvent>,
    /// The first one after.
    after: Option<&'e HistoryEvent>,
}

/// A record by its folded id; a role definition, which has an id at each scope, by the last part of it.
type RecordKey = (AccessRecord, String);
/// Who, which role, where, and whether it must be activated.
type InstanceKey = (PrincipalId, RoleReference, Scope, bool);

#[derive(Debug)]
struct Events<'e> {
    moment: Timestamp,
    records: BTreeMap<RecordKey, Around<'e>>,
    requests: BTreeMap<InstanceKey, Vec<&'e HistoryEvent>>,
    others: Vec<&'e HistoryEvent>,
}

impl<'e> Events<'e> {
    fn of(events: &'e [HistoryEvent], moment: Timestamp) -> Self {
        let mut sorted = Self {
            moment,
            records: BTreeMap::new(),
            requests: BTreeMap::new(),
            others: Vec::new(),
        };
        for event in events {
            match &event.change {
                AccessChange::Written { record, .. } | AccessChange::Deleted { record, .. } => {
                    let around = sorted.records.entry(key(*record, &event.id)).or_default();
                    if event.time <= moment {
                        around.before = Some(event);
                    } else {
                        around.after.get_or_insert(event);
                    }
                }
                AccessChange::Requested {
                    is_eligible,
                    content,
                    ..
                } => match content.as_deref() {
                    Some(AccessContent::Schedule(instance)) => {
                        let key = instance_key(instance, *is_eligible);
                        sorted.requests.entry(key).or_default().push(event);
                    }
                    _ => sorted.others.push(event),
                },
                _ => sorted.others.push(event),
            }
        }
        sorted
    }

    fn about(&self, record: AccessRecord, id: &str) -> Around<'e> {
        self.records
            .get(&key(record, id))
            .copied()
            .unwrap_or_default()
    }

    fn of_kind(&self, kind: AccessRecord) -> impl Iterator<Item = (&str, Around<'e>)> {
        let records = self.records.iter();
        let own = records.filter(move |((of, _), _)| *of == kind);
        own.map(|((_, key), around)| (&**key, *around))
    }
}

fn key(record: AccessRecord, id: &str) -> RecordKey {
    let id = match record {
        AccessRecord::Definition => last_of(id),
        AccessRecord::Assignment | AccessRecord::Deny => id.trim_end_matches('/'),
    };
    (record, text::fold(id).into_owned())
}

fn instance_key(instance: &Schedule, is_eligible: bool) -> InstanceKey {
    let Schedule {
        principal,
        role,
        scope,
        ..
    } = instance;
    (principal.clone(), role.clone(), scope.clone(), is_eligible)
}

/// By how many seconds the time of an event may be off from the date in the record.
pub(super) const SLACK: i64 = 300;

/// What a record was at the moment.
#[derive(Debug, PartialEq, Eq)]
enum State {
    /// As the exports have it.
    AsExported,
    Absent,
    Present(Arc<AccessContent>),
    /// It may have been there, perhaps with other content than this, or than the exports have.
    Uncertain(Option<Arc<AccessContent>>),
}

impl State {
    /// The same of a record that the exports have: without a later event it is as they have it.
    fn of_exported(around: Around<'_>, moment: Timestamp, created: Option<Timestamp>) -> Self {
        let Some(before) = around.before.filter(|_| around.after.is_none()) else {
            return Self::of(around, moment, created);
        };
        let is_made_since = created.is_some_and(|created| created > before.time);
        let is_deleted = before.is_done && matches!(before.change, AccessChange::Deleted { .. });
        match is_deleted && !is_made_since {
            true => Self::Uncertain(None),
            false => Self::AsExported,
        }
    }

    /// What events say; `created` is when the record was made that the exports have.
    fn of(around: Around<'_>, moment: Timestamp, created: Option<Timestamp>) -> Self {
        let of_before = around.before.map(|event| match &event.change {
            _ if !event.is_done => Self::Uncertain(content(event)),
            AccessChange::Deleted { .. } => Self::Absent,
            _ => content(event).map_or(Self::Uncertain(None), Self::Present),
        });
        let Some(after) = around.after else {
            return of_before.unwrap_or(Self::AsExported);
        };
        let told = content(after);
        let made = told.as_deref().and_then(AccessContent::created_on);
        let is_younger = |made: Option<Timestamp>| made.is_some_and(|made| made > moment);
        // One that was made after the event is another of the same id.
        let created = created.filter(|created| created.seconds_since(after.time) <= SLACK);
        let by_log = of_before.unwrap_or(Self::Uncertain(told.clone()));
        match &after.change {
            _ if !after.is_done => by_log,
            AccessChange::Written { is_new, .. } => {
                let is_older = created.is_some_and(|created| created <= moment);
                let is_made = *is_new == Some(true) && !is_older;
                if is_made || is_younger(made) || made.is_none() && is_younger(created) {
                    Self::Absent
                } else {
                    by_log
                }
            }
            AccessChange::Deleted { was_gone: true, .. } => Self::Absent,
            _ if is_younger(made) => Self::Absent,
            _ => {
                let updated = told.as_deref().and_then(AccessContent::updated_on);
                match told {
                    Some(told) if !is_younger(updated) => Self::Present(told),
                    _ => by_log,
                }
            }
        }
    }
}

fn content(event: &HistoryEvent) -> Option<Arc<AccessContent>> {
    match &event.change {
        AccessChange::Written { content, .. }
        | AccessChange::Deleted { content, .. }
        | AccessChange::Requested { content, .. } => content.clone(),
        _ => None,
    }
}

/// An assignment of which it isn't known whether it was there, or with which condition.
fn uncertain(record: RoleAssignment) -> Schedule {
    Schedule {
        id: record.id,
        kind: ScheduleKind::Assigned,
        principal: record.principal,
        principal_kind: record.principal_kind,
        role: record.role,
        scope: record.scope,
        start: None,
        end: None,
        window_unknown: true,
        origin_assignment: None,
        condition: record.condition,
        contradicted: false,
        place: record.place,
    }
}

fn lose(past: &mut Past, id: &str, loss: PastLoss) {
    let scope = scope_of(id).unwrap_or_else(Scope::root);
    past.lost.insert((scope, loss));
}

fn is_logged(past: &Past, scope: &Scope) -> bool {
    let container = Past::container(scope);
    past.logged
        .as_ref()
        .is_none_or(|logged| logged.contains(&container))
}

fn assignments(tenant: &mut Tenant, events: &Events<'_>, past: &mut Past) {
    let moment = events.moment;
    let mut stay = Vec::with_capacity(tenant.role_assignments.len());
    let mut exported: BTreeSet<String> = BTreeSet::new();
    for record in std::mem::take(&mut tenant.role_assignments) {
        let around = events.about(AccessRecord::Assignment, &record.id);
        if around.before.is_some() || around.after.is_some() {
            exported.insert(key(AccessRecord::Assignment, &record.id).1);
        }
        match State::of_exported(around, moment, record.created_on) {
            State::Absent => {}
            State::Present(told) => match &*told {
                AccessContent::Assignment(told) => stay.push(with_dates(told, &record)),
                _ => stay.push(record),
            },
            State::Uncertain(_) => tenant.schedules.push(uncertain(record)),
            State::AsExported => match (record.created_on, record.updated_on) {
                (Some(created), _) if created > moment => {}
                (_, Some(updated)) if updated > moment => tenant.schedules.push(uncertain(record)),
                (Some(_), _) => stay.push(record),
                (None, _) if is_logged(past, &record.scope) => stay.push(record),
                (None, _) => tenant.schedules.push(uncertain(record)),
            },
        }
    }
    for (id, around) in events.of_kind(AccessRecord::Assignment) {
        if exported.contains(id) {
            continue;
        }
        match State::of(around, moment, None) {
            State::Absent | State::AsExported => {}
            State::Present(told) if around.after.is_some() => match &*told {
                AccessContent::Assignment(told) => stay.push(told.clone()),
                _ => lose(past, id, PastLoss::Unrecorded),
            },
            // It was there, no log says that it went, and the exports don't have it: it may have gone before.
            State::Present(told) | State::Uncertain(Some(told)) => match &*told {
                AccessContent::Assignment(told) => tenant.schedules.push(uncertain(told.clone())),
                _ => lose(past, id, PastLoss::Unrecorded),
            },
            State::Uncertain(None) => lose(past, id, PastLoss::Unrecorded),
        }
    }
    tenant.role_assignments = stay;
}

/// An assignment as a log has it, with what only the export says of it.
fn with_dates(told: &RoleAssignment, exported: &RoleAssignment) -> RoleAssignment {
    RoleAssignment {
        created_on: told.created_on.or(exported.created_on),
        principal_found: exported.principal_found,
        role_name: told
            .role_name
            .clone()
            .or_else(|| exported.role_name.clone()),
        id: Arc::clone(&exported.id),
        ..told.clone()
    }
}

fn definitions(tenant: &mut Tenant, events: &Events<'_>) {
    let moment = events.moment;
    let mut exported: BTreeSet<String> = BTreeSet::new();
    let changed = |mut role: RoleDefinition| {
        role.gap = Some(RoleGap::Changed);
        role
    };
    let mut stay = Vec::new();
    for role in std::mem::take(&mut tenant.role_definitions) {
        let Some(id) = role.id.filter(|_| role.kind == RoleKind::Custom) else {
            stay.push(role);
            continue;
        };
        let id = id.to_string();
        let around = events.about(AccessRecord::Definition, &id);
        exported.insert(key(AccessRecord::Definition, &id).1);
        match State::of_exported(around, moment, None) {
            State::Absent => {}
            State::Present(told) => match &*told {
                AccessContent::Definition(told) => stay.push(told.clone()),
                _ => stay.push(changed(role)),
            },
            State::Uncertain(_) => stay.push(changed(role)),
            State::AsExported => match role.last_changed() {
                Some(last) if last > moment => stay.push(changed(role)),
                _ => stay.push(role),
            },
        }
    }
    for (id, around) in events.of_kind(AccessRecord::Definition) {
        if exported.contains(id) || RoleId::parse(id).is_none() {
            continue;
        }
        // A role that nothing defines leaves its assignments open.
        match State::of(around, moment, None) {
            State::Present(told) => {
                if let AccessContent::Definition(told) = &*told {
                    stay.push(told.clone());
                }
            }
            State::Uncertain(Some(told)) => {
                if let AccessContent::Definition(told) = &*told {
                    stay.push(changed(told.clone()));
                }
            }
            State::Uncertain(None) | State::Absent | State::AsExported => {}
        }
    }
    tenant.role_definitions = stay;
}

fn denials(tenant: &mut Tenant, events: &Events<'_>, past: &mut Past) {
    let moment = events.moment;
    let mut exported: BTreeSet<String> = BTreeSet::new();
    let mut stay = Vec::new();
    for mut deny in std::mem::take(&mut tenant.deny_assignments) {
        let around = events.about(AccessRecord::Deny, &deny.id);
        exported.insert(key(AccessRecord::Deny, &deny.id).1);
        match State::of_exported(around, moment, None) {
            State::Absent => {}
            State::Present(told) => match &*told {
                AccessContent::Deny(told) => stay.push(told.clone()),
                _ => stay.push(deny),
            },
            State::Uncertain(_) => {
                past.lost.insert((deny.scope.clone(), PastLoss::Unrecorded));
                deny.contradicted = true;
                stay.push(deny);
            }
            State::AsExported => stay.push(deny),
        }
    }
    for (id, around) in events.of_kind(AccessRecord::Deny) {
        if exported.contains(id) {
            continue;
        }
        match State::of(around, moment, None) {
            State::Absent | State::AsExported => {}
            State::Present(told) if around.after.is_some() => match &*told {
                AccessContent::Deny(told) => stay.push(told.clone()),
                _ => lose(past, id, PastLoss::Unrecorded),
            },
            State::Present(_) | State::Uncertain(_) => lose(past, id, PastLoss::Unrecorded),
        }
    }
    tenant.deny_assignments = stay;
}

fn schedules(tenant: &mut Tenant, events: &Events<'_>, past: &mut Past) {
    let moment = events.moment;
    let is_eligible = |kind: ScheduleKind| kind == ScheduleKind::Eligible;
    let own: BTreeSet<InstanceKey> = tenant
        .schedules
        .iter()
        .map(|record| instance_key(record, is_eligible(record.kind)))
        .collect();
    tenant.schedules.retain_mut(|record| {
        let key = instance_key(record, is_eligible(record.kind));
        let requests = events.requests.get(&key).map_or(&[][..], Vec::as_slice);
        let first = requests.iter().find(|event| event.time > moment);
        let has_earlier = requests.iter().any(|event| event.time <= moment);
        match first.map(|event| (&event.change, event.is_done)) {
            // What was asked for anew was not there.
            Some((
                AccessChange::Requested {
                    request: PimRequest::Assign,
                    ..
                },
                true,
            )) if !has_earlier => false,
            Some(_) => {
                record.window_unknown = true;
                true
            }
            None => {
                if record.start.is_none() && !is_logged(past, &record.scope) {
                    record.window_unknown = true;
                }
                true
            }
        }
    });
    for (key, requests) in &events.requests {
        let mut earlier = requests.iter().filter(|event| event.time <= moment);
        let first = requests.iter().find(|event| event.time > moment);
        // What is removed or given back later was there, unless its time was over.
        let later = first.filter(|event| {
            matches!(
                event.change,
                AccessChange::Requested {
                    request: PimRequest::Remove | PimRequest::Deactivate | PimRequest::Change,
                    ..
                }
            )
        });
        let Some(last) = earlier.next_back().or(later) else {
            continue;
        };
        let (AccessChange::Requested { request, .. }, Some(AccessContent::Schedule(instance))) =
            (&last.change, last.content())
        else {
            continue;
        };
        let is_over = matches!(request, PimRequest::Remove | PimRequest::Deactivate);
        if last.time <= moment && is_over && last.is_done || own.contains(key) {
            continue;
        }
        let mut instance = instance.clone();
        // An answer is not always the last word: a request may wait for approval.
        let is_sure = last.time <= moment && last.is_done && *request == PimRequest::Assign;
        instance.window_unknown |= !is_sure || first.is_none();
        tenant.schedules.push(instance);
    }
}

fn moves(tenant: &mut Tenant, events: &Events<'_>, past: &mut Past) {
    let moment = events.moment;
    let mut before: BTreeMap<&Scope, Option<&Arc<str>>> = BTreeMap::new();
    let mut moved: BTreeSet<&Scope> = BTreeSet::new();
    for event in &events.others {
        let is_later = event.time > moment;
        match &event.change {
            AccessChange::Moved {
                subscription: Some(subscription),
                ..
            } if is_later || !event.is_done => {
                moved.insert(subscription);
            }
            AccessChange::Moved {
                subscription: Some(subscription),
                into,
            } => {
                before.insert(subscription, into.as_ref());
            }
            AccessChange::GroupWritten { is_new } if is_later && *is_new != Some(true) => {
                if let Some(group) = group_of(&event.id) {
                    unplace_group(tenant, &group);
                }
            }
            AccessChange::ScopeDeleted if is_later => lose(past, &event.id, PastLoss::Deleted),
            AccessChange::GroupDeleted if is_later => lose(past, &event.id, PastLoss::Deleted),
            AccessChange::ResourcesMoved if is_later => lose(past, &event.id, PastLoss::Moved),
            AccessChange::Requested { .. } if is_later => {
                lose(past, &event.id, PastLoss::Unrecorded);
            }
            _ => {}
        }
    }
    for subscription in moved {
        for group in &mut tenant.management_groups {
            group.children.retain(|child| {
                !matches!(child, ManagementGroupChild::Subscription(scope) if scope == subscription)
            });
        }
        match before.get(subscription) {
            Some(Some(group)) => {
                let is_group = |of: &&mut crate::model::ManagementGroup| text::same(&of.id, group);
                if let Some(group) = tenant.management_groups.iter_mut().find(is_group) {
                    let child = ManagementGroupChild::Subscription(subscription.clone());
                    group.children.push(child);
                    continue;
                }
                past.lost.insert((subscription.clone(), PastLoss::Moved));
            }
            _ => {
                past.lost.insert((subscription.clone(), PastLoss::Moved));
            }
        }
    }
}

/// Forgets which management group another lies in.
fn unplace_group(tenant: &mut Tenant, id: &str) {
    for group in &mut tenant.management_groups {
        if text::same(&group.id, id) {
            group.parent = None;
        }
        group.children.retain(
            |child| !matches!(child, ManagementGroupChild::Group(child) if text::same(child, id)),
        );
    }
}
