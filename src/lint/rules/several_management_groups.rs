//! # several-management-groups
//!
//! **What.** A custom role is assignable at more than one management group.
//!
//! **Why it matters.** Azure allows one, and refuses to create the role.
//!
//! **Evidence.** The scopes.
//!
//! **False positives.** None for custom roles.

use super::super::registry::LintRule;
use super::super::subject::{Subject, advice, management_groups};
use crate::audit::{Finding, Severity};
use crate::pattern::StateLimit;

pub(in super::super) const RULE: LintRule = LintRule {
    id: "several-management-groups",
    title: "more than one management group to assign at",
    run,
};

fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let groups = management_groups(subject);
    if !subject.is_custom() || groups.len() < 2 {
        return Ok(Vec::new());
    }
    let mut finding = subject.finding(&RULE, Severity::High);
    finding.title = format!(
        "{} is assignable at {} management groups",
        subject.role().name,
        groups.len()
    );
    finding.because = format!(
        "a custom role may name one management group, and {} names {}",
        subject.role().name,
        groups.len()
    );
    finding.evidence = groups
        .iter()
        .filter_map(|scope| scope.place.clone())
        .collect();
    finding.remediation =
        advice("name a management group above them all, or make one role for each");
    Ok(vec![finding])
}
