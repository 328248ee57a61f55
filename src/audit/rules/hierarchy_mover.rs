//! # hierarchy-mover
//!
//! **What.** A principal may move subscriptions between management groups, change management
//! groups, or hand a subscription to another tenant.
//!
//! **Why it matters.** Rights and policies are inherited. Who puts a subscription below a
//! management group on which it has rights has them on the subscription too; one handed to another
//! tenant loses all role assignments.
//!
//! **Evidence.** The assignment, for management groups at the root or at a management group only, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Give the role at the one management group that needs it, or leave moves to the
//! owners of the hierarchy.
//!
//! **False positives.** Subscription vending: the pipeline that makes subscriptions puts them where
//! they belong.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "hierarchy-mover",
    "may move subscriptions to where other rights and policies hold",
    Severity::High,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("hierarchy-mover"),
    may: "move subscriptions or management groups",
    leads_to: "a subscription inherits the role assignments and policies of where it is put, and loses those of where it was",
    instead: "leave the hierarchy to those who own it, and remove this assignment",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
