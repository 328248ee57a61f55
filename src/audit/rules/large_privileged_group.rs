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

use super::super::survey::Survey;
use crate::model::PrincipalKind;
use crate::rule::{Finding, FindingBuilder, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "large-privileged-group",
    "a privileged group with more members than anyone can review",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let most = survey.thresholds().most_privileged_members;
    let groups = survey.privileged_by_principal().into_iter();
    let findings = groups.filter_map(|(group, held)| {
        let membership = survey.membership(group);
        let count = membership.members.len();
        let gravest = held.iter().min_by_key(|(_, why)| *why)?;
        if count <= most {
            return None;
        }
        let mut finding = FindingBuilder::new(
            &RULE,
            held.iter()
                .map(|(holding, _)| holding.grant.place().clone()),
        );
        finding.principal = Some(survey.principal(group, PrincipalKind::Group));
        let who = survey.label(group);
        finding.title = format!("{count} members of {who} hold privileged roles");
        let because = format!(
            "each of the {count} members of {who} {} at {}, because {} is assigned to the group",
            gravest.1.words(),
            gravest.0.grant.scope,
            gravest.0.role.name
        );
        let remediation = Remediation {
            text: format!(
                "make a group of at most {most} for the role, or make its members eligible for it"
            ),
            commands: vec![format!(
                "az ad group member list --group {group} --query \"[].displayName\""
            )],
        };
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
