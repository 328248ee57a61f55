//! # nexus-command-runner
//!
//! **What.** A principal may call `bareMetalMachines/runCommand/action`.
//!
//! **Why it matters.** Unlike read commands and data extracts, which are limited to a list, it runs
//! what the caller writes. The Contributor role of Nexus doesn't hold it;
//! `Microsoft.NetworkCloud/*` does.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** For diagnosis read commands and data extracts are enough; keep this one for
//! break-glass.
//!
//! **False positives.** Those who repair machines, with approval.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "nexus-command-runner",
    "may run any command on Nexus bare metal",
    Severity::High,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("nexus-command-runner"),
    may: "run commands that change things on Nexus bare metal",
    leads_to: "commands run with the rights of root under every tenant workload of the cluster",
    instead: "use Operator Nexus Compute Contributor Role (Preview), which runs read commands only, or let this role be activated when needed, with approval",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
