//! Many records reported in one finding.

use std::sync::Arc;

use super::survey::Survey;
use crate::model::Grant;
use crate::rule::{FindingBuilder, FindingRole, Rule, counted};
use crate::span::{Place, Position};

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

/// `1 assignment`, `7 assignments`.
pub(super) fn assignments(count: usize) -> String {
    counted(count, "assignment")
}

/// A finding about a role and all its assignments, for each held role of which `told` says
/// something, to be completed.
pub(super) fn by_role(
    survey: &Survey<'_>,
    rule: &Rule,
    told: impl Fn(&str, Option<&str>) -> bool,
) -> Vec<(FindingBuilder, usize)> {
    let mut held: Vec<Vec<Grant<'_>>> = vec![Vec::new(); survey.roles().len()];
    for holding in survey.holdings() {
        held[holding.role_at].push(holding.grant);
    }
    let roles = survey.roles().iter().zip(held);
    let findings = roles.filter_map(|(role, held)| {
        let definition = role.definition;
        if held.is_empty() || !told(&definition.name, definition.description.as_deref()) {
            return None;
        }
        let mut finding = FindingBuilder::new(rule, places(held.iter().map(Grant::place)));
        finding.role = Some(FindingRole::of(definition));
        Some((finding, held.len()))
    });
    findings.collect()
}
