//! # shadowed-by-stronger-role
//!
//! **What.** A principal holds a role beside another that gives all of it, at the same scope or
//! above, directly or through a group.
//!
//! **Why it matters.** The weaker role gives nothing, counts against the quota, and stays behind
//! when the stronger one is revoked.
//!
//! **Evidence.** Both assignments, and the member lists between them where there are some. That one
//! role gives all of the other is decided over every possible operation, now and in future, in both
//! planes; what a role gives under a condition, or for a shorter time, doesn't count for it.
//!
//! **Remediation.** Remove the weaker assignment, or the stronger one where the weaker was meant.
//!
//! **False positives.** A weaker role kept for the day on which the stronger one goes.

use super::super::holder::Holding;
use super::super::privilege::way_words;
use super::super::survey::Survey;
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "shadowed-by-stronger-role",
    "a role beside another that gives all of it",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let holdings = survey.holdings().iter().enumerate();
    let findings = holdings.filter_map(|(at, weak)| {
        if survey.shadowed_by_itself(at).is_some() {
            return None;
        }
        let grant = weak.grant;
        let mut above = survey.held_above(grant.holder, grant.scope);
        let (through, strong) = above.find(|(_, held)| {
            held.role_at != weak.role_at
                && held.grant.id() != grant.id()
                && held.grant.condition.is_none()
                && held.grant.window.outlasts(grant.window)
                && is_stronger(survey, held, weak)
        })?;
        let hops = survey.closure(grant.holder).hops(through);
        let mut finding = weak.finding(survey, &RULE);
        let who = finding.who().to_owned();
        let (role, other) = (&weak.role.name, &strong.role.name);
        finding.title = format!("{who} holds {role} beside {other}");
        let because = format!(
            "{role} at {} gives {who} nothing that {other} at {}{} doesn't give already",
            grant.scope,
            strong.grant.scope,
            way_words(survey, &hops)
        );
        finding.cite(&strong.grant, &hops);
        let remediation = Remediation {
            text: format!(
                "remove the assignment of {role}, or that of {other} if {role} is all that is meant"
            ),
            commands: vec![weak.removal()],
        };
        Some(finding.build(because, remediation))
    });
    findings.collect()
}

/// Of two roles that give the same, the one with the lower id counts as the stronger.
fn is_stronger(survey: &Survey<'_>, strong: &Holding<'_>, weak: &Holding<'_>) -> bool {
    let covers = |a, b| survey.containment().covers(survey, a, b);
    covers(strong.role_at, weak.role_at)
        && (!covers(weak.role_at, strong.role_at)
            || (strong.role.id, &strong.role.name) < (weak.role.id, &weak.role.name))
}
