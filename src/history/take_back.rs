//! A snapshot as it was at an earlier moment: what was written since is taken back, what was deleted
//! since is put back, and what no log tells is noted.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::event::{AccessChange, HistoryEvent};
use super::moves::moves;
use super::read::History;
use super::record_events::{Around, Dates, EventsByRecord, RecordEvents, Then, record_key};
use super::requests::schedules;
use super::scopes::{container_of, scope_of};
use crate::ids::RoleId;
use crate::import::log::AccessRecord;
use crate::import::{AccessContent, RecordContent};
use crate::model::{
    ManagementGroupChild, Past, PastLoss, RoleAssignment, RoleDefinition, RoleGap, RoleKind,
    Schedule, ScheduleKind, Tenant, Timing,
};
use crate::scope::{Scope, ScopeKind};
use crate::text::{self, NameSet};
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
        containers: containers(tenant, history),
        logged: None,
        has_ended_instances: has_instances(tenant, history),
        uncertain: BTreeSet::new(),
        lost: BTreeSet::new(),
    };
    if !settings.is_logged_whole {
        let logged = past.containers.iter().filter(|of| {
            let reaches = |until| history.reaches_over(of, settings.moment, until);
            settings.exported.is_some_and(reaches)
        });
        past.logged = Some(logged.cloned().collect());
    }
    for principal in history.principals.values() {
        if tenant.principal(&principal.id).is_none() {
            tenant.learn(principal.clone());
        }
    }
    let mut rollback = Rollback {
        history,
        events: EventsByRecord::new(&history.events, settings.moment, settings.exported),
        past,
    };
    rollback.assignments(tenant);
    rollback.definitions(tenant);
    rollback.denials(tenant);
    let mut past = rollback.past;
    schedules(tenant, history, &mut past);
    moves(tenant, history, &mut past);
    tenant.past = Some(past);
}

/// The subscriptions and management groups that exports and logs name, and the root.
fn containers(tenant: &Tenant, history: &History) -> BTreeSet<Scope> {
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
    let logged = history
        .logged()
        .filter_map(|(of, ..)| Scope::parse(of).ok());
    let changed = history.events.iter().filter_map(HistoryEvent::scope);
    let changed = changed.map(|scope| Past::container(&scope));
    let all = scopes
        .map(Past::container)
        .chain(groups)
        .chain(logged)
        .chain(changed);
    all.chain([Scope::root()]).collect()
}

/// Whether there are, or were, assignments that end by themselves.
fn has_instances(tenant: &Tenant, history: &History) -> bool {
    let is_request = |event: &HistoryEvent| matches!(event.change, AccessChange::Requested { .. });
    !tenant.schedules.is_empty() || history.events.iter().any(is_request)
}

/// A snapshot on its way back.
struct Rollback<'h> {
    history: &'h History,
    events: EventsByRecord<'h>,
    past: Past,
}

/// An assignment of which it isn't known whether it was there, or under which condition.
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
        at_export: Timing::Unknown,
        origin_assignment: None,
        condition: None,
        contradicted: false,
        created_on: record.created_on,
        place: record.place,
    }
}

/// Notes that something was at the scope of an id, and nobody knows what.
pub(super) fn note_loss(past: &mut Past, id: &str, loss: PastLoss) {
    let scope = scope_of(id).unwrap_or_else(Scope::root);
    past.lost.insert((scope, loss));
}

/// Whether the log of a scope is whole from the moment to the exports.
pub(super) fn is_logged(past: &Past, scope: &Scope) -> bool {
    let container = Past::container(scope);
    let logged = past.logged.as_ref();
    logged.is_none_or(|logged| logged.contains(&container))
}

/// Whether the log that an event is in is whole from it to a moment.
pub(super) fn reaches(history: &History, event: &HistoryEvent, moment: Timestamp) -> bool {
    let container = Scope::parse(&container_of(&event.id));
    container.is_ok_and(|container| history.reaches_over(&container, event.time, moment))
}

impl Rollback<'_> {
    fn then(&self, events: &RecordEvents<'_>, dates: Option<Dates>, scope: &Scope) -> Then {
        let moment = self.past.moment;
        let around = Around {
            moment,
            reaches: &|event| reaches(self.history, event, moment),
            is_logged: is_logged(&self.past, scope),
        };
        events.then(dates, &around)
    }

    /// Adds an assignment that may have been there.
    fn add_uncertain(&mut self, tenant: &mut Tenant, id: &str, content: Option<&AccessContent>) {
        match content.map(|content| &content.record) {
            Some(RecordContent::Assignment(record)) => {
                self.past.uncertain.insert(Arc::clone(&record.id));
                tenant.schedules.push(uncertain(record.clone()));
            }
            _ => note_loss(&mut self.past, id, PastLoss::Unrecorded),
        }
    }

    fn assignments(&mut self, tenant: &mut Tenant) {
        let moment = self.past.moment;
        // A global administrator gets an assignment at the root by it.
        let elevates = |event: &HistoryEvent| {
            event.time > moment && matches!(event.change, AccessChange::Elevated)
        };
        let is_elevated = self.history.events.iter().any(elevates);
        let mut stay = Vec::with_capacity(tenant.role_assignments.len());
        let mut exported: NameSet<String> = NameSet::default();
        for record in std::mem::take(&mut tenant.role_assignments) {
            let events = self.events.about(AccessRecord::Assignment, &record.id);
            exported.insert(record_key(AccessRecord::Assignment, &record.id).1);
            let dates = Dates {
                created: record.created_on,
                updated: record.updated_on,
            };
            let is_of_root = record.scope.kind() == ScopeKind::Root;
            let then = match self.then(&events, Some(dates), &record.scope) {
                Then::AsExported if is_of_root && is_elevated && dates.created.is_none() => {
                    Then::UnknownAsExported
                }
                then => then,
            };
            match then {
                Then::AsExported => stay.push(record),
                Then::Absent => {}
                Then::Present(version) => match &version.record {
                    RecordContent::Assignment(version) => stay.push(named_as(version, &record)),
                    _ => stay.push(record),
                },
                Then::UnknownAsExported => {
                    self.past.uncertain.insert(Arc::clone(&record.id));
                    tenant.schedules.push(uncertain(record));
                }
                Then::Unknown(version) => {
                    self.add_uncertain(tenant, &record.id, version.as_deref());
                }
            }
        }
        for (id, then) in self.others(AccessRecord::Assignment, &exported) {
            match then {
                Then::AsExported | Then::Absent => {}
                Then::Present(version) => match &version.record {
                    RecordContent::Assignment(version) => stay.push(version.clone()),
                    _ => note_loss(&mut self.past, &id, PastLoss::Unrecorded),
                },
                Then::UnknownAsExported => {
                    note_loss(&mut self.past, &id, PastLoss::Unrecorded);
                }
                Then::Unknown(version) => self.add_uncertain(tenant, &id, version.as_deref()),
            }
        }
        tenant.role_assignments = stay;
    }

    /// What the records of a kind were that the exports don't have.
    fn others(&self, kind: AccessRecord, exported: &NameSet<String>) -> Vec<(String, Then)> {
        let others = self.events.of_kind(kind);
        let others = others.filter(|(id, _)| !exported.contains(*id));
        let then = others.map(|(id, events)| {
            let scope = scope_of(id).unwrap_or_else(Scope::root);
            let mut touches = events.before.iter().chain(&events.after);
            let own = touches.find(|touch| text::same(&touch.event.id, id));
            let id = own.map_or(id, |touch| &*touch.event.id);
            (id.to_owned(), self.then(events, None, &scope))
        });
        then.collect()
    }

    fn denials(&mut self, tenant: &mut Tenant) {
        let mut exported: NameSet<String> = NameSet::default();
        let mut stay = Vec::new();
        for mut deny in std::mem::take(&mut tenant.deny_assignments) {
            let events = self.events.about(AccessRecord::Deny, &deny.id);
            exported.insert(record_key(AccessRecord::Deny, &deny.id).1);
            let dates = Dates {
                created: deny.created_on,
                updated: deny.updated_on,
            };
            match self.then(&events, Some(dates), &deny.scope) {
                Then::AsExported => stay.push(deny),
                Then::Absent => {}
                Then::Present(version) => match &version.record {
                    RecordContent::Deny(version) => stay.push(version.clone()),
                    _ => stay.push(deny),
                },
                Then::UnknownAsExported | Then::Unknown(_) => {
                    let lost = (deny.scope.clone(), PastLoss::Unrecorded);
                    // Else it is noted that the log is not whole.
                    if is_logged(&self.past, &deny.scope) || !events.is_empty() {
                        self.past.lost.insert(lost);
                    }
                    deny.contradicted = true;
                    stay.push(deny);
                }
            }
        }
        for (id, then) in self.others(AccessRecord::Deny, &exported) {
            match then {
                Then::AsExported | Then::Absent => {}
                Then::Present(version) => match &version.record {
                    RecordContent::Deny(version) => stay.push(version.clone()),
                    _ => note_loss(&mut self.past, &id, PastLoss::Unrecorded),
                },
                Then::UnknownAsExported | Then::Unknown(_) => {
                    note_loss(&mut self.past, &id, PastLoss::Unrecorded);
                }
            }
        }
        tenant.deny_assignments = stay;
    }

    /// Roles grant what they granted then; that one was there without an assignment matters to nobody.
    fn definitions(&self, tenant: &mut Tenant) {
        let mut exported: NameSet<String> = NameSet::default();
        let mut stay = Vec::new();
        for role in std::mem::take(&mut tenant.role_definitions) {
            let Some(id) = role.id.filter(|_| role.kind == RoleKind::Custom) else {
                stay.push(role);
                continue;
            };
            let id = id.to_string();
            let events = self.events.about(AccessRecord::Definition, &id);
            exported.insert(record_key(AccessRecord::Definition, &id).1);
            let is_then = role
                .last_changed()
                .is_some_and(|last| last <= self.past.moment);
            let is_untold = role.updated_on.is_none()
                && events.after.is_empty()
                && !events.is_split
                && role.assignable_scopes.iter().all(|scope| {
                    Scope::parse(scope).is_ok_and(|scope| is_logged(&self.past, &scope))
                });
            if is_then || is_untold {
                stay.push(role);
                continue;
            }
            match self.definition(&events, &role.assignable_scopes) {
                Some(version) => stay.push(version),
                None => stay.push(changed(role)),
            }
        }
        for (id, events) in self.events.of_kind(AccessRecord::Definition) {
            if exported.contains(id) || RoleId::parse(id).is_none() {
                continue;
            }
            let any = events.before.iter().rev().chain(&events.after);
            let mut any = any.filter_map(|touch| touch.event.content());
            let any = any.find_map(|content| match &content.record {
                RecordContent::Definition(role) => Some(changed(role.clone())),
                _ => None,
            });
            stay.extend(self.definition(events, &[]).or(any));
        }
        tenant.role_definitions = stay;
    }

    /// What a role was, where that is certain. It may be changed by its id in each subscription where it is
    /// assignable, and the log of that one has it.
    fn definition(
        &self,
        events: &RecordEvents<'_>,
        exported_scopes: &[Arc<str>],
    ) -> Option<RoleDefinition> {
        let moment = self.past.moment;
        let written = |event: &HistoryEvent| match event.content().map(|content| &content.record) {
            Some(RecordContent::Definition(role)) => Some(role.clone()),
            _ => None,
        };
        let of_then = |event: &&HistoryEvent| {
            let updated = event.content().and_then(|content| content.updated_on);
            let is_deletion = matches!(event.change, AccessChange::Deleted { .. });
            let is_split = is_deletion && event.is_split_by(moment);
            !is_split && updated.is_some_and(|updated| updated <= moment)
        };
        let mut later = events.after.iter().map(|touch| touch.event);
        if let Some(later) = later.find(of_then) {
            return written(later);
        }
        let before = events.before.last().filter(|_| !events.is_split)?;
        let is_written = matches!(before.event.change, AccessChange::Written { .. });
        if !before.is_sure || !is_written || !reaches(self.history, before.event, moment) {
            return None;
        }
        let role = written(before.event)?;
        let mut scopes = role.assignable_scopes.iter().chain(exported_scopes);
        let is_whole = scopes.all(|scope| {
            let container = Scope::parse(scope).map(|scope| Past::container(&scope));
            container.is_ok_and(|container| {
                self.history
                    .reaches_over(&container, before.event.time, moment)
            })
        });
        is_whole.then_some(role)
    }
}

fn changed(mut role: RoleDefinition) -> RoleDefinition {
    role.gap = Some(RoleGap::Changed);
    role
}

/// An assignment as a log has it, named as the export names it where both are of the same role and holder.
fn named_as(version: &RoleAssignment, exported: &RoleAssignment) -> RoleAssignment {
    let mut version = version.clone();
    version.id = Arc::clone(&exported.id);
    if version.role == exported.role && version.principal == exported.principal {
        version.role_name = version.role_name.or_else(|| exported.role_name.clone());
        version.principal_found = exported.principal_found;
        version.created_on = version.created_on.or(exported.created_on);
    }
    version
}
