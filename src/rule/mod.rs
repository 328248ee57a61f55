//! What every check has in common, whether it looks at a tenant, a role definition, a condition or
//! a cluster: rules and the lists of them, how bad and how sure a finding is, findings, what
//! accepts them and what an earlier report says of them.

mod baseline;
mod fail_on;
mod finding;
mod meta;
mod registry;
mod removal;
mod schedule_request;
mod severity;
mod suppression;
mod words;

pub(crate) use baseline::{Comparison, FindingStatus, PastFinding, compare};
#[doc(hidden)]
pub use fail_on::FailOn;
pub use finding::Finding;
pub(crate) use finding::{FindingBuilder, finding_id};
pub(crate) use finding::{FindingPrincipal, FindingRole, Remediation};
pub use meta::Rule;
pub(crate) use registry::UnknownRuleError;
pub(crate) use registry::{Registry, find_rule, rules};
pub(crate) use removal::assignment_removal;
pub(crate) use schedule_request::{
    ACTIVATION_REQUESTS, ELIGIBILITY_REQUESTS, ELIGIBLE_FOR, RequestType, ScheduleRequest,
};
pub use severity::{Confidence, Severity};
#[doc(hidden)]
pub use suppression::{Suppression, SuppressionEntry};
pub(crate) use suppression::{SuppressionFault, accept};
pub(crate) use words::{counted, listed};
