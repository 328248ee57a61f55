use super::super::subject::{Report, Subject};
use crate::condition::extremes::is_passed_by_every_value;
use crate::rule::{Rule, Severity};

/// A comparison that every value passes (AB-34), or a condition that limits nothing.
pub(super) const RULE: Rule = Rule::new(
    "always-true",
    "a comparison or a condition that is always true",
    Severity::High,
)
.of_clause("AB-34");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (comparison, span) in subject.root.comparisons() {
        if is_passed_by_every_value(comparison) {
            let operator = comparison.operator.name();
            report.add(
                Severity::High,
                span,
                format!("`{operator}` with two or more values is true of every value: each differs from one of them"),
                Some("to exclude all of the values, write `ForAnyOfAllValues:…NotEquals`, or `ForAllOfAllValues:…NotEquals` for attributes with several values"),
            );
        }
    }
    if subject.condition.is_always_met() {
        report.add(
            Severity::High,
            subject.whole(),
            "the condition is met by every request: it limits nothing".to_owned(),
            None,
        );
    }
}
