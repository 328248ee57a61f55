//! # standing-privileged-access
//!
//! **What.** A user or group holds privileged roles at all times, in a tenant that uses Privileged
//! Identity Management.
//!
//! **Why it matters.** A stolen session has the roles at any hour. Eligible access is there for
//! hours, after a second factor or an approval, and leaves a trace.
//!
//! **Evidence.** The privileged assignments that no schedule instance shows as activated or as
//! ending. A list of role assignments has no end dates (P23): without instances of active
//! schedules in the inputs some may be activations, and confidence is medium. Nothing is reported where
//! the inputs hold no schedules at all.
//!
//! **Remediation.** Make the principal eligible, then remove the assignment.
//!
//! **False positives.** Break-glass accounts, which must not depend on activation. Applications can't
//! be eligible (PI-4) and are left out.

use super::super::bundle::Bundle;
use super::super::survey::Survey;
use crate::ids::{IdKey, PrincipalId};
use crate::model::{RoleReference, Schedule, ScheduleKind};
use crate::rule::{Confidence, Finding, Rule, Severity};
use crate::scope::Scope;
use crate::text::NameSet;

pub(super) const RULE: Rule = Rule::new(
    "standing-privileged-access",
    "privileged roles held at all times that could be eligible",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let schedules = &survey.tenant().schedules;
    if schedules.is_empty() {
        return Vec::new();
    }
    let temporary = || schedules.iter().filter(|schedule| is_temporary(schedule));
    let by_id: NameSet<IdKey> = temporary()
        .filter_map(|schedule| Some(IdKey::of_assignment(schedule.origin_assignment.as_deref()?)))
        .collect();
    let by_content: NameSet<(&PrincipalId, &RoleReference, &Scope)> = temporary()
        .map(|schedule| (&schedule.principal, &schedule.role, &schedule.scope))
        .collect();
    let has_active = schedules.iter().any(|s| s.kind != ScheduleKind::Eligible);
    let standing = Bundle::by_principal(survey, |holding| {
        let grant = holding.grant;
        let content = (grant.holder, grant.reference, grant.scope);
        holding.privilege(survey).is_some()
            && !by_content.contains(&content)
            && !by_id.contains(&IdKey::of_assignment(grant.id()))
    });
    let findings = standing.filter_map(|bundle| {
        let mut finding = bundle.finding(survey, &RULE);
        if finding.principal.as_ref()?.is_workload() {
            return None;
        }
        if !has_active {
            finding.confidence = Confidence::Medium;
        }
        let who = survey.label(bundle.principal());
        finding.title = format!("{who} holds privileged roles at all times");
        let because = format!(
            "{who} holds {} without an end and without activation, while others of the tenant are eligible",
            bundle.words()
        );
        let remediation = bundle.remediation_by_eligibility("make the principal eligible for the role in Privileged Identity Management, then remove the standing assignment");
        Some(finding.build(because, remediation))
    });
    findings.collect()
}

fn is_temporary(schedule: &Schedule) -> bool {
    match schedule.kind {
        ScheduleKind::Eligible => false,
        ScheduleKind::Activated => true,
        ScheduleKind::Assigned => schedule.end.is_some(),
    }
}
