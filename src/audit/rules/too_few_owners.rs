//! # too-few-owners
//!
//! **What.** One person or application alone owns a subscription.
//!
//! **Why it matters.** When that account is locked, deleted or away, nobody can grant access or
//! fix what is broken, except a Global Administrator who elevates access.
//!
//! **Evidence.** The assignment that makes it the only owner, reported once at its scope for all
//! subscriptions below, the members of groups counted one by
//! one and those inherited counted too. Nothing is reported where groups or management groups that
//! could hold more owners are not in the inputs. The number is `fewest-owners` of the configuration.
//!
//! **Remediation.** A second break-glass account.
//!
//! **False positives.** Subscriptions whose owners are eligible and activate the role when needed:
//! the finding says how many are.

use std::collections::{BTreeMap, BTreeSet};

use super::super::owners::{Owners, OwnersOfScope};
use super::super::survey::Survey;
use crate::model::Standing;
use crate::rule::{Finding, FindingBuilder, Remediation, Rule, Severity};
use crate::scope::Scope;

pub(in crate::audit) const RULE: Rule = Rule::new(
    "too-few-owners",
    "a subscription with fewer owners than one can lose",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let grants = survey.index().grants_ever();
    let active = grants.filter(|grant| grant.standing == Standing::Active);
    let subscriptions = Scope::subscriptions_of(active.map(|grant| grant.scope));
    let owners = Owners::of(survey);
    let mut alone: BTreeMap<&Scope, (OwnersOfScope<'_, '_>, Vec<Scope>)> = BTreeMap::new();
    for subscription in subscriptions {
        let fewest = survey.thresholds().fewest_owners;
        let Some(found) = owners.fewer_than(fewest, &subscription) else {
            continue;
        };
        // None at all: the owners were not exported, or everyone is eligible.
        if found.people.is_empty() || !found.is_complete {
            continue;
        }
        let Some(first) = found.holdings.first() else {
            continue;
        };
        let at = first.grant.scope;
        let entry = alone.entry(at).or_insert_with(|| (found, Vec::new()));
        entry.1.push(subscription);
    }
    let findings = alone
        .into_iter()
        .map(|(scope, (found, below))| finding(survey, scope, &found, &below));
    findings.collect()
}

fn finding(
    survey: &Survey<'_>,
    scope: &Scope,
    found: &OwnersOfScope<'_, '_>,
    below: &[Scope],
) -> Finding {
    let eligible = below
        .iter()
        .map(|subscription| eligible_owners(survey, subscription))
        .min()
        .unwrap_or(0);
    let names = found.names(survey);
    let subscriptions = match below {
        [only] => only.to_string(),
        several => format!("{} subscriptions below {scope}", several.len()),
    };
    let mut finding = FindingBuilder::new(&RULE, found.evidence());
    finding.title = format!("{names} alone owns {subscriptions}");
    let because = format!(
        "nobody but {names} may do everything at {subscriptions}, and {}",
        match eligible {
            0 => "nobody is eligible to".to_owned(),
            1 => "one principal may activate such a role".to_owned(),
            several => format!("{several} principals may activate such a role"),
        }
    );
    if eligible > 0 {
        finding.severity = Severity::Info;
    }
    let remediation = Remediation::advice(
        "add a second break-glass account as owner, whose credentials are kept apart",
    );
    finding.scope = Some(scope.clone());
    finding.build(because, remediation)
}

/// How many principals may activate a role that owns the scope.
fn eligible_owners(survey: &Survey<'_>, scope: &Scope) -> usize {
    let ancestors = survey.index().hierarchy().ancestors(scope);
    let grants = survey.index().grants(survey.moment());
    let eligible = grants.filter(|grant| {
        let role = survey
            .role_at(grant.reference)
            .map(|at| &survey.roles()[at]);
        grant.standing == Standing::Eligible
            && ancestors.reached_from(grant.scope)
            && role.is_some_and(|role| role.is_everything && role.delegates.is_some())
    });
    let principals: BTreeSet<_> = eligible.map(|grant| grant.holder).collect();
    principals.len()
}
