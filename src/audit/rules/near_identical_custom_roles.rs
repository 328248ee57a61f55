//! # near-identical-custom-roles
//!
//! **What.** Two custom roles have the same entries, or differ in one.
//!
//! **Why it matters.** They were made apart for the same work. One of them is changed one day and
//! the other isn't, and each counts against the quota.
//!
//! **Evidence.** Both definitions. Entries are compared as written, without regard to case and
//! order, in all four lists; roles with fewer than three entries are too small to be alike.
//!
//! **Remediation.** Move the assignments to one of them and delete the other.
//!
//! **False positives.** Roles that differ on purpose in the one thing that matters: the finding
//! names it.

use std::collections::BTreeSet;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::super::survey::Survey;
use crate::model::{Permission, Plane, RoleDefinition, RoleKind};
use crate::rule::{Finding, FindingBuilder, FindingRole, Remediation, Rule, Severity};
use crate::text::NameMap;

pub(super) const RULE: Rule = Rule::new(
    "near-identical-custom-roles",
    "custom roles that differ in one entry at most",
    Severity::Low,
);

const FEWEST: usize = 3;

type Entries = BTreeSet<String>;

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let definitions = survey.tenant().role_definitions.iter();
    let mut roles: Vec<(&RoleDefinition, Entries)> = definitions
        .filter(|role| role.kind == RoleKind::Custom)
        .map(|role| (role, entries(role)))
        .filter(|(_, entries)| entries.len() >= FEWEST)
        .collect();
    roles.sort_by(|(a, _), (b, _)| (a.id, &a.name).cmp(&(b.id, &b.name)));
    // Two lists that differ in one entry are equal once an entry is left out of one or both: the
    // first role with each such list is kept, and met again by those that are like it.
    let mut first: NameMap<u128, usize> = NameMap::default();
    let mut findings = Vec::new();
    for (at, (role, own)) in roles.iter().enumerate() {
        let mut alike = None;
        for key in keys(own) {
            let other = *first.entry(key).or_insert(at);
            if other != at {
                alike = Some(alike.map_or(other, |known: usize| known.min(other)));
            }
        }
        if let Some(other) = alike {
            let (other, theirs) = &roles[other];
            findings.push(finding(role, own, other, theirs));
        }
    }
    findings
}

/// What tells lists apart, of the whole list and of the list without each of its entries: the sum
/// of the digests of the entries.
fn keys(entries: &Entries) -> impl Iterator<Item = u128> {
    let digests: Vec<u128> = entries.iter().map(|entry| digest(entry)).collect();
    let whole = digests
        .iter()
        .fold(0, |sum: u128, digest| sum.wrapping_add(*digest));
    let without = digests
        .into_iter()
        .map(move |digest| whole.wrapping_sub(digest));
    std::iter::once(whole).chain(without)
}

fn digest(entry: &str) -> u128 {
    let bytes = Sha256::digest(entry.as_bytes());
    bytes
        .iter()
        .take(16)
        .fold(0, |value, byte| value << 8 | u128::from(*byte))
}

fn entries(role: &RoleDefinition) -> Entries {
    let lists = |permission: &Permission| {
        let condition = permission.condition.as_ref().map_or("", |c| &c.text);
        let of = |plane: Plane| {
            let set = permission.plane(plane);
            let granted = set.granted().iter().map(|p| ("", p));
            let excluded = set.excluded().iter().map(|p| ("the exclusion of ", p));
            granted
                .chain(excluded)
                .map(|(not, pattern)| format!("{not}`{}` ({plane}){condition}", pattern.folded()))
                .collect::<Vec<_>>()
        };
        Plane::BOTH.map(of).concat()
    };
    role.permissions.iter().flat_map(lists).collect()
}

fn finding(
    role: &RoleDefinition,
    own: &Entries,
    other: &RoleDefinition,
    theirs: &Entries,
) -> Finding {
    let only = |a: &Entries, b: &Entries| a.difference(b).next().cloned();
    let difference = match (only(own, theirs), only(theirs, own)) {
        (None, None) => format!("{} has the same entries as {}", role.name, other.name),
        (Some(more), None) => format!(
            "{} has {more} beyond the entries of {}",
            role.name, other.name
        ),
        (None, Some(less)) => format!("{} has all entries of {} but {less}", role.name, other.name),
        (Some(more), Some(less)) => {
            format!("{} has {more} where {} has {less}", role.name, other.name)
        }
    };
    let detail = other
        .id
        .map_or_else(|| other.name.to_string(), |id| id.to_string());
    let finding = FindingBuilder {
        severity: if own == theirs {
            Severity::Medium
        } else {
            RULE.severity
        },
        title: format!("{} is all but {}", role.name, other.name),
        role: Some(FindingRole::of(role)),
        detail: Arc::from(detail),
        ..FindingBuilder::new(&RULE, role.place.iter().chain(&other.place).cloned())
    };
    let because = format!("{difference}, and nothing else differs");
    let remediation = Remediation::advice(
        "move the assignments of one to the other, then delete it; `rolecall roles compare` shows both",
    );
    finding.build(because, remediation)
}
