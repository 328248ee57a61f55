//! # unparsable-condition
//!
//! **What.** The condition of a role assignment, deny assignment or permission can't be read.
//!
//! **Why it matters.** What it lets through isn't known. Azure refuses such a text, so that the
//! export is damaged, or the condition is written in a form that Azure's portal showed and its
//! language doesn't have.
//!
//! **Evidence.** The record, and the first fault of the text.
//!
//! **Remediation.** Export the record again, or write the condition anew; `rolecall conditions
//! lint` shows each fault.
//!
//! **False positives.** A form of the language that Microsoft uses and doesn't document.

use std::sync::Arc;

use super::super::finding::{Finding, FindingRole, Remediation, Severity};
use super::super::registry::Rule;
use super::super::survey::Survey;
use crate::condition::Condition;
use crate::model::ConditionText;
use crate::span::Place;

pub(super) const RULE: Rule = Rule {
    id: "unparsable-condition",
    title: "a condition that can't be read",
    severity: Severity::Medium,
    run,
};

fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let tenant = survey.tenant();
    let mut findings = Vec::new();
    for assignment in &tenant.role_assignments {
        let name = survey
            .index()
            .role_label(&assignment.role, assignment.role_name.as_deref());
        let what = format!("the assignment of {name} at {}", assignment.scope);
        let Some(mut finding) = fault(assignment.condition.as_ref(), &what, &assignment.place)
        else {
            continue;
        };
        let who = &assignment.principal;
        finding.principal = Some(survey.principal(who, assignment.principal_kind));
        let id = survey
            .index()
            .role(&assignment.role)
            .and_then(|role| role.id);
        finding.role = Some(FindingRole { id, name });
        finding.scope = Some(assignment.scope.clone());
        findings.push(finding);
    }
    for deny in &tenant.deny_assignments {
        let of_permissions = deny.permissions.iter().map(|p| p.condition.as_ref());
        for condition in of_permissions.chain([deny.condition.as_ref()]) {
            let what = format!("the deny assignment {} at {}", deny.name, deny.scope);
            let Some(mut finding) = fault(condition, &what, &deny.place) else {
                continue;
            };
            finding.scope = Some(deny.scope.clone());
            finding.detail = Arc::clone(&deny.id);
            findings.push(finding);
        }
    }
    for role in &tenant.role_definitions {
        for (at, permission) in role.permissions.iter().enumerate() {
            let what = format!("permission {} of {}", at + 1, role.name);
            let Some(place) = &role.place else {
                continue;
            };
            let Some(mut finding) = fault(permission.condition.as_ref(), &what, place) else {
                continue;
            };
            finding.role = Some(FindingRole::of(role));
            finding.detail = Arc::from(at.to_string());
            findings.push(finding);
        }
    }
    findings
}

fn fault(condition: Option<&ConditionText>, what: &str, place: &Place) -> Option<Finding> {
    let errors = Condition::parse(&condition?.text).err()?;
    let first = errors.excerpts().next();
    let at = first.map_or_else(String::new, |(_, excerpt)| {
        format!(" in line {}, column {}", excerpt.line, excerpt.column)
    });
    Some(Finding {
        severity: Severity::Medium,
        title: format!("the condition of {what} can't be read"),
        because: format!(
            "what {what} gives isn't known: {errors}{at} of its condition"
        ),
        evidence: vec![place.clone()],
        remediation: Remediation {
            text: "export the record again, or write the condition anew; `rolecall conditions lint` shows each fault".to_owned(),
            commands: Vec::new(),
        },
..Finding::of(&RULE)
})
}
