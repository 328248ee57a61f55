//! # foreign-group-with-role
//!
//! **What.** A role is assigned to a group of another tenant.
//!
//! **Why it matters.** The other tenant decides who is in it, and no export of your own directory
//! shows its members.
//!
//! **Evidence.** The assignment, whose principal is a `ForeignGroup`.
//!
//! **Remediation.** A group of your own directory with the guests in question, or a delegation of
//! Azure Lighthouse, which can be seen and ended.
//!
//! **False positives.** Service providers under contract.

use super::super::capability::reach;
use super::super::survey::Survey;
use crate::model::PrincipalKind;
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "foreign-group-with-role",
    "a role assigned to a group of another tenant",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let findings = survey.holdings().iter().filter_map(|holding| {
        let mut finding = holding.finding(survey, &RULE);
        if finding.principal.as_ref()?.kind != PrincipalKind::ForeignGroup {
            return None;
        }
        if holding.privilege(survey).is_some() {
            finding.severity = Severity::High;
        }
        let role = &holding.role.name;
        let who = finding.who();
        let title = format!("{who}, a group of another tenant, holds {role}");
        let because = format!(
            "whoever another tenant puts in the group {who} holds {role} {}",
            reach(holding)
        );
        finding.title = title;
        let remediation = Remediation {
            text: "assign the role to a group of your own directory, or delegate the scope by Azure Lighthouse".to_owned(),
            commands: vec![holding.removal()],
        };
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
