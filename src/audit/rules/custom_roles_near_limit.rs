//! # custom-roles-near-limit
//!
//! **What.** The tenant has nearly as many custom roles as it can have: 5,000.
//!
//! **Why it matters.** The next one is refused. Where pipelines make a role for each project, that
//! day comes.
//!
//! **Evidence.** The custom roles of the inputs; the files that hold them. The limit and the share of
//! 80 % are thresholds of the configuration; in the cloud of 21Vianet the limit is 2,000.
//!
//! **Remediation.** unused-custom-role, near-identical-custom-roles and
//! custom-role-where-built-in-suffices name what can go.
//!
//! **False positives.** None for the count.

use super::super::survey::Survey;
use super::super::tally;
use crate::model::RoleKind;
use crate::rule::{Finding, FindingBuilder, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "custom-roles-near-limit",
    "nearly as many custom roles as a tenant can have",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let custom = || {
        let definitions = survey.tenant().role_definitions.iter();
        definitions.filter(|role| role.kind == RoleKind::Custom)
    };
    let limit = survey.thresholds().custom_roles_per_tenant;
    let count = custom().count();
    if count == 0 || !survey.thresholds().is_near(count, limit) {
        return Vec::new();
    }
    vec![
        FindingBuilder {
            severity: if count >= limit {
                Severity::High
            } else {
                RULE.severity
            },
            title: format!("{count} of {limit} custom roles"),
            ..FindingBuilder::new(
                &RULE,
                tally::places(custom().filter_map(|role| role.place.as_ref())),
            )
        }
        .build(
            format!(
                "the tenant has {count} custom roles of the {limit} that it can have, {} % of them",
                count * 100 / limit.max(1)
            ),
            Remediation::advice(
                "delete custom roles that nobody holds, and merge those that are alike",
            ),
        ),
    ]
}
