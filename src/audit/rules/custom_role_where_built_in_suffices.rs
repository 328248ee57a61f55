//! # custom-role-where-built-in-suffices
//!
//! **What.** A custom role is assigned, and a built-in role grants the same, or the same and at
//! most five harmless operations more.
//!
//! **Why it matters.** A built-in role is known to every auditor, kept up by Azure and doesn't count
//! against the quota of custom roles.
//!
//! **Evidence.** The definition and its assignments, which would move. That the built-in role grants
//! all of the custom one is decided over every possible operation in both planes. `rolecall roles
//! lint` names containers of definitions that nobody holds too. The number is
//! `most-extra-operations` of the configuration; operations of the escalation list never count as
//! harmless.
//!
//! **Remediation.** Assign the built-in role at the same scopes, remove the assignments of the
//! custom one, then delete it.
//!
//! **False positives.** Roles that must not change when Azure changes its own.

use super::super::survey::Survey;
use super::super::tally;
use crate::catalog::BuiltInContainers;
use crate::model::RoleKind;
use crate::rule::{Finding, FindingBuilder, FindingRole, Remediation, Rule, Severity};
use crate::text::shell_word;

pub(super) const RULE: Rule = Rule::new(
    "custom-role-where-built-in-suffices",
    "a custom role whose holders could have a built-in one",
    Severity::Low,
);

/// How many moves are written out.
const COMMANDS: usize = 5;

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let mut held: Vec<Vec<_>> = vec![Vec::new(); survey.roles().len()];
    for holding in survey.holdings() {
        if holding.role.kind == RoleKind::Custom {
            held[holding.role_at].push(holding);
        }
    }
    if held.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let containers = BuiltInContainers::of(survey.catalog());
    let escalation = survey.catalog().escalation_operations();
    let findings = held.iter().filter_map(|held| {
        let role = held.first()?.role;
        let container = containers.smallest(role).ok()??;
        let grave = container
            .more
            .iter()
            .any(|more| !more.is_disjoint(&escalation));
        let excess = container.excess();
        if !container.is_equal && (grave || excess > survey.thresholds().most_extra_operations) {
            return None;
        }
        let mut finding = FindingBuilder::new(&RULE, role.place.iter().cloned());
        finding.role = Some(FindingRole::of(role));
        let name = survey.catalog().role_name(container.role);
        let id = survey.catalog().role_id(container.role)?;
        let what = if container.is_equal {
            "the same, now and in future".to_owned()
        } else {
            finding.severity = Severity::Info;
            format!("all of it and {excess} operations more today")
        };
        let moves = tally::assignments(held.len());
        finding.title = format!("{name} would do for the holders of {}", role.name);
        let because = format!(
            "{name} grants {what}, so that {moves} of {} could move to it",
            role.name
        );
        finding
            .evidence
            .extend(tally::places(held.iter().map(|h| h.grant.place())));
        let moved = held.iter().take(COMMANDS).flat_map(|holding| {
            let grant = holding.grant;
            let create = format!(
                "az role assignment create --assignee-object-id {} --role {id} --scope {}",
                grant.holder,
                shell_word(grant.scope.as_str())
            );
            [create, holding.removal()]
        });
        let remediation = Remediation {
            text: format!("move {moves} to {name}, then delete {}", role.name),
            commands: moved.collect(),
        };
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
