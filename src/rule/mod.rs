//! What every check has in common, whether it looks at a tenant, a role definition, a condition or
//! a cluster: rules and the lists of them, how bad and how sure a finding is, findings, what
//! accepts them and what an earlier report says of them.

mod baseline;
mod finding;
mod meta;
mod registry;
mod severity;
mod suppression;
mod words;

pub use baseline::{Comparison, FindingStatus, PastFinding, compare};
pub(crate) use finding::FindingBuilder;
pub use finding::{Finding, FindingPrincipal, FindingRole, Remediation};
pub use meta::Rule;
pub use registry::UnknownRuleError;
pub(crate) use registry::{Registry, find_rule, rules};
pub use severity::{Confidence, Severity};
pub use suppression::{Suppression, SuppressionEntry};
pub(crate) use suppression::{SuppressionFault, accept};
pub(crate) use words::listed;
