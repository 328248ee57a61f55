//! # too-many-owners
//!
//! **What.** More than three people and applications own a subscription, a management group or the
//! root: they may do everything there, role assignments included.
//!
//! **Why it matters.** Each is an account whose loss is the loss of all. Nobody needs to own a
//! subscription for daily work.
//!
//! **Evidence.** The assignments, the members of groups counted one by one, and those inherited
//! from above. It is reported at the scope where the number is passed, not again at each one below.
//! The number is `most-owners` of the configuration.
//!
//! **Remediation.** Keep two or three break-glass accounts, and let others be eligible for the role.
//!
//! **False positives.** None for the count; where groups are not listed there are more.

use super::super::owners::{Owners, OwnersOfScope};
use super::super::survey::Survey;
use crate::directory::ScopeTree;
use crate::rule::{Finding, FindingBuilder, Remediation, Rule, Severity};
use crate::scope::{Scope, ScopeKind};

pub(super) const RULE: Rule = Rule::new(
    "too-many-owners",
    "more owners than a scope needs",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let most = survey.thresholds().most_owners;
    let owners = Owners::of(survey);
    let scopes = owners.scopes().map(|(scope, _)| scope);
    let tree = ScopeTree::new(survey.index().hierarchy(), scopes);
    let mut findings = Vec::new();
    // Where the last scope with too many ends: whoever owns it owns what is below too.
    let mut reported_until = None;
    for at in tree.all() {
        let scope = tree.scope(at);
        let is_reported_above = reported_until.is_some_and(|end| at < end);
        if is_reported_above && owners.assigned_at(scope).len() <= most {
            continue;
        }
        let found = owners.at(scope);
        if found.people.len() > most {
            findings.push(finding(survey, scope, &found));
            if !is_reported_above {
                reported_until = Some(tree.below(at).end);
            }
        }
    }
    findings
}

fn finding(survey: &Survey<'_>, scope: &Scope, owners: &OwnersOfScope<'_, '_>) -> Finding {
    let names = owners.names(survey);
    let count = owners.people.len();
    let least = if owners.is_complete { "" } else { "at least " };
    let mut finding = FindingBuilder::new(&RULE, owners.evidence());
    if scope.kind() != ScopeKind::Subscription {
        finding.severity = Severity::High;
    }
    finding.title = format!("{least}{count} own {scope}");
    let because = format!(
        "{least}{count} people and applications may do everything at {scope}, where {} are enough: {names}",
        survey.thresholds().most_owners
    );
    finding.scope = Some(scope.clone());
    let remediation = Remediation {
        text: "keep two or three break-glass accounts, and make the others eligible for the role or give them the roles that their work needs".to_owned(),
        commands: vec![format!(
            "az role assignment list --scope {scope} --include-inherited --query \"[?roleDefinitionName=='Owner']\""
        )],
    };
    finding.build(because, remediation)
}
