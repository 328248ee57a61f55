//! # data-actions-with-management-group
//!
//! **What.** A custom role has data actions and is assignable at a management group.
//!
//! **Why it matters.** Documentation disagrees: two pages say that Azure
//! refuses such a role, the newest says that it can be made but not assigned at the management
//! group, only at subscriptions or below.
//!
//! **Evidence.** The management group, and the data actions.
//!
//! **False positives.** Where the role is only assigned below the management group, it may work.

use super::super::subject::{Subject, management_groups};
use crate::model::Plane;
use crate::pattern::StateLimit;
use crate::rule::{Confidence, Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "data-actions-with-management-group",
    "data actions together with a management group",
    Severity::Medium,
);

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let groups = management_groups(subject);
    let data: Vec<_> = subject
        .entries()
        .iter()
        .filter(|e| e.plane == Plane::Data)
        .collect();
    if !subject.is_custom() || groups.is_empty() || data.is_empty() {
        return Ok(Vec::new());
    }
    let places = groups.iter().filter_map(|scope| scope.place.clone());
    let places = places.chain(data.first().and_then(|e| e.place.clone()));
    let mut finding = subject.finding_shown_by(&RULE, places);
    finding.confidence = Confidence::Medium;
    let role = &subject.role().name;
    finding.title = format!("{role} has data actions and a management group");
    let because = format!(
        "{role} has {} in its data lists, and with data actions it can't be assigned at `{}`",
        match data.len() {
            1 => "1 entry".to_owned(),
            count => format!("{count} entries"),
        },
        groups.first().map_or("", |scope| scope.text.trim())
    );
    let remediation = Remediation::advice(
        "name subscriptions instead, or put the data actions into a role of their own",
    );
    Ok(vec![finding.build(because, remediation)])
}
