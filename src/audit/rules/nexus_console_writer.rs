//! # nexus-console-writer
//!
//! **What.** A principal may write consoles of tenant virtual machines of Operator Nexus, and may
//! not run commands on its bare metal.
//!
//! **Why it matters.** A console names a public key and lets its owner sign in over the relay,
//! where network rules don't reach. Who is signed in at a console is whoever was signed in before.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Give consoles to the few who fix machines that the network doesn't reach any
//! more.
//!
//! **False positives.** Support staff of the tenant's machines.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "nexus-console-writer",
    "may open consoles of Nexus virtual machines",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("nexus-console-writer"),
    may: "open consoles of virtual machines on Nexus",
    leads_to: "a console is a screen and a keyboard at the machine, from outside its network",
    instead: "take a role without `consoles/write`, or let it be activated when needed",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: RuleOperations::of("nexus-command-runner").operations,
};
