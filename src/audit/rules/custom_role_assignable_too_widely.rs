//! # custom-role-assignable-too-widely
//!
//! **What.** A custom role can be assigned below a whole management group, and is assigned in one
//! subscription only.
//!
//! **Why it matters.** Everyone who assigns roles anywhere below sees it and can use it for what it
//! wasn't made for. Who may change it needs the right at the management group, and who may change
//! it changes what all its holders can do.
//!
//! **Evidence.** The definition and its assignments. Assignable scopes decide where a role may be
//! assigned, never where it applies (CRL-1).
//!
//! **Remediation.** Make the subscription its assignable scope.
//!
//! **False positives.** Roles that are meant for the whole tenant and were just made.

use std::collections::{BTreeMap, BTreeSet};

use super::super::survey::Survey;
use super::super::tally;
use crate::model::{Grant, RoleKind};
use crate::rule::{Confidence, Finding, FindingBuilder, FindingRole, Remediation, Rule, Severity};
use crate::scope::{Scope, ScopeKind};

pub(super) const RULE: Rule = Rule::new(
    "custom-role-assignable-too-widely",
    "a custom role assignable below a management group and used in one subscription",
    Severity::Info,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let mut held: BTreeMap<usize, Vec<_>> = BTreeMap::new();
    for holding in survey.holdings() {
        if holding.role.kind == RoleKind::Custom {
            held.entry(holding.role_at).or_default().push(holding.grant);
        }
    }
    let findings = held.into_values().filter_map(|assignments| {
        let role = assignments.first()?.role?;
        let group = role.assignable_scopes.iter().find_map(|scope| {
            let scope = Scope::parse(scope).ok()?;
            (scope.kind() == ScopeKind::ManagementGroup).then_some(scope)
        })?;
        let subscriptions: Option<BTreeSet<Scope>> =
            assignments.iter().map(|a| a.scope.subscription()).collect();
        let subscriptions = subscriptions?;
        let (Some(only), 1) = (subscriptions.first(), subscriptions.len()) else {
            return None;
        };
        let mut finding = FindingBuilder::new(&RULE, role.place.iter().cloned());
        finding.confidence = Confidence::Medium;
        finding.role = Some(FindingRole::of(role));
        finding.scope = Some(group.clone());
        finding.title = format!("{} is assignable below {group}", role.name);
        let because = format!(
            "{} may be assigned anywhere below {group}, and is assigned in {only} alone, by {}",
            role.name,
            tally::assignments(assignments.len())
        );
        finding
            .evidence
            .extend(tally::places(assignments.iter().map(Grant::place)));
        let remediation = Remediation::advice(format!(
            "make {only} the assignable scope of the role in place of the management group"
        ));
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
