//! # star-inside-segment
//!
//! **What.** A `*` stands for a part of a segment and not for whole segments, as in
//! `Microsoft.Storage/storageAccounts/re*`.
//!
//! **Why it matters.** No built-in role has such an entry, and no documentation says what Azure
//! makes of it (WC-9). Here it is read as a plain wildcard.
//!
//! **Evidence.** The entry, with the number of operations that it matches today.
//!
//! **False positives.** None: whoever relies on such an entry should test it.

use super::super::subject::{Subject, list_name, operations};
use crate::import::WrittenEntry;
use crate::pattern::StateLimit;
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "star-inside-segment",
    "a star inside a segment",
    Severity::Medium,
);

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let inside = |entry: &&WrittenEntry| {
        let mut segments = entry.pattern.folded().split('/');
        segments.any(|segment| segment.contains('*') && segment.bytes().any(|byte| byte != b'*'))
    };
    let findings = subject.entries().iter().filter(inside).map(|entry| {
        let mut finding = subject.finding_at(&RULE, entry);
        finding.title = format!("`{}` has a star inside a segment", entry.pattern);
        let because = format!(
            "Azure's documentation doesn't say what it makes of `{}` in {}; as a plain wildcard it matches {} today",
            entry.pattern,
            list_name(entry),
            operations(subject.matched(entry).len())
        );
        let remediation = Remediation::advice("let the star stand for whole segments, or spell the operations out");
        finding.build(because, remediation)
    });
    Ok(findings.collect())
}
