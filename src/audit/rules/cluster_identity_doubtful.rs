//! # cluster-identity-doubtful
//!
//! **What.** A managed identity of an Operator Nexus cluster that works today, but by more than it
//! needs, under a condition, or through a deprecated setting; and people who may read the output of
//! commands, but not the account that holds it.
//!
//! **Why it matters.** A role wider than the named one is access that nobody asked for; a condition
//! or a deprecated setting may stop the identity later.
//!
//! **Evidence.** The cluster; the rules are those of nexus.md §2.3 of severity warning.
//!
//! **Remediation.** The commands of the finding: the named role in place of the wider one, an
//! assignment without the condition, the setting that took the deprecated one's place.
//!
//! **False positives.** A wider role that the identity needs for something else.

use super::super::clusters::cluster_findings;
use super::super::survey::Survey;
use crate::rule::{Finding, Rule, Severity};

pub(in crate::audit) const RULE: Rule = Rule::new(
    "cluster-identity-doubtful",
    "a managed identity of a cluster works, but not as it should",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    cluster_findings(survey, &RULE, Severity::Medium)
}
