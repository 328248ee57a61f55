//! # standing-beside-eligible
//!
//! **What.** A principal is eligible for a role that it holds at all times anyway, directly or
//! through a group, at the same scope or above.
//!
//! **Why it matters.** The eligibility looks like just-in-time access. Nobody needs to activate
//! it: approval and second factor guard nothing.
//!
//! **Evidence.** The eligibility, and the assignment that makes it needless, with the member lists
//! in between. Activations of the role don't count as assignments.
//!
//! **Remediation.** Remove the standing assignment.
//!
//! **False positives.** While a team moves to eligible access. An assignment that is an activation
//! without a schedule instance in the inputs; confidence is medium where there is none.

use super::super::privilege::way_words;
use super::super::schedules::{Timed, timed};
use super::super::survey::Survey;
use crate::ids::IdKey;
use crate::model::{Grant, ScheduleKind};
use crate::rule::{Confidence, Finding, Remediation, Rule, Severity, assignment_removal};
use crate::text::NameSet;

pub(super) const RULE: Rule = Rule::new(
    "standing-beside-eligible",
    "eligible for a role that is held at all times anyway",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let schedules = &survey.tenant().schedules;
    let active = || {
        schedules
            .iter()
            .filter(|s| s.kind != ScheduleKind::Eligible)
    };
    let activated: NameSet<IdKey> = active()
        .filter_map(|s| Some(IdKey::of_assignment(s.origin_assignment.as_deref()?)))
        .collect();
    let is_sure = active().next().is_some();
    let eligible = timed(survey).filter(|timed| timed.schedule.kind == ScheduleKind::Eligible);
    let findings = eligible.filter_map(|timed| {
        let Timed { schedule, role, .. } = &timed;
        let stands = |grant: &Grant<'_>| {
            grant.assignment().is_some()
                && *grant.reference == schedule.role
                && grant.condition.is_none()
                && !activated.contains(&IdKey::of_assignment(grant.id()))
        };
        let above = survey.held_above(&schedule.principal, &schedule.scope);
        let standing = above.map(|(through, held)| (through, held.grant));
        let standing = standing.filter(|(_, grant)| stands(grant));
        let (through, standing) =
            standing.min_by_key(|(through, grant)| (*through, grant.number))?;
        let hops = survey.closure(&schedule.principal).hops(through);
        let mut finding = timed.finding(survey, &RULE);
        if timed.is_privileged() {
            finding.severity = Severity::Medium;
        }
        if !is_sure {
            finding.confidence = Confidence::Medium;
        }
        let role = &role.definition.name;
        let who = finding.who().to_owned();
        finding.title = format!("{who} is eligible for {role} and holds it anyway");
        let because = format!(
            "{who} may activate {role} at {} and holds it at {}{} at all times",
            schedule.scope,
            standing.scope,
            way_words(survey, &hops)
        );
        finding.cite(&standing, &hops);
        let remediation = Remediation {
            text: "remove the standing assignment, or the eligibility if the role is needed at all times".to_owned(),
            commands: vec![assignment_removal(standing.id())],
        };
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
