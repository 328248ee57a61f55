//! # condition-bypassed
//!
//! **What.** An assignment has a condition, and the same principal holds what it limits without a
//! condition by another assignment, at the same scope or above, directly or through a group.
//!
//! **Why it matters.** Conditions narrow the assignment on which they stand and nothing else (EV-7,
//! EV-9): one assignment without a condition bypasses them all.
//!
//! **Evidence.** Both assignments, the member lists between them where there are some, and the
//! operations in question.
//!
//! **Remediation.** Remove the assignment without the condition, or put the condition on it too.
//!
//! **False positives.** Where the wider assignment is the one that is meant; then the other is
//! needless.

use super::super::guarded::guarded;
use super::super::holder::{Hold, Holding};
use super::super::privilege::way_words;
use super::super::survey::Survey;
use crate::catalog::effects::ASSIGNS_ROLES;
use crate::condition::Condition;
use crate::model::Plane;
use crate::rule::{Finding, Remediation, Rule, Severity, listed};
use crate::text;

pub(super) const RULE: Rule = Rule::new(
    "condition-bypassed",
    "a condition that another assignment of the same principal bypasses",
    Severity::Medium,
);

const NAMED: usize = 3;

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let findings = survey.holdings().iter().filter_map(|bound| {
        let condition = survey.condition(bound.grant.condition?)?;
        let holder = bound.grant.holder;
        let mut limited = None;
        let above = survey.held_above(holder, bound.grant.scope);
        let mut others = above.filter(|(_, other)| other.grant.id() != bound.grant.id());
        others.find_map(|(through, other)| {
            let limited = limited.get_or_insert_with(|| operations(survey, bound, &condition));
            let free = by(survey, other, limited);
            if free.is_empty() {
                return None;
            }
            let mut finding = bound.finding(survey, &RULE);
            if free.iter().any(|name| text::same(name, ASSIGNS_ROLES)) {
                finding.severity = Severity::High;
            }
            let hops = survey.closure(holder).hops(through);
            let who = finding.who().to_owned();
            let (role, past) = (&bound.role.name, &other.role.name);
            finding.title = format!("{past} gets {who} past the condition on {role}");
            let because = format!(
                "{who} holds {} at {} under a condition, and without one by {past} at {}{}",
                listed(&free, NAMED),
                bound.grant.scope,
                other.grant.scope,
                way_words(survey, &hops)
            );
            finding.cite(&other.grant, &hops);
            let remediation = Remediation {
                text: format!("remove the assignment of {past}, or put the condition on it too"),
                commands: vec![other.removal()],
            };
            Some(finding.build(because, remediation))
        })
    });
    findings.collect()
}

/// The operations of the role that its condition limits, by name and plane.
fn operations(
    survey: &Survey<'_>,
    bound: &Holding<'_>,
    condition: &Condition,
) -> Vec<(String, Plane)> {
    let mut found = Vec::new();
    let named = guarded(survey, bound, condition).unwrap_or_default();
    for plane in Plane::BOTH {
        let held = |name: &&String| bound.gives(survey, name, plane).is_some();
        found.extend(named.iter().filter(held).map(|name| (name.clone(), plane)));
    }
    if !found.is_empty() {
        return found;
    }
    // Without targets it limits all that the role gives.
    for plane in Plane::BOTH {
        for permission in &bound.role.permissions {
            let granted = survey.catalog().expand_set(permission.plane(plane), plane);
            let names = granted.iter().map(|at| survey.catalog().operation(at).name);
            found.extend(names.map(|name| (name, plane)));
        }
    }
    found.retain(|(name, _)| condition.is_guarded_for(name));
    found
}

/// Those of the operations that an assignment gives without a condition.
fn by(survey: &Survey<'_>, other: &Holding<'_>, operations: &[(String, Plane)]) -> Vec<String> {
    let free = operations
        .iter()
        .filter(|(name, plane)| other.gives(survey, name, *plane) == Some(Hold::Unconditional));
    free.map(|(name, _)| name.clone()).collect()
}
