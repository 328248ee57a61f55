//! Findings: what is wrong with the access in a tenant. One rule a file; a rule decides by what a
//! role permits, not by its name (users.md, row 8).

mod bundle;
mod capability;
mod clusters;
mod config;
mod containment;
mod delegates;
mod eligible;
mod fixes;
mod guarded;
mod held;
mod holder;
mod identities;
mod orphans;
mod owners;
mod privilege;
mod rules;
mod run;
mod schedules;
mod scope_tree;
mod settings;
mod survey;
mod tally;
mod upkeep;

#[cfg(feature = "cli")]
pub(crate) use delegates::{audience_words, breakout_words, reach_words, role_name};
#[cfg(feature = "cli")]
pub(crate) use holder::{eligibility_removal, fetch_definition};

pub use config::Thresholds;
#[doc(hidden)]
pub use fixes::{AccessLost, RiskParts};
pub use fixes::{FixAction, RankedFix, ranked_fixes};
#[doc(hidden)]
pub use run::cluster_diagnostics;
pub use run::{find_rule, rules, run, run_with};
pub(crate) use scope_tree::ScopeRow;
#[doc(hidden)]
pub use scope_tree::scope_tree;
pub use settings::AuditSettings;
pub(crate) use settings::RuleSettings;
#[doc(hidden)]
pub use settings::THRESHOLDS;
pub(crate) use settings::Unused;
#[doc(hidden)]
pub use upkeep::{is_about_configuration, suppress};
