//! # secrets-of-every-vault
//!
//! **What.** A data role on secrets, keys or certificates of key vaults is assigned at a
//! subscription, a management group or the root.
//!
//! **Why it matters.** Vaults are made so that secrets are apart. A data role above them joins them
//! again, those of other teams and those made later included.
//!
//! **Evidence.** The assignment, where its scope is a subscription or wider. A step graver above
//! subscriptions, one severity lower under a condition and where the role has to be activated first.
//!
//! **Remediation.** Assign the role at each vault; `az role assignment create --scope VAULT`.
//!
//! **False positives.** Backup and rotation services that serve all vaults. A vault that uses
//! access policies ignores the role.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "secrets-of-every-vault",
    "may read or write the secrets of every vault of a subscription",
    Severity::High,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("secrets-of-every-vault"),
    may: "read, plant or use secrets, keys or certificates of all key vaults",
    leads_to: "every vault that is made later is open too",
    instead: "assign the role at the vaults that the principal needs",
    is_fixed_by_removal: true,
    only_if_broad: true,
    unless: &[],
};
