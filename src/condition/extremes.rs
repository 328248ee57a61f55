//! Comparisons that come out alike for every value of their attributes.

use super::ast::{Comparison, Literal};
use super::operator::{Polarity, Quantifier, Relation, ScalarOperator, TextTest};
use super::value::{ValueRef, compare};

/// `∃ l ∃ r: l ≠ r` over two different values of r.
pub(crate) fn is_passed_by_every_value(comparison: &Comparison) -> bool {
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
fn has_different_values(comparison: &Comparison) -> bool {
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

/// `∃ l ∀ r: l = r` over two different values of r.
pub(crate) fn is_passed_by_no_value(comparison: &Comparison) -> bool {
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
