//! # storage-key-reader
//!
//! **What.** A principal may list or regenerate keys of storage accounts, or have access signatures
//! signed by them, by a role other than those of owners and contributors.
//!
//! **Why it matters.** It looks like management and is full access to data: no condition binds a
//! key (AB-5), no data role is needed, and logs show no user. Log Analytics Contributor and Virtual
//! Machine Contributor are among the roles that hold it.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Set `allowSharedKeyAccess` to false where nothing needs keys: `az storage
//! account update --allow-shared-key-access false`. Else take a role without the operation.
//!
//! **False positives.** Services that can't use anything but keys; accounts with shared keys
//! switched off.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "storage-key-reader",
    "may read keys of storage accounts",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("storage-key-reader"),
    may: "read or renew keys of storage accounts, or sign tokens by them",
    leads_to: "a key opens all data of the account, past conditions and without the user's name in logs",
    instead: "switch shared keys off at the accounts, and use roles on the data plane",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
