//! # service-key-reader
//!
//! **What.** A principal may list keys, passwords or signed links: of registries, Cosmos DB, Event
//! Hubs, Service Bus, configuration stores, caches, search, IoT hubs, log workspaces, web apps or
//! workflows.
//!
//! **Why it matters.** The operation ends in `action`, so that it counts as management; what it
//! hands out is the data, or the right to run code.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Most of these services can refuse local authentication: then the keys open
//! nothing.
//!
//! **False positives.** Applications that read their own key at start.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "service-key-reader",
    "may read keys and credentials of services",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("service-key-reader"),
    may: "read keys or credentials of services",
    leads_to: "a key is full access without a name, and it works until someone renews it",
    instead: "switch local authentication off where the service can do without, and take a role without the operation",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
