//! The full answer of an evaluation: verdict, residual, needs and the parts that decided.

use std::fmt;

use super::ast::{Comparison, Expr, ExprKind};
use super::attribute::AttributeRef;
use super::context::{Attributes, ConditionContext, Supplied};
use super::eval::{Resolved, outcomes, resolve};
use super::operator::ScalarOperator;
use super::outcome::{Outcomes, Truth, Verdict};
use super::value::ValueRef;
use crate::span::Span;

/// What a condition comes to in a context, and why.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Evaluation {
    /// The answer.
    pub verdict: Verdict,
    /// What is left of the condition, in canonical text, when the verdict is unknown: it is met
    /// by exactly the completions of the context that meet the condition.
    pub residual: Option<String>,
    /// What must be supplied to get to an answer, in the order of the text, each once.
    pub needs: Vec<Need>,
    /// The corners on which the documentation is silent and that bear on this answer.
    pub undocumented: Vec<Undocumented>,
    /// The comparisons and functions that decided, in the order of the text. For an unknown
    /// verdict: those that are open.
    pub deciding: Vec<DecidingPart>,
}

/// A comparison or function that decided an evaluation, and its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DecidingPart {
    /// Its bytes in the text of the condition.
    pub span: Span,
    /// What it came to.
    pub truth: Truth,
}

/// Something that must be known before a condition has an answer.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Need {
    /// The action of the request.
    Action,
    /// Its suboperation, or that it has none.
    Suboperation,
    /// The value of an attribute, or that it is missing.
    Attribute(AttributeRef),
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Action => f.write_str("action"),
            Self::Suboperation => f.write_str("suboperation"),
            Self::Attribute(attribute) => attribute.fmt(f),
        }
    }
}

/// A corner of the language on which the documentation is silent, met at a place of the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Undocumented {
    /// The case about which the documentation is silent.
    pub corner: Corner,
    /// The bytes of the text.
    pub span: Span,
}

/// The corners on which the documentation is silent, with what is assumed there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Corner {
    /// A quote escaped inside a string (AB-16).
    EscapedQuote,
    /// An operator, function or source that the documentation doesn't have (AB-31).
    Unsupported,
    /// A quantifier before an operator documented without (AB-32).
    Quantifier,
    /// A value that the operator can't read (AB-33).
    TypeMismatch,
    /// An attribute that is there with an empty list (AB-36).
    EmptyList,
    /// The negation of something that depends on a missing attribute (AB-40).
    NegatedMissing,
}

impl Corner {
    /// The clause of azure-rbac.md.
    pub fn clause(self) -> &'static str {
        match self {
            Self::EscapedQuote => "AB-16",
            Self::Unsupported => "AB-31",
            Self::Quantifier => "AB-32",
            Self::TypeMismatch => "AB-33",
            Self::EmptyList => "AB-36",
            Self::NegatedMissing => "AB-40",
        }
    }

    /// What is assumed.
    pub fn assumption(self) -> &'static str {
        match self {
            Self::EscapedQuote => "`\\'` is taken for a quote inside the string",
            Self::Unsupported => "undocumented operators, functions and sources are left unknown",
            Self::Quantifier => "the quantifier is taken to combine values as it does elsewhere",
            Self::TypeMismatch => "a value of the wrong type leaves the comparison unknown",
            Self::EmptyList => {
                "an empty list satisfies `ForAll…` and fails `ForAny…`, as the definition says"
            }
            Self::NegatedMissing => {
                "the negation of a comparison with a missing attribute isn't met"
            }
        }
    }
}

/// Evaluates with everything an explanation needs.
pub(super) fn evaluate<'v, A: Attributes<'v>>(
    root: &Expr,
    context: &ConditionContext<'_, A>,
) -> Evaluation {
    let mut evaluation = Evaluation {
        verdict: outcomes(root, context).verdict(),
        residual: None,
        needs: Vec::new(),
        undocumented: Vec::new(),
        deciding: Vec::new(),
    };
    if let Rest::Sometimes(rest) = simplify(root, Outcomes::TRUE, context) {
        evaluation.residual = Some(rest.to_string());
    }
    let mut trace = Trace {
        context,
        evaluation: &mut evaluation,
    };
    trace.follow(root, Outcomes::TRUE);
    evaluation
}

/// Whether an expression has a wanted value.
enum Rest {
    Always,
    Never,
    /// When this has it.
    Sometimes(Expr),
}

/// How the values an expression can take stand to a wanted one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Always,
    Never,
    Sometimes,
}

fn standing(outcomes: Outcomes, wanted: Outcomes) -> Standing {
    if outcomes == wanted {
        Standing::Always
    } else if outcomes.can_be(wanted) {
        Standing::Sometimes
    } else {
        Standing::Never
    }
}

/// The expression without what is settled, as far as it can still come to `wanted`.
///
/// Met is the same as true, so a missing part counts as false; beneath a negation the wanted
/// value is false, and a missing part counts as true.
fn simplify<'v, A: Attributes<'v>>(
    expr: &Expr,
    wanted: Outcomes,
    context: &ConditionContext<'_, A>,
) -> Rest {
    let (children, needs_all, connective): (_, _, fn(Vec<Expr>) -> ExprKind) = match &expr.kind {
        ExprKind::And(children) => (children, wanted == Outcomes::TRUE, ExprKind::And),
        ExprKind::Or(children) => (children, wanted == Outcomes::FALSE, ExprKind::Or),
        ExprKind::Not(child) => {
            return match simplify(child, wanted.not(), context) {
                Rest::Sometimes(rest) => {
                    let kind = ExprKind::Not(Box::new(rest));
                    Rest::Sometimes(Expr::new(kind, expr.span))
                }
                settled => settled,
            };
        }
        _ => {
            return match standing(outcomes(expr, context), wanted) {
                Standing::Always => Rest::Always,
                Standing::Never => Rest::Never,
                Standing::Sometimes => Rest::Sometimes(expr.clone()),
            };
        }
    };
    let mut left = Vec::new();
    for child in children {
        match (simplify(child, wanted, context), needs_all) {
            (Rest::Never, true) => return Rest::Never,
            (Rest::Always, false) => return Rest::Always,
            (Rest::Always, true) | (Rest::Never, false) => {}
            (Rest::Sometimes(rest), _) => match (rest.kind, &expr.kind) {
                (ExprKind::And(inner), ExprKind::And(_))
                | (ExprKind::Or(inner), ExprKind::Or(_)) => left.extend(inner),
                (kind, _) => left.push(Expr::new(kind, rest.span)),
            },
        }
    }
    match left.pop() {
        None if needs_all => Rest::Always,
        None => Rest::Never,
        Some(only) if left.is_empty() => Rest::Sometimes(only),
        Some(last) => {
            left.push(last);
            Rest::Sometimes(Expr::new(connective(left), expr.span))
        }
    }
}

struct Trace<'t, 'a, A> {
    context: &'t ConditionContext<'a, A>,
    evaluation: &'t mut Evaluation,
}

impl<'v, A: Attributes<'v>> Trace<'_, '_, A> {
    /// Follows the parts that settle whether `expr` comes to `wanted`, or leave it open.
    fn follow(&mut self, expr: &Expr, wanted: Outcomes) {
        let value = outcomes(expr, self.context);
        let here = standing(value, wanted);
        let (children, needs_all) = match &expr.kind {
            ExprKind::And(children) => (children, wanted == Outcomes::TRUE),
            ExprKind::Or(children) => (children, wanted == Outcomes::FALSE),
            ExprKind::Not(child) => {
                if outcomes(child, self.context).can_be(Outcomes::MISSING)
                    && here == Standing::Never
                {
                    self.corner(Corner::NegatedMissing, expr.span);
                }
                return self.follow(child, wanted.not());
            }
            _ => return self.leaf(expr, value),
        };
        let one_decides = match here {
            Standing::Always => !needs_all,
            Standing::Never => needs_all,
            Standing::Sometimes => false,
        };
        for child in children {
            if standing(outcomes(child, self.context), wanted) == here {
                self.follow(child, wanted);
                if one_decides {
                    break;
                }
            }
        }
    }

    fn leaf(&mut self, expr: &Expr, value: Outcomes) {
        let part = DecidingPart {
            span: expr.span,
            truth: value.truth(),
        };
        self.evaluation.deciding.push(part);
        match &expr.kind {
            ExprKind::ActionMatches(_) if value == Outcomes::EITHER => self.need(Need::Action),
            ExprKind::SubOperationMatches(_) if value == Outcomes::EITHER => {
                self.need(Need::Suboperation);
            }
            ExprKind::Exists(attribute) if value == Outcomes::EITHER => {
                self.need(Need::Attribute(attribute.clone()));
            }
            ExprKind::Comparison(comparison) => self.comparison(comparison, expr.span),
            _ => {}
        }
    }

    fn comparison(&mut self, comparison: &Comparison, span: Span) {
        let context = self.context;
        let sides = comparison.operands().map(|side| resolve(side, context));
        let unsupported = matches!(comparison.operator.scalar, ScalarOperator::Unsupported(_))
            || sides
                .iter()
                .any(|side| matches!(side, Resolved::Undocumented));
        let settled = sides.iter().any(|side| matches!(side, Resolved::Missing));
        if unsupported {
            return self.corner(Corner::Unsupported, span);
        }
        for literal in comparison
            .operands()
            .iter()
            .flat_map(|side| side.literals())
        {
            if matches!(ValueRef::from(literal), ValueRef::Text(text) if text.contains('\'')) {
                self.corner(Corner::EscapedQuote, span);
            }
        }
        if settled {
            return;
        }
        for attribute in comparison.attributes() {
            if self.context.attributes.get(attribute) == Supplied::NotSupplied {
                self.need(Need::Attribute(attribute.clone()));
            }
        }
        let scalar = comparison.operator.scalar;
        match comparison.operator.quantifier {
            Some(_) if !scalar.takes_quantifiers() => self.corner(Corner::Quantifier, span),
            None if sides
                .iter()
                .any(|side| matches!(side, Resolved::Values(v) if v.len() != 1)) =>
            {
                self.corner(Corner::TypeMismatch, span);
            }
            _ => {}
        }
        if sides
            .iter()
            .any(|side| matches!(side, Resolved::Values([])))
        {
            self.corner(Corner::EmptyList, span);
        }
        if sides
            .iter()
            .any(|side| side.values().any(|value| !value.suits(scalar)))
        {
            self.corner(Corner::TypeMismatch, span);
        }
    }

    fn need(&mut self, need: Need) {
        if !self.evaluation.needs.contains(&need) {
            self.evaluation.needs.push(need);
        }
    }

    fn corner(&mut self, corner: Corner, span: Span) {
        let met = Undocumented { corner, span };
        if !self.evaluation.undocumented.contains(&met) {
            self.evaluation.undocumented.push(met);
        }
    }
}
