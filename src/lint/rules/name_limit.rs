//! # name-limit
//!
//! **What.** The role's name is empty or longer than 512 characters.
//!
//! **Why it matters.** Azure refuses to create the role.
//!
//! **Evidence.** The definition.
//!
//! **False positives.** None for custom roles.

use super::super::registry::LintRule;
use super::super::subject::{Subject, advice};
use crate::audit::{Finding, Severity};
use crate::pattern::StateLimit;

pub(in super::super) const RULE: LintRule = LintRule {
    id: "name-limit",
    title: "a name that Azure refuses",
    run,
};

/// The most characters of a name.
const MOST: usize = 512;

fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let length = subject.role().name.chars().count();
    if !subject.is_custom() || (1..=MOST).contains(&length) {
        return Ok(Vec::new());
    }
    let mut finding = subject.finding(&RULE, Severity::High);
    finding.title = format!("a name of {length} characters");
    finding.because =
        format!("a role's name has 1 to {MOST} characters, and this one has {length}");
    finding.remediation = advice("shorten the name; the description holds up to 2,048 characters");
    Ok(vec![finding])
}
