//! Findings: what is wrong with the access in a tenant. One rule a file; a rule decides by what a
//! role permits, not by its name (users.md, row 8).

mod baseline;
mod bundle;
mod capability;
mod clusters;
mod config;
mod containment;
mod delegates;
mod eligible;
mod finding;
mod fixes;
mod guarded;
mod holder;
mod identities;
mod orphans;
mod owners;
mod privilege;
mod registry;
mod rules;
mod schedules;
mod scope_tree;
mod settings;
mod suppression;
mod survey;
mod tally;
mod upkeep;

pub(crate) use capability::listed;
#[cfg(feature = "cli")]
pub(crate) use delegates::{audience_words, reach_words, road_words, role_name};
pub(crate) use holder::is_wide;
#[cfg(feature = "cli")]
pub(crate) use holder::{eligibility_removal, fetch_definition, quoted as shell_word};

pub use baseline::{Comparison, FindingStatus, PastFinding, compare};
pub use clusters::cluster_diagnostics;
pub use config::Thresholds;
pub use finding::{
    Confidence, Finding, FindingPrincipal, FindingRole, Remediation, Severity, Suppression,
};
pub use fixes::{AccessLost, FixAction, RankedFix, RiskParts, ranked_fixes};
pub use registry::{Rule, UnknownRuleError, audit, find_rule, rules};
pub use scope_tree::{ScopeRow, scope_tree};
pub use settings::{AuditSettings, RuleSettings, RuleUse, THRESHOLDS, ThresholdName, audit_with};
pub use suppression::{SuppressionEntry, suppress};
