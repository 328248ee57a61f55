//! # subtractive-role-leaves-sensitive
//!
//! **What.** A permission grants by a wide wildcard and takes back a family of operations by a
//! not action with a star, and operations of the same provider that grant rights or remove guards
//! are left.
//!
//! **Why it matters.** `*` minus `Microsoft.Authorization/*/write` reads like "everything but
//! access", yet keeps `roleAssignments/delete`, `locks/delete` and `elevateAccess/action`. And
//! whatever Azure adds later under the wildcard is granted too (WC-10).
//!
//! **Evidence.** The permission's not actions, and each sensitive operation that is left, from
//! the list of operations that lead to more rights.
//!
//! **False positives.** A role may be meant to keep them. The rule speaks only of providers that
//! the not actions name with a star.

use std::sync::Arc;

use super::super::subject::{Escalation, Subject, operations};
use crate::catalog::EscalationKind;
use crate::model::Permission;
use crate::pattern::{ActionPattern, PatternList, StateLimit};
use crate::rule::{Finding, Remediation, Rule, Severity, listed};

pub(super) const RULE: Rule = Rule::new(
    "subtractive-role-leaves-sensitive",
    "a role that takes rights back but leaves sensitive ones",
    Severity::High,
);

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let escalations = subject.escalations();
    let permissions = subject.role().permissions.iter().enumerate();
    Ok(permissions
        .filter_map(|(at, permission)| judge(subject, escalations, at, permission))
        .collect())
}

fn judge(
    subject: &Subject<'_>,
    escalations: &[Escalation<'_>],
    at: usize,
    permission: &Permission,
) -> Option<Finding> {
    let set = &permission.control;
    let families: Vec<&str> = set
        .excluded()
        .iter()
        .filter(|pattern| !pattern.is_concrete())
        .filter_map(namespace)
        .collect();
    if families.is_empty() || !set.granted().iter().any(ActionPattern::is_wide) {
        return None;
    }
    let wildcards = subject.catalog.wildcards();
    let left: Vec<&str> = escalations
        .iter()
        .filter(|e| matches!(e.entry.kind, EscalationKind::Grants | EscalationKind::Guard))
        .filter(|e| namespace(&e.entry.action).is_some_and(|own| families.contains(&own)))
        .map(|e| e.entry.action.as_str())
        .filter(|action| set.matches(action, wildcards))
        .collect();
    if left.is_empty() {
        return None;
    }
    let excluded = |e: &&_| is_exclusion(e, at);
    let places = subject.entries().iter().filter(excluded);
    let places = places.filter_map(|e| e.place.clone());
    let mut finding = subject.finding_shown_by(&RULE, places);
    finding.detail = Arc::from(at.to_string());
    let taken: Vec<&str> = set.excluded().iter().map(ActionPattern::as_str).collect();
    finding.title = format!(
        "{} keeps {} that grant rights or remove guards",
        subject.role().name,
        operations(left.len())
    );
    let because = format!(
        "{} takes back {} but keeps {}",
        subject.role().name,
        listed(&taken, 4),
        listed(&left, 8)
    );
    let remediation = Remediation::advice(format!(
        "list what the role is for in its actions; else add {} to its not actions, and remember that another role may still grant what one takes back",
        listed(&left, 8)
    ));
    Some(finding.build(because, remediation))
}

fn is_exclusion(entry: &crate::import::WrittenEntry, permission: usize) -> bool {
    entry.permission == permission
        && entry.plane == crate::model::Plane::Control
        && entry.list == PatternList::Excluded
}

/// The provider that a pattern names.
fn namespace(pattern: &ActionPattern) -> Option<&str> {
    let (namespace, _) = pattern.folded().split_once('/')?;
    (!namespace.contains('*')).then_some(namespace)
}
