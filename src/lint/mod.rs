//! Role definitions and conditions before they are deployed: what Azure would refuse, what it would take and nobody
//! meant, and what could be written shorter. One rule a file, judged on the definition alone.

mod conditions;
mod fix;
mod registry;
mod rules;
mod subject;

pub use conditions::{ConditionFinding, LintContext, RoleActions, condition_rules, lint_condition};
pub use fix::{Fix, FixFault, fix};
pub use registry::{Lint, find_lint_rule, lint, lint_rules};
