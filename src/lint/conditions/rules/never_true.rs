use super::super::subject::{Report, Subject};
use crate::condition::extremes::is_passed_by_no_value;
use crate::condition::truth_table::truth_table;
use crate::rule::{Rule, Severity};

/// A comparison that no value passes, or a condition that nothing meets.
pub(super) const RULE: Rule = Rule::new(
    "never-true",
    "a comparison or a condition that is never true",
    Severity::Medium,
)
.of_clause("§3.6");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (comparison, span) in subject.root.comparisons() {
        if is_passed_by_no_value(comparison) {
            let operator = comparison.operator.name();
            report.add(
                Severity::Medium,
                span,
                format!("`{operator}` with two or more values is true of no value: none equals all of them"),
                Some("to allow any of the values, write `ForAnyOfAnyValues:…Equals`"),
            );
        }
    }
    if truth_table(subject.root).is_some_and(|table| table.never_true()) {
        report.add(
            Severity::Medium,
            subject.whole(),
            "the condition is met by no request".to_owned(),
            None,
        );
    }
}
