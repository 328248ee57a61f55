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

use super::super::survey::Survey;
use crate::model::{DenyEffect, DenyReach};
use crate::rule::{Finding, FindingBuilder, Remediation, Rule, Severity};
use crate::scope::ScopeKind;

pub(super) const RULE: Rule = Rule::new(
    "deny-assignment-not-for-children",
    "a deny assignment that stops at its own scope",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let denies = survey.tenant().deny_assignments.iter();
    let narrow = denies.filter(|deny| {
        deny.effect == DenyEffect::Enforced
            && deny.reach == DenyReach::SelfOnly
            && deny.scope.kind() != ScopeKind::Resource
    });
    let findings = narrow.map(|deny| {
        FindingBuilder {
            title: format!("the deny assignment `{}` stops at its own scope", deny.name),
            scope: Some(deny.scope.clone()),
            detail: Arc::clone(&deny.id),
            ..FindingBuilder::new(&RULE, [deny.place.clone()])
        }
        .build(
            format!(
                "the deny assignment `{}` denies at {} and at nothing below it",
                deny.name, deny.scope
            ),
            Remediation::advice("let it apply to child scopes, where the resources are"),
        )
    });
    findings.collect()
}
