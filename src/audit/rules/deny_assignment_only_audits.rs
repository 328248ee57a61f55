//! # deny-assignment-only-audits
//!
//! **What.** A deny assignment has the effect `audit`.
//!
//! **Why it matters.** It logs what it would deny and denies nothing (DN-5). In a list of deny
//! assignments it looks like the others.
//!
//! **Evidence.** The deny assignment.
//!
//! **Remediation.** Enforce it once the log shows whom it would hit.
//!
//! **False positives.** While it is tried out. During the preview of this effect it may still deny,
//! by one public account.

use std::sync::Arc;

use super::super::survey::Survey;
use crate::model::DenyEffect;
use crate::rule::{Finding, FindingBuilder, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "deny-assignment-only-audits",
    "a deny assignment that denies nothing",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let denies = survey.tenant().deny_assignments.iter();
    let auditing = denies.filter(|deny| deny.effect == DenyEffect::Audit);
    let findings = auditing.map(|deny| {
        let finding = FindingBuilder {
            title: format!("the deny assignment `{}` only audits", deny.name),
            scope: Some(deny.scope.clone()),
            detail: Arc::clone(&deny.id),
            ..FindingBuilder::new(&RULE, [deny.place.clone()])
        };
        let because = format!(
            "the deny assignment `{}` at {} has the effect `audit`: it logs and denies nothing",
            deny.name, deny.scope
        );
        let remediation =
            Remediation::advice("set the effect to `enforced`, or remove the deny assignment");
        finding.build(because, remediation)
    });
    findings.collect()
}
