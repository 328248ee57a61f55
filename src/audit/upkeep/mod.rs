//! What keeps a configuration in order: findings about suppressions, not about access.

pub(super) mod expired_suppression;
pub(super) mod useless_suppression;

use std::sync::Arc;

use super::finding::{Confidence, Finding, Remediation, Severity};
use super::suppression::SuppressionEntry;

/// A rule about the configuration.
#[derive(Clone, Copy, Debug)]
pub struct UpkeepRule {
    /// Kebab-case id that names the fault.
    pub id: &'static str,
    /// The fault in a line.
    pub title: &'static str,
    /// How bad the fault is as a rule.
    pub severity: Severity,
}

/// Every rule about the configuration, by id.
pub(super) static ALL: [UpkeepRule; 2] = [expired_suppression::RULE, useless_suppression::RULE];

/// Every rule about the configuration, by id.
pub fn upkeep_rules() -> &'static [UpkeepRule] {
    &ALL
}

fn finding(rule: UpkeepRule, entry: &SuppressionEntry) -> Finding {
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
