//! # assignment-at-root
//!
//! **What.** A role that doesn't own or assign anything is assigned at the root `/`.
//!
//! **Why it matters.** The root lies above every management group: the role reaches every
//! subscription of the tenant and every one to come, the tenant's own resources too, and only who
//! elevated access can see or remove it.
//!
//! **Evidence.** The assignment. Those who own or assign at the root are reported by
//! owner-at-subscription-or-above and elevated-access-at-root.
//!
//! **Remediation.** The same role at the tenant root group, which reaches every subscription too.
//!
//! **False positives.** Readers of tenant-level resources, such as capacities or billing, which lie
//! directly below `/`.

use super::super::privilege::Privilege;
use super::super::survey::Survey;
use crate::rule::{Finding, Remediation, Rule, Severity};
use crate::scope::ScopeKind;

pub(super) const RULE: Rule = Rule::new(
    "assignment-at-root",
    "a role assigned at the root",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let findings = survey.holdings().iter().filter_map(|holding| {
        let privilege = holding.privilege(survey);
        if holding.grant.scope.kind() != ScopeKind::Root
            || matches!(privilege, Some(Privilege::Owns | Privilege::Assigns))
        {
            return None;
        }
        let mut finding = holding.finding(survey, &RULE);
        if holding.escalation(survey).next().is_some() {
            finding.severity = Severity::Medium;
        }
        let holder = holding.holder(survey, &mut finding);
        let role = &holding.role.name;
        finding.title = format!("{} holds {role} at the root", finding.who());
        let because = format!(
            "{holder} holds {role} on every subscription and every tenant-level resource, because it is assigned at `/`"
        );
        let remediation = Remediation {
            text: "assign the role at the tenant root group or below, then remove this assignment".to_owned(),
            commands: vec![holding.removal()],
        };
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
