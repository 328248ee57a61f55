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
//! **Remediation.** Mend the findings and take the entry out, or accept them again until a later day.
//!
//! **False positives.** None: the day is that of the clock, or the one that `--when` names.

use super::super::finding::{Finding, Severity};
use super::super::registry::Rule;
use super::super::suppression::SuppressionEntry;
use super::{finding as about, nothing};
use crate::time::Timestamp;

pub(in crate::audit) const RULE: Rule = Rule {
    id: "expired-suppression",
    title: "a suppression has expired",
    severity: Severity::Medium,
    run: nothing,
};

pub(in crate::audit) fn finding(entry: &SuppressionEntry, open: &[&Finding]) -> Finding {
    let expires = entry.suppression.expires.map(Timestamp::day);
    let expires = expires.unwrap_or_default();
    let owner = &entry.suppression.owner;
    let still = match open {
        [one] => format!("finding {}, which is open", one.id()),
        several => format!("{} findings that are open", several.len()),
    };
    let mut finding = about(&RULE, entry);
    let gravest = open.iter().map(|finding| finding.severity).max();
    finding.severity = gravest.unwrap_or(RULE.severity);
    finding.title = format!("the suppression of {} has expired", entry.label());
    finding.because = format!("`{owner}` accepted it until {expires}, and it still names {still}");
    finding.remediation.text = format!(
        "ask `{owner}`: mend the findings and take the entry out, or accept them again with a new day"
    );
    finding
}
