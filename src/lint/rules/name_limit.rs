//! # name-limit
//!
//! **What.** The role's name is empty or longer than 512 characters.
//!
//! **Why it matters.** Azure refuses to create the role.
//!
//! **Evidence.** The definition.
//!
//! **False positives.** None for custom roles.

use super::super::subject::Subject;
use crate::pattern::StateLimit;
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new("name-limit", "a name that Azure refuses", Severity::High);

/// The most characters of a name.
const MOST: usize = 512;

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let length = subject.role().name.chars().count();
    if !subject.is_custom() || (1..=MOST).contains(&length) {
        return Ok(Vec::new());
    }
    let mut finding = subject.finding(&RULE);
    finding.title = format!("a name of {length} characters");
    let because = format!("a role's name has 1 to {MOST} characters, and this one has {length}");
    let remediation =
        Remediation::advice("shorten the name; the description holds up to 2,048 characters");
    Ok(vec![finding.build(because, remediation)])
}
