//! # nexus-keyset-writer
//!
//! **What.** A principal may write key sets of Operator Nexus clusters: those for bare metal
//! machines (SSH) or those for baseboard management controllers.
//!
//! **Why it matters.** A key set names people, groups and public keys that get onto the machines,
//! as privileged users if it says so. On the machine no Azure role holds, and a controller has the
//! machine's power, console and firmware.
//!
//! **Evidence.** The assignment, with the operations of its role. Who may do everything, or may
//! assign any role, is reported by the rules on owners, contributors and role-assignment-writer, and
//! not here again. Severity is that of a subscription: wider scopes are a step graver, narrower
//! ones, conditions and roles that have to be activated first one severity lower.
//!
//! **Remediation.** Make a custom role with the seven key set operations, take them from everyone
//! else, and let it be activated for hours.
//!
//! **False positives.** The few who run key sets. The Compute Contributor role doesn't write them,
//! the Nexus Owner role does.

use super::super::capability::Capability;
use super::super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "nexus-keyset-writer",
    "may give itself a sign-in to Nexus bare metal",
    Severity::High,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    CAPABILITY.findings(survey, &RULE)
}

const CAPABILITY: Capability = Capability {
    by: RuleOperations::of("nexus-keyset-writer"),
    may: "write key sets of Nexus clusters",
    leads_to: "a key set lets chosen people sign in to bare metal machines or their baseboard controllers, past every Azure role",
    instead: "keep key sets with a role of its own: the seven operations of the documented keyset administrator as a custom role, for few people, activated when needed, with approval",
    is_fixed_by_removal: true,
    only_if_broad: false,
    unless: &[],
};
