//! # privileged-role-to-user
//!
//! **What.** A role that can grant rights is assigned to a user directly and not through a group.
//!
//! **Why it matters.** Direct assignments are forgotten when people move on: no group review finds
//! them, and removing the person from a group doesn't end them.
//!
//! **Evidence.** The assignment, with the operation that makes its role privileged. Those who write
//! everything and assign no roles are reported by contributor-at-subscription-or-above.
//!
//! **Remediation.** A group that is reviewed, with the user as its member.
//!
//! **False positives.** Break-glass accounts are assigned directly on purpose.

use super::super::holder::Hold;
use super::super::survey::Survey;
use crate::catalog::EscalationKind;
use crate::catalog::effects::ASSIGNS_ROLES;
use crate::model::PrincipalKind;
use crate::rule::{Confidence, Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "privileged-role-to-user",
    "a privileged role assigned to a user and not to a group",
    Severity::Medium,
);

/// The operations that tell most, in order; the others of the escalation list follow.
const TELLING: [&str; 4] = [
    ASSIGNS_ROLES,
    "Microsoft.Authorization/roleDefinitions/write",
    "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
    "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
];

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    survey
        .holdings()
        .iter()
        .filter_map(|holding| {
            let of_holding = &survey.roles()[holding.role_at];
            let contributes = of_holding.is_everything && of_holding.delegates.is_none();
            if contributes || survey.kind(holding.grant.holder, holding.grant.principal_kind()) != PrincipalKind::User {
                return None;
            }
            let (entry, hold) = holding
                .escalation(survey)
                .filter(|(entry, _)| {
                    entry.kind == EscalationKind::Grants && entry.action.is_concrete()
                })
                .min_by_key(|(entry, hold)| {
                    let action = entry.action.as_str();
                    let rank = TELLING.iter().position(|telling| *telling == action);
                    (*hold, rank.unwrap_or(TELLING.len()))
                })?;
            let action = entry.action.as_str();
            let mut finding = holding.finding(survey, &RULE);
            let who = finding.who().to_owned();
            let role = &holding.role.name;
            (finding.severity, finding.confidence) = match hold {
                Hold::Unconditional => (Severity::Medium, Confidence::High),
                Hold::Conditional => (Severity::Low, Confidence::Medium),
            };
            finding.title = format!("{who} holds {role} directly");
            let limit = if hold == Hold::Conditional { ", under a condition," } else { "" };
            let because = format!(
                "{who} holds `{action}`{limit} at {} because {role} is assigned to the user and not to a group",
                holding.grant.scope
            );
            let remediation = Remediation {
                text: format!("assign {role} to a group that is reviewed, make {who} a member, then remove this assignment"),
                commands: vec![holding.removal()],
            };
            Some(finding.build(because, remediation))
        })
        .collect()
}
