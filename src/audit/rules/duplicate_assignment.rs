//! # duplicate-assignment
//!
//! **What.** The same principal holds the same role, without a condition, at a scope above.
//!
//! **Why it matters.** The lower assignment gives nothing, but it survives when the upper one is
//! revoked: access that everyone believes gone.
//!
//! **Evidence.** Both assignments.
//!
//! **False positives.** The lower one may be kept on purpose for the day the upper one goes.

use std::collections::HashMap;

use super::super::finding::{Finding, Remediation, Severity};
use super::super::holder::Holding;
use super::super::registry::Rule;
use super::super::survey::Survey;
use crate::ids::PrincipalId;
use crate::model::RoleReference;

pub(super) const RULE: Rule = Rule {
    id: "duplicate-assignment",
    title: "the same role for the same principal at an ancestor scope",
    severity: Severity::Low,
    run,
};

fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let mut by_holder: HashMap<(&PrincipalId, &RoleReference), Vec<Holding<'_>>> = HashMap::new();
    for holding in survey.holdings() {
        let key = (&holding.assignment.principal, &holding.assignment.role);
        by_holder.entry(key).or_default().push(*holding);
    }
    survey
        .holdings()
        .iter()
        .filter_map(|lower| {
            let ancestors = survey
                .index()
                .hierarchy()
                .ancestors(&lower.assignment.scope);
            let key = (&lower.assignment.principal, &lower.assignment.role);
            let upper = by_holder
                .get(&key)?
                .iter()
                .filter(|upper| {
                    upper.assignment.scope != lower.assignment.scope
                        && upper.assignment.condition.is_none()
                        && ancestors.reached_from(&upper.assignment.scope)
                })
                .min_by_key(|upper| ancestors.position(&upper.assignment.scope))?;
            let mut finding = lower.finding(survey, &RULE);
            let who = finding
                .principal
                .as_ref()
                .map(|p| p.name.clone())
                .unwrap_or_default();
            let role = &lower.role.name;
            finding.severity = Severity::Low;
            finding.title = format!("{who} holds {role} twice");
            finding.because = format!(
                "{role} at {} gives {who} nothing that {role} at {} does not give already",
                lower.assignment.scope, upper.assignment.scope
            );
            finding.evidence.push(upper.assignment.place.clone());
            finding.remediation = Remediation {
                text:
                    "remove the lower assignment, or the upper one if the wider scope is not meant"
                        .to_owned(),
                commands: vec![lower.removal()],
            };
            Some(finding)
        })
        .collect()
}
