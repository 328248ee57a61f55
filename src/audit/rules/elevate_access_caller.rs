//! # elevate-access-caller
//!
//! **What.** A role other than those of owners holds
//! `Microsoft.Authorization/elevateAccess/action`.
//!
//! **Why it matters.** The operation makes a Global Administrator of the directory User Access
//! Administrator at `/`. For everyone else it does nothing, so that nobody needs it in a role: it
//! stands there by mistake or for later.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Take the operation out of the role.
//!
//! **False positives.** None known; for principals that are no Global Administrators it has no
//! effect today.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "elevate-access-caller",
    "may raise itself to User Access Administrator at the root",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("elevate-access-caller"),
    may: "call the elevation of access",
    leads_to: "an administrator of the directory who calls it becomes User Access Administrator of every subscription",
    instead: "remove the operation from the role: administrators of the directory who need it have it anyway",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
