//! Many records reported in one finding.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::survey::Survey;
use crate::model::Grant;
use crate::rule::{FindingBuilder, FindingRole, Rule, counted};
use crate::scope::{Scope, ScopeKind};
use crate::span::{Place, Position};
use crate::text::NameMap;

/// How many places a finding names, before it names files only.
const PLACES: usize = 20;

/// Where the records stand: each place, or the files where there are too many.
pub(super) fn places<'a>(records: impl Iterator<Item = &'a Place> + Clone) -> Vec<Place> {
    if records.clone().count() <= PLACES {
        return records.cloned().collect();
    }
    let mut files: Vec<&Arc<str>> = records.map(|place| &place.file).collect();
    files.sort();
    files.dedup();
    let whole = files.into_iter().map(|file| Place {
        file: Arc::clone(file),
        at: Position::Whole,
    });
    whole.collect()
}

/// What lies in each subscription, and at each management group; the rest is left out.
pub(super) fn by_subscription<'a, T>(
    each: impl Iterator<Item = (&'a Scope, T)>,
) -> BTreeMap<Scope, Vec<T>> {
    let mut numbers: NameMap<&str, usize> = NameMap::default();
    let mut found: Vec<(Scope, Vec<T>)> = Vec::new();
    for (scope, one) in each {
        let is_group = scope.kind() == ScopeKind::ManagementGroup;
        let group = || is_group.then(|| scope.folded());
        let Some(text) = scope.subscription_text().or_else(group) else {
            continue;
        };
        let number = *numbers.entry(text).or_insert_with(|| {
            let place = scope.subscription().unwrap_or_else(|| scope.clone());
            found.push((place, Vec::new()));
            found.len() - 1
        });
        found[number].1.push(one);
    }
    found.into_iter().collect()
}

/// `1 assignment`, `7 assignments`.
pub(super) fn assignments(count: usize) -> String {
    counted(count, "assignment")
}

/// A finding about a role and all its assignments, for each held role of which `applies` says
/// something, to be completed.
pub(super) fn by_role(
    survey: &Survey<'_>,
    rule: &Rule,
    applies: impl Fn(&str, Option<&str>) -> bool,
) -> Vec<(FindingBuilder, usize)> {
    let mut held: Vec<Vec<Grant<'_>>> = vec![Vec::new(); survey.roles().len()];
    for holding in survey.holdings() {
        held[holding.role_at].push(holding.grant);
    }
    let roles = survey.roles().iter().zip(held);
    let findings = roles.filter_map(|(role, held)| {
        let definition = role.definition;
        if held.is_empty() || !applies(&definition.name, definition.description.as_deref()) {
            return None;
        }
        let mut finding = FindingBuilder::new(rule, places(held.iter().map(Grant::place)));
        finding.role = Some(FindingRole::of(definition));
        Some((finding, held.len()))
    });
    findings.collect()
}
