//! # lock-remover
//!
//! **What.** A principal may delete resource locks by a role other than those of owners.
//!
//! **Why it matters.** Locks are set so that nobody deletes a cluster, a vault or a backup by
//! mistake or in anger. Ten built-in roles hold `locks/delete` (P33), some of which nobody would
//! think of.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Take a role without the operation.
//!
//! **False positives.** Whoever sets and lifts locks as a job: Locks Contributor.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new("lock-remover", "may remove locks", Severity::Low);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("lock-remover"),
    may: "remove locks",
    leads_to: "a lock only guards against those who can't remove it",
    instead: "use a role without `locks/delete` for those against whom locks are set",
    is_fixed_by_removal: false,
    only_if_broad: false,
    unless: &[],
};
