//! # exclusion-granted-back
//!
//! **What.** A principal holds a custom role that excludes operations, and another role that grants
//! them, where both scopes meet.
//!
//! **Why it matters.** `notActions` only take from the permission in which they stand; they deny
//! nothing (EV-5, P1). Who wrote them to keep the principal from something is mistaken.
//!
//! **Evidence.** Both assignments, the member lists between them where there are some, and the
//! operations of today's catalogue that are excluded by one and granted by the other. Where the
//! other role grants all of the custom one, shadowed-by-stronger-role reports it.
//!
//! **Remediation.** Take the operations out of the other role too, or use a deny assignment.
//!
//! **False positives.** Exclusions that are there to keep a role short, not to keep someone out.

use std::sync::Arc;

use super::super::holder::Holding;
use super::super::privilege::way_words;
use super::super::survey::Survey;
use crate::directory::MembershipHop;
use crate::model::{Plane, RoleKind};
use crate::rule::{Finding, Remediation, Rule, Severity, listed};

pub(super) const RULE: Rule = Rule::new(
    "exclusion-granted-back",
    "what a custom role excludes, another role of the same principal grants",
    Severity::Low,
);

const NAMED: usize = 3;

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let excludes: Vec<bool> = survey
        .roles()
        .iter()
        .map(|role| {
            let mut permissions = role.definition.permissions.iter();
            role.definition.kind == RoleKind::Custom
                && permissions.any(|permission| {
                    let excluded = |plane| !permission.plane(plane).excluded().is_empty();
                    Plane::BOTH.into_iter().any(excluded)
                })
        })
        .collect();
    let holdings = survey
        .holdings()
        .iter()
        .filter(|held| excludes[held.role_at]);
    let findings = holdings.filter_map(|own| {
        let holder = own.grant.holder;
        let others = survey.held_along(holder, own.grant.scope);
        let mut others = others.filter(|(_, other)| other.role_at != own.role_at);
        others.find_map(|(through, other)| {
            finding(survey, own, other, || survey.closure(holder).hops(through))
        })
    });
    findings.collect()
}

fn finding(
    survey: &Survey<'_>,
    own: &Holding<'_>,
    other: &Holding<'_>,
    hops: impl FnOnce() -> Vec<MembershipHop>,
) -> Option<Finding> {
    let roles = survey.containment();
    if other.grant.condition.is_some() || roles.covers(survey, other.role_at, own.role_at) {
        return None;
    }
    let back = roles.granted_back(survey, own.role_at, other.role_at);
    if back.is_empty() {
        return None;
    }
    let (risk, wildcards) = (survey.catalog().risk(), survey.catalog().wildcards());
    let mut names: Vec<(bool, &str)> = back
        .iter()
        .map(|(name, plane)| (risk.entry(name, *plane, wildcards).is_none(), name.as_str()))
        .collect();
    names.sort_unstable();
    let escalates = names.first().is_some_and(|(harmless, _)| !harmless);
    let names: Vec<&str> = names.into_iter().map(|(_, name)| name).collect();
    let hops = hops();
    let mut finding = own.finding(survey, &RULE);
    if escalates {
        finding.severity = Severity::Medium;
    }
    let who = finding.who().to_owned();
    let (role, grants) = (&own.role.name, &other.role.name);
    finding.title = format!("{grants} gives {who} what {role} excludes");
    let because = format!(
        "{role} at {} excludes {}, and {who} holds {grants} at {}{}, which grants {}; exclusions deny nothing",
        own.grant.scope,
        listed(&names, NAMED),
        other.grant.scope,
        way_words(survey, &hops),
        if names.len() == 1 { "it" } else { "them" }
    );
    finding.detail = Arc::from(
        other
            .role
            .id
            .map_or_else(|| other.role.name.to_string(), |id| id.to_string()),
    );
    finding.cite(&other.grant, &hops);
    let remediation = Remediation {
        text: format!(
            "take the operations from {grants} too, if the principal must not have them; only a deny assignment denies"
        ),
        commands: vec![other.removal()],
    };
    Some(finding.build(because, remediation))
}
