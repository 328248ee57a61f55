//! # owner-at-subscription-or-above
//!
//! **What.** A user or group holds every control operation, without a condition, at a subscription, a
//! management group or the root, or is eligible for a role that does.
//!
//! **Why it matters.** Whoever holds it can grant any role on everything below, read every key and
//! undo every guard. The fewer such holders, the fewer accounts whose loss is the loss of all.
//!
//! **Evidence.** The assignment, and the role's permissions: the role is judged by what it
//! permits, so a custom copy of Owner counts and Storage Blob Data Owner does not. Applications and
//! managed identities are reported by workload-identity-owns-scope. Who has to activate the role
//! first is reported with one severity lower.
//!
//! **Remediation.** The roles that the work needs at the scopes it needs; `rolecall recommend`
//! finds them.
//!
//! **False positives.** Two or three break-glass owners are wanted in most tenants: suppress them
//! by name.

use super::super::survey::Survey;
use crate::model::Standing;
use crate::rule::{Finding, Remediation, Rule, Severity};
use crate::scope::ScopeKind;

pub(super) const RULE: Rule = Rule::new(
    "owner-at-subscription-or-above",
    "owner-like rights on a subscription or wider",
    Severity::High,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    survey.within_reach()
        .filter(|holding| holding.is_broad() && holding.is_owner_like(survey))
        .filter_map(|holding| {
            let mut finding = holding.finding(survey, &RULE);
            let is_classic = holding.grant.is_classic();
            if finding.principal.as_ref()?.is_workload() || is_classic {
                // Told by workload-identity-owns-scope and classic-administrator.
                return None;
            }
            let scope = holding.grant.scope;
            finding.severity = holding.weigh(match scope.kind() {
                ScopeKind::Root | ScopeKind::ManagementGroup => Severity::Critical,
                _ => Severity::High,
            });
            let who = finding.principal.as_ref().map(|p| p.name.clone()).unwrap_or_default();
            let role = &holding.role.name;
            finding.title = format!("{who} {} {role} at {}", holding.holds(), scope.kind().as_str());
            let because = format!(
                "{who} may do everything at {scope} and below, granting roles included, because {}",
                match holding.grant.standing {
                    Standing::Active => format!("{role} is assigned there without a condition"),
                    Standing::Eligible => format!("{who} may activate {role} there, without a condition"),
                }
            );
            let remediation = Remediation {
                text: match holding.grant.standing {
                    Standing::Active => "assign the roles that the work needs at the scopes it needs, then remove this assignment; `rolecall recommend` finds them",
                    Standing::Eligible => "make the principal eligible for the roles that the work needs at the scopes it needs, then remove this eligibility; `rolecall recommend` finds them",
                }.to_owned(),
                commands: vec![holding.removal()],
            };
            Some(finding.build(because, remediation))
        })
        .collect()
}
