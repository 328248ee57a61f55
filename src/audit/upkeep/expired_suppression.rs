//! # expired-suppression
//!
//! **What.** A suppression of the configuration whose last day is over, and that findings still
//! need.
//!
//! **Why it matters.** Somebody accepted a risk for a time and no longer. The findings are open
//! again; nobody may have noticed.
//!
//! **Evidence.** The entry of the configuration. Its severity is that of the gravest finding that it
//! no longer suppresses.
//!
//! **Remediation.** Fix the findings and take the entry out, or accept them again until a later day.
//!
//! **False positives.** None: the day is that of the clock, or the one that `--when` names.

use super::about;
use crate::rule::{Finding, Remediation, Rule, Severity, SuppressionEntry, SuppressionFault};
use crate::time::Timestamp;

pub(super) const RULE: Rule = Rule::new(
    "expired-suppression",
    "a suppression has expired",
    Severity::Medium,
);

pub(super) fn run(entry: &SuppressionEntry, fault: &SuppressionFault) -> Option<Finding> {
    let SuppressionFault::Expired { open } = fault else {
        return None;
    };
    let expires = entry.suppression.expires.map(Timestamp::day);
    let expires = expires.unwrap_or_default();
    let owner = &entry.suppression.owner;
    let still = match open.as_slice() {
        [one] => format!("finding {}, which is open", one.id()),
        several => format!("{} findings that are open", several.len()),
    };
    let mut finding = about(&RULE, entry);
    let gravest = open.iter().map(|finding| finding.severity).max();
    finding.severity = gravest.unwrap_or(RULE.severity);
    finding.title = format!("the suppression of {} has expired", entry.label());
    Some(finding.build(
        format!("`{owner}` accepted it until {expires}, and it still names {still}"),
        Remediation::advice(format!(
            "ask `{owner}`: fix the findings and take the entry out, or accept them again with a new day"
        )),
    ))
}
