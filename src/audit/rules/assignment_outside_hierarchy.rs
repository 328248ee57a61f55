//! # assignment-outside-hierarchy
//!
//! **What.** Roles are assigned in a subscription or at a management group that the exported
//! hierarchy doesn't hold.
//!
//! **Why it matters.** Either the scope is gone, and the assignments with it, or the hierarchy is not
//! whole: then nobody knows what is inherited there from above.
//!
//! **Evidence.** The assignments, once a subscription or management group. Nothing is reported where the
//! inputs hold no hierarchy.
//!
//! **Remediation.** Export the hierarchy from the tenant root group, by someone who can read all of
//! it.
//!
//! **False positives.** Subscriptions that were made after the export of the hierarchy.

use super::super::survey::Survey;
use super::super::tally;
use crate::rule::{Confidence, Finding, FindingBuilder, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "assignment-outside-hierarchy",
    "assignments at a scope that the hierarchy doesn't hold",
    Severity::Low,
);

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let hierarchy = survey.index().hierarchy();
    if hierarchy.is_empty() {
        return Vec::new();
    }
    let assignments = survey.tenant().role_assignments.iter();
    let by_place = tally::by_subscription(assignments.map(|a| (&a.scope, &a.place)));
    let findings = by_place.into_iter().filter_map(|(scope, places)| {
        if hierarchy.knows_above(&scope) {
            return None;
        }
        let held = tally::assignments(places.len());
        let mut finding = FindingBuilder::new(&RULE, tally::places(places.iter().copied()));
        finding.confidence = Confidence::Medium;
        finding.title = format!("{held} in {scope}, which the hierarchy doesn't hold");
        let because = format!(
            "the inputs hold a hierarchy of management groups without {scope}, and {held} in it"
        );
        let remediation = Remediation {
            text: "export the hierarchy from the tenant root group; if the scope is gone, so is the access".to_owned(),
            commands: vec!["az account management-group show --name TENANT_ID --expand --recurse".to_owned()],
        };
        finding.scope = Some(scope);
        Some(finding.build(because, remediation))
    });
    findings.collect()
}
