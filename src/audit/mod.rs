//! Findings: what is wrong with the access in a tenant. One rule a file; a rule decides by what a
//! role permits, not by its name (users.md, row 8).

mod clusters;
mod config;
mod delegates;
mod finding;
mod fixes;
mod holder;
mod registry;
mod rules;
mod scope_tree;
#[expect(dead_code, reason = "the rules that need the rest follow")]
mod survey;

#[cfg(feature = "cli")]
pub(crate) use delegates::{audience_words, reach_words, road_words, role_name};
pub(crate) use holder::is_wide;

pub use clusters::cluster_diagnostics;
pub use config::Thresholds;
pub use finding::{
    Confidence, Finding, FindingPrincipal, FindingRole, Remediation, Severity, Suppression,
};
pub use fixes::{AccessLost, FixAction, RankedFix, RiskParts, ranked_fixes};
pub use registry::{Rule, UnknownRuleError, audit, find_rule, rules};
pub use scope_tree::{ScopeRow, scope_tree};
