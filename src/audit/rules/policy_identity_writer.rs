//! # policy-identity-writer
//!
//! **What.** A principal may assign policies, start remediations, exempt from policies or delete
//! them.
//!
//! **Why it matters.** A `deployIfNotExists` or `modify` policy deploys whatever its author wrote,
//! with the rights of the identity of its assignment. And who may exempt itself is bound by no
//! policy.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Give it at the scope where policies are governed, to those who govern them.
//!
//! **False positives.** The team that governs policy; for it this is the job.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "policy-identity-writer",
    "may act through the identity of a policy, or switch policies off",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("policy-identity-writer"),
    may: "write policy assignments, exemptions or remediations",
    leads_to: "a policy that deploys or modifies acts with the rights of its own identity, and one that is exempted or deleted guards nothing",
    instead: "separate those who write policies from those whom they bind; Resource Policy Contributor at a management group is for the first",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
