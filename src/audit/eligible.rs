//! Eligibilities of Privileged Identity Management as the assignments that activating them makes
//! (PI-1), for rules on who can get a right.

use std::cmp::Ordering;

use super::survey::Survey;
use crate::ids::PrincipalId;
use crate::model::{
    AssignmentOrigin, PrincipalFound, PrincipalKind, RoleAssignment, Schedule, ScheduleKind,
    Timestamp,
};
use crate::text::NameMap;

/// An eligibility that somebody can activate.
pub(super) struct Eligibility {
    /// The assignment that activating it makes, with the id and place of the schedule instance.
    pub(super) activated: RoleAssignment,
    /// The position of its role in [`Survey::roles`].
    pub(super) role_at: usize,
}

/// The eligibilities of roles that are known, in the order of the inputs, without those
///
/// - of applications, which can't activate anything (PI-4): eligible-application tells of them;
/// - that are over, or to come (PI-6): schedule-outside-its-time tells of them;
/// - of a role that the principal holds there already, itself or through a group, be it by having
///   activated it (PI-2): the rules tell of that assignment, and standing-beside-eligible of both;
/// - below another of the same principal and role.
pub(super) fn eligibilities(survey: &Survey<'_>) -> Vec<Eligibility> {
    let schedules = &survey.tenant().schedules;
    let time = survey.as_of();
    let mut found: Vec<(&Schedule, usize)> = schedules
        .iter()
        .filter(|schedule| can_be_activated(survey, schedule, time) && !is_held(survey, schedule))
        .filter_map(|schedule| Some((schedule, survey.role_at(&schedule.role)?)))
        .collect();
    let mut by_holder: NameMap<(&PrincipalId, usize), Vec<&Schedule>> = NameMap::default();
    for (schedule, role_at) in &found {
        let key = (&schedule.principal, *role_at);
        by_holder.entry(key).or_default().push(schedule);
    }
    found.retain(|(schedule, role_at)| {
        let others = &by_holder[&(&schedule.principal, *role_at)];
        others.len() == 1 || !is_below_another(survey, schedule, others)
    });
    let eligibilities = found.into_iter().map(|(schedule, role_at)| Eligibility {
        activated: activated(schedule),
        role_at,
    });
    eligibilities.collect()
}

fn can_be_activated(survey: &Survey<'_>, schedule: &Schedule, time: Option<Timestamp>) -> bool {
    let kind = survey.kind(&schedule.principal, schedule.principal_kind);
    let is_workload = matches!(
        kind,
        PrincipalKind::ServicePrincipal | PrincipalKind::ManagedIdentity
    );
    let is_current = time.is_none_or(|time| {
        let position = schedule.position(time);
        // An instant taken from the inputs may lie before the day of the export.
        let is_given = survey.thresholds().as_of.is_some();
        position == Ordering::Equal || (position == Ordering::Less && !is_given)
    });
    schedule.kind == ScheduleKind::Eligible && !is_workload && is_current
}

/// Whether the principal has the role at the scope without activating it now.
fn is_held(survey: &Survey<'_>, schedule: &Schedule) -> bool {
    let ancestors = survey.index().hierarchy().ancestors(&schedule.scope);
    survey
        .closure(&schedule.principal)
        .iter()
        .any(|(holder, _)| {
            survey.held_by(holder).any(|holding| {
                let assignment = holding.assignment;
                let is_as_wide =
                    assignment.condition.is_none() || assignment.condition == schedule.condition;
                Some(holding.role_at) == survey.role_at(&schedule.role)
                    && is_as_wide
                    && ancestors.reached_from(&assignment.scope)
            })
        })
}

/// Whether another eligibility gives the same from further above, or the same there.
fn is_below_another(survey: &Survey<'_>, schedule: &Schedule, others: &[&Schedule]) -> bool {
    let ancestors = survey.index().hierarchy().ancestors(&schedule.scope);
    // Of several at one scope the least narrow counts, whatever the order of the inputs.
    let rank = |schedule: &Schedule| (schedule.condition.is_some(), schedule.id.clone());
    others
        .iter()
        .any(|other| match ancestors.position(&other.scope) {
            None => false,
            Some(0) => rank(other) < rank(schedule),
            Some(_) => other.condition.is_none(),
        })
}

fn activated(schedule: &Schedule) -> RoleAssignment {
    RoleAssignment {
        id: schedule.id.clone(),
        principal: schedule.principal.clone(),
        principal_kind: schedule.principal_kind,
        principal_found: PrincipalFound::NotSaid,
        role: schedule.role.clone(),
        role_name: None,
        scope: schedule.scope.clone(),
        condition: schedule.condition.clone(),
        origin: AssignmentOrigin::Standing,
        created_on: None,
        description: None,
        place: schedule.place.clone(),
    }
}
