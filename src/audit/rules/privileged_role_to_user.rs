//! # privileged-role-to-user
//!
//! **What.** A role that can grant rights, or that holds every control operation, is assigned to a
//! user directly and not through a group.
//!
//! **Why it matters.** Direct assignments are forgotten when people move on: no group review finds
//! them, and removing the person from a group doesn't end them.
//!
//! **Evidence.** The assignment, with the operation that makes its role privileged.
//!
//! **False positives.** Break-glass accounts are assigned directly on purpose.

use super::super::finding::{Confidence, Finding, Remediation, Severity};
use super::super::holder::{Hold, holdings};
use super::super::registry::Rule;
use crate::access::AccessIndex;
use crate::catalog::EscalationKind;
use crate::model::{Plane, PrincipalKind};

pub(super) const RULE: Rule = Rule {
    id: "privileged-role-to-user",
    title: "a privileged role assigned to a user and not to a group",
    run,
};

fn run(index: &AccessIndex<'_>) -> Vec<Finding> {
    let grants: Vec<&str> = index
        .catalog()
        .risk()
        .escalation()
        .iter()
        .filter(|e| {
            e.kind == EscalationKind::Grants && e.plane == Plane::Control && e.action.is_concrete()
        })
        .map(|entry| entry.action.as_str())
        .collect();
    holdings(index)
        .filter_map(|holding| {
            let mut finding = holding.finding(index, RULE.id);
            let principal = finding.principal.as_ref()?;
            if principal.kind != PrincipalKind::User {
                return None;
            }
            let (action, hold) = grants
                .iter()
                .filter_map(|action| Some((*action, holding.gives(index, action, Plane::Control)?)))
                .min_by_key(|(_, hold)| *hold)?;
            let who = principal.name.clone();
            let role = &holding.role.name;
            (finding.severity, finding.confidence) = match hold {
                Hold::Unconditional => (Severity::Medium, Confidence::High),
                Hold::Conditional => (Severity::Low, Confidence::Medium),
            };
            finding.title = format!("{who} holds {role} directly");
            let limit = if hold == Hold::Conditional { ", under a condition," } else { "" };
            finding.because = format!(
                "{who} holds `{action}`{limit} at {} because {role} is assigned to the user and not to a group",
                holding.assignment.scope
            );
            finding.remediation = Remediation {
                text: format!("assign {role} to a group that is reviewed, make {who} a member, then remove this assignment"),
                commands: vec![holding.removal()],
            };
            Some(finding)
        })
        .collect()
}
