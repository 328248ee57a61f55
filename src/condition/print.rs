//! Canonical text: one spelling for what means the same to the parser.

use std::fmt::{self, Display, Write};

use super::ast::{Comparison, Constant, Expr, ExprKind, Literal, Operand, OperandKind};
use crate::ids::RoleId;

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExprKind::And(children) => connected(f, children, " AND "),
            ExprKind::Or(children) => connected(f, children, " OR "),
            ExprKind::Not(child) => match child.kind {
                ExprKind::ActionMatches(_) | ExprKind::And(_) | ExprKind::Or(_) => {
                    write!(f, "!({child})")
                }
                ExprKind::Comparison(_) => write!(f, "NOT ({child})"),
                _ => write!(f, "NOT {child}"),
            },
            ExprKind::ActionMatches(patterns) => {
                f.write_str("ActionMatches")?;
                braced(f, patterns, |f, pattern| quoted(f, pattern.as_str()))
            }
            ExprKind::SubOperationMatches(names) => {
                f.write_str("SubOperationMatches")?;
                braced(f, names, |f, name| quoted(f, name))
            }
            ExprKind::Exists(attribute) => write!(f, "Exists {attribute}"),
            ExprKind::Comparison(comparison) => comparison.fmt(f),
        }
    }
}

fn connected(f: &mut fmt::Formatter<'_>, children: &[Expr], connective: &str) -> fmt::Result {
    for (position, child) in children.iter().enumerate() {
        if position > 0 {
            f.write_str(connective)?;
        }
        match child.kind {
            ExprKind::And(_) | ExprKind::Or(_) => write!(f, "({child})")?,
            _ => child.fmt(f)?,
        }
    }
    Ok(())
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.left, self.operator.name(), self.right)
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            OperandKind::Attribute(attribute) => attribute.fmt(f),
            OperandKind::Literal(literal) => literal.fmt(f),
            OperandKind::Set(literals) => braced(f, literals, |f, literal| literal.fmt(f)),
            OperandKind::Call(name, arguments) => {
                write!(f, "{name}(")?;
                separated(f, arguments, |f, argument| argument.fmt(f))?;
                f.write_char(')')
            }
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Constant::Text(text) => quoted(f, text),
            Constant::Integer(value) => value.fmt(f),
            Constant::Guid(value) => RoleId::from_u128(*value).fmt(f),
            Constant::Bool(value) => value.fmt(f),
        }
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    write!(f, "'{}'", text.replace('\'', "\\'"))
}

fn braced<T>(
    f: &mut fmt::Formatter<'_>,
    items: &[T],
    item: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    f.write_char('{')?;
    separated(f, items, item)?;
    f.write_char('}')
}

fn separated<T>(
    f: &mut fmt::Formatter<'_>,
    items: &[T],
    item: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (position, value) in items.iter().enumerate() {
        if position > 0 {
            f.write_str(", ")?;
        }
        item(f, value)?;
    }
    Ok(())
}
