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

use super::super::registry::LintRule;
use super::super::subject::{Subject, advice, list_name, operations};
use crate::audit::{Finding, Severity};
use crate::import::WrittenEntry;
use crate::pattern::StateLimit;

pub(in super::super) const RULE: LintRule = LintRule {
    id: "star-inside-segment",
    title: "a star inside a segment",
    run,
};

fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let inside = |entry: &&WrittenEntry| {
        let mut segments = entry.pattern.folded().split('/');
        segments.any(|segment| segment.contains('*') && segment.bytes().any(|byte| byte != b'*'))
    };
    let findings = subject.entries().iter().filter(inside).map(|entry| {
        let mut finding = subject.finding_at(&RULE, Severity::Medium, entry);
        finding.title = format!("`{}` has a star inside a segment", entry.pattern);
        finding.because = format!(
            "it is documented nowhere what Azure makes of `{}` in {}; as a plain wildcard it matches {} today",
            entry.pattern,
            list_name(entry),
            operations(subject.matched(entry).len())
        );
        finding.remediation = advice("let the star stand for whole segments, or spell the operations out");
        finding
    });
    Ok(findings.collect())
}
