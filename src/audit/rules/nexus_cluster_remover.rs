//! # nexus-cluster-remover
//!
//! **What.** A principal may delete clusters, racks, machines or cluster managers of Operator
//! Nexus, or reimage machines, and may not run commands on them.
//!
//! **Why it matters.** There is no way back. The Contributor role of Nexus holds all of these, so
//! that every operator of a site can take the site down.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Locks stop deletion for everyone who can't remove locks (see lock-remover): `az
//! lock create --lock-type CanNotDelete`.
//!
//! **False positives.** Those who build and rebuild clusters; clusters with locks.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "nexus-cluster-remover",
    "may delete Nexus clusters or machines",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("nexus-cluster-remover"),
    may: "delete or reimage parts of Nexus clusters",
    leads_to: "a deleted cluster takes every workload on it along, and deploying it again takes hours or days",
    instead: "set `CanNotDelete` locks on clusters, racks and cluster managers, and let a role without deletion do the daily work",
    is_fixed_by_removal: false,
    only_if_broad: false,
    unless: RuleOperations::of("nexus-command-runner").operations,
};
