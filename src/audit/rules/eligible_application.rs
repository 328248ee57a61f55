//! # eligible-application
//!
//! **What.** An application or a managed identity is eligible for a role.
//!
//! **Why it matters.** It can't activate anything (PI-4): the eligibility gives nothing. Either the
//! application works without the role, or it holds it in another way that this record hides.
//!
//! **Evidence.** The eligibility.
//!
//! **Remediation.** Remove the eligibility; assign the role if the application needs it.
//!
//! **False positives.** None known.

use super::super::schedules::timed;
use super::super::survey::Survey;
use crate::model::ScheduleKind;
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "eligible-application",
    "an application that is eligible for a role and can't activate it",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let eligible = timed(survey).filter(|timed| timed.schedule.kind == ScheduleKind::Eligible);
    let findings = eligible.filter_map(|timed| {
        let mut finding = timed.finding(survey, &RULE);
        if !finding.principal.as_ref()?.is_workload() {
            return None;
        }
        let role = &timed.role.definition.name;
        let who = finding.who().to_owned();
        finding.title = format!("{who}, a workload identity, is eligible for {role}");
        let because = format!(
            "{who} is eligible for {role} at {}, and workload identities can't activate roles",
            timed.schedule.scope
        );
        let remediation = Remediation::advice(
            "remove the eligibility, and assign the role if the application needs it",
        );
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
