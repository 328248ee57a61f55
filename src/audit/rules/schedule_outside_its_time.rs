//! # schedule-outside-its-time
//!
//! **What.** A timed assignment or eligibility is over, or hasn't begun.
//!
//! **Why it matters.** Instances of schedules are current by definition: one that is over stands in
//! an export that is old, or outlived its end. Where the role assignment that it made is still
//! there, so is the access. One that is to come is access nobody expects today.
//!
//! **Evidence.** The schedule instance, compared with the instant of the configuration, else with
//! the day of the newest role assignment of the inputs, which the
//! export can't be older than: then only those that are over are reported.
//!
//! **Remediation.** Export again; then remove what is left of it.
//!
//! **False positives.** Exports of different days.

use super::super::schedules::{Timed, timed_ever};
use super::super::survey::Survey;
use crate::model::ScheduleKind;
use crate::rule::{Confidence, Finding, Remediation, Rule, Severity, assignment_removal};
use std::cmp::Ordering;

pub(super) const RULE: Rule = Rule::new(
    "schedule-outside-its-time",
    "a timed assignment that is over or hasn't begun",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let Some(time) = survey.as_of() else {
        return Vec::new();
    };
    let findings = timed_ever(survey).filter(|timed| !timed.schedule.window_unknown).filter_map(|timed| {
        let Timed { schedule, role, .. } = &timed;
        let position = schedule.position(time);
        // An instant taken from the inputs may lie before the day of the export.
        let is_given = survey.thresholds().as_of.is_some();
        if position == Ordering::Equal || (position == Ordering::Less && !is_given) {
            return None;
        }
        let mut finding = timed.finding(survey, &RULE);
        let role = &role.definition.name;
        let what = match schedule.kind {
            ScheduleKind::Eligible => "eligibility",
            ScheduleKind::Activated => "activation",
            ScheduleKind::Assigned => "timed assignment",
        };
        let who = finding.who().to_owned();
        let scope = &schedule.scope;
        let origin = schedule.origin_assignment.as_deref();
        let left = origin.filter(|_| survey.index().repeats_assignment(timed.at));
        finding.confidence = Confidence::Medium;
        let mut commands = Vec::new();
        let because = match (position, left) {
            (Ordering::Less, _) => {
                finding.severity = Severity::Info;
                finding.title = format!("the {what} of {role} for {who} is to come");
                format!("the {what} of {role} for {who} at {scope} hasn't begun")
            }
            (_, Some(id)) => {
                finding.severity = Severity::Medium;
                finding.title = format!("{who} keeps {role} after its {what} ended");
                commands.push(assignment_removal(id));
                format!(
                    "the {what} of {role} for {who} at {scope} is over, and the role assignment that it made is still there"
                )
            }
            (_, None) => {
                finding.title = format!("the {what} of {role} for {who} is over");
                format!(
                    "the {what} of {role} for {who} at {scope} is over, and the export still lists it"
                )
            }
        };
        let remediation = Remediation {
            text: "export schedules and assignments again on the same day, then remove what is left"
                .to_owned(),
            commands,
        };
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
