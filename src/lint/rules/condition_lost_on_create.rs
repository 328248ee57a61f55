//! # condition-lost-on-create
//!
//! **What.** A permission of a custom role has a condition.
//!
//! **Why it matters.** `az role definition create` and `update` drop it without a word (ME-4):
//! the role then grants without the condition what was meant to depend on it.
//!
//! **Evidence.** The definition, and what the condition binds.
//!
//! **False positives.** None for definitions to be created. Conditions belong on role
//! assignments.

use std::sync::Arc;

use super::super::subject::Subject;
use crate::pattern::{ActionPattern, StateLimit};
use crate::rule::{Finding, Remediation, Rule, Severity, listed};

pub(super) const RULE: Rule = Rule::new(
    "condition-lost-on-create",
    "a condition that a create drops",
    Severity::High,
);

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    if !subject.is_custom() {
        return Ok(Vec::new());
    }
    let permissions = subject.role().permissions.iter().enumerate();
    let bound = permissions.filter(|(_, permission)| permission.condition.is_some());
    let findings = bound.map(|(at, permission)| {
        let mut finding = subject.finding(&RULE);
        finding.detail = Arc::from(at.to_string());
        let granted = permission.control.granted().iter().chain(permission.data.granted());
        let names: Vec<&str> = granted.map(ActionPattern::as_str).collect();
        finding.title = format!("permission {} has a condition that is lost", at + 1);
        let because = format!(
            "a create drops the condition of permission {}, and {} would be granted without it",
            at + 1,
            listed(&names, 4)
        );
        let remediation = Remediation::advice(
            "leave the condition out of the definition and put it on each role assignment (`--condition`)",
        );
        finding.build(because, remediation)
    });
    Ok(findings.collect())
}
