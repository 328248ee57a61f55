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

use super::super::finding::{Finding, Remediation, Severity};
use super::super::registry::Rule;
use super::super::schedules::timed;
use super::super::survey::Survey;
use crate::model::ScheduleKind;

pub(super) const RULE: Rule = Rule {
    id: "eligible-application",
    title: "an application that is eligible for a role and can't activate it",
    severity: Severity::Low,
    run,
};

fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let eligible = timed(survey).filter(|timed| timed.schedule.kind == ScheduleKind::Eligible);
    let findings = eligible.filter_map(|timed| {
        let mut finding = timed.finding(survey, &RULE);
        if !finding.principal.as_ref()?.is_workload() {
            return None;
        }
        let role = &timed.role.definition.name;
        let who = finding.who().to_owned();
        finding.title = format!("{who}, a workload identity, is eligible for {role}");
        finding.because = format!(
            "{who} is eligible for {role} at {}, and workload identities can't activate roles",
            timed.schedule.scope
        );
        finding.remediation = Remediation {
            text: "remove the eligibility, and assign the role if the application needs it"
                .to_owned(),
            commands: Vec::new(),
        };
        Some(finding)
    });
    findings.collect()
}
