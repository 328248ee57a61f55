//! # shadowed-by-group
//!
//! **What.** A principal holds a role directly that a group gives it anyway, at the same scope or
//! above.
//!
//! **Why it matters.** Taking the principal out of the group doesn't take the role away (P32):
//! whoever revokes access believes it gone.
//!
//! **Evidence.** Both assignments, and the member lists between them. The group's assignment has no
//! condition and ends no earlier than the direct one. A role held twice without a group is reported by duplicate-assignment.
//!
//! **Remediation.** Remove the direct assignment.
//!
//! **False positives.** Where the membership is about to end and the direct assignment replaces it.

use super::super::privilege::way_words;
use super::super::survey::Survey;
use crate::rule::{Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "shadowed-by-group",
    "a role held directly that a group gives anyway",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let holdings = survey.holdings().iter().enumerate();
    let findings = holdings.filter_map(|(at, own)| {
        let grant = own.grant;
        if survey.shadowed_by_itself(at).is_some() {
            return None;
        }
        let mut above = survey.held_above(grant.holder, grant.scope);
        let (through, group) = above.find(|(through, held)| {
            *through > 0
                && held.role_at == own.role_at
                && held.grant.id() != grant.id()
                && held.grant.condition.is_none()
                && held.grant.window.outlasts(grant.window)
                // Groups in each other would each shadow the other.
                && !survey.closure(held.grant.holder).contains(grant.holder)
        })?;
        let hops = survey.closure(grant.holder).hops(through);
        let mut finding = own.finding(survey, &RULE);
        if own.privilege(survey).is_some() {
            finding.severity = Severity::Medium;
        }
        let who = finding.who().to_owned();
        let role = &own.role.name;
        let through = survey.label(group.grant.holder);
        finding.title = format!("{who} holds {role} directly and through {through}");
        let because = format!(
            "{role} at {} gives {who} nothing that it doesn't hold at {}{}",
            grant.scope,
            group.grant.scope,
            way_words(survey, &hops)
        );
        finding.cite(&group.grant, &hops);
        let remediation = Remediation {
            text: "remove the direct assignment, so that the group alone decides".to_owned(),
            commands: vec![own.removal()],
        };
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
