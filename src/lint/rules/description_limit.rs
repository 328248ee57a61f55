//! # description-limit
//!
//! **What.** The role has no description, or one longer than 2,048 characters.
//!
//! **Why it matters.** Azure refuses a longer one. Its documentation calls
//! the description required; whoever reads a list of roles needs it.
//!
//! **Evidence.** The definition.
//!
//! **False positives.** Some clients let a role without a description pass, so that is reported with
//! low severity.

use super::super::subject::Subject;
use crate::pattern::StateLimit;
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "description-limit",
    "a description that is missing or too long",
    Severity::High,
);

/// The most characters of a description.
const MOST: usize = 2048;

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let description = subject.role().description.as_deref().unwrap_or_default();
    let length = description.trim().chars().count();
    if !subject.is_custom() || (1..=MOST).contains(&length) {
        return Ok(Vec::new());
    }
    let role = &subject.role().name;
    let mut finding = subject.finding(&RULE);
    let because = if length == 0 {
        finding.severity = Severity::Low;
        finding.title = format!("{role} has no description");
        format!("nothing says what {role} is for")
    } else {
        finding.title = format!("{role} has a description of {length} characters");
        format!("a description has up to {MOST} characters, and that of {role} has {length}")
    };
    let remediation =
        Remediation::advice("say in a sentence or two who is to hold the role, and for what");
    Ok(vec![finding.build(because, remediation)])
}
