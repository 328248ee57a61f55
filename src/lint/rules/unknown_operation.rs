//! # unknown-operation
//!
//! **What.** An entry spells out an operation that the catalogue doesn't hold in either plane, or
//! its wildcard matches no operation today.
//!
//! **Why it matters.** Azure refuses to create a custom role with an action that no provider
//! offers (`InvalidActionOrNotAction`). A wildcard that matches nothing is taken, and grants
//! nothing.
//!
//! **Evidence.** The entry, with the names in the catalogue that look like it.
//!
//! **False positives.** An operation newer than the catalogue, or one that Azure publishes in no
//! list: a few strings of built-in roles are such. With the core catalogue an unknown operation
//! of a known provider is reported with less confidence, and unknown providers are not judged; import
//! the whole of Azure to judge them.

use super::super::subject::{Subject, list_name, operations};
use crate::catalog::AzurePart;
use crate::import::WrittenEntry;
use crate::pattern::StateLimit;
use crate::rule::{Confidence, Finding, Remediation, Rule, Severity, listed};

pub(super) const RULE: Rule = Rule::new(
    "unknown-operation",
    "an action that no provider offers",
    Severity::High,
);

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let entries = subject.entries().iter();
    Ok(entries.filter_map(|entry| judge(subject, entry)).collect())
}

fn judge(subject: &Subject<'_>, entry: &WrittenEntry) -> Option<Finding> {
    let catalog = subject.catalog;
    let pattern = &entry.pattern;
    let is_core = catalog.may_lack(AzurePart::Operations);
    if pattern.folded().ends_with('/') || (is_core && !catalog.knows_namespace(pattern.as_str())) {
        return None;
    }
    let confidence = if is_core {
        Confidence::Medium
    } else {
        Confidence::High
    };
    if !pattern.is_concrete() {
        let elsewhere = || !catalog.expand(pattern, entry.plane.other()).is_empty();
        if !subject.matched(entry).is_empty() || elsewhere() {
            return None;
        }
        let mut finding = subject.finding_at(&RULE, entry);
        finding.severity = Severity::Low;
        finding.confidence = confidence;
        finding.title = format!("`{pattern}` matches no operation");
        let because = format!(
            "none of the {} of the catalogue of {} is under `{pattern}` of {}",
            operations(catalog.operation_count()),
            catalog.date(),
            list_name(entry)
        );
        let near = catalog.may_mean(pattern);
        let remediation = advice(&near, "check the spelling, or remove the entry");
        return Some(finding.build(because, remediation));
    }
    if !catalog.find_operation(pattern.as_str()).is_empty() {
        return None;
    }
    let mut finding = subject.finding_at(&RULE, entry);
    finding.confidence = confidence;
    finding.title = format!("`{pattern}` is not an operation");
    let because = if catalog.knows_namespace(pattern.as_str()) {
        format!(
            "`{pattern}` of {} is not among the operations of its provider, and Azure refuses a role with an action that it doesn't know",
            list_name(entry)
        )
    } else {
        format!(
            "the provider of `{pattern}` of {} offers no operation, and Azure refuses a role with an action that it doesn't know",
            list_name(entry)
        )
    };
    let near = catalog.may_mean(pattern);
    let remediation = advice(&near, "remove the entry, or check the provider's name");
    Some(finding.build(because, remediation))
}

/// What may be meant, else what to do.
fn advice(near: &[String], otherwise: &str) -> Remediation {
    Remediation::advice(match near.len() {
        0 => otherwise.to_owned(),
        1 => format!("did you mean {}?", listed(near, 1)),
        _ => format!("did you mean one of {}?", listed(near, 3)),
    })
}
