//! # security-monitoring-changer
//!
//! **What.** A principal may write or delete settings of Defender for Cloud or of Sentinel.
//!
//! **Why it matters.** Plans can be switched off, alerts suppressed and detections deleted before
//! something is done that they would show.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Security Admin is for those who run the monitoring; everybody else reads.
//!
//! **False positives.** The security team.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "security-monitoring-changer",
    "may switch off security monitoring",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("security-monitoring-changer"),
    may: "change or remove security monitoring",
    leads_to: "alerts that nobody raises are answered by nobody",
    instead: "give those who only look Security Reader",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
