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
//! reported; nor is a principal that your own directory never holds: a group of another tenant,
//! everyone, and a managed identity that Azure Lighthouse delegates.
//!
//! **Remediation.** Make sure that the principal is gone, then remove the assignment.
//!
//! **False positives.** A principal that was just created, or one in a directory that the exporter
//! can't read, looks the same (P14): check before removing. Where no principal with an assignment in
//! the same tenant has a name, as in subscriptions that another tenant manages by Azure Lighthouse,
//! the confidence is low and nothing is to be removed.

use super::super::orphans::{Orphan, Orphans};
use super::super::survey::Survey;
use crate::rule::{
    Confidence, Finding, FindingBuilder, FindingRole, Remediation, Rule, Severity,
    assignment_removal,
};

pub(super) const RULE: Rule = Rule::new(
    "orphaned-principal",
    "an assignment to a principal that can't be found",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let orphans = Orphans::new(survey.index());
    let findings = survey.tenant().role_assignments.iter().filter_map(|assignment| {
        let orphan = orphans.of(assignment)?;
        let who = survey.principal(&assignment.principal, assignment.principal_kind);
        let role = survey.index().role_label(&assignment.role, assignment.role_name.as_deref());
        let id = survey.index().role(&assignment.role).and_then(|role| role.id);
        let scope = &assignment.scope;
        let mut finding = FindingBuilder {
            title: format!("{role} is assigned to a principal that can't be found"),
            scope: Some(scope.clone()),
            ..FindingBuilder::new(&RULE, [assignment.place.clone()])
        };
        let look = format!(
            "az ad sp show --id {0} || az ad user show --id {0} || az ad group show --group {0}",
            assignment.principal
        );
        let (because, remediation) = match orphan {
            Orphan::Gone => {
                finding.confidence = Confidence::Medium;
                let because = format!(
                    "the export has no name for `{}`: the principal was probably deleted, and the assignment of {role} at {scope} outlived it",
                    who.id
                );
                let remediation = Remediation {
                    text: "make sure that the principal is gone, then remove the assignment".to_owned(),
                    commands: vec![look, assignment_removal(&assignment.id)],
                };
                (because, remediation)
            }
            Orphan::Unseen => {
                finding.confidence = Confidence::Low;
                let because = format!(
                    "the export has no name for `{}`, which holds {role} at {scope}, nor for anyone else with an assignment in that tenant: its directory was probably not read",
                    who.id
                );
                let remediation = Remediation {
                    text: "look the principal up in the directory of that tenant, signed in there, before anything is removed".to_owned(),
                    commands: vec![look],
                };
                (because, remediation)
            }
        };
        finding.principal = Some(who);
        finding.role = Some(FindingRole { id, name: role });
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
