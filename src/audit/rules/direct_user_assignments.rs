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

use super::super::holder::Holding;
use super::super::survey::Survey;
use super::super::tally;
use crate::model::PrincipalKind;
use crate::rule::{Finding, FindingBuilder, Remediation, Rule, Severity};
use crate::scope::ScopeKind;

pub(super) const RULE: Rule = Rule::new(
    "direct-user-assignments",
    "many roles assigned to users and not to groups",
    Severity::Info,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let holdings = survey.holdings().iter();
    let below = holdings.filter(|held| held.grant.scope.kind() != ScopeKind::ManagementGroup);
    let by_subscription = tally::by_subscription(below.map(|held| (held.grant.scope, held)));
    let is_direct = |holding: &&&Holding<'_>| {
        let grant = holding.grant;
        let kind = survey.kind(grant.holder, grant.principal_kind());
        kind == PrincipalKind::User && holding.privilege(survey).is_none()
    };
    let least = survey.thresholds().direct_user_assignments;
    let findings = by_subscription.into_iter().filter_map(|(scope, held)| {
        let users = held.iter().filter(is_direct);
        let users: Vec<_> = users.map(|holding| holding.grant.place()).collect();
        if users.len() < least {
            return None;
        }
        let all = held.len();
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
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
