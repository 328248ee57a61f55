//! # empty-group-with-role
//!
//! **What.** Roles are assigned to a group in which nobody is.
//!
//! **Why it matters.** The assignments give nothing today and count against the quota; whoever
//! joins the group later gets them without a decision about roles.
//!
//! **Evidence.** The assignments, and the empty member list. Groups without a list in the inputs
//! are not reported. Eligible members are not in such lists (PI-5).
//!
//! **Remediation.** Remove the assignments, or the group.
//!
//! **False positives.** Groups for break-glass, and groups whose members activate their membership.

use super::super::bundle::Bundle;
use super::super::survey::Survey;
use crate::model::PrincipalKind;
use crate::rule::{Confidence, Finding, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "empty-group-with-role",
    "roles assigned to a group without members",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let groups = Bundle::by_principal(survey, |holding| {
        let grant = holding.grant;
        survey.kind(grant.holder, grant.principal_kind()) == PrincipalKind::Group
    });
    let findings = groups.filter_map(|bundle| {
        if !survey.is_empty_group(bundle.principal()) {
            return None;
        }
        let mut finding = bundle.finding(survey, &RULE);
        finding.confidence = Confidence::Medium;
        let who = survey.label(bundle.principal());
        finding.title = format!("{who} holds roles and has no members");
        let because = format!("{who} has no members and holds {}", bundle.words());
        let remediation =
            bundle.remediation("remove the assignments if the group is not kept for emergencies");
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
