//! # permanent-eligibility
//!
//! **What.** A principal is eligible for a role that leads to more rights, without an end or for
//! longer than a year.
//!
//! **Why it matters.** An eligibility without an end is renewed by nobody: people change teams and
//! keep it. Activation may need no approval (P22).
//!
//! **Evidence.** The eligibility, where the role holds an operation of the escalation list. The
//! number of days is `longest-eligibility-days` of the configuration.
//!
//! **Remediation.** An end, and access reviews that renew it.
//!
//! **False positives.** Tenants that review eligibilities instead of letting them end.

use super::super::schedules::{Timed, with_known_time};
use super::super::survey::Survey;
use crate::model::ScheduleKind;
use crate::rule::{Confidence, Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "permanent-eligibility",
    "eligibility for an escalating role without an end",
    Severity::Low,
);

const DAY: i64 = 86_400;

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let longest = survey.thresholds().longest_eligibility_days;
    let eligible =
        with_known_time(survey).filter(|timed| timed.schedule.kind == ScheduleKind::Eligible);
    let findings = eligible.filter_map(|timed| {
        let Timed { schedule, role, .. } = &timed;
        let days = match (schedule.start, schedule.end) {
            (_, None) => None,
            (Some(start), Some(end)) => Some(end.seconds_since(start) / DAY),
            (None, Some(_)) => return None,
        };
        if role.escalation.is_empty() || days.is_some_and(|days| days <= i64::from(longest)) {
            return None;
        }
        let mut finding = timed.finding(survey, &RULE);
        if timed.is_privileged() {
            finding.severity = Severity::Medium;
        }
        if schedule.start.is_none() {
            finding.confidence = Confidence::Medium;
        }
        let long = days.map_or("without an end".to_owned(), |days| {
            format!("for {days} days")
        });
        let role = &role.definition.name;
        let who = finding.who().to_owned();
        finding.title = format!("{who} is eligible for {role} {long}");
        let because = format!(
            "{who} may activate {role} at {} {long}, where {longest} days are the longest",
            schedule.scope
        );
        let remediation =
            Remediation::advice("give the eligibility an end, and let a review renew it");
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
