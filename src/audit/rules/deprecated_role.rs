//! # deprecated-role
//!
//! **What.** A role is assigned whose name or description says that it is deprecated or legacy.
//!
//! **Why it matters.** Azure stops keeping such a role up and removes it one day; what replaces it
//! is mostly narrower.
//!
//! **Evidence.** The role and its assignments, once a role.
//!
//! **Remediation.** The role that the description names, or what `rolecall recommend` finds.
//!
//! **False positives.** Custom roles that speak of legacy systems.

use super::super::survey::Survey;
use super::super::tally;
use crate::rule::{Confidence, Finding, Remediation, Rule, Severity};
use crate::text;

pub(super) const RULE: Rule = Rule::new(
    "deprecated-role",
    "assignments of a deprecated role",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let is_old = |text: &str| {
        let folded = text::fold(text);
        ["deprecated", "legacy"]
            .iter()
            .any(|word| folded.contains(word))
    };
    let is_deprecated =
        |name: &str, description: Option<&str>| is_old(name) || description.is_some_and(is_old);
    let mut findings = Vec::new();
    for (mut finding, count) in tally::by_role(survey, &RULE, is_deprecated) {
        let role = finding.role_name().to_owned();
        finding.confidence = Confidence::Medium;
        finding.title = format!(
            "{} of the deprecated role {role}",
            tally::assignments(count)
        );
        let because = format!(
            "{role} says of itself that it is deprecated, and has {}",
            tally::assignments(count)
        );
        let remediation = Remediation::advice(
            "assign the role that takes its place; `rolecall recommend` finds one",
        );
        findings.push(finding.build(because, remediation));
    }
    findings
}
