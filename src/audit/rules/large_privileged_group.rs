//! # large-privileged-group
//!
//! **What.** A group with privileged roles has more members than anyone can oversee: more than
//! twenty.
//!
//! **Why it matters.** Every member holds the roles, those of nested groups included. A review of
//! the assignment shows one line.
//!
//! **Evidence.** The assignments that are privileged: to own a scope, to assign any role, or to
//! write everything at a subscription or wider. The number is `most-privileged-members` of the
//! configuration.
//!
//! **Remediation.** A smaller group for the role, or eligibility in place of membership.
//!
//! **False positives.** None for the count.

use super::super::finding::{Finding, Remediation, Severity};
use super::super::registry::Rule;
use super::super::survey::Survey;
use crate::model::PrincipalKind;

pub(super) const RULE: Rule = Rule {
    id: "large-privileged-group",
    title: "a privileged group with more members than can be overseen",
    severity: Severity::Medium,
    run,
};

fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let most = survey.thresholds().most_privileged_members;
    let groups = survey.privileged_by_principal().into_iter();
    let findings = groups.filter_map(|(group, held)| {
        let membership = survey.membership(group);
        let count = membership.members.len();
        let gravest = held.iter().min_by_key(|(_, why)| *why)?;
        if count <= most {
            return None;
        }
        let mut finding = Finding::of(&RULE);
        finding.principal = Some(survey.principal(group, PrincipalKind::Group));
        let who = survey.label(group);
        finding.title = format!("{count} members of {who} hold privileged roles");
        finding.because = format!(
            "each of the {count} members of {who} {} at {}, because {} is assigned to the group",
            gravest.1.words(),
            gravest.0.grant.scope,
            gravest.0.role.name
        );
        finding.evidence = held
            .iter()
            .map(|(holding, _)| holding.grant.place().clone())
            .collect();
        finding.remediation = Remediation {
            text: format!(
                "make a group of at most {most} for the role, or make its members eligible for it"
            ),
            commands: vec![format!(
                "az ad group member list --group {group} --query \"[].displayName\""
            )],
        };
        Some(finding)
    });
    findings.collect()
}
