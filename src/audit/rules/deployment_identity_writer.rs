//! # deployment-identity-writer
//!
//! **What.** A principal may write deployment scripts, blueprint assignments, managed applications
//! or deployment stacks.
//!
//! **Why it matters.** Templates are checked resource by resource with the rights of who deploys
//! them. These four are not: a script runs as the identity it names, a blueprint assigns roles by
//! its own identity, a managed application and a stack have rights of their own.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Remove the operations, or limit them to the resource group in which they are
//! used.
//!
//! **False positives.** Pipelines that deploy whole landing zones.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "deployment-identity-writer",
    "may deploy with the identity of something else",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("deployment-identity-writer"),
    may: "deploy through scripts, blueprints, managed applications or stacks",
    leads_to: "these run with an identity of their own, whose rights may exceed those of who deploys",
    instead: "name the resource types that the role is to deploy, and leave out those that bring their own identity",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
