//! # role-definition-writer
//!
//! **What.** A principal may write role definitions, but not role assignments.
//!
//! **Why it matters.** Whoever holds a custom role and may write its definition adds whatever it
//! likes to it: no assignment changes, so that reviews of assignments see nothing.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Leave role definitions to a pipeline whose changes are reviewed, or to those
//! who own the tenant anyway.
//!
//! **False positives.** A pipeline that deploys custom roles needs it. A definition can only be
//! changed by who may write it at every one of its assignable scopes, so that a narrow assignment
//! is less than it seems.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "role-definition-writer",
    "may change role definitions",
    Severity::High,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("role-definition-writer"),
    may: "change custom roles",
    leads_to: "it may add operations to a custom role that it or others hold already",
    instead: "keep the writing of role definitions with the few who own the tenant, and remove this assignment",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
