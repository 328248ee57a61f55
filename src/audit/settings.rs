use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::config::Thresholds;
use crate::rule::{FailOn, Severity, SuppressionEntry};
use crate::time::Timestamp;

/// How an audit is to be run, as a configuration says.
#[derive(Clone, Debug, Default)]
pub struct AuditSettings {
    /// The least severity of an open finding that makes the audit fail.
    pub fail_on: Option<FailOn>,
    /// The least severity of findings that are shown.
    pub severity: Option<Severity>,
    /// What is said of single rules, by id.
    pub rules: BTreeMap<&'static str, RuleSettings>,
    /// The numbers that rules measure by.
    pub thresholds: Thresholds,
    /// Findings that were accepted.
    pub suppressions: Vec<SuppressionEntry>,
    /// What logs show no use of; none where there are no logs.
    pub unused: Option<Unused>,
}

/// Role assignments that logs would show in use, and don't.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unused {
    /// Their ids, as the inputs write them.
    pub assignments: BTreeSet<Arc<str>>,
    /// From when on the logs were looked at.
    pub from: Timestamp,
    /// The end of the time that the logs cover.
    pub until: Timestamp,
}

/// What a configuration says of a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleSettings {
    /// Whether it is left out; reports say so.
    pub disabled: bool,
    /// The severity of all its findings, in place of its own.
    pub severity: Option<Severity>,
}

impl AuditSettings {
    /// What is said of a rule.
    pub fn rule(&self, id: &str) -> RuleSettings {
        self.rules.get(id).copied().unwrap_or_default()
    }

    /// Gives the findings of a rule the severity that the configuration names.
    pub fn severity_of(&self, rule: &str, own: Severity) -> Severity {
        self.rule(rule).severity.unwrap_or(own)
    }
}

/// A number of [`Thresholds`] by its name in a configuration.
#[derive(Clone, Copy)]
pub struct ThresholdName {
    /// Kebab-case, as the field.
    pub name: &'static str,
    set: fn(&mut Thresholds, u32),
}

impl ThresholdName {
    /// Sets the number.
    pub fn set(self, thresholds: &mut Thresholds, value: u32) {
        (self.set)(thresholds, value);
    }
}

impl std::fmt::Debug for ThresholdName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// The threshold of this name and its field.
macro_rules! threshold {
    ($name:literal, $field:ident) => {
        ThresholdName {
            name: $name,
            set: |thresholds, value| thresholds.$field = value.try_into().unwrap_or_default(),
        }
    };
}

/// Every number of [`Thresholds`].
pub static THRESHOLDS: [ThresholdName; 12] = [
    threshold!("most-owners", most_owners),
    threshold!("fewest-owners", fewest_owners),
    threshold!("most-privileged-members", most_privileged_members),
    threshold!("longest-eligibility-days", longest_eligibility_days),
    threshold!("longest-activation-hours", longest_activation_hours),
    threshold!("assignments-per-subscription", assignments_per_subscription),
    threshold!(
        "assignments-per-management-group",
        assignments_per_management_group
    ),
    threshold!("custom-roles-per-tenant", custom_roles_per_tenant),
    threshold!("near-limit-percent", near_limit_percent),
    threshold!("scattered-assignments", scattered_assignments),
    threshold!("direct-user-assignments", direct_user_assignments),
    threshold!("most-extra-operations", most_extra_operations),
];
