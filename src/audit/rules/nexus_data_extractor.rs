//! # nexus-data-extractor
//!
//! **What.** A principal may run read commands or data extracts on bare metal machines or storage
//! appliances of Operator Nexus.
//!
//! **Why it matters.** Extracts hold logs and configuration of the platform. The restricted ones
//! hold more, and are not part of the Contributor role.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Give operators who only watch a reading role; guard the output container.
//!
//! **False positives.** Operators who diagnose machines: for them it is the job.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "nexus-data-extractor",
    "may take data off Nexus bare metal",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("nexus-data-extractor"),
    may: "run read commands or data extracts on Nexus machines",
    leads_to: "what they print goes to the storage account of the cluster, where its readers find it",
    instead: "take a role that only reads the resources where nobody diagnoses machines, and look at who reads the storage account of the cluster",
    is_fixed_by_removal: false,
    only_if_broad: false,
    unless: RuleOperations::of("nexus-command-runner").operations,
};
