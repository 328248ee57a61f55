//! # deny-assignment-not-for-children
//!
//! **What.** A deny assignment binds at its scope alone, and not below.
//!
//! **Why it matters.** What is done in a subscription or a resource group is done to resources below
//! it: there the deny assignment denies nothing (DN-1).
//!
//! **Evidence.** The deny assignment, at a scope that has something below it, with
//! `doNotApplyToChildScopes`.
//!
//! **Remediation.** Let it apply to child scopes; of a deployment stack, by `applyToChildScopes`.
//!
//! **False positives.** A deny assignment that guards the deletion of the scope itself.

use std::sync::Arc;

use super::super::finding::{Finding, Remediation, Severity};
use super::super::registry::Rule;
use super::super::survey::Survey;
use crate::model::{DenyEffect, DenyReach};
use crate::scope::ScopeKind;

pub(super) const RULE: Rule = Rule {
    id: "deny-assignment-not-for-children",
    title: "a deny assignment that stops at its own scope",
    severity: Severity::Low,
    run,
};

fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let denies = survey.tenant().deny_assignments.iter();
    let narrow = denies.filter(|deny| {
        deny.effect == DenyEffect::Enforced
            && deny.reach == DenyReach::SelfOnly
            && deny.scope.kind() != ScopeKind::Resource
    });
    let findings = narrow.map(|deny| Finding {
        title: format!("the deny assignment `{}` stops at its own scope", deny.name),
        because: format!(
            "the deny assignment `{}` denies at {} and at nothing below it",
            deny.name, deny.scope
        ),
        scope: Some(deny.scope.clone()),
        detail: Arc::clone(&deny.id),
        evidence: vec![deny.place.clone()],
        remediation: Remediation {
            text: "let it apply to child scopes, where the resources are".to_owned(),
            commands: Vec::new(),
        },
        ..Finding::of(&RULE)
    });
    findings.collect()
}
