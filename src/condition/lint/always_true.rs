use super::super::ast::{Comparison, Expr, Literal};
use super::super::operator::{Polarity, Quantifier, Relation, ScalarOperator, TextTest};
use super::super::value::{ValueRef, compare};
use super::truth_table::truth_table;
use super::{LintSeverity, Report, Rule, Subject};

/// A comparison that every value passes (AB-34), or a condition that limits nothing.
pub(super) const RULE: Rule = Rule {
    name: "always-true",
    clause: "AB-34",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (comparison, span) in subject.root.comparisons() {
        if is_passed_by_every_value(comparison) {
            let operator = comparison.operator.name();
            report.add(
                LintSeverity::High,
                span,
                format!("`{operator}` with two or more values is true of every value: each differs from one of them"),
                Some("to exclude all of the values, write `ForAnyOfAllValues:…NotEquals`, or `ForAllOfAllValues:…NotEquals` for attributes with several values"),
            );
        }
    }
    if is_always_met(subject.root) {
        report.add(
            LintSeverity::High,
            subject.whole(),
            "the condition is met by every request: it limits nothing".to_owned(),
            None,
        );
    }
}

/// Whether every row of the truth table is met.
pub(crate) fn is_always_met(root: &Expr) -> bool {
    truth_table(root).is_some_and(|table| table.always_true())
}

/// `∃ l ∃ r: l ≠ r` over two different values of r.
pub(super) fn is_passed_by_every_value(comparison: &Comparison) -> bool {
    comparison.operator.quantifier == Some(Quantifier::AnyOfAny)
        && is_inequality(comparison.operator.scalar)
        && has_different_values(comparison)
}

fn is_inequality(operator: ScalarOperator) -> bool {
    matches!(
        operator,
        ScalarOperator::Text(TextTest::Equals, Polarity::Negative, _)
            | ScalarOperator::Guid(Polarity::Negative)
            | ScalarOperator::Bool(Polarity::Negative)
            | ScalarOperator::Numeric(Relation::NotEquals)
            | ScalarOperator::DateTime(Relation::NotEquals)
    )
}

/// Whether the right side holds two values that the operator tells apart.
pub(super) fn has_different_values(comparison: &Comparison) -> bool {
    let literals: &[Literal] = comparison.right.literals();
    let equals = match comparison.operator.scalar {
        ScalarOperator::Text(TextTest::Equals, _, case) => {
            ScalarOperator::Text(TextTest::Equals, Polarity::Positive, case)
        }
        ScalarOperator::Guid(_) => ScalarOperator::Guid(Polarity::Positive),
        ScalarOperator::Bool(_) => ScalarOperator::Bool(Polarity::Positive),
        ScalarOperator::Numeric(_) => ScalarOperator::Numeric(Relation::Equals),
        ScalarOperator::DateTime(_) => ScalarOperator::DateTime(Relation::Equals),
        ScalarOperator::Text(..) | ScalarOperator::Unsupported(_) => return false,
    };
    let Some((first, rest)) = literals.split_first() else {
        return false;
    };
    let same = |other: &Literal| compare(equals, ValueRef::from(first), ValueRef::from(other));
    // A value of the wrong type makes the comparison unknown, not true.
    rest.iter().all(|other| same(other).is_some()) && rest.iter().any(|o| same(o) == Some(false))
}
