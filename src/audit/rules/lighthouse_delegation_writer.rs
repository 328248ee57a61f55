//! # lighthouse-delegation-writer
//!
//! **What.** A principal may write registration assignments of Azure Lighthouse.
//!
//! **Why it matters.** A delegation gives roles to principals of another tenant. They are in no
//! role assignment and no directory of your own tenant, so that reviews miss them.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Remove the operation from the role; delegations are rare and can be made by an
//! owner.
//!
//! **False positives.** The team that brings service providers in.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "lighthouse-delegation-writer",
    "may delegate a scope to another tenant",
    Severity::High,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("lighthouse-delegation-writer"),
    may: "delegate a scope to principals of another tenant",
    leads_to: "such principals appear in no role assignment of this tenant",
    instead: "leave delegations to those who own the subscription, and remove this assignment",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
