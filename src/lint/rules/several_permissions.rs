//! # several-permissions
//!
//! **What.** A custom role has several elements in `permissions`.
//!
//! **Why it matters.** Azure accepts exactly one when a role is created or updated (ME-4), though
//! its own roles have up to three. Pasting their lists into one is not the same: not actions
//! subtract only beside their own actions (EV-5).
//!
//! **Evidence.** The definition.
//!
//! **False positives.** None for custom roles. `--fix` writes one permission where that can be
//! proven to grant the same.

use super::super::subject::Subject;
use crate::pattern::StateLimit;
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "several-permissions",
    "several permissions where a create takes one",
    Severity::High,
);

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let count = subject.role().permissions.len();
    if !subject.is_custom() || count < 2 {
        return Ok(Vec::new());
    }
    let role = &subject.role().name;
    let mut finding = subject.finding(&RULE);
    finding.title = format!("{role} has {count} permissions");
    let because = format!(
        "a create takes one permission, and {role} has {count}, each with lists of its own"
    );
    let remediation = Remediation::advice(
        "write one permission that grants the same (`--fix` does where there is one), or make a role for each",
    );
    Ok(vec![finding.build(because, remediation)])
}
