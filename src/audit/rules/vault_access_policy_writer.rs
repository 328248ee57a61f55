//! # vault-access-policy-writer
//!
//! **What.** A principal may write key vaults or their access policies.
//!
//! **Why it matters.** A vault that uses access policies lets in who stands in them, and who may
//! write them puts itself there: Key Vault Contributor is as much as every secret of such vaults
//! (P5). A vault in the other mode can be switched by `vaults/write`.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Switch vaults to roles, and narrow the assignment to the vaults in question.
//!
//! **False positives.** Pipelines that make vaults. For vaults in role mode Azure asks for
//! unlimited writing of role assignments before the mode is switched, by its documentation.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "vault-access-policy-writer",
    "may let itself into key vaults",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("vault-access-policy-writer"),
    may: "change key vaults and their access policies",
    leads_to: "in a vault that uses access policies it adds itself, and a vault that uses roles can be switched over",
    instead: "use the role-based permission model, and a role without `vaults/write` for those who only look after vaults",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
