//! Eligibilities of Privileged Identity Management (PI-1), for rules on who can get a right.

use std::sync::Arc;

use super::holder::Holding;
use super::survey::Survey;
use crate::ids::PrincipalId;
use crate::model::{Grant, PrincipalKind, Standing, Timing};
use crate::text::NameMap;

/// The eligibilities of roles that are known, in the order of the inputs, without those
///
/// - of applications, which can't activate anything (PI-4): eligible-application tells of them;
/// - that are over, or to come (PI-6): schedule-outside-its-time tells of them;
/// - of a role that the principal holds there already, itself or through a group, be it by having
///   activated it (PI-2): the rules tell of that assignment, and standing-beside-eligible of both;
/// - below another of the same principal and role.
pub(super) fn eligibilities<'a>(survey: &Survey<'a>) -> Vec<Holding<'a>> {
    let eligible = survey
        .index()
        .grants_ever()
        .filter(|grant| grant.standing == Standing::Eligible);
    let mut found: Vec<Holding<'a>> = eligible
        .filter(|grant| can_be_activated(survey, grant))
        .filter_map(|grant| survey.holding(grant))
        .filter(|eligible| !is_held(survey, eligible))
        .collect();
    let mut by_holder: NameMap<(&PrincipalId, usize), Vec<Grant<'a>>> = NameMap::default();
    for Holding { grant, role_at, .. } in &found {
        let key = (grant.holder, *role_at);
        by_holder.entry(key).or_default().push(*grant);
    }
    found.retain(|Holding { grant, role_at, .. }| {
        let others = &by_holder[&(grant.holder, *role_at)];
        others.len() == 1 || !is_below_another(survey, grant, others)
    });
    found
}

fn can_be_activated(survey: &Survey<'_>, grant: &Grant<'_>) -> bool {
    let kind = survey.kind(grant.holder, grant.principal_kind());
    let is_workload = matches!(
        kind,
        PrincipalKind::ServicePrincipal | PrincipalKind::ManagedIdentity
    );
    let time = survey.as_of().into();
    // An instant taken from the inputs may lie before the day of the export.
    let is_given = survey.thresholds().as_of.is_some();
    let is_current = match grant.window.timing(time) {
        Timing::Current | Timing::Unknown => true,
        Timing::NotYet => !is_given,
        Timing::Over => false,
    };
    !is_workload && is_current
}

/// Whether the principal has the role at the scope without activating it now.
fn is_held(survey: &Survey<'_>, eligible: &Holding<'_>) -> bool {
    let ancestors = survey.index().hierarchy().ancestors(eligible.grant.scope);
    let closure = survey.closure(eligible.grant.holder);
    closure.ids().any(|holder| {
        survey.held_by(holder).any(|holding| {
            let is_as_wide = holding.grant.condition.is_none()
                || holding.grant.condition == eligible.grant.condition;
            holding.role_at == eligible.role_at
                && is_as_wide
                && ancestors.reached_from(holding.grant.scope)
        })
    })
}

/// Whether another eligibility gives the same from further above, or the same there.
fn is_below_another(survey: &Survey<'_>, grant: &Grant<'_>, others: &[Grant<'_>]) -> bool {
    let ancestors = survey.index().hierarchy().ancestors(grant.scope);
    // Of several at one scope the least narrow counts, whatever the order of the inputs.
    let rank = |grant: &Grant<'_>| (grant.condition.is_some(), Arc::clone(grant.id()));
    others
        .iter()
        .any(|other| match ancestors.position(other.scope) {
            None => false,
            Some(0) => rank(other) < rank(grant),
            Some(_) => other.condition.is_none(),
        })
}
