//! The expression tree. Equality of nodes leaves spans and parentheses out of account.

use super::attribute::AttributeRef;
use super::operator::Operator;
use crate::pattern::ActionPattern;
use crate::span::Span;

/// A node and the bytes of the condition it was read from.
#[derive(Clone, Debug)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) span: Span,
    /// Whether parentheses stood around the node in the source.
    pub(crate) is_parenthesised: bool,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Expr {
    pub(crate) fn new(kind: ExprKind, span: Span) -> Self {
        Self {
            kind,
            span,
            is_parenthesised: false,
        }
    }

    /// The direct operands of a connective; nothing for a leaf.
    pub(crate) fn children(&self) -> &[Expr] {
        match &self.kind {
            ExprKind::And(children) | ExprKind::Or(children) => children,
            ExprKind::Not(child) => std::slice::from_ref(child),
            _ => &[],
        }
    }

    /// Calls `visit` on this node and every node below it, in source order.
    pub(crate) fn walk<'e>(&'e self, visit: &mut impl FnMut(&'e Expr)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// The comparisons, in source order.
    pub(crate) fn comparisons(&self) -> Vec<(&Comparison, Span)> {
        let mut found = Vec::new();
        self.walk(&mut |node| {
            if let ExprKind::Comparison(comparison) = &node.kind {
                found.push((comparison.as_ref(), node.span));
            }
        });
        found
    }

    /// The attributes read, in source order, with repetitions.
    pub(crate) fn attributes(&self) -> Vec<&AttributeRef> {
        let mut found = Vec::new();
        self.walk(&mut |node| match &node.kind {
            ExprKind::Exists(attribute) => found.push(attribute),
            ExprKind::Comparison(comparison) => found.extend(comparison.attributes()),
            _ => {}
        });
        found
    }
}

/// The forms of an expression (§3.2).
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ExprKind {
    /// Two or more operands of `AND`.
    And(Vec<Expr>),
    /// Two or more operands of `OR`.
    Or(Vec<Expr>),
    Not(Box<Expr>),
    /// `ActionMatches{…}` (AB-20).
    ActionMatches(Vec<ActionPattern>),
    /// `SubOperationMatches{…}` (AB-21).
    SubOperationMatches(Vec<Box<str>>),
    /// `Exists attribute` (AB-23).
    Exists(AttributeRef),
    Comparison(Box<Comparison>),
}

/// `operand operator operand`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Comparison {
    pub(crate) left: Operand,
    pub(crate) operator: Operator,
    pub(crate) right: Operand,
}

impl Comparison {
    pub(crate) fn operands(&self) -> [&Operand; 2] {
        [&self.left, &self.right]
    }

    /// The attributes read, left before right.
    pub(crate) fn attributes(&self) -> Vec<&AttributeRef> {
        let mut found = Vec::new();
        for operand in self.operands() {
            operand.collect_attributes(&mut found);
        }
        found
    }
}

/// One side of a comparison.
#[derive(Clone, Debug)]
pub(crate) struct Operand {
    pub(crate) kind: OperandKind,
    pub(crate) span: Span,
}

impl PartialEq for Operand {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// The forms of an operand.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum OperandKind {
    Attribute(AttributeRef),
    Literal(Literal),
    /// One or more literals in braces.
    Set(Vec<Literal>),
    /// A function of AB-31 on other operands.
    Call(&'static str, Vec<Operand>),
}

impl Operand {
    fn collect_attributes<'e>(&'e self, found: &mut Vec<&'e AttributeRef>) {
        match &self.kind {
            OperandKind::Attribute(attribute) => found.push(attribute),
            OperandKind::Call(_, arguments) => {
                for argument in arguments {
                    argument.collect_attributes(found);
                }
            }
            OperandKind::Literal(_) | OperandKind::Set(_) => {}
        }
    }

    pub(crate) fn as_attribute(&self) -> Option<&AttributeRef> {
        match &self.kind {
            OperandKind::Attribute(attribute) => Some(attribute),
            _ => None,
        }
    }

    /// The literals of a literal or set.
    pub(crate) fn literals(&self) -> &[Literal] {
        match &self.kind {
            OperandKind::Literal(literal) => std::slice::from_ref(literal),
            OperandKind::Set(literals) => literals,
            _ => &[],
        }
    }
}

/// A constant of the text.
#[derive(Clone, Debug)]
pub(crate) struct Literal {
    pub(crate) value: Constant,
    pub(crate) span: Span,
}

impl PartialEq for Literal {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// The value of a literal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Constant {
    /// The string between the quotes, escapes of quotes resolved, those of Like kept (AB-16).
    Text(Box<str>),
    Integer(i64),
    /// Quoted or not, next to a Guid operator (AB-15).
    Guid(u128),
    Bool(bool),
}
