//! # constrained-delegate-breakout
//!
//! **What.** A principal may write role assignments under a condition, and gets to more than the
//! condition was meant to give; or is eligible for a role with which it may.
//!
//! **Why it matters.** A condition on role assignments is taken for a fence. Where a privileged
//! role is left assignable, a forbidden list forgets one, only writing is fenced, or another
//! operation hands out rights too, the delegate is as good as an owner and looks harmless.
//!
//! **Evidence.** The assignment. Every role of the catalogue, and one that nobody knows yet, was
//! put to the condition of the role's permission and that of the assignment, for the delegate
//! itself and for others, by type of principal. Who has to activate the role first is reported with a
//! severity one severity lower.
//!
//! **Remediation.** Role Based Access Control Administrator with a condition that lists the roles
//! that may be assigned, for writing on `@Request` and for deleting on `@Resource`.
//!
//! **False positives.** Where the way out leads through other principals only, the delegate may hold
//! none of them.

use super::super::delegates::{breakouts_words, reach_words};
use super::super::holder::{Hold, Holding};
use super::super::survey::Survey;
use crate::catalog::effects::ASSIGNS_ROLES;
use crate::condition::Verdict;
use crate::delegation::Delegation;
use crate::model::Plane;
use crate::rule::{Confidence, Finding, Remediation, Rule, Severity};
use crate::scope::ScopeKind;

pub(super) const RULE: Rule = Rule::new(
    "constrained-delegate-breakout",
    "a constrained delegate can get to more than it was given",
    Severity::High,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    survey
        .within_reach()
        .filter(|h| h.gives(survey, ASSIGNS_ROLES, Plane::Control) == Some(Hold::Conditional))
        .filter_map(|holding| judged(survey, &holding, &survey.delegation(&holding)))
        .collect()
}

fn judged(survey: &Survey<'_>, holding: &Holding<'_>, found: &Delegation) -> Option<Finding> {
    if found.breakouts.is_empty() {
        return None;
    }
    let mut finding = holding.finding(survey, &RULE);
    let who = finding.principal.as_ref().map(|p| p.name.clone());
    let who = who.unwrap_or_default();
    let scope = holding.grant.scope;
    let role = &holding.role.name;
    let (severity, confidence, title) = match found.breaks_out() {
        Verdict::Met => (
            match scope.kind() {
                ScopeKind::Root | ScopeKind::ManagementGroup => Severity::Critical,
                _ => Severity::High,
            },
            Confidence::High,
            format!("{who} can get past the condition on {role}"),
        ),
        Verdict::Unknown => (
            Severity::Medium,
            Confidence::Low,
            format!("{who} may be able to get past the condition on {role}"),
        ),
        // Nothing is gained by removing what one can't make, but others lose.
        Verdict::NotMet => (
            Severity::Medium,
            Confidence::High,
            format!(
                "{who} may remove role assignments that the condition on {role} doesn't let it make"
            ),
        ),
    };
    finding.severity = holding.weigh(severity);
    finding.confidence = confidence;
    finding.title = title;
    let because = format!(
        "{who} may assign {} at {scope} through {}, and {}",
        reach_words(&found.assign),
        holding.grantor().trim_end_matches(','),
        breakouts_words(&found.breakouts)
    );
    let remediation = Remediation::advice(
        "use Role Based Access Control Administrator with a condition that lists the roles that may be assigned (`ForAnyOfAnyValues:GuidEquals`), in a block for writing on `@Request` and one for deleting on `@Resource`",
    );
    Some(finding.build(because, remediation))
}
