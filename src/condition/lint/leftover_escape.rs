use super::{LintSeverity, Report, Rule, Subject};

/// A backslash or backtick before `$` that was meant for a shell.
pub(super) const RULE: Rule = Rule {
    name: "leftover-escape",
    clause: "AB-16",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for &span in subject.condition.repairs() {
        report.add(
            LintSeverity::Warning,
            span,
            "a shell escape before `$` is left over; it is read as if it weren't there".to_owned(),
            Some("write `$` without backslash or backtick"),
        );
    }
}
