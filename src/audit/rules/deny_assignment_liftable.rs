//! # deny-assignment-liftable
//!
//! **What.** A deny assignment that a person made can be deleted by principals whom it binds.
//!
//! **Why it matters.** A deny assignment can't deny its own deletion (DN-8): who is bound by it and
//! holds `Microsoft.Authorization/denyAssignments/delete` lifts it first. Owner and User Access
//! Administrator hold the operation.
//!
//! **Evidence.** The deny assignment, and the assignments at its scope or above that give the
//! operation to someone whom it doesn't spare. Deny assignments that Azure protects can't be
//! deleted directly and are left out.
//!
//! **Remediation.** Fewer holders of the operation at that scope; or a deployment stack, whose deny
//! settings Azure protects.
//!
//! **False positives.** Where it guards against mistakes only.

use std::sync::Arc;

use super::super::holder::{Hold, Holding};
use super::super::survey::Survey;
use super::super::tally;
use crate::ids::PrincipalId;
use crate::model::{DenyAssignment, DenyEffect, Plane, Protection};
use crate::rule::{Finding, FindingBuilder, Remediation, Rule, Severity};
use crate::text::{NameMap, first_of};

pub(super) const RULE: Rule = Rule::new(
    "deny-assignment-liftable",
    "a deny assignment that those whom it binds can delete",
    Severity::Medium,
);

const LIFTS: &str = "Microsoft.Authorization/denyAssignments/delete";
const NAMED: usize = 5;

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let mut denies =
        survey.tenant().deny_assignments.iter().filter(|deny| {
            deny.protection == Protection::User && deny.effect == DenyEffect::Enforced
        });
    let mut lifters: Option<NameMap<&str, Vec<&Holding<'_>>>> = None;
    let mut findings = Vec::new();
    for deny in denies.by_ref() {
        let lifters = lifters.get_or_insert_with(|| by_scope(survey));
        let ancestors = survey.index().hierarchy().ancestors(&deny.scope);
        let held: Vec<&Holding<'_>> = ancestors
            .iter()
            .filter_map(|scope| lifters.get(scope))
            .flatten()
            .copied()
            .filter(|holding| binds(survey, deny, holding.grant.holder))
            .collect();
        if !held.is_empty() {
            findings.push(finding(survey, deny, &held));
        }
    }
    findings
}

/// The assignments that give the operation, by scope.
fn by_scope<'s>(survey: &'s Survey<'_>) -> NameMap<&'s str, Vec<&'s Holding<'s>>> {
    let roles = survey.roles().iter();
    let lifts: Vec<bool> = roles
        .map(|role| {
            let hold = survey.role_gives(role.definition, None, LIFTS, Plane::Control);
            hold == Some(Hold::Unconditional)
        })
        .collect();
    let mut found: NameMap<_, Vec<_>> = NameMap::default();
    for holding in survey.holdings() {
        let sure = || holding.gives(survey, LIFTS, Plane::Control) == Some(Hold::Unconditional);
        if lifts[holding.role_at] && sure() {
            let at = holding.grant.scope.folded();
            found.entry(at).or_default().push(holding);
        }
    }
    found
}

/// Whether a deny assignment binds a principal (DN-2).
fn binds(survey: &Survey<'_>, deny: &DenyAssignment, principal: &PrincipalId) -> bool {
    let closure = survey.closure(principal);
    let among = |id: &PrincipalId| closure.contains(id);
    let named =
        |subject: &crate::model::DenySubject| subject.id.is_all_principals() || among(&subject.id);
    deny.principals.iter().any(named)
        && !deny
            .exclude_principals
            .iter()
            .any(|subject| among(&subject.id))
}

fn finding(survey: &Survey<'_>, deny: &DenyAssignment, held: &[&Holding<'_>]) -> Finding {
    let mut names: Vec<String> = held
        .iter()
        .map(|holding| {
            let who = survey.label(holding.grant.holder);
            format!("{who} by {}", holding.role.name)
        })
        .collect();
    names.sort();
    names.dedup();
    let mut evidence = vec![deny.place.clone()];
    evidence.extend(tally::places(
        held.iter().map(|holding| holding.grant.place()),
    ));
    let finding = FindingBuilder {
        title: format!(
            "those whom the deny assignment `{}` binds can delete it",
            deny.name
        ),
        scope: Some(deny.scope.clone()),
        detail: Arc::clone(&deny.id),
        ..FindingBuilder::new(&RULE, evidence)
    };
    let because = format!(
        "the deny assignment `{}` at {} binds some who hold `{LIFTS}` there: {}",
        deny.name,
        deny.scope,
        first_of(names, NAMED)
    );
    let remediation = Remediation::advice(
        "take owner-like roles from those whom it is to bind, or protect the resources by a deployment stack",
    );
    finding.build(because, remediation)
}
