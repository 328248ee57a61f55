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

use super::super::finding::{Confidence, Finding, FindingRole, Remediation, Severity};
use super::super::registry::Rule;
use super::super::survey::Survey;
use super::super::tally;
use crate::model::{Grant, RoleKind};
use crate::scope::{Scope, ScopeKind};

pub(super) const RULE: Rule = Rule {
    id: "custom-role-assignable-too-widely",
    title: "a custom role assignable below a management group and used in one subscription",
    severity: Severity::Info,
    run,
};

fn run(survey: &Survey<'_>) -> Vec<Finding> {
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
        let mut finding = Finding::of(&RULE);
        finding.confidence = Confidence::Medium;
        finding.role = Some(FindingRole::of(role));
        finding.scope = Some(group.clone());
        finding.title = format!("{} is assignable below {group}", role.name);
        finding.because = format!(
            "{} may be assigned anywhere below {group}, and is assigned in {only} alone, by {}",
            role.name,
            tally::assignments(assignments.len())
        );
        finding.evidence = role.place.iter().cloned().collect();
        finding
            .evidence
            .extend(tally::places(assignments.iter().map(Grant::place)));
        finding.remediation = Remediation {
            text: format!(
                "make {only} the assignable scope of the role in place of the management group"
            ),
            commands: Vec::new(),
        };
        Some(finding)
    });
    findings.collect()
}
