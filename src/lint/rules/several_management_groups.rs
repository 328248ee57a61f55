//! # several-management-groups
//!
//! **What.** A custom role is assignable at more than one management group.
//!
//! **Why it matters.** Azure allows one, and refuses to create the role.
//!
//! **Evidence.** The scopes.
//!
//! **False positives.** None for custom roles.

use super::super::subject::{Subject, management_groups};
use crate::pattern::StateLimit;
use crate::rule::{Finding, Remediation, Rule, Severity, listed};

pub(super) const RULE: Rule = Rule::new(
    "several-management-groups",
    "more than one management group to assign at",
    Severity::High,
);

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let groups = management_groups(subject);
    if !subject.is_custom() || groups.len() < 2 {
        return Ok(Vec::new());
    }
    let mut finding =
        subject.finding_shown_by(&RULE, groups.iter().filter_map(|scope| scope.place.clone()));
    finding.title = format!(
        "{} is assignable at {} management groups",
        subject.role().name,
        groups.len()
    );
    let because = format!(
        "a custom role may name one management group, and {} names {}",
        subject.role().name,
        groups.len()
    );
    let names: Vec<&str> = groups.iter().map(|scope| scope.text.trim()).collect();
    let remediation = Remediation::advice(format!(
        "name one management group that holds {}, or make a role for each",
        listed(&names, 5)
    ));
    Ok(vec![finding.build(because, remediation)])
}
