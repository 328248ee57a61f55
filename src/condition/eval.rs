//! Evaluation: the values an expression can take in a context (§3.5 to §3.7).

use super::ast::{Comparison, Expr, ExprKind, Literal, Operand, OperandKind};
use super::attribute::AttributeSource;
use super::context::{Attributes, ConditionContext, Suboperation, Supplied};
use super::operator::{Operator, Quantifier, ScalarOperator};
use super::outcome::Outcomes;
use super::value::{AttributeValue, ValueRef, compare};
use crate::text;

/// The values the expression can take.
pub(super) fn outcomes<'v, A: Attributes<'v>>(
    expr: &Expr,
    context: &ConditionContext<'_, A>,
) -> Outcomes {
    match &expr.kind {
        ExprKind::And(children) => {
            let mut all = Outcomes::TRUE;
            for child in children {
                all = all.and(outcomes(child, context));
                if all == Outcomes::FALSE {
                    break;
                }
            }
            all
        }
        ExprKind::Or(children) => {
            let mut any = Outcomes::FALSE;
            for child in children {
                any = any.or(outcomes(child, context));
                if any == Outcomes::TRUE {
                    break;
                }
            }
            any
        }
        ExprKind::Not(child) => outcomes(child, context).not(),
        ExprKind::ActionMatches(patterns) => match context.action {
            None => Outcomes::EITHER,
            Some(action) => Outcomes::known(
                patterns
                    .iter()
                    .any(|pattern| pattern.matches(action, context.wildcards)),
            ),
        },
        ExprKind::SubOperationMatches(names) => match (context.suboperation, context.action) {
            (Suboperation::Named(name), _) => {
                Outcomes::known(names.iter().any(|wanted| text::same(wanted, name)))
            }
            (Suboperation::Absent, Some(_)) => Outcomes::FALSE,
            (Suboperation::Absent, None) | (Suboperation::NotSupplied, _) => Outcomes::EITHER,
        },
        ExprKind::Exists(attribute) => match context.attributes.get(attribute) {
            Supplied::NotSupplied => Outcomes::EITHER,
            Supplied::Missing => Outcomes::FALSE,
            Supplied::Value(_) => Outcomes::TRUE,
        },
        ExprKind::Comparison(comparison) => compared(comparison, context),
    }
}

/// What an operand comes to.
#[derive(Clone, Copy)]
pub(super) enum Resolved<'r> {
    NotSupplied,
    Missing,
    /// A function or a source that isn't documented (AB-31).
    Undocumented,
    One(ValueRef<'r>),
    Literals(&'r [Literal]),
    Values(&'r [AttributeValue]),
}

impl<'r> Resolved<'r> {
    pub(super) fn len(self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Literals(literals) => literals.len(),
            Self::Values(values) => values.len(),
            _ => 0,
        }
    }

    fn at(self, position: usize) -> Option<ValueRef<'r>> {
        match self {
            Self::One(value) => (position == 0).then_some(value),
            Self::Literals(literals) => literals.get(position).map(ValueRef::from),
            Self::Values(values) => values.get(position).map(ValueRef::from),
            _ => None,
        }
    }

    pub(super) fn values(self) -> impl Iterator<Item = ValueRef<'r>> + Clone {
        (0..self.len()).filter_map(move |position| self.at(position))
    }
}

pub(super) fn resolve<'r, 'v: 'r, A: Attributes<'v>>(
    operand: &'r Operand,
    context: &ConditionContext<'_, A>,
) -> Resolved<'r> {
    match &operand.kind {
        OperandKind::Attribute(attribute) if attribute.source() == AttributeSource::Context => {
            Resolved::Undocumented
        }
        OperandKind::Attribute(attribute) => match context.attributes.get(attribute) {
            Supplied::NotSupplied => Resolved::NotSupplied,
            Supplied::Missing => Resolved::Missing,
            Supplied::Value(ValueRef::List(values)) => Resolved::Values(values),
            Supplied::Value(value) => Resolved::One(value),
        },
        OperandKind::Literal(literal) => Resolved::One(literal.into()),
        OperandKind::Set(literals) => Resolved::Literals(literals),
        OperandKind::Call(..) => Resolved::Undocumented,
    }
}

fn compared<'v, A: Attributes<'v>>(
    comparison: &Comparison,
    context: &ConditionContext<'_, A>,
) -> Outcomes {
    if let ScalarOperator::Unsupported(_) = comparison.operator.scalar {
        return Outcomes::ANY;
    }
    let left = resolve(&comparison.left, context);
    let right = resolve(&comparison.right, context);
    match (left, right) {
        (Resolved::Undocumented, _) | (_, Resolved::Undocumented) => Outcomes::ANY,
        (Resolved::Missing, _) | (_, Resolved::Missing) => Outcomes::MISSING,
        (Resolved::NotSupplied, _) | (_, Resolved::NotSupplied) => Outcomes::ANY,
        _ => quantified(comparison.operator, left, right),
    }
}

/// The table of §3.6. An operator without quantifier that meets a list is undocumented; so is a
/// comparison whose types don't fit, as far as it matters.
fn quantified(operator: Operator, left: Resolved<'_>, right: Resolved<'_>) -> Outcomes {
    let scalar = |l: ValueRef<'_>, r: ValueRef<'_>| match compare(operator.scalar, l, r) {
        Some(holds) => Outcomes::known(holds),
        None => Outcomes::ANY,
    };
    let Some(quantifier) = operator.quantifier else {
        return match (left.len(), right.len()) {
            (1, 1) => any(left, |l| any(right, |r| scalar(l, r))),
            _ => Outcomes::ANY,
        };
    };
    match quantifier {
        Quantifier::AnyOfAny => any(left, |l| any(right, |r| scalar(l, r))),
        Quantifier::AllOfAny => all(left, |l| any(right, |r| scalar(l, r))),
        Quantifier::AnyOfAll => any(left, |l| all(right, |r| scalar(l, r))),
        Quantifier::AllOfAll => all(left, |l| all(right, |r| scalar(l, r))),
    }
}

fn any<'r>(values: Resolved<'r>, mut test: impl FnMut(ValueRef<'r>) -> Outcomes) -> Outcomes {
    let mut found = Outcomes::FALSE;
    for value in values.values() {
        found = found.or(test(value));
        if found == Outcomes::TRUE {
            break;
        }
    }
    found
}

fn all<'r>(values: Resolved<'r>, mut test: impl FnMut(ValueRef<'r>) -> Outcomes) -> Outcomes {
    let mut held = Outcomes::TRUE;
    for value in values.values() {
        held = held.and(test(value));
        if held == Outcomes::FALSE {
            break;
        }
    }
    held
}
