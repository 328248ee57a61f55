//! # long-activation
//!
//! **What.** A role that leads to more rights was activated for longer than eight hours.
//!
//! **Why it matters.** Activation is meant for a piece of work. One that lasts for days is standing
//! access with another name.
//!
//! **Evidence.** The schedule instance of the activation, with its start and end, where the role
//! holds an operation of the escalation list. The number is `longest-activation-hours` of the
//! configuration.
//!
//! **Remediation.** A shorter longest duration in the rules of the role.
//!
//! **False positives.** Long maintenance that was announced.

use super::super::schedules::{Timed, with_known_time};
use super::super::survey::Survey;
use crate::model::ScheduleKind;
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "long-activation",
    "an escalating role activated for longer than a working day",
    Severity::Low,
);

const HOUR: i64 = 3600;

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let longest = survey.thresholds().longest_activation_hours;
    let activated =
        with_known_time(survey).filter(|timed| timed.schedule.kind == ScheduleKind::Activated);
    let findings = activated.filter_map(|timed| {
        let Timed { schedule, role, .. } = &timed;
        let length = match (schedule.start, schedule.end) {
            (Some(start), Some(end)) => Some(end.seconds_since(start)),
            (_, None) => None,
            (None, Some(_)) => return None,
        };
        let short = length.is_some_and(|seconds| seconds <= i64::from(longest) * HOUR);
        if role.escalation.is_empty() || short {
            return None;
        }
        let mut finding = timed.finding(survey, &RULE);
        if timed.is_privileged() {
            finding.severity = Severity::Medium;
        }
        let long = length.map_or("without an end".to_owned(), |seconds| {
            format!("for {} hours", (seconds + HOUR - 1) / HOUR)
        });
        let role = &role.definition.name;
        let who = finding.who().to_owned();
        finding.title = format!("{who} activated {role} {long}");
        let because = format!(
            "{who} activated {role} at {} {long}, where {longest} hours are the longest",
            schedule.scope
        );
        let remediation = Remediation::advice(
            "lower the maximum duration of an activation in the role's settings",
        );
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
