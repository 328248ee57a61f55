//! # schedule-request-writer
//!
//! **What.** A principal may write schedule requests of Privileged Identity Management: timed role
//! assignments, or eligibilities, without holding the writing of role assignments itself.
//!
//! **Why it matters.** It is another door to the same room: a principal makes itself eligible, or
//! active at once. Whether conditions on role assignments bind such requests is not documented.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Remove the operations from the role; users who only activate what they are
//! eligible for don't need them at this scope.
//!
//! **False positives.** Tools that administer eligibilities on behalf of a help desk, with their
//! own checks.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "schedule-request-writer",
    "may give rights by timed assignments",
    Severity::High,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("schedule-request-writer"),
    may: "make anyone active in or eligible for a role",
    leads_to: "a timed assignment gives the same rights as a standing one, and conditions on the writing of role assignments may not bind it",
    instead: "leave the administration of Privileged Identity Management to those who may assign roles anyway, and remove this assignment",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
