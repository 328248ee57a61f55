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

use std::collections::BTreeMap;

use super::super::owners::{Owners, OwnersOfScope};
use super::super::survey::Survey;
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
    let crowded: BTreeMap<&str, OwnersOfScope<'_, '_>> = owners
        .scopes()
        .map(|(scope, _)| (scope.folded(), owners.at(scope)))
        .filter(|(_, found)| found.people.len() > most)
        .collect();
    let findings = owners.scopes().filter_map(|(scope, direct)| {
        let found = crowded.get(scope.folded())?;
        let above = survey.index().hierarchy().ancestors(scope);
        let told_above = above
            .iter()
            .skip(1)
            .any(|other| crowded.contains_key(other));
        if told_above && direct.len() <= most {
            return None;
        }
        Some(finding(survey, scope, found))
    });
    findings.collect()
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
