//! # scattered-assignments
//!
//! **What.** A principal holds the same role on ten resources of one resource group or more.
//!
//! **Why it matters.** Each counts against the quota of the subscription, and nobody reviews ten
//! lines that one could say.
//!
//! **Evidence.** The assignments, without conditions. The number is `scattered-assignments` of the
//! configuration.
//!
//! **Remediation.** One assignment at the resource group, if its other resources may be reached too.
//!
//! **False positives.** Resource groups that hold what the principal must not reach: then they
//! should be two.

use super::super::survey::Survey;
use super::super::tally;
use crate::rule::{Finding, FindingBuilder, FindingRole, Remediation, Rule, Severity};
use crate::scope::ScopeKind;
use crate::text::NameMap;

pub(super) const RULE: Rule = Rule::new(
    "scattered-assignments",
    "the same role on many resources of one resource group",
    Severity::Info,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let mut scattered: NameMap<_, Vec<_>> = NameMap::default();
    for (at, holding) in survey.holdings().iter().enumerate() {
        let grant = holding.grant;
        let is_plain = grant.scope.kind() == ScopeKind::Resource && grant.condition.is_none();
        if !is_plain || survey.shadowed_by_itself(at).is_some() {
            continue;
        }
        if let Some(group) = grant.scope.resource_group_text() {
            let key = (grant.holder, holding.role_at, group);
            scattered.entry(key).or_default().push(holding);
        }
    }
    let least = survey.thresholds().scattered_assignments;
    let crowded = scattered
        .into_iter()
        .filter(|(_, held)| held.len() >= least);
    let findings = crowded.filter_map(|((principal, ..), held)| {
        let first = held.first()?;
        let group = first.grant.scope.resource_group()?;
        let mut finding = FindingBuilder::new(&RULE, tally::places(held.iter().map(|holding| holding.grant.place())));
        finding.principal = Some(survey.principal(principal, first.grant.principal_kind()));
        finding.role = Some(FindingRole::of(first.role));
        let role = &first.role.name;
        let who = finding.who().to_owned();
        let count = held.len();
        finding.title = format!("{who} holds {role} on {count} resources of one group");
        let because = format!("{who} holds {role} on {count} resources of {group}, each by an assignment of its own");
        let remediation = Remediation {
            text: "assign the role at the resource group, then remove the others, if all that is in the group may be reached".to_owned(),
            commands: vec![format!(
                "az role assignment create --assignee-object-id {principal} --role {} --scope {group}",
                first.grant.reference
            )],
        };
        finding.scope = Some(group);
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
