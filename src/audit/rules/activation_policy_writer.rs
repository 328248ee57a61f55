//! # activation-policy-writer
//!
//! **What.** A principal may write role management policies: the rules of Privileged Identity
//! Management on approval, sign-in and duration.
//!
//! **Why it matters.** Eligible access is only as safe as its rules. Who is eligible for a role and
//! may change its rules needs nobody's approval.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Remove the operation from the role, or the assignment.
//!
//! **False positives.** The team that runs Privileged Identity Management.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "activation-policy-writer",
    "may loosen the rules of role activation",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("activation-policy-writer"),
    may: "change the rules by which roles are activated",
    leads_to: "approval, multi-factor sign-in and the length of an activation can be switched off before a role is activated",
    instead: "leave the rules of activation to those who answer for the tenant, and remove this assignment",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: RuleOperations::of("schedule-request-writer").operations,
};
