//! # deny-assignment-spares-principals
//!
//! **What.** A deny assignment spares people or groups.
//!
//! **Why it matters.** Whoever joins a spared group is not denied any more, those of nested groups
//! included; a list of deny assignments doesn't show them.
//!
//! **Evidence.** The deny assignment and the members of the groups that it excludes, as far as the
//! inputs list them. Applications that it excludes are left out: those of the platform and of the
//! deployment must be spared.
//!
//! **Remediation.** Exclude the one application that deploys.
//!
//! **False positives.** A break-glass group of two.

use std::sync::Arc;

use super::super::survey::Survey;
use crate::model::{DenyAssignment, DenyEffect, PrincipalKind};
use crate::rule::{Confidence, Finding, FindingBuilder, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "deny-assignment-spares-principals",
    "a deny assignment that spares people or groups",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let denies = survey.tenant().deny_assignments.iter();
    denies.filter_map(|deny| finding(survey, deny)).collect()
}

fn finding(survey: &Survey<'_>, deny: &DenyAssignment) -> Option<Finding> {
    if deny.effect == DenyEffect::Audit {
        return None;
    }
    let mut spared = Vec::new();
    let (mut is_complete, mut people) = (true, 0);
    for subject in &deny.exclude_principals {
        let name = survey.label(&subject.id);
        match survey.kind(&subject.id, subject.kind) {
            PrincipalKind::User => {
                people += 1;
                spared.push(name);
            }
            PrincipalKind::Group | PrincipalKind::ForeignGroup => {
                let membership = survey.membership(&subject.id);
                is_complete &= membership.is_complete;
                people += membership.members.len();
                spared.push(format!(
                    "the {}{} members of {name}",
                    if membership.is_complete {
                        ""
                    } else {
                        "unlisted or "
                    },
                    membership.members.len()
                ));
            }
            _ => {}
        }
    }
    if spared.is_empty() {
        return None;
    }
    let many = people > survey.thresholds().most_owners || !is_complete;
    let finding = FindingBuilder {
        severity: if many {
            Severity::Medium
        } else {
            RULE.severity
        },
        confidence: if is_complete {
            Confidence::High
        } else {
            Confidence::Medium
        },
        title: format!("the deny assignment `{}` spares people", deny.name),
        scope: Some(deny.scope.clone()),
        detail: Arc::clone(&deny.id),
        ..FindingBuilder::new(&RULE, [deny.place.clone()])
    };
    let because = format!(
        "the deny assignment `{}` at {} denies nothing to {}",
        deny.name,
        deny.scope,
        spared.join(" and ")
    );
    let remediation = Remediation::advice(
        "exclude only what must work on the resources, mostly the one application that deploys them",
    );
    Some(finding.build(because, remediation))
}
