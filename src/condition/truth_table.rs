//! All the ways a small condition can come out, with each comparison free to hold or not.

use super::ast::{Comparison, Expr, ExprKind, Operand, OperandKind};
use super::attribute::AttributeRef;
use super::context::ConditionContext;
use super::eval;
use super::extremes::{is_passed_by_every_value, is_passed_by_no_value};
use super::operator::ScalarOperator;
use super::outcome::Outcomes;
use crate::pattern::{ActionPattern, Wildcards};

const VARIABLE_LIMIT: usize = 12;
const NODE_LIMIT: usize = 400;

/// The values a condition takes over all requests; it may hold some that no request reaches.
pub(crate) struct TruthTable {
    met: usize,
    rows: usize,
}

impl TruthTable {
    pub(crate) fn always_true(&self) -> bool {
        self.met == self.rows
    }

    pub(crate) fn never_true(&self) -> bool {
        self.met == 0
    }
}

/// The table, unless the condition is too large or holds what isn't documented.
pub(crate) fn truth_table(root: &Expr) -> Option<TruthTable> {
    let mut nodes = 0;
    root.walk(&mut |_| nodes += 1);
    if nodes > NODE_LIMIT {
        return None;
    }
    let mut variables = Variables {
        found: Vec::new(),
        action: None,
    };
    let formula = variables.formula(root)?;
    let rows = 1usize << variables.found.len();
    let met = (0..rows)
        .filter(|&row| formula.value(row) == Outcomes::TRUE)
        .count();
    Some(TruthTable { met, rows })
}

/// Whether every row of the truth table is met.
pub(super) fn is_always_met(root: &Expr) -> bool {
    truth_table(root).is_some_and(|table| table.always_true())
}

/// Whether `b` holds in every row in which `a` holds, for one action. False where either is too
/// large or holds what isn't documented.
pub(super) fn implies(a: &Expr, b: &Expr, action: &str, wildcards: Wildcards) -> bool {
    let mut nodes = 0;
    a.walk(&mut |_| nodes += 1);
    b.walk(&mut |_| nodes += 1);
    if nodes > NODE_LIMIT {
        return false;
    }
    let mut variables = Variables {
        found: Vec::new(),
        action: Some((action, wildcards)),
    };
    let (Some(a), Some(b)) = (variables.formula(a), variables.formula(b)) else {
        return false;
    };
    let mut rows = 0..1usize << variables.found.len();
    rows.all(|row| a.value(row) != Outcomes::TRUE || b.value(row) == Outcomes::TRUE)
}

/// Something that is so or not so, independently of the rest; a row has a bit for each.
#[derive(PartialEq)]
enum Variable<'e> {
    Present(&'e AttributeRef),
    Holds(&'e ExprKind),
}

/// A condition over the bits of a row.
enum Formula {
    And(Vec<Formula>),
    Or(Vec<Formula>),
    Not(Box<Formula>),
    Known(Outcomes),
    /// Whether the bit is set.
    Bit(usize),
    /// Missing unless all of `present` are set, then the outcome.
    Compared {
        present: usize,
        then: Then,
    },
}

enum Then {
    Known(Outcomes),
    Bit(usize),
}

struct Variables<'e> {
    found: Vec<Variable<'e>>,
    /// The action of every request, where there is one.
    action: Option<(&'e str, Wildcards)>,
}

impl<'e> Variables<'e> {
    fn bit(&mut self, variable: Variable<'e>) -> Option<usize> {
        let known = self.found.iter().position(|other| *other == variable);
        let position = known.unwrap_or(self.found.len());
        if known.is_none() {
            self.found.push(variable);
        }
        (position < VARIABLE_LIMIT).then_some(1 << position)
    }

    fn formula(&mut self, expr: &'e Expr) -> Option<Formula> {
        Some(match &expr.kind {
            ExprKind::And(children) => Formula::And(self.formulas(children)?),
            ExprKind::Or(children) => Formula::Or(self.formulas(children)?),
            ExprKind::Not(child) => Formula::Not(Box::new(self.formula(child)?)),
            ExprKind::ActionMatches(patterns) => match self.action {
                Some((action, wildcards)) => {
                    let hit = |pattern: &ActionPattern| pattern.matches(action, wildcards);
                    Formula::Known(Outcomes::known(patterns.iter().any(hit)))
                }
                None => Formula::Bit(self.bit(Variable::Holds(&expr.kind))?),
            },
            ExprKind::SubOperationMatches(_) => {
                Formula::Bit(self.bit(Variable::Holds(&expr.kind))?)
            }
            ExprKind::Exists(attribute) => Formula::Bit(self.bit(Variable::Present(attribute))?),
            ExprKind::Comparison(comparison) => {
                if !is_documented(comparison) {
                    return None;
                }
                let mut present = 0;
                for attribute in comparison.attributes() {
                    present |= self.bit(Variable::Present(attribute))?;
                }
                let then = match constant(expr, comparison) {
                    Some(outcome) => Then::Known(outcome),
                    None => Then::Bit(self.bit(Variable::Holds(&expr.kind))?),
                };
                Formula::Compared { present, then }
            }
        })
    }

    fn formulas(&mut self, children: &'e [Expr]) -> Option<Vec<Formula>> {
        children.iter().map(|child| self.formula(child)).collect()
    }
}

fn is_documented(comparison: &Comparison) -> bool {
    let call = |side: &&Operand| matches!(side.kind, OperandKind::Call(..));
    !matches!(comparison.operator.scalar, ScalarOperator::Unsupported(_))
        && !comparison.operands().iter().any(call)
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

impl Formula {
    fn value(&self, row: usize) -> Outcomes {
        match self {
            Self::And(children) => children
                .iter()
                .fold(Outcomes::TRUE, |all, child| all.and(child.value(row))),
            Self::Or(children) => children
                .iter()
                .fold(Outcomes::FALSE, |any, child| any.or(child.value(row))),
            Self::Not(child) => child.value(row).not(),
            Self::Known(outcome) => *outcome,
            Self::Bit(bit) => Outcomes::known(row & bit != 0),
            Self::Compared { present, .. } if row & present != *present => Outcomes::MISSING,
            Self::Compared { then, .. } => match then {
                Then::Known(outcome) => *outcome,
                Then::Bit(bit) => Outcomes::known(row & bit != 0),
            },
        }
    }
}
