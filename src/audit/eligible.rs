//! Eligibilities of Privileged Identity Management (PI-1), for rules on who can get a right.

use std::sync::Arc;

use super::holder::Holding;
use super::survey::Survey;
use crate::directory::ScopeIx;
use crate::ids::PrincipalId;
use crate::model::{Grant, GrantIx, PrincipalKind, Standing, Timing};
use crate::text::{NameMap, NameSet};

/// The eligibilities of roles that are known, in the order of the inputs, without those
///
/// - of applications, which can't activate anything (PI-4): eligible-application reports them;
/// - that are over, or to come (PI-6): schedule-outside-its-time reports them;
/// - of a role that the principal holds there already, itself or through a group, be it by having
///   activated it (PI-2): the rules report that assignment, and standing-beside-eligible both;
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
    let below = below_another(survey, &found);
    found.retain(|holding| !below.contains(&holding.grant.number));
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
    !is_workload && is_current && survey.is_certain(grant.id())
}

/// Whether the principal has the role at the scope without activating it now.
fn is_held(survey: &Survey<'_>, eligible: &Holding<'_>) -> bool {
    let mut above = survey.held_above(eligible.grant.holder, eligible.grant.scope);
    above.any(|(_, holding)| {
        let is_as_wide = holding.grant.condition.is_none()
            || holding.grant.condition == eligible.grant.condition;
        holding.role_at == eligible.role_at && is_as_wide
    })
}

/// Those of which another gives the same from further above, or the same there.
fn below_another(survey: &Survey<'_>, eligible: &[Holding<'_>]) -> NameSet<GrantIx> {
    let mut by_holder: NameMap<(&PrincipalId, usize), Vec<Grant<'_>>> = NameMap::default();
    for Holding { grant, role_at, .. } in eligible {
        let key = (grant.holder, *role_at);
        by_holder.entry(key).or_default().push(*grant);
    }
    let held = survey.held();
    let mut below: NameSet<GrantIx> = NameSet::default();
    for mut grants in by_holder.into_values().filter(|grants| grants.len() > 1) {
        // Of several at one scope the least narrow counts, whatever the order of the inputs.
        grants.sort_by_cached_key(|grant| {
            let rank = (grant.condition.is_some(), Arc::clone(grant.id()));
            (held.place(grant.scope), rank)
        });
        // The scopes without a condition that hold the next, and the scope of the last.
        let (mut above, mut last): (Vec<ScopeIx>, Option<ScopeIx>) = (Vec::new(), None);
        for grant in grants {
            let Some(at) = held.place(grant.scope) else {
                continue;
            };
            while above.last().is_some_and(|wide| !held.holds(*wide, at)) {
                above.pop();
            }
            let is_held_above = above.first().is_some_and(|wide| *wide != at);
            if is_held_above || last == Some(at) {
                below.insert(grant.number);
            }
            if grant.condition.is_none() && above.last() != Some(&at) {
                above.push(at);
            }
            last = Some(at);
        }
    }
    below
}
