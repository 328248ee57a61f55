//! What keeps a configuration in order: rules about suppressions, not about access.

pub(super) mod expired_suppression;
pub(super) mod useless_suppression;

use std::sync::Arc;

use super::finding::{Confidence, Finding, Remediation};
use super::registry::Rule;
use super::suppression::SuppressionEntry;
use super::survey::Survey;

/// The ids of these rules.
pub(super) const RULES: [&str; 2] = [expired_suppression::RULE.id, useless_suppression::RULE.id];

/// A tenant says nothing of suppressions: [`suppress`](super::suppress) judges them by what the other
/// rules found.
fn nothing(_: &Survey<'_>) -> Vec<Finding> {
    Vec::new()
}

fn finding(rule: &Rule, entry: &SuppressionEntry) -> Finding {
    Finding {
        rule: rule.id,
        severity: rule.severity,
        confidence: Confidence::High,
        title: rule.title.to_owned(),
        because: String::new(),
        principal: None,
        role: None,
        scope: entry.scope.clone(),
        detail: Arc::from(entry.label()),
        evidence: vec![entry.place.clone()],
        remediation: Remediation::default(),
        suppressed: None,
    }
}
