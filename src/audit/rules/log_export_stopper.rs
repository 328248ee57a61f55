//! # log-export-stopper
//!
//! **What.** A principal may write or delete diagnostic settings, or open protected tables of a log
//! workspace.
//!
//! **Why it matters.** Logs that are not exported are lost after 90 days, or never written. It is
//! the first thing that an intruder would like to do.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** A `deployIfNotExists` policy writes the settings again. Roles for reading logs
//! don't need to write settings.
//!
//! **False positives.** Monitoring teams; the policy's own identity.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "log-export-stopper",
    "may stop or redirect the export of logs",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("log-export-stopper"),
    may: "stop or redirect the export of logs",
    leads_to: "nobody sees what is done after that",
    instead: "enforce diagnostic settings by policy, and use a role that only reads them",
    is_fixed_by_removal: false,
    only_if_broad: false,
    unless: &[],
};
