//! # unused-custom-role
//!
//! **What.** A custom role that nobody holds or is eligible for.
//!
//! **Why it matters.** It counts against the quota, and is picked one day by someone who doesn't
//! know what it was made for.
//!
//! **Evidence.** The definition. The inputs hold no assignment and no schedule of it; those of
//! subscriptions that were not exported can't be seen, so that confidence is medium, and low where
//! an assignable scope is a management group.
//!
//! **Remediation.** Delete it. Azure refuses where an assignment exists.
//!
//! **False positives.** A role that was just made; subscriptions that are not in the inputs.

use super::super::survey::Survey;
use crate::model::{RoleKind, RoleReference};
use crate::rule::{Confidence, Finding, FindingBuilder, FindingRole, Remediation, Rule, Severity};
use crate::scope::{Scope, ScopeKind};
use crate::text;
use crate::text::{NameSet, shell_word};

pub(super) const RULE: Rule = Rule::new(
    "unused-custom-role",
    "a custom role that nobody holds",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let tenant = survey.tenant();
    if tenant.role_assignments.is_empty() {
        // The definitions were given alone.
        return Vec::new();
    }
    let assigned = tenant.role_assignments.iter().map(|a| &a.role);
    let used: NameSet<&RoleReference> = assigned
        .chain(tenant.schedules.iter().map(|s| &s.role))
        .collect();
    let by_name: NameSet<String> = used
        .iter()
        .filter_map(|role| match role {
            RoleReference::Name(name) => Some(text::fold(name).into_owned()),
            RoleReference::Id(_) => None,
        })
        .collect();
    let unused = tenant.role_definitions.iter().filter(|role| {
        let by_id = |id| used.contains(&RoleReference::Id(id));
        role.kind == RoleKind::Custom
            && !role.id.is_some_and(by_id)
            && !by_name.contains(text::fold(&role.name).as_ref())
    });
    let findings = unused.map(|role| {
        let mut scopes = role.assignable_scopes.iter();
        let wide = scopes.any(|scope| {
            Scope::parse(scope).is_ok_and(|scope| {
                matches!(scope.kind(), ScopeKind::ManagementGroup | ScopeKind::Root)
            })
        });
        FindingBuilder {
            confidence: if wide {
                Confidence::Low
            } else {
                Confidence::Medium
            },
            title: format!("nobody holds {}", role.name),
            role: Some(FindingRole::of(role)),
            ..FindingBuilder::new(&RULE, role.place.iter().cloned())
        }
        .build(
            format!(
                "the inputs hold no assignment and no schedule of {}",
                role.name
            ),
            Remediation {
                text: "delete the role if no other subscription uses it".to_owned(),
                commands: role
                    .id
                    .map(|id| {
                        // Elsewhere `az` finds no such role, deletes nothing and ends with 0.
                        let scope = role.assignable_scopes.first();
                        let scope = scope.map(|scope| format!(" --scope {}", shell_word(scope)));
                        format!(
                            "az role definition delete --name {id}{}",
                            scope.unwrap_or_default()
                        )
                    })
                    .into_iter()
                    .collect(),
            },
        )
    });
    findings.collect()
}
