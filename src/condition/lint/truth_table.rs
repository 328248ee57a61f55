//! All the ways a small condition can come out, with each comparison free to hold or not.

use super::super::ast::{Comparison, Expr, ExprKind, Operand, OperandKind};
use super::super::attribute::AttributeRef;
use super::super::context::ConditionContext;
use super::super::eval;
use super::super::operator::ScalarOperator;
use super::super::outcome::Outcomes;
use super::always_true::is_passed_by_every_value;
use super::never_true::is_passed_by_no_value;

const VARIABLE_LIMIT: usize = 12;
const NODE_LIMIT: usize = 400;

/// The values a condition takes over all requests; it may hold some that no request reaches.
pub(super) struct TruthTable {
    met: usize,
    rows: usize,
}

impl TruthTable {
    pub(super) fn always_true(&self) -> bool {
        self.met == self.rows
    }

    pub(super) fn never_true(&self) -> bool {
        self.met == 0
    }
}

/// Something that is so or not so, independently of the rest.
#[derive(PartialEq)]
enum Variable<'e> {
    Present(&'e AttributeRef),
    Holds(&'e ExprKind),
}

/// The table, unless the condition is too large or holds what isn't documented.
pub(super) fn truth_table(root: &Expr) -> Option<TruthTable> {
    let mut nodes = 0;
    let mut variables = Vec::new();
    let mut documented = true;
    root.walk(&mut |node| {
        nodes += 1;
        if nodes > NODE_LIMIT || variables.len() > VARIABLE_LIMIT {
            return;
        }
        let mut add = |variable| {
            if !variables.contains(&variable) {
                variables.push(variable);
            }
        };
        match &node.kind {
            ExprKind::ActionMatches(_) | ExprKind::SubOperationMatches(_) => {
                add(Variable::Holds(&node.kind));
            }
            ExprKind::Exists(attribute) => add(Variable::Present(attribute)),
            ExprKind::Comparison(comparison) => {
                let unsupported = |side: &&Operand| matches!(side.kind, OperandKind::Call(..));
                documented &= !matches!(comparison.operator.scalar, ScalarOperator::Unsupported(_));
                documented &= !comparison.operands().iter().any(unsupported);
                for attribute in comparison.attributes() {
                    add(Variable::Present(attribute));
                }
                if constant(node, comparison).is_none() {
                    add(Variable::Holds(&node.kind));
                }
            }
            ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Not(_) => {}
        }
    });
    if !documented || nodes > NODE_LIMIT || variables.len() > VARIABLE_LIMIT {
        return None;
    }
    let rows = 1usize << variables.len();
    let met = (0..rows)
        .filter(|&row| value(root, &variables, row) == Outcomes::TRUE)
        .count();
    Some(TruthTable { met, rows })
}

/// What the comparison comes to whenever its attributes are there, where that is certain.
fn constant(node: &Expr, comparison: &Comparison) -> Option<Outcomes> {
    if comparison.attributes().is_empty() {
        let value = eval::outcomes(node, &ConditionContext::new());
        return (value != Outcomes::ANY).then_some(value);
    }
    if is_passed_by_no_value(comparison) {
        return Some(Outcomes::FALSE);
    }
    is_passed_by_every_value(comparison).then_some(Outcomes::TRUE)
}

fn value(expr: &Expr, variables: &[Variable<'_>], row: usize) -> Outcomes {
    let is = |wanted: &Variable<'_>| {
        let position = variables.iter().position(|variable| variable == wanted);
        position.is_some_and(|position| row >> position & 1 == 1)
    };
    match &expr.kind {
        ExprKind::And(children) => children.iter().fold(Outcomes::TRUE, |all, child| {
            all.and(value(child, variables, row))
        }),
        ExprKind::Or(children) => children.iter().fold(Outcomes::FALSE, |any, child| {
            any.or(value(child, variables, row))
        }),
        ExprKind::Not(child) => value(child, variables, row).not(),
        ExprKind::Exists(attribute) => Outcomes::known(is(&Variable::Present(attribute))),
        ExprKind::Comparison(comparison) => {
            let mut attributes = comparison.attributes().into_iter();
            if attributes.any(|attribute| !is(&Variable::Present(attribute))) {
                return Outcomes::MISSING;
            }
            constant(expr, comparison)
                .unwrap_or_else(|| Outcomes::known(is(&Variable::Holds(&expr.kind))))
        }
        kind => Outcomes::known(is(&Variable::Holds(kind))),
    }
}
