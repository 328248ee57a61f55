//! Findings: what is wrong with the access in a tenant. One rule a file; a rule decides by what a
//! role permits, not by its name (users.md, row 8).

mod clusters;
mod delegates;
mod finding;
mod holder;
mod registry;
mod rules;

#[cfg(feature = "cli")]
pub(crate) use delegates::{audience_words, reach_words, road_words, role_name};
pub(crate) use holder::is_wide;
#[cfg(feature = "cli")]
pub(crate) use holder::quoted as shell_word;

pub use clusters::cluster_diagnostics;
pub use finding::{Confidence, Finding, FindingPrincipal, FindingRole, Remediation, Severity};
pub use registry::{Rule, UnknownRuleError, audit, find_rule, rules};
