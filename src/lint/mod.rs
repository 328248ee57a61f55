//! Role definitions and conditions before they are deployed: what Azure would refuse, what it would take and nobody
//! meant, and what could be written shorter. One rule a file, judged on the definition alone.

mod conditions;
mod fix;
mod registry;
mod rules;
mod subject;

pub(crate) use conditions::ConditionFinding;
#[doc(hidden)]
pub use conditions::RoleActions;
pub use conditions::{LintContext, condition_rules, lint_condition};
pub(crate) use fix::Fix;
#[doc(hidden)]
pub use fix::FixFault;
pub use fix::fix;
pub(crate) use registry::Lint;
pub use registry::{find_rule, rules, run};
