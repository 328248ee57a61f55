//! # administrator-of-every-machine
//!
//! **What.** A role that lets its holder sign in to machines as administrator is assigned at a
//! subscription, a management group or the root.
//!
//! **Why it matters.** It opens each machine, those made later included, and with each machine what
//! its identities may do.
//!
//! **Evidence.** The assignment, where its scope is a subscription or wider. A step graver above
//! subscriptions, one severity lower under a condition and where the role has to be activated first.
//!
//! **Remediation.** Assign the role at the resource group of the machines, to a group that is
//! activated when needed.
//!
//! **False positives.** Small subscriptions with one team.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "administrator-of-every-machine",
    "may sign in as administrator to every machine of a subscription",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("administrator-of-every-machine"),
    may: "sign in to all machines as administrator",
    leads_to: "an administrator of a machine gets the tokens of its managed identities",
    instead: "assign the role at the machines or their resource group",
    is_fixed_by_removal: true,
    only_if_broad: true,
    unless: &[],
};
