//! # unresolved-role
//!
//! **What.** Assignments name a role that neither the catalogue nor the inputs define, that an export
//! cut off, or that several exports define differently.
//!
//! **Why it matters.** Nobody knows what they give: no other rule looks at them, so that a report
//! without them looks cleaner than the tenant is.
//!
//! **Evidence.** The assignments, once a role.
//!
//! **Remediation.** Add the whole definition to the inputs, in place of what is cut off or older; the
//! finding has the command that fetches it.
//! `rolecall catalog update` gets the whole of Azure at once, but for custom roles of other
//! subscriptions.
//!
//! **False positives.** None: the finding is about what isn't known.

use std::collections::BTreeMap;

use super::super::holder::fetch_definition;
use super::super::survey::Survey;
use super::super::tally;
use crate::model::{RoleAssignment, RoleGap, RoleReference};
use crate::rule::{Confidence, Finding, FindingBuilder, FindingRole, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "unresolved-role",
    "assignments of a role that nothing defines",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let mut unknown: BTreeMap<String, Vec<&RoleAssignment>> = BTreeMap::new();
    for assignment in &survey.tenant().role_assignments {
        if survey.role_at(&assignment.role).is_none() {
            let key = assignment.role.to_string();
            unknown.entry(key).or_default().push(assignment);
        }
    }
    let findings = unknown.into_values().filter_map(|held| {
        let first = held.first()?;
        let mut names = held.iter().filter_map(|a| a.role_name.as_deref());
        let name = survey.index().role_label(&first.role, names.next());
        let id = match first.role {
            RoleReference::Id(id) => Some(id),
            RoleReference::Name(_) => None,
        };
        let finding = FindingBuilder {
            confidence: Confidence::Low,
            title: format!("{} of the unknown role {name}", tally::assignments(held.len())),
            role: Some(FindingRole {
                id,
                name: name.clone(),
            }),
            ..FindingBuilder::new(&RULE, tally::places(held.iter().map(|a| &a.place)))
        };
        let (why, text) = match survey.index().role_gap(&first.role)? {
            RoleGap::Undefined => (
                format!("neither the catalogue nor the inputs define {name}"),
                "add its definition to the inputs; `rolecall catalog update` gets the whole of Azure",
            ),
            RoleGap::Unlisted => (
                format!("the inputs list {name} without its permissions"),
                "add its whole definition to the inputs; `rolecall catalog update` gets the whole of Azure",
            ),
            RoleGap::CutOff => (
                format!("an export cut off what {name} grants"),
                "export it again, whole, in place of the definition that is cut off",
            ),
            RoleGap::Contradicted => (
                format!("several exports define {name} differently, and none is the newer"),
                "export it again, and leave out the older file",
            ),
            RoleGap::Changed => (
                format!("{name} was changed since, and no log has what it granted then"),
                "add the activity log from before the moment asked about",
            ),
        };
        let because = format!(
            "{why}, so that nobody can say what it gives by {}",
            tally::assignments(held.len())
        );
        let remediation = Remediation {
            text: text.to_owned(),
            commands: vec![fetch_definition(&first.role.to_string())],
        };
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
