//! # whole-namespace-wildcard
//!
//! **What.** An action grants a whole namespace, or more, by a wildcard.
//!
//! **Why it matters.** Operations that Azure adds later join the role without anyone's decision
//! (WC-10), and a whole namespace seldom is what a task needs.
//!
//! **Evidence.** The entry, with how many operations it matches today.
//!
//! **False positives.** Roles for the team that owns a service may be meant to grow with it. A
//! wildcard for reads alone (`*/read`) is reported with low severity.

use super::super::subject::{Subject, list_name, operations};
use crate::import::WrittenEntry;
use crate::model::Plane;
use crate::pattern::{PatternList, StateLimit};
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "whole-namespace-wildcard",
    "a wildcard over a whole namespace or more",
    Severity::Medium,
);

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let wide = |entry: &&WrittenEntry| {
        let pattern = &entry.pattern;
        // A longer end names a verb or a type, not a namespace.
        let ends_wide = pattern
            .sides()
            .is_some_and(|(_, end)| end.matches('/').count() <= 1);
        entry.list == PatternList::Granted && pattern.is_wide() && ends_wide
    };
    let findings = subject.entries().iter().filter(wide).map(|entry| {
        let pattern = &entry.pattern;
        let reads = entry.plane == Plane::Control && pattern.folded().ends_with("/read");
        let severity = match pattern.folded() {
            _ if reads => Severity::Low,
            "*" => Severity::High,
            _ => Severity::Medium,
        };
        let count = operations(subject.matched(entry).len());
        let mut finding = subject.finding_at(&RULE, entry);
        finding.severity = severity;
        finding.title = format!("`{pattern}` is {count} today");
        let because = format!(
            "`{pattern}` of {} matches {count} of the {} plane in the catalogue of {}, and every one that Azure adds under it",
            list_name(entry),
            entry.plane,
            subject.catalog.date()
        );
        let remediation = Remediation::advice(
            "list the operations that the role's holders use; `rolecall recommend --action …` finds the least role",
        );
        finding.build(because, remediation)
    });
    Ok(findings.collect())
}
