//! # orphaned-principal
//!
//! **What.** An assignment whose principal the export could not find: its name is empty.
//!
//! **Why it matters.** Most such principals were deleted. The assignment grants nothing any more,
//! but it counts against the quota and hides what is real (PR-3).
//!
//! **Evidence.** The assignment, printed with an empty name or the type `Unknown`, where no other
//! input knows the principal: no export of the directory, no list of members, no resource that runs
//! as it. A record without any name field says only that the directory wasn't read, and is not
//! reported; nor is a principal that the own directory never holds: a group of another tenant,
//! everyone, and a managed identity that Azure Lighthouse delegates.
//!
//! **Remediation.** Make sure that the principal is gone, then remove the assignment.
//!
//! **False positives.** A principal that was just created, or one in a directory that the exporter
//! can't read, looks the same (P14): check before removing. Where no principal with an assignment in
//! the same tenant has a name, as in subscriptions that another tenant manages by Azure Lighthouse,
//! the confidence is low and nothing is to be removed.

use super::super::finding::FindingRole;
use super::super::finding::{Confidence, Finding, Remediation, Severity};
use super::super::holder::removal_of;
use super::super::orphans::{Orphan, Orphans};
use super::super::registry::Rule;
use super::super::survey::Survey;

pub(super) const RULE: Rule = Rule {
    id: "orphaned-principal",
    title: "an assignment to a principal that can't be found",
    severity: Severity::Low,
    run,
};

fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let orphans = Orphans::new(survey.index());
    let findings = survey.tenant().role_assignments.iter().filter_map(|assignment| {
        let orphan = orphans.of(assignment)?;
        let who = survey.principal(&assignment.principal, assignment.principal_kind);
        let role = survey.index().role_label(&assignment.role, assignment.role_name.as_deref());
        let id = survey.index().role(&assignment.role).and_then(|role| role.id);
        let scope = &assignment.scope;
        let mut finding = Finding {
            title: format!("{role} is assigned to a principal that can't be found"),
            scope: Some(scope.clone()),
            evidence: vec![assignment.place.clone()],
            ..Finding::of(&RULE)
        };
        let look = format!(
            "az ad sp show --id {0} || az ad user show --id {0} || az ad group show --group {0}",
            assignment.principal
        );
        match orphan {
            Orphan::Gone => {
                finding.confidence = Confidence::Medium;
                finding.because = format!(
                    "the export has no name for `{}`: the principal was probably deleted, and the assignment of {role} at {scope} outlived it",
                    who.id
                );
                finding.remediation = Remediation {
                    text: "make sure that the principal is gone, then remove the assignment".to_owned(),
                    commands: vec![look, removal_of(assignment)],
                };
            }
            Orphan::Unseen => {
                finding.confidence = Confidence::Low;
                finding.because = format!(
                    "the export has no name for `{}`, which holds {role} at {scope}, nor for anyone else with an assignment in that tenant: its directory was probably not read",
                    who.id
                );
                finding.remediation = Remediation {
                    text: "look the principal up in the directory of that tenant, signed in there, before anything is removed".to_owned(),
                    commands: vec![look],
                };
            }
        }
        finding.principal = Some(who);
        finding.role = Some(FindingRole { id, name: role });
        Some(finding)
    });
    findings.collect()
}
