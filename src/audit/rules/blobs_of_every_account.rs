//! # blobs-of-every-account
//!
//! **What.** A data role on blobs is assigned at a subscription, a management group or the root.
//!
//! **Why it matters.** Storage accounts hold Terraform state with its secrets, disk images, exports
//! and the output of Nexus run commands. A data role above them opens all.
//!
//! **Evidence.** The assignment, where its scope is a subscription or wider. A step graver above
//! subscriptions, one severity lower under a condition and where the role has to be activated first.
//!
//! **Remediation.** Assign the role at the account or the container.
//!
//! **False positives.** Scanners that must see all accounts.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "blobs-of-every-account",
    "may read or write the blobs of every account of a subscription",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("blobs-of-every-account"),
    may: "read or write blobs of all storage accounts",
    leads_to: "state files, backups and command output lie in blobs, and accounts made later are open too",
    instead: "assign the role at the accounts or containers that the principal needs",
    is_fixed_by_removal: true,
    only_if_broad: true,
    unless: &[],
};
