//! # contributor-at-subscription-or-above
//!
//! **What.** A user or group may write, delete and act on resources of any kind, without a
//! condition, at a subscription, a management group or the root, but may not assign roles; or is
//! eligible for a role that gives it.
//!
//! **Why it matters.** Not being able to assign roles is less of a limit than it seems (P27): who
//! writes everything runs code in machines and functions as their identities, reads keys of
//! storage accounts and services, and deletes what is there, Nexus clusters included.
//!
//! **Evidence.** The assignment. The role is judged by what it permits: it also covers services
//! that don't exist yet, so that it starts from `*` in one form or another. Who has to activate the
//! role first is reported with one severity lower.
//!
//! **Remediation.** Roles of the services that the work needs, at the resource groups that hold
//! them.
//!
//! **False positives.** Small subscriptions with one team and one purpose. Severity is medium for
//! that reason; above subscriptions it is high.

use super::super::capability::{reach, weighed};
use super::super::holder::Hold;
use super::super::survey::Survey;
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "contributor-at-subscription-or-above",
    "rights to write everything on a subscription or wider",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let holdings = survey.within_reach();
    let contributors = holdings.filter(|h| h.is_broad() && h.writes_everything(survey));
    let findings = contributors.filter_map(|holding| {
        let mut finding = holding.finding(survey, &RULE);
        if finding.principal.as_ref()?.is_workload() {
            // Told by workload-identity-writes-everything.
            return None;
        }
        let scope = holding.grant.scope;
        finding.severity =
            holding.weigh(weighed(RULE.severity, scope.kind(), Hold::Unconditional));
        let holder = holding.holder(survey, &mut finding);
        let (role, holds) = (&holding.role.name, holding.holds());
        let kind = scope.kind().as_str();
        finding.title = format!("{} {holds} {role} at {kind}", finding.who());
        let because = format!(
            "{holder} may write and delete resources of any kind {}, because {} leaves out little more than the assignment of roles; running code as other identities and reading keys is part of it",
            reach(&holding),
            holding.grantor()
        );
        let remediation = Remediation {
            text: format!("assign roles of the services in question at the resource groups in question, then remove this {}; `rolecall recommend` finds them", holding.record()),
            commands: vec![holding.removal()],
        };
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
