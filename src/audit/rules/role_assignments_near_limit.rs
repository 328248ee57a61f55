//! # role-assignments-near-limit
//!
//! **What.** A subscription or a management group has nearly as many role assignments as it can
//! have.
//!
//! **Why it matters.** The next one is refused, mostly in the middle of a deployment. In a
//! subscription 4,000 count, those of its resource groups and resources included; in a management
//! group 500 of its own.
//!
//! **Evidence.** The assignments of the inputs; the files that hold them. Eligible assignments don't
//! count. The limits and the share of 80 % are thresholds of the configuration.
//!
//! **Remediation.** Groups in place of people, resource groups in place of resources, and no
//! orphans: shadowed-by-group, scattered-assignments and orphaned-principal name what can go.
//!
//! **False positives.** None for the count; the limit of management groups is that of Azure's
//! service limits and was not confirmed elsewhere.

use super::super::survey::Survey;
use super::super::tally;
use crate::rule::{Finding, FindingBuilder, Remediation, Rule, Severity};
use crate::scope::ScopeKind;

pub(super) const RULE: Rule = Rule::new(
    "role-assignments-near-limit",
    "nearly as many role assignments as a scope can have",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let thresholds = survey.thresholds();
    let assignments = survey.tenant().role_assignments.iter();
    let assignments = assignments.filter(|assignment| !assignment.is_classic);
    let counted = tally::by_subscription(assignments.map(|a| (&a.scope, &a.place)));
    let findings = counted.into_iter().filter_map(|(scope, places)| {
        let limit = match scope.kind() {
            ScopeKind::ManagementGroup => thresholds.assignments_per_management_group,
            _ => thresholds.assignments_per_subscription,
        };
        let count = places.len();
        if !thresholds.is_near(count, limit) {
            return None;
        }
        let mut finding = FindingBuilder::new(&RULE, tally::places(places.iter().copied()));
        if count >= limit {
            finding.severity = Severity::High;
        }
        finding.title = format!("{count} of {limit} role assignments at {scope}");
        let because = format!(
            "{scope} has {count} role assignments of the {limit} that it can have, {} % of them",
            count * 100 / limit.max(1)
        );
        let remediation = Remediation::advice("assign to groups and resource groups in place of people and resources, and remove what gives nothing");
        finding.scope = Some(scope);
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
