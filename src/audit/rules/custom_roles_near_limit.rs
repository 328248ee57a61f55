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

use super::super::finding::{Finding, Remediation, Severity};
use super::super::registry::Rule;
use super::super::survey::Survey;
use super::super::tally;
use crate::model::RoleKind;

pub(super) const RULE: Rule = Rule {
    id: "custom-roles-near-limit",
    title: "nearly as many custom roles as a tenant can have",
    severity: Severity::Medium,
    run,
};

fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let custom = || {
        let definitions = survey.tenant().role_definitions.iter();
        definitions.filter(|role| role.kind == RoleKind::Custom)
    };
    let limit = survey.thresholds().custom_roles_per_tenant;
    let count = custom().count();
    if count == 0 || !survey.thresholds().is_near(count, limit) {
        return Vec::new();
    }
    vec![Finding {
        severity: if count >= limit {
            Severity::High
        } else {
            RULE.severity
        },
        title: format!("{count} of {limit} custom roles"),
        because: format!(
            "the tenant has {count} custom roles of the {limit} that it can have, {} % of them",
            count * 100 / limit.max(1)
        ),
        evidence: tally::places(custom().filter_map(|role| role.place.as_ref())),
        remediation: Remediation {
            text: "delete custom roles that nobody holds, and merge those that are alike"
                .to_owned(),
            commands: Vec::new(),
        },
        ..Finding::of(&RULE)
    }]
}
