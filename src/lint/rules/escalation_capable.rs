//! # escalation-capable
//!
//! **What.** The role grants operations that lead to more rights than it holds: by granting
//! rights, using another identity, running code, reading keys or secrets, or removing a guard.
//!
//! **Why it matters.** Whoever holds such a role holds in truth what they can reach with it.
//! Writing role assignments is as much as owning the scope.
//!
//! **Evidence.** Each such operation with what it leads to, and the entries that grant it. A
//! role whose conditions alone let them through is reported with medium confidence.
//!
//! **False positives.** Many useful roles hold one of these. The rule is there to make it a
//! decision.

use std::sync::Arc;

use super::super::subject::{Escalation, Subject};
use crate::catalog::EscalationKind;
use crate::pattern::{PatternList, StateLimit};
use crate::rule::{Confidence, Finding, Remediation, Rule, Severity, listed};

pub(super) const RULE: Rule = Rule::new(
    "escalation-capable",
    "a role that leads to more rights",
    Severity::Medium,
);

/// How many operations a finding spells out.
const SHOWN: usize = 6;

pub(super) fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let mut escalations = subject.escalations().to_vec();
    escalations.sort_by_key(|e| e.entry.kind);
    let kinds = escalations.chunk_by(|a, b| a.entry.kind == b.entry.kind);
    Ok(kinds
        .filter_map(|of_kind| judge(subject, of_kind))
        .collect())
}

fn judge(subject: &Subject<'_>, escalations: &[Escalation<'_>]) -> Option<Finding> {
    let kind = escalations.first()?.entry.kind;
    let firm = escalations.iter().any(|e| e.confidence == Confidence::High);
    let severity = match kind {
        EscalationKind::Grants if firm => Severity::High,
        EscalationKind::Grants | EscalationKind::Identity => Severity::Medium,
        EscalationKind::Execution | EscalationKind::Secrets => Severity::Medium,
        EscalationKind::Data | EscalationKind::Guard => Severity::Low,
    };
    let mut finding = subject.finding_shown_by(&RULE, places(subject, escalations));
    finding.severity = severity;
    finding.detail = Arc::from(kind.as_str());
    if !firm {
        finding.confidence = Confidence::Medium;
    }
    let mut shown: Vec<String> = escalations
        .iter()
        .take(SHOWN)
        .map(|e| format!("`{}` ({})", e.entry.action, e.entry.why.to_lowercase()))
        .collect();
    if escalations.len() > SHOWN {
        shown.push(format!("{} more", escalations.len() - SHOWN));
    }
    let role = &subject.role().name;
    let condition = if firm { "" } else { ", under a condition" };
    finding.title = format!("{role} leads to more rights: {}", what_it_does(kind));
    let because = format!("{role} grants{condition} {}", shown.join(", "));
    let actions: Vec<&str> = escalations
        .iter()
        .map(|e| e.entry.action.as_str())
        .collect();
    let actions = listed(&actions, SHOWN);
    let remediation = Remediation::advice(if kind == EscalationKind::Grants {
        format!(
            "leave out {actions}, or assign {role} under a condition that names the roles and principals it may touch"
        )
    } else {
        format!(
            "leave out {actions} where the holders of {role} don't need that, and assign {role} at the narrowest scope"
        )
    });
    Some(finding.build(because, remediation))
}

/// The entries that grant the operations.
fn places(subject: &Subject<'_>, escalations: &[Escalation<'_>]) -> Vec<crate::span::Place> {
    let wildcards = subject.catalog.wildcards();
    let granting = |entry: &&crate::import::WrittenEntry| {
        entry.list == PatternList::Granted
            && escalations.iter().any(|e| {
                e.permission == entry.permission
                    && e.entry.plane == entry.plane
                    && entry.pattern.matches(e.entry.action.as_str(), wildcards)
            })
    };
    let mut places: Vec<_> = subject
        .entries()
        .iter()
        .filter(granting)
        .filter_map(|entry| entry.place.clone())
        .collect();
    places.dedup();
    if places.is_empty() {
        places.extend(subject.role().place.clone());
    }
    places
}

fn what_it_does(kind: EscalationKind) -> &'static str {
    match kind {
        EscalationKind::Grants => "it grants rights",
        EscalationKind::Identity => "it uses another identity",
        EscalationKind::Execution => "it runs code",
        EscalationKind::Secrets => "it yields keys or secrets",
        EscalationKind::Data => "it reads or alters protected data",
        EscalationKind::Guard => "it removes a guard",
    }
}
