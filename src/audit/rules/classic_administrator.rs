//! # classic-administrator
//!
//! **What.** An export lists a classic administrator: a Service Administrator or Co-Administrator.
//!
//! **Why it matters.** Classic administrators own their subscription without a role assignment, so
//! that no review of roles shows them. They were retired in August 2024, and Azure made those who
//! were left Owner of the subscription at the end of 2025 (CL-1).
//!
//! **Evidence.** The record. It is judged as Owner of the subscription. It is reported here, and not by
//! owner-at-subscription-or-above.
//!
//! **Remediation.** Look for the Owner assignment that took its place, and remove it if nobody
//! asked for it.
//!
//! **False positives.** Old exports.

use super::super::survey::Survey;
use crate::rule::{Confidence, Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "classic-administrator",
    "a classic administrator",
    Severity::High,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let holdings = survey.holdings().iter();
    let classic = holdings.filter(|h| h.grant.is_classic());
    let findings = classic.map(|holding| {
        let scope = holding.grant.scope;
        let mut finding = holding.finding(survey, &RULE);
        finding.confidence = Confidence::Medium;
        let who = finding.who().to_owned();
        finding.title = format!("{who} is a classic administrator");
        let because = format!(
            "{who} is a classic administrator of {scope}, which is as much as Owner, without a role assignment"
        );
        let remediation = Remediation {
            text: "export again: since the retirement an assignment of Owner may stand in its place; remove it if nobody needs it".to_owned(),
            commands: vec![format!(
                "az role assignment list --scope {scope} --role Owner --output table"
            )],
        };
        finding.build(because, remediation)
    });
    findings.collect()
}
