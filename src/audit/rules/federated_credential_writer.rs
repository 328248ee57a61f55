//! # federated-credential-writer
//!
//! **What.** A principal may write federated identity credentials of user-assigned identities.
//!
//! **Why it matters.** A credential makes Azure trust tokens of an outside issuer for the identity.
//! No compute resource is touched, no key is made, and the way in stays open after the principal
//! lost its roles.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Assign the role at the identities in question and not at their group or
//! subscription; watch for credentials of issuers that nobody knows.
//!
//! **False positives.** Managed Identity Contributor for those who run workload identities of
//! clusters.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "federated-credential-writer",
    "may let an outside issuer sign in as a managed identity",
    Severity::High,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("federated-credential-writer"),
    may: "add federated credentials to managed identities",
    leads_to: "whoever controls the issuer named in a credential signs in as the identity, from anywhere",
    instead: "leave federated credentials to the pipeline that makes identities, at the identities that need one",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
