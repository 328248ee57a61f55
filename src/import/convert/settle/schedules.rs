use std::cmp::Ordering;

use super::versions::{RecordKey, Versioned, agreed};
use crate::ids::{IdKey, PrincipalId};
use crate::model::{
    ConditionText, PrincipalKind, RoleReference, Schedule, ScheduleKind, Tenant, Timestamp, Timing,
};
use crate::scope::Scope;
use crate::span::Place;
use crate::text::{self, NameMap, NameSet};
use std::sync::Arc;

type Window = (Option<Timestamp>, Option<Timestamp>, bool);

impl Versioned for Schedule {
    type Content = (
        (ScheduleKind, PrincipalId, RoleReference, Scope),
        Window,
        Option<IdKey>,
        Option<ConditionText>,
    );

    fn key(&self) -> RecordKey {
        if self.id.is_empty() {
            return RecordKey::Unnamed;
        }
        RecordKey::Named(IdKey::of_assignment(&self.id))
    }

    fn order_of_namesakes(&self, other: &Self) -> Ordering {
        let eligible = |of: &Self| of.kind == ScheduleKind::Eligible;
        (eligible(self), &self.scope).cmp(&(eligible(other), &other.scope))
    }

    fn content(&self) -> Self::Content {
        let role = match &self.role {
            RoleReference::Name(name) => RoleReference::Name(text::fold(name).into()),
            id @ RoleReference::Id(_) => id.clone(),
        };
        let origin = self.origin_assignment.as_deref();
        (
            (self.kind, self.principal.clone(), role, self.scope.clone()),
            (self.start, self.end, self.window_unknown),
            origin.map(IdKey::of_assignment),
            self.condition.clone(),
        )
    }

    fn order_of_versions(&self, other: &Self) -> Ordering {
        let rest = |of: &Self| {
            let texts = (of.id.clone(), of.scope.as_str().to_owned());
            let more = (of.origin_assignment.clone(), of.role.clone());
            (texts, more, of.place.clone())
        };
        rest(self).cmp(&rest(other))
    }

    fn complete_from(&mut self, others: Vec<Self>) {
        let kinds = others.iter().map(|other| other.principal_kind);
        let kinds = kinds.chain([self.principal_kind]);
        self.principal_kind = agreed(kinds, PrincipalKind::Unknown);
        let created_on = others.iter().filter_map(|other| other.created_on);
        self.created_on = created_on.chain(self.created_on).max();
    }

    fn label(&self) -> String {
        format!("schedule instance `{}`", self.id)
    }

    fn place(&self) -> Option<&Place> {
        Some(&self.place)
    }
}

/// Schedules say again what their instances and role assignments say (PI-2): of one that has an
/// instance in the inputs the instance counts, and one that made a role assignment is joined to it.
pub(super) fn join_series(tenant: &mut Tenant) {
    let series = |held: &Schedule| Schedule::is_series(&held.id);
    if !tenant.schedules.iter().any(series) {
        return;
    }
    let made = |held: &Schedule| {
        (
            held.principal.clone(),
            held.role.clone(),
            held.scope.clone(),
        )
    };
    let is_eligible = |held: &Schedule| held.kind == ScheduleKind::Eligible;
    let instances: NameSet<_> = tenant
        .schedules
        .iter()
        .filter(|held| !series(held))
        .map(|held| (made(held), is_eligible(held)))
        .collect();
    tenant
        .schedules
        .retain(|held| !series(held) || !instances.contains(&(made(held), is_eligible(held))));
    let mut assignments: NameMap<_, Vec<Arc<str>>> = NameMap::default();
    for held in &tenant.role_assignments {
        let key = (
            held.principal.clone(),
            held.role.clone(),
            held.scope.clone(),
        );
        assignments
            .entry(key)
            .or_default()
            .push(Arc::clone(&held.id));
    }
    let active = tenant.schedules.iter_mut();
    for held in active.filter(|held| series(held) && !is_eligible(held)) {
        if let Some([only]) = assignments.get(&made(held)).map(Vec::as_slice) {
            held.origin_assignment = Some(Arc::clone(only));
        }
    }
    place_in_time(tenant);
}

/// How much later than it is made a schedule starts that starts at once.
const AT_ONCE: i64 = 3600;

/// Of schedules without an instance: whether they are over, have begun, or may still be to come, by the
/// newest record of the inputs, which the export is no older than.
fn place_in_time(tenant: &mut Tenant) {
    let made = tenant.schedules.iter().filter_map(|held| held.created_on);
    let newest = made.chain(tenant.newest_record()).max();
    let series = tenant.schedules.iter_mut();
    for held in series.filter(|held| Schedule::is_series(&held.id)) {
        let is_over = held
            .end
            .zip(newest)
            .is_some_and(|(end, newest)| end <= newest);
        let has_begun = held.start.is_none_or(|start| {
            let at_once = |made: Timestamp| start.seconds_since(made) <= AT_ONCE;
            newest.is_some_and(|newest| start <= newest) || held.created_on.is_some_and(at_once)
        });
        // Nothing says when the export was made; to be eligible gives nothing by itself.
        let has_begun = has_begun || (newest.is_none() && held.kind == ScheduleKind::Eligible);
        held.at_export = match (is_over, has_begun) {
            _ if held.window_unknown => Timing::Unknown,
            (true, _) => Timing::Over,
            (false, true) => Timing::Current,
            (false, false) => Timing::Unknown,
        };
    }
}
