//! The blocks of a condition: what is demanded, and of which actions (§3.2, forms a to e).

use super::ast::{Expr, ExprKind};
use crate::pattern::ActionPattern;
use crate::span::Span;

/// One operand of the outermost `AND`.
#[derive(Debug)]
pub(crate) struct Block<'e> {
    pub(crate) span: Span,
    /// What the block is limited to; nothing for a bare demand on every action.
    pub(crate) guards: Vec<Guard<'e>>,
    /// The alternatives one of which must hold; none when the block forbids what it targets.
    pub(crate) demands: Vec<&'e Expr>,
}

/// A negated test of the action: the block applies to what it matches.
#[derive(Debug)]
pub(crate) struct Guard<'e> {
    pub(crate) patterns: &'e [ActionPattern],
    /// Tests of the suboperation next to it, and whether they are negated.
    pub(crate) suboperations: Vec<(&'e [Box<str>], Applies)>,
}

/// Whether a guard applies to a suboperation or to all others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Applies {
    To,
    ExceptTo,
}

impl Block<'_> {
    /// Whether the block limits the action, whatever its suboperation.
    pub(crate) fn targets(&self, action: &str) -> bool {
        self.guards.iter().any(|guard| {
            guard
                .patterns
                .iter()
                .any(|pattern| pattern.matches(action, crate::pattern::Wildcards::Azure))
        })
    }
}

/// The blocks of a condition, in source order.
pub(crate) fn blocks(root: &Expr) -> Vec<Block<'_>> {
    match &root.kind {
        ExprKind::And(children) if guards_of(root).is_none() => {
            children.iter().flat_map(blocks).collect()
        }
        _ => vec![block(root)],
    }
}

fn block(expr: &Expr) -> Block<'_> {
    let alternatives = match &expr.kind {
        ExprKind::Or(children) => children.as_slice(),
        _ => std::slice::from_ref(expr),
    };
    let guarded = alternatives.iter().find_map(|child| {
        let guards = guards_of(child)?;
        Some((child, guards))
    });
    let (guard, guards) = match guarded {
        Some((child, guards)) => (Some(child), guards),
        None => (None, Vec::new()),
    };
    let demands = alternatives
        .iter()
        .filter(|child| guard.is_none_or(|guard| !std::ptr::eq(*child, guard)))
        .collect();
    Block {
        span: expr.span,
        guards,
        demands,
    }
}

/// `!(ActionMatches…)`, `!(ActionMatches… AND [NOT] SubOperationMatches…)`, or an `AND` of them.
fn guards_of(expr: &Expr) -> Option<Vec<Guard<'_>>> {
    match &expr.kind {
        ExprKind::And(children) => {
            let guards: Option<Vec<_>> = children.iter().map(guards_of).collect();
            guards.map(|guards| guards.into_iter().flatten().collect())
        }
        ExprKind::Not(child) => guard(child).map(|guard| vec![guard]),
        _ => None,
    }
}

fn guard(expr: &Expr) -> Option<Guard<'_>> {
    let parts = match &expr.kind {
        ExprKind::And(children) => children.as_slice(),
        _ => std::slice::from_ref(expr),
    };
    let mut guard = Guard {
        patterns: &[],
        suboperations: Vec::new(),
    };
    for part in parts {
        match &part.kind {
            ExprKind::ActionMatches(patterns) if guard.patterns.is_empty() => {
                guard.patterns = patterns;
            }
            ExprKind::SubOperationMatches(names) => {
                guard.suboperations.push((names, Applies::To));
            }
            ExprKind::Not(inner) => match &inner.kind {
                ExprKind::SubOperationMatches(names) => {
                    guard.suboperations.push((names, Applies::ExceptTo));
                }
                _ => return None,
            },
            _ => return None,
        }
    }
    (!guard.patterns.is_empty()).then_some(guard)
}
