//! # wildcard-custom-role
//!
//! **What.** A custom role grants a whole namespace, or more, by a wildcard.
//!
//! **Why it matters.** Operations that Azure adds later join the role without anyone's decision
//! (WC-10), and a whole namespace seldom is what a task needs.
//!
//! **Evidence.** The definition, with each wide pattern and how many operations it matches today.
//!
//! **Remediation.** A list of the operations that the role's holders use; `rolecall recommend
//! --action …` finds the least role.
//!
//! **False positives.** Roles for the team that owns a service may be meant to grow with it. A
//! wildcard for reads alone (`*/read`) is reported with low severity.

use super::super::survey::Survey;
use crate::model::{Plane, RoleKind};
use crate::rule::{Finding, FindingBuilder, FindingRole, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "wildcard-custom-role",
    "a custom role with a wildcard over a whole namespace or more",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let catalog = survey.catalog();
    survey.tenant()
        .role_definitions
        .iter()
        .filter(|role| role.kind == RoleKind::Custom)
        .filter_map(|role| {
            let mut wide = Vec::new();
            let mut severity = Severity::Low;
            for plane in Plane::BOTH {
                for pattern in role.permissions.iter().flat_map(|p| p.plane(plane).granted()) {
                    if !pattern.is_wide() {
                        continue;
                    }
                    let count = catalog.expand(pattern, plane).len();
                    wide.push(format!("`{pattern}` ({plane}, {count} operations today)"));
                    let reads = plane == Plane::Control && pattern.folded().ends_with("/read");
                    severity = severity.max(match pattern.as_str() {
                        _ if reads => Severity::Low,
                        "*" => Severity::High,
                        _ => Severity::Medium,
                    });
                }
            }
            if wide.is_empty() {
                return None;
            }
            wide.sort();
            wide.dedup();
            let finding = FindingBuilder {
                severity,
                title: format!("custom role {} is wider than a list of operations", role.name),
                role: Some(FindingRole::of(role)),
                ..FindingBuilder::new(&RULE, role.place.iter().cloned())
            };
            let because = format!(
                "{} grants {}; what Azure adds under them later is granted too",
                role.name,
                wide.join(", ")
            );
            let remediation = Remediation::advice("list the operations that the role's holders use; `rolecall recommend --action …` finds the least role");
            Some(finding.build(because, remediation))
        })
        .collect()
}
