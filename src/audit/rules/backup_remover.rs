//! # backup-remover
//!
//! **What.** A principal may delete backups, backup vaults or the safeguards of vaults, by a role
//! other than those of owners and contributors.
//!
//! **Why it matters.** Who encrypts a tenant deletes its backups first. Soft delete is a setting of
//! the vault, and `backupconfig/write` changes it.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Immutable vaults and a Resource Guard in another subscription take the deletion
//! out of one person's hands.
//!
//! **False positives.** Backup operators, where vaults are immutable.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new("backup-remover", "may destroy backups", Severity::Medium);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("backup-remover"),
    may: "delete backups or weaken their protection",
    leads_to: "nothing is left to restore from when it matters",
    instead: "make vaults immutable and guard them by multi-user authorization, and take a role without deletion",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
