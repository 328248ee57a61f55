//! # orphaned-principal
//!
//! **What.** An assignment whose principal the export could not find: its name is empty.
//!
//! **Why it matters.** Most such principals were deleted. The assignment grants nothing any more,
//! but it counts against the quota and hides what is real (PR-3).
//!
//! **Evidence.** The assignment, printed with an empty name or the type `Unknown`. A record
//! without any name field says only that the directory wasn't read, and is not reported.
//!
//! **Remediation.** Make sure that the principal is gone, then remove the assignment.
//!
//! **False positives.** A principal that was just created, or one in a directory that the exporter
//! can't read, looks the same (P14): check before removing.

use super::super::finding::FindingRole;
use super::super::finding::{Confidence, Finding, Remediation, Severity};
use super::super::holder::quoted;
use super::super::registry::Rule;
use super::super::survey::Survey;
pub(super) const RULE: Rule = Rule {
    id: "orphaned-principal",
    title: "an assignment to a principal that can't be found",
    severity: Severity::Low,
    run,
};

fn run(survey: &Survey<'_>) -> Vec<Finding> {
    survey.tenant()
        .role_assignments
        .iter()
        .filter(|assignment| assignment.principal_found == crate::model::PrincipalFound::No)
        .filter(|assignment| {
            // Another export may know the principal.
            survey.tenant()
                .principal(&assignment.principal)
                .is_none_or(|p| p.display_name.is_none() && p.sign_in_name.is_none())
        })
        .map(|assignment| {
            let who = survey.principal(&assignment.principal, assignment.principal_kind);
            let role = survey.index().role_label(&assignment.role, assignment.role_name.as_deref());
            let id = survey.index().role(&assignment.role).and_then(|role| role.id);
            Finding {
                severity: Severity::Low,
                confidence: Confidence::Medium,
                title: format!("{role} is assigned to a principal that can't be found"),
                because: format!(
                    "the export has no name for `{}`: the principal was probably deleted, and the assignment of {role} at {} outlived it",
                    who.id, assignment.scope
                ),
                principal: Some(who),
                role: Some(FindingRole { id, name: role }),
                scope: Some(assignment.scope.clone()),
                evidence: vec![assignment.place.clone()],
                remediation: Remediation {
                    text: "make sure that the principal is gone, then remove the assignment".to_owned(),
                    commands: vec![
                        format!("az ad sp show --id {0} || az ad user show --id {0} || az ad group show --group {0}", assignment.principal),
                        format!("az role assignment delete --ids {}", quoted(&assignment.id)),
                    ],
                },
..Finding::of(&RULE)
}
        })
        .collect()
}
