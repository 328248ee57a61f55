//! # description-limit
//!
//! **What.** The role has no description, or one longer than 2,048 characters.
//!
//! **Why it matters.** Azure refuses a longer one. Its documentation calls
//! the description required; whoever reads a list of roles needs it.
//!
//! **Evidence.** The definition.
//!
//! **False positives.** Some clients let a role without a description pass, so that is told with
//! low severity.

use super::super::registry::LintRule;
use super::super::subject::{Subject, advice};
use crate::audit::{Finding, Severity};
use crate::pattern::StateLimit;

pub(in super::super) const RULE: LintRule = LintRule {
    id: "description-limit",
    title: "a description that is missing or too long",
    run,
};

/// The most characters of a description.
const MOST: usize = 2048;

fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let description = subject.role().description.as_deref().unwrap_or_default();
    let length = description.trim().chars().count();
    if !subject.is_custom() || (1..=MOST).contains(&length) {
        return Ok(Vec::new());
    }
    let role = &subject.role().name;
    let mut finding = if length == 0 {
        let mut finding = subject.finding(&RULE, Severity::Low);
        finding.title = format!("{role} has no description");
        finding.because = format!("nothing says what {role} is for");
        finding
    } else {
        let mut finding = subject.finding(&RULE, Severity::High);
        finding.title = format!("{role} has a description of {length} characters");
        finding.because =
            format!("a description has up to {MOST} characters, and that of {role} has {length}");
        finding
    };
    finding.remediation = advice("say in a sentence or two who is to hold the role, and for what");
    Ok(vec![finding])
}
