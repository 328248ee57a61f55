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

use super::super::subject::{Subject, list_name, operations};
use crate::import::WrittenEntry;
use crate::pattern::StateLimit;
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "several-stars",
    "an action with more than one star",
    Severity::High,
);

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let several = |entry: &&WrittenEntry| entry.pattern.stars() > 1;
    let findings = subject.entries().iter().filter(several).map(|entry| {
        let (pattern, stars) = (&entry.pattern, entry.pattern.stars());
        let mut finding = subject.finding_at(&RULE, entry);
        finding.title = format!("`{pattern}` holds {stars} stars");
        let because = format!(
            "`{pattern}` of {} holds {stars} stars, and Azure allows one in a custom role",
            list_name(entry)
        );
        let remediation = Remediation::advice(match subject.matched(entry).len() {
            0 => "write patterns with one star each".to_owned(),
            count => format!(
                "write patterns with one star each for the {} that it matches today; `rolecall roles compact` finds the fewest",
                operations(count)
            ),
        });
        finding.build(because, remediation)
    });
    Ok(findings.collect())
}
