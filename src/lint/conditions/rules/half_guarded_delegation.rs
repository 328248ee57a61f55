use super::super::subject::{Report, Subject};
use crate::catalog::effects::{ASSIGNS_ROLES, REMOVES_ROLES};
use crate::rule::{Rule, Severity};

/// Only one of assigning and removing roles is limited.
pub(super) const RULE: Rule = Rule::new(
    "half-guarded-delegation",
    "only one of assigning and removing roles is limited",
    Severity::High,
)
.of_clause("AB-45");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    let condition = subject.condition;
    for (guarded, open, severity, left) in [
        (
            ASSIGNS_ROLES,
            REMOVES_ROLES,
            Severity::Medium,
            "any role assignment can be deleted",
        ),
        (
            REMOVES_ROLES,
            ASSIGNS_ROLES,
            Severity::High,
            "any role can be assigned",
        ),
    ] {
        if condition.is_guarded_for(guarded)
            && !condition.is_guarded_for(open)
            && subject.may_grant(open)
        {
            report.add(
                severity,
                subject.whole(),
                format!("the condition limits `{guarded}` but not `{open}`: {left}"),
                Some("add a block for each: `@Request` when writing, `@Resource` when deleting"),
            );
        }
    }
}
