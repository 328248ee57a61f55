//! # elevated-access-at-root
//!
//! **What.** A principal may assign any role at the root `/`, above every management group and
//! subscription, without holding everything there.
//!
//! **Why it matters.** It is what a Global Administrator gets who switches on access management for
//! Azure resources (EA-1). It stays until someone switches it off, even after the directory role is
//! gone, and hardly anyone looks at `/`: the portal doesn't show it among a subscription's roles.
//!
//! **Evidence.** The assignment at `/`, without a condition. Owner-like roles at `/` are reported by
//! owner-at-subscription-or-above.
//!
//! **Remediation.** Switch the elevation off in the directory's properties, signed in as that
//! person, or delete the assignment.
//!
//! **False positives.** While an administrator fixes something at the root; for minutes, not days.

use super::super::holder::Hold;
use super::super::survey::Survey;
use crate::catalog::effects::ASSIGNS_ROLES;
use crate::model::Plane;
use crate::rule::{Finding, Remediation, Rule, Severity};
use crate::scope::ScopeKind;

pub(super) const RULE: Rule = Rule::new(
    "elevated-access-at-root",
    "may assign any role at the root",
    Severity::Critical,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let findings = survey.holdings().iter().filter_map(|holding| {
        let at_root = holding.grant.scope.kind() == ScopeKind::Root;
        let hold = at_root.then(|| holding.gives(survey, ASSIGNS_ROLES, Plane::Control))??;
        if hold == Hold::Conditional || holding.is_owner_like(survey) {
            return None;
        }
        let mut finding = holding.finding(survey, &RULE);
        let holder = holding.holder(survey, &mut finding);
        let role = &holding.role.name;
        finding.title = format!("{} holds {role} at the root", finding.who());
        let because = format!(
            "{holder} may give any role to anyone in every subscription, because {role} is assigned at `/`, as when a Global Administrator elevates access"
        );
        let remediation = Remediation {
            text: "switch the elevation off when it is no longer used".to_owned(),
            commands: vec![holding.removal()],
        };
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
