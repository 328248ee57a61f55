//! # machine-command-runner
//!
//! **What.** A principal may run commands in virtual machines, scale sets or Arc servers, or
//! install extensions in them.
//!
//! **Why it matters.** Run command and extensions run as root or SYSTEM. What the machine holds,
//! and what its identities may do, is open to the principal. Several roles that seem harmless hold
//! such an operation: Log Analytics Contributor installs extensions.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Where the role was chosen for something else, take one without these
//! operations; `rolecall recommend` finds it.
//!
//! **False positives.** Administrators of the machines.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "machine-command-runner",
    "may run commands in machines",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("machine-command-runner"),
    may: "run code with system rights in machines",
    leads_to: "code in a machine reads what it holds and gets the tokens of its managed identities",
    instead: "use a role without run commands and extensions, for example a custom role with start, restart and read; or assign this one at the machines in question",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
