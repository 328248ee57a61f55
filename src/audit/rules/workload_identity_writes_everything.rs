//! # workload-identity-writes-everything
//!
//! **What.** An application or a managed identity may write, delete and act on resources of any
//! kind at a subscription or wider.
//!
//! **Why it matters.** What it deploys is a handful of services; what it can do is everything else
//! too: run code in machines, read keys, delete clusters. Whoever changes the code or the secret of
//! the workload can do the same.
//!
//! **Evidence.** The assignment; the role starts from everything and assigns no roles.
//!
//! **Remediation.** Roles of the services that it deploys, at the resource groups it deploys to;
//! federated sign-in in place of secrets.
//!
//! **False positives.** A pipeline with a subscription of its own.

use super::super::capability::{reach, weighed};
use super::super::holder::Hold;
use super::super::privilege::Privilege;
use super::super::survey::Survey;
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "workload-identity-writes-everything",
    "an application or managed identity that may write everything on a subscription or wider",
    Severity::Medium,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let writing = survey
        .privileged()
        .filter(|(_, why)| *why == Privilege::Writes);
    let findings = writing.filter_map(|(holding, _)| {
        let mut finding = holding.finding(survey, &RULE);
        if !finding.principal.as_ref()?.is_workload() {
            return None;
        }
        let kind = holding.grant.scope.kind();
        finding.severity = weighed(RULE.severity, kind, Hold::Unconditional);
        let role = &holding.role.name;
        let who = finding.who();
        let title = format!("{who}, a workload identity, holds {role} at {}", kind.as_str());
        let because = format!(
            "{who} may write and delete resources of any kind {}, because {role} is assigned to it; so may whoever changes the code that runs as it",
            reach(holding)
        );
        finding.title = title;
        let remediation = Remediation {
            text: "assign roles of the services that it deploys at the resource groups it deploys to; `rolecall recommend` finds them".to_owned(),
            commands: vec![holding.removal()],
        };
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
