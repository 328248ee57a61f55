//! # wrong-plane
//!
//! **What.** A control operation stands among the data actions, or a data operation among the
//! actions.
//!
//! **Why it matters.** The planes are disjoint (EV-6): the entry grants nothing of what was
//! meant, and Azure refuses to create the role (`InvalidDataActionOrNotDataAction`).
//!
//! **Evidence.** The entry, and the plane that the catalogue gives the operation. A wildcard
//! counts when it matches operations of the other plane only.
//!
//! **False positives.** Names that exist in both planes are not reported. Where no source states
//! the plane of an operation, the finding has medium confidence.

use super::super::subject::{Subject, list_name};
use crate::import::WrittenEntry;
use crate::model::Plane;
use crate::pattern::{PatternList, StateLimit};
use crate::rule::{Confidence, Finding, Remediation, Rule, Severity};

pub(super) const RULE: Rule = Rule::new(
    "wrong-plane",
    "an action in the list of the other plane",
    Severity::High,
);

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let entries = subject.entries().iter();
    Ok(entries.filter_map(|entry| judge(subject, entry)).collect())
}

fn judge(subject: &Subject<'_>, entry: &WrittenEntry) -> Option<Finding> {
    let (pattern, plane) = (&entry.pattern, entry.plane);
    let there = subject.catalog.expand(pattern, plane.other());
    if there.is_empty() || !subject.matched(entry).is_empty() {
        return None;
    }
    let severity = if pattern.is_concrete() {
        Severity::High
    } else {
        Severity::Medium
    };
    let mut finding = subject.finding_at(&RULE, entry);
    finding.severity = severity;
    if there
        .iter()
        .all(|at| subject.catalog.plane_is_uncertain(at))
    {
        finding.confidence = Confidence::Medium;
    }
    finding.title = format!("`{pattern}` is of the {} plane", plane.other());
    let because = format!(
        "`{pattern}` stands in {}, where only operations of the {plane} plane count, and it names operations of the {} plane alone",
        list_name(entry),
        plane.other()
    );
    let list = match (plane.other(), entry.list) {
        (Plane::Control, PatternList::Granted) => "actions",
        (Plane::Control, PatternList::Excluded) => "notActions",
        (Plane::Data, PatternList::Granted) => "dataActions",
        (Plane::Data, PatternList::Excluded) => "notDataActions",
    };
    let remediation = Remediation::advice(format!("move the entry to {list}"));
    Some(finding.build(because, remediation))
}
