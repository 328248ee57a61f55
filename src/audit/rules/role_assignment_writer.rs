//! # role-assignment-writer
//!
//! **What.** A principal may write role assignments, or is eligible for a role that may.
//!
//! **Why it matters.** Who may write role assignments may give themselves any role at that scope,
//! unless a condition stops it: it is as much as owning the scope.
//!
//! **Evidence.** The assignment, and whether the role's permission or the assignment has a
//! condition. A constrained delegate is reported with lower severity and with the roles that it may
//! assign; whether it gets past its condition is reported by constrained-delegate-breakout. Who has to
//! activate the role first is reported with one severity lower.
//!
//! **Remediation.** A condition that names the roles that may be assigned, or no such role.
//!
//! **False positives.** Deployment pipelines that create their own role assignments need it; give
//! them a condition that names the roles.

use super::super::delegates::reach_words;
use super::super::holder::Hold;
use super::super::survey::Survey;
use crate::catalog::effects::ASSIGNS_ROLES;
use crate::condition::Verdict;
use crate::delegation::RoleReach;
use crate::model::{Plane, Standing};
use crate::rule::{Confidence, Finding, Remediation, Rule, Severity};
use crate::scope::ScopeKind;

pub(super) const RULE: Rule = Rule::new(
    "role-assignment-writer",
    "may write role assignments",
    Severity::High,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    survey.within_reach()
        .filter_map(|holding| {
            let hold = holding.gives(survey, ASSIGNS_ROLES, Plane::Control)?;
            let who = holding.grant.holder;
            let is_workload = survey.principal(who, holding.grant.principal_kind()).is_workload();
            if hold == Hold::Unconditional
                && (holding.is_broad() || is_workload)
                && holding.is_owner_like(survey)
            {
                // Told by owner-at-subscription-or-above or workload-identity-owns-scope.
                return None;
            }
            let is_root = holding.grant.scope.kind() == ScopeKind::Root;
            if hold == Hold::Unconditional && is_root && holding.grant.standing == Standing::Active {
                // Told by elevated-access-at-root.
                return None;
            }
            let mut finding = holding.finding(survey, &RULE);
            let who = finding.principal.as_ref().map(|p| p.name.clone()).unwrap_or_default();
            let scope = holding.grant.scope;
            let (means, grantor) = (holding.means(), holding.grantor());
            finding.severity = holding.weigh(match (hold, scope.kind()) {
                (Hold::Unconditional, ScopeKind::Root | ScopeKind::ManagementGroup) => Severity::Critical,
                (Hold::Unconditional, ScopeKind::Subscription | ScopeKind::ResourceGroup) => Severity::High,
                (Hold::Unconditional, _) => Severity::Medium,
                (Hold::Conditional, _) => Severity::Medium,
            });
            let (because, remediation) = if hold == Hold::Conditional {
                let found = survey.delegation(&holding);
                if found.assign == RoleReach::Nothing {
                    return None;
                }
                if !is_certain(&found.assign) {
                    finding.confidence = Confidence::Medium;
                }
                let roles = reach_words(&found.assign);
                finding.title = format!("{who} may assign {roles}, by {means}");
                let because = format!(
                    "{who} holds `{ASSIGNS_ROLES}` at {scope} through {}, under a condition that lets through {roles}",
                    grantor.trim_end_matches(',')
                );
                let remediation = Remediation::advice("check that these are the roles that are meant, and that the condition covers delete as well as write; `rolecall conditions delegation` shows both");
                (because, remediation)
            } else {
                finding.title = format!("{who} may assign any role, by {means}");
                let because = format!(
                    "{who} may give any role to anyone at {scope} and below because {grantor} grants `{ASSIGNS_ROLES}` without a condition"
                );
                let remediation = Remediation {
                    text: format!("constrain the {} with a condition that names the roles it may assign, or remove it", holding.record()),
                    commands: vec![holding.removal()],
                };
                (because, remediation)
            };
            Some(finding.build(because, remediation))
        })
        .collect()
}

fn is_certain(reach: &RoleReach) -> bool {
    match reach {
        RoleReach::Nothing | RoleReach::AnyRole { .. } => true,
        RoleReach::Undetermined { .. } => false,
        RoleReach::Roles {
            unknown, unlisted, ..
        } => unknown.is_empty() && unlisted.best() != Verdict::Unknown,
    }
}
