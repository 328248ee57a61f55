//! # workload-identity-owns-scope
//!
//! **What.** An application or a managed identity may do everything at a scope, the assignment of
//! roles included.
//!
//! **Why it matters.** Nobody signs in as it with a second factor, its secret lies where its code
//! runs, and everyone who can change that code owns the scope too.
//!
//! **Evidence.** The assignment, at any scope. Who may only assign roles is reported by
//! role-assignment-writer.
//!
//! **Remediation.** The roles of the services that it deploys, and where it must assign roles, Role
//! Based Access Control Administrator with a condition that names them.
//!
//! **False positives.** A pipeline that makes whole subscriptions may need it until there is another
//! way; then it should sign in by federation, without a secret.

use super::super::capability::reach;
use super::super::privilege::Privilege;
use super::super::survey::Survey;
use crate::rule::{Finding, Remediation, Rule, Severity};
use crate::scope::ScopeKind;

pub(super) const RULE: Rule = Rule::new(
    "workload-identity-owns-scope",
    "an application or managed identity with owner-like rights",
    Severity::High,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let owning = survey
        .privileged()
        .filter(|(_, why)| *why == Privilege::Owns);
    let findings = owning.filter_map(|(holding, _)| {
        let mut finding = holding.finding(survey, &RULE);
        if !finding.principal.as_ref()?.is_workload() {
            return None;
        }
        finding.severity = match holding.grant.scope.kind() {
            ScopeKind::Root | ScopeKind::ManagementGroup => Severity::Critical,
            ScopeKind::Resource => Severity::Medium,
            _ => RULE.severity,
        };
        let role = &holding.role.name;
        let who = finding.who();
        let title = format!("{who}, a workload identity, holds {role}");
        let because = format!(
            "{who} may do everything {}, granting roles included, because {role} is assigned to it without a condition; so may whoever changes the code that runs as it",
            reach(holding)
        );
        finding.title = title;
        let remediation = Remediation {
            text: "assign the roles that its work needs, and a delegation with a condition where it must assign roles; `rolecall recommend` finds them".to_owned(),
            commands: vec![holding.removal()],
        };
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
