use super::super::subject::{Report, Subject};
use crate::rule::{Rule, Severity};

/// A backslash or backtick before `$` that was meant for a shell.
pub(super) const RULE: Rule = Rule::new(
    "leftover-escape",
    "an escape before `$` that was meant for a shell",
    Severity::Medium,
)
.of_clause("AB-16");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    for &span in subject.condition.repairs() {
        report.add(
            Severity::Medium,
            span,
            "a shell escape before `$` is left over; it is read as if it weren't there".to_owned(),
            Some("write `$` without backslash or backtick"),
        );
    }
}
