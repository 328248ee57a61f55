//! # database-administrator-writer
//!
//! **What.** A principal may write administrators or passwords of SQL servers, or role assignments
//! inside Cosmos DB.
//!
//! **Why it matters.** These services keep their own list of who may do what. Who may write that
//! list needs no Azure role on the data.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Narrow the scope; watch for changes of administrators in the activity log.
//!
//! **False positives.** Database administrators.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "database-administrator-writer",
    "may make itself administrator of databases",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("database-administrator-writer"),
    may: "name the administrator of database servers",
    leads_to: "a database has roles of its own, and its administrator holds them all",
    instead: "assign the role at the servers in question, and let a group that is reviewed be administrator",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
