//! # cluster-identity-broken
//!
//! **What.** A managed identity of an Operator Nexus cluster that does not reach the storage
//! account, workspace or key vault which the cluster's settings name: a setting of the wrong form,
//! an identity that is not attached, a role that is missing, a resource that lets nobody in.
//!
//! **Why it matters.** The output of run-* commands is not written, deployment fails, or the
//! credentials of machines are not rotated; mostly nothing says so until they are needed.
//!
//! **Evidence.** The cluster; the rules are S, I, A and R of nexus.md §2.3, of severity error.
//! What the inputs don't say is no finding: a diagnostic names the rules that stay open.
//!
//! **Remediation.** The commands of the finding, then `rolecall nexus check` again.
//!
//! **False positives.** An export older than the last change of the cluster, or of its resources.

use super::super::clusters::cluster_findings;
use super::super::survey::Survey;
use crate::rule::{Finding, Rule, Severity};

pub(in crate::audit) const RULE: Rule = Rule::new(
    "cluster-identity-broken",
    "a managed identity of a cluster does not reach what the cluster's settings name",
    Severity::High,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    cluster_findings(survey, &RULE, Severity::High)
}
