//! # unparsable-condition
//!
//! **What.** The condition of a role assignment, deny assignment or permission can't be read.
//!
//! **Why it matters.** What it lets through isn't known. Azure refuses such a text, so that the
//! export is damaged, or the condition is written in a form that Azure's portal showed and its
//! language doesn't have.
//!
//! **Evidence.** The record, or all assignments that have the text, and its first fault.
//!
//! **Remediation.** Export the record again, or write the condition again; `rolecall conditions
//! lint` shows each fault.
//!
//! **False positives.** A form of the language that Microsoft uses and doesn't document.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::survey::Survey;
use super::super::tally;
use crate::condition::Condition;
use crate::model::{ConditionText, RoleAssignment};
use crate::rule::{Finding, FindingBuilder, FindingRole, Remediation, Rule, Severity};
use crate::span::Place;

pub(super) const RULE: Rule = Rule::new(
    "unparsable-condition",
    "a condition that can't be read",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let tenant = survey.tenant();
    let mut findings = Vec::new();
    let mut by_text: BTreeMap<&str, Vec<&RoleAssignment>> = BTreeMap::new();
    for assignment in &tenant.role_assignments {
        if let Some(condition) = &assignment.condition
            && survey.condition(condition).is_none()
        {
            by_text.entry(&condition.text).or_default().push(assignment);
        }
    }
    for (text, assignments) in by_text {
        findings.extend(shared(survey, text, &assignments));
    }
    for deny in &tenant.deny_assignments {
        let of_permissions = deny.permissions.iter().map(|p| p.condition.as_ref());
        for condition in of_permissions.chain([deny.condition.as_ref()]) {
            let what = format!("the deny assignment {} at {}", deny.name, deny.scope);
            findings.extend(fault(condition, &what, &deny.place, |finding| {
                finding.scope = Some(deny.scope.clone());
                finding.detail = Arc::clone(&deny.id);
            }));
        }
    }
    for role in &tenant.role_definitions {
        for (at, permission) in role.permissions.iter().enumerate() {
            let what = format!("permission {} of {}", at + 1, role.name);
            let Some(place) = &role.place else {
                continue;
            };
            let condition = permission.condition.as_ref();
            findings.extend(fault(condition, &what, place, |finding| {
                finding.role = Some(FindingRole::of(role));
                finding.detail = Arc::from(at.to_string());
            }));
        }
    }
    findings
}

/// One finding for a condition, however many assignments have it.
fn shared(survey: &Survey<'_>, text: &str, assignments: &[&RoleAssignment]) -> Option<Finding> {
    let first = assignments.first()?;
    let label = first.role_name.as_deref();
    let name = survey.index().role_label(&first.role, label);
    let what = match assignments {
        [only] => format!("the assignment of {name} at {}", only.scope),
        several => tally::assignments(several.len()),
    };
    fault(first.condition.as_ref(), &what, &first.place, |finding| {
        if assignments.iter().all(|other| other.role == first.role) {
            let role = survey.index().role(&first.role);
            let id = role.and_then(|role| role.id);
            finding.role = Some(FindingRole { id, name });
        }
        finding.detail = Arc::from(text);
        let others = assignments[1..].iter();
        finding
            .evidence
            .extend(others.map(|other| other.place.clone()));
    })
}

fn fault(
    condition: Option<&ConditionText>,
    what: &str,
    place: &Place,
    name: impl FnOnce(&mut FindingBuilder),
) -> Option<Finding> {
    let errors = Condition::parse(&condition?.text).err()?;
    let first = errors.excerpts().next();
    let at = first.map_or_else(String::new, |(_, excerpt)| {
        format!(" in line {}, column {}", excerpt.line, excerpt.column)
    });
    let mut finding = FindingBuilder::new(&RULE, [place.clone()]);
    finding.title = format!("the condition of {what} can't be read");
    name(&mut finding);
    let because = format!("what {what} gives isn't known: {errors}{at} of its condition");
    Some(finding.build(
        because,
        Remediation::advice("export the record again, or write the condition again; `rolecall conditions lint` shows each fault"),
    ))
}
