//! # duplicate-assignment
//!
//! **What.** The same principal holds the same role, without a condition, at a scope above.
//!
//! **Why it matters.** The lower assignment gives nothing, but it survives when the upper one is
//! revoked: access that everyone believes gone.
//!
//! **Evidence.** Both assignments. The upper one ends no earlier than the lower one.
//!
//! **Remediation.** Remove the lower assignment, or the upper one if the wider scope is not meant.
//!
//! **False positives.** The lower one may be kept on purpose for the day the upper one goes.

use super::super::survey::Survey;
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "duplicate-assignment",
    "the same role for the same principal at an ancestor scope",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let holdings = survey.holdings().iter().enumerate();
    let findings = holdings.filter_map(|(at, lower)| {
        let upper = survey.shadowed_by_itself(at)?;
        let mut finding = lower.finding(survey, &RULE);
        let role = &lower.role.name;
        let who = finding.who().to_owned();
        finding.title = format!("{who} holds {role} twice");
        let because = format!(
            "{role} at {} gives {who} nothing that {role} at {} does not give already",
            lower.grant.scope, upper.grant.scope
        );
        finding.evidence.push(upper.grant.place().clone());
        let remediation = Remediation {
            text: "remove the lower assignment, or the upper one if the wider scope is not meant"
                .to_owned(),
            commands: vec![lower.removal()],
        };
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
