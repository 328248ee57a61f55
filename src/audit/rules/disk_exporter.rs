//! # disk-exporter
//!
//! **What.** A principal may get a link to download disks or snapshots, or make snapshots.
//!
//! **Why it matters.** Who has the disk has the machine, without ever signing in to it.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Set `networkAccessPolicy` of disks to `DenyAll` or `AllowPrivate`, encrypt at
//! the host, and narrow the assignment.
//!
//! **False positives.** Backup and migration tools.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new("disk-exporter", "may download disks", Severity::Medium);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("disk-exporter"),
    may: "export disks or snapshots of machines",
    leads_to: "a disk holds what the machine knew: keys, tokens, passwords",
    instead: "use a role without the export of disks, and set the network access policy of disks to private",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
