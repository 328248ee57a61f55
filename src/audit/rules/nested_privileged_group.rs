//! # nested-privileged-group
//!
//! **What.** A group with privileged roles has other groups as members.
//!
//! **Why it matters.** Whoever may add members to a nested group hands out the privileged roles,
//! mostly without knowing it. A list of the group's direct members doesn't show who holds them, and
//! groups to which directory roles can be assigned can't be nested for that very reason.
//!
//! **Evidence.** The assignments, and the member list that names the nested group.
//!
//! **Remediation.** Members of the privileged group itself, one by one.
//!
//! **False positives.** Nested groups with the same owners as the group above them.

use super::super::survey::Survey;
use crate::model::PrincipalKind;
use crate::rule::{Finding, FindingBuilder, Remediation, Rule, Severity};
use crate::text::first_of;

pub(super) const RULE: Rule = Rule::new(
    "nested-privileged-group",
    "a privileged group that takes its members from other groups",
    Severity::Low,
);

const NAMED: usize = 4;

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let groups = survey.privileged_by_principal().into_iter();
    let findings = groups.filter_map(|(group, held)| {
        let membership = survey.membership(group);
        let gravest = held.iter().min_by_key(|(_, why)| *why)?;
        if membership.nested.is_empty() {
            return None;
        }
        let mut finding = FindingBuilder::new(&RULE, held.iter().map(|(holding, _)| holding.grant.place().clone()));
        finding.principal = Some(survey.principal(group, PrincipalKind::Group));
        let who = survey.label(group);
        let mut nested: Vec<String> = membership.nested.iter().map(|id| survey.label(id)).collect();
        nested.sort();
        let names = first_of(nested, NAMED);
        finding.title = format!("{who} holds privileged roles and takes members from other groups");
        let because = format!(
            "whoever joins {names} {} at {}, because {} is assigned to {who}, in which they are nested",
            gravest.1.words(),
            gravest.0.grant.scope,
            gravest.0.role.name
        );
        let lists = survey.member_lists(group).iter();
        finding.evidence.extend(lists.copied().cloned());
        let remediation = Remediation {
            text: "make the people members of the group itself, and remove the nested groups".to_owned(),
            commands: membership
                .nested
                .iter()
                .take(NAMED)
                .map(|nested| format!("az ad group member remove --group {group} --member-id {nested}"))
                .collect(),
        };
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
