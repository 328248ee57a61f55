use super::{DELETE, LintSeverity, Report, Rule, Subject, WRITE};

/// Only one of assigning and removing roles is limited.
pub(super) const RULE: Rule = Rule {
    name: "half-guarded-delegation",
    clause: "AB-45",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let condition = subject.condition;
    for (guarded, open, severity, left) in [
        (
            WRITE,
            DELETE,
            LintSeverity::Warning,
            "any role assignment can be deleted",
        ),
        (
            DELETE,
            WRITE,
            LintSeverity::High,
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
