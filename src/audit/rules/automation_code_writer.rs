//! # automation-code-writer
//!
//! **What.** A principal may write runbooks, workflows, pipelines, jobs, container groups or web
//! apps.
//!
//! **Why it matters.** Such code runs as the managed identity of its account or app, or over its
//! stored connections. Its author has the rights of that identity.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Narrow the scope, and look at what the identities at that scope hold.
//!
//! **False positives.** Developers of the app. Where its identity holds little, so do they.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "automation-code-writer",
    "may change code that runs as another identity",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("automation-code-writer"),
    may: "change code that runs with an identity of its own",
    leads_to: "the code gets the tokens of that identity, whatever its author may do",
    instead: "assign the role at the one account or app that the principal runs, and give the identity behind it no more than the job needs",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
