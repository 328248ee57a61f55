use super::super::ast::Comparison;
use super::super::operator::{Polarity, Quantifier, Relation, ScalarOperator, TextTest};
use super::always_true::has_different_values;
use super::truth_table::truth_table;
use super::{LintSeverity, Report, Rule, Subject};

/// A comparison that no value passes, or a condition that nothing meets.
pub(super) const RULE: Rule = Rule {
    name: "never-true",
    clause: "§3.6",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (comparison, span) in subject.root.comparisons() {
        if is_passed_by_no_value(comparison) {
            let operator = comparison.operator.name();
            report.add(
                LintSeverity::Warning,
                span,
                format!("`{operator}` with two or more values is true of no value: none equals all of them"),
                Some("to allow any of the values, write `ForAnyOfAnyValues:…Equals`"),
            );
        }
    }
    if truth_table(subject.root).is_some_and(|table| table.never_true()) {
        report.add(
            LintSeverity::Warning,
            subject.whole(),
            "the condition is met by no request".to_owned(),
            None,
        );
    }
}

/// `∃ l ∀ r: l = r` over two different values of r.
pub(super) fn is_passed_by_no_value(comparison: &Comparison) -> bool {
    let equality = matches!(
        comparison.operator.scalar,
        ScalarOperator::Text(TextTest::Equals, Polarity::Positive, _)
            | ScalarOperator::Guid(Polarity::Positive)
            | ScalarOperator::Bool(Polarity::Positive)
            | ScalarOperator::Numeric(Relation::Equals)
            | ScalarOperator::DateTime(Relation::Equals)
    );
    equality
        && comparison.operator.quantifier == Some(Quantifier::AnyOfAll)
        && has_different_values(comparison)
}
