//! # kubernetes-administrator-credential-reader
//!
//! **What.** A principal may list administrator credentials of managed clusters, run commands in
//! them, change how they sign people in, or fetch the proxy credential of connected clusters.
//!
//! **Why it matters.** The credential of the local administrator passes by Azure's data plane roles
//! and by single sign-on. Nexus Kubernetes clusters are connected clusters.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Disable local accounts (`az aks update --disable-local-accounts`), and assign
//! data plane roles by namespace.
//!
//! **False positives.** The proxy credential of a connected cluster gives only what Kubernetes
//! roles give to the caller.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "kubernetes-administrator-credential-reader",
    "may fetch administrator credentials of Kubernetes clusters",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("kubernetes-administrator-credential-reader"),
    may: "get into Kubernetes clusters as administrator",
    leads_to: "the local administrator is bound by no role of Kubernetes and named in no log",
    instead: "switch local accounts off and use roles on the data plane of the clusters",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
