//! # direct-user-assignments
//!
//! **What.** In a subscription ten roles or more are assigned to users directly and not through
//! groups.
//!
//! **Why it matters.** Each has to be found and removed by hand when someone moves on, and each
//! counts against the quota. Groups are reviewed, and owners of groups know their people.
//!
//! **Evidence.** The assignments, once a subscription. Privileged ones are reported one by one, by
//! privileged-role-to-user. The number is `direct-user-assignments` of the configuration.
//!
//! **Remediation.** A group for each role and scope that several people hold.
//!
//! **False positives.** Small teams.

use std::collections::BTreeMap;

use super::super::survey::Survey;
use super::super::tally;
use crate::model::PrincipalKind;
use crate::rule::{Finding, FindingBuilder, Remediation, Rule, Severity};
use crate::scope::Scope;

pub(super) const RULE: Rule = Rule::new(
    "direct-user-assignments",
    "many roles assigned to users and not to groups",
    Severity::Info,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let mut direct: BTreeMap<Scope, (usize, Vec<_>)> = BTreeMap::new();
    for holding in survey.holdings() {
        let grant = holding.grant;
        let Some(subscription) = grant.scope.subscription() else {
            continue;
        };
        let (all, users) = direct.entry(subscription).or_default();
        *all += 1;
        let kind = survey.kind(grant.holder, grant.principal_kind());
        if kind == PrincipalKind::User && holding.privilege(survey).is_none() {
            users.push(grant.place());
        }
    }
    let least = survey.thresholds().direct_user_assignments;
    let crowded = direct
        .into_iter()
        .filter(|(_, (_, users))| users.len() >= least);
    let findings = crowded.map(|(scope, (all, users))| {
        let finding = FindingBuilder {
            title: format!("{} to users directly in {scope}", tally::assignments(users.len())),
            scope: Some(scope.clone()),
            ..FindingBuilder::new(&RULE, tally::places(users.iter().copied()))
        };
        let because = format!(
            "{} of {all} assignments in {scope} name a user and not a group",
            users.len()
        );
        let remediation = Remediation {
            text: "make groups for the roles that several people hold, and assign the roles to them".to_owned(),
            commands: vec![format!(
                "az role assignment list --all --subscription {} --query \"[?principalType=='User']\"",
                scope.as_str().rsplit('/').next().unwrap_or_default()
            )],
        };
        finding.build(because, remediation)
    });
    findings.collect()
}
