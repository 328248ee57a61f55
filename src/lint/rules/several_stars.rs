//! # several-stars
//!
//! **What.** An entry holds more than one `*`.
//!
//! **Why it matters.** Azure refuses to create a custom role with such an entry
//! (`InvalidActionOrNotAction`, "contains multiple wildcards", WC-4). Older documentation claimed
//! that it works.
//!
//! **Evidence.** The entry, with the number of operations that it matches today.
//!
//! **False positives.** None for custom roles; no built-in role has such an entry.

use super::super::registry::LintRule;
use super::super::subject::{Subject, advice, list_name, operations};
use crate::audit::{Finding, Severity};
use crate::import::WrittenEntry;
use crate::pattern::StateLimit;

pub(in super::super) const RULE: LintRule = LintRule {
    id: "several-stars",
    title: "an action with more than one star",
    run,
};

fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let several = |entry: &&WrittenEntry| entry.pattern.stars() > 1;
    let findings = subject.entries().iter().filter(several).map(|entry| {
        let (pattern, stars) = (&entry.pattern, entry.pattern.stars());
        let mut finding = subject.finding_at(&RULE, Severity::High, entry);
        finding.title = format!("`{pattern}` holds {stars} stars");
        finding.because = format!(
            "`{pattern}` of {} holds {stars} stars, and Azure allows one in a custom role",
            list_name(entry)
        );
        finding.remediation = advice(match subject.matched(entry).len() {
            0 => "write patterns with one star each".to_owned(),
            count => format!(
                "write patterns with one star each for the {} that it matches today; `rolecall roles compact` finds the fewest",
                operations(count)
            ),
        });
        finding
    });
    Ok(findings.collect())
}
