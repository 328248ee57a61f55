//! The parser (§3.2): recursive descent with a limit of depth, and recovery at the next
//! connective, so that one reading reports several faults.

mod cursor;
mod operand;
mod operator;

use super::ast::{Comparison, Constant, Expr, ExprKind, Literal};
use super::attribute::AttributeRef;
use super::error::{ConditionFault, ParseConditionError};
use super::lexer::{Token, TokenKind, tokenize};
use crate::pattern::ActionPattern;
use crate::span::Span;
use crate::text;
use operand::OperandStart;

/// How deep parentheses, negations and functions may be nested.
const DEPTH_LIMIT: usize = 128;
/// How many errors of one text are reported.
pub(super) const ERROR_LIMIT: usize = 20;

const EXPRESSION: &str = "an attribute, `Exists`, `ActionMatches{'…'}`, `NOT` or `(`";
const CONNECTIVE: &str = "`AND`, `OR` or the end";
const OPERAND: &str = "an attribute, a value or a set of values in braces";

/// What the parser reads from a text: its expression, and the places repaired on the way.
pub(super) struct Parsed {
    pub(super) root: Expr,
    /// Strings and attributes with a leftover shell escape (AB-16).
    pub(super) repairs: Vec<Span>,
}

/// An error was reported; the caller finds the next place to go on.
struct Reported;

type Read<T> = Result<T, Reported>;

/// Reads a text that is neither blank nor over the limit of length.
pub(super) fn parse(text: &str) -> Result<Parsed, Vec<ParseConditionError>> {
    let mut errors = Vec::new();
    let tokens = tokenize(text, &mut errors);
    let cut_off = errors.iter().any(|error| {
        matches!(
            error.fault,
            ConditionFault::UnterminatedString | ConditionFault::UnterminatedBracket
        )
    });
    let mut parser = Parser {
        text,
        tokens,
        at: 0,
        depth: 0,
        errors,
        repairs: Vec::new(),
        cut_off,
    };
    let root = parser.condition();
    if parser.errors.is_empty() {
        Ok(Parsed {
            root,
            repairs: parser.repairs,
        })
    } else {
        Err(parser.errors)
    }
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    errors: Vec<ParseConditionError>,
    repairs: Vec<Span>,
    /// The rest of the text can't be judged: that something is missing at its end follows from
    /// an error already reported.
    cut_off: bool,
}

impl<'t> Parser<'t> {
    fn condition(&mut self) -> Expr {
        let root = self.or();
        while self.peek().kind != TokenKind::End {
            let help = match self.peek().kind {
                TokenKind::CloseParen => Some("this parenthesis was never opened"),
                _ => None,
            };
            self.unexpected(CONNECTIVE, help);
            if help.is_some() {
                self.advance();
            }
            self.synchronize();
            if self.connective("AND", TokenKind::DoubleAnd)
                || self.connective("OR", TokenKind::DoubleOr)
            {
                self.or();
            }
        }
        root
    }

    fn or(&mut self) -> Expr {
        let mut children = vec![self.and()];
        while self.connective("OR", TokenKind::DoubleOr) {
            children.push(self.and());
        }
        join(children, ExprKind::Or)
    }

    fn and(&mut self) -> Expr {
        let mut children = vec![self.recovered()];
        while self.connective("AND", TokenKind::DoubleAnd) {
            children.push(self.recovered());
        }
        join(children, ExprKind::And)
    }

    /// An operand of a connective; after an error a stand-in, which never leaves the parser.
    fn recovered(&mut self) -> Expr {
        let depth = self.depth;
        self.not().unwrap_or_else(|Reported| {
            self.depth = depth;
            self.synchronize();
            Expr::new(ExprKind::And(Vec::new()), self.peek().span)
        })
    }

    fn not(&mut self) -> Read<Expr> {
        let start = self.peek();
        if start.kind != TokenKind::Bang && !self.at_word("NOT") {
            return self.primary();
        }
        self.advance();
        self.deeper(start.span)?;
        let child = self.not()?;
        self.depth -= 1;
        let span = start.span.to(child.span);
        Ok(Expr::new(ExprKind::Not(Box::new(child)), span))
    }

    fn primary(&mut self) -> Read<Expr> {
        let start = self.peek();
        match start.kind {
            TokenKind::OpenParen => {
                // `NOT (x)` is as deep as `NOT x`, which is printed with parentheses.
                let negated = self.after_negation();
                self.advance();
                if !negated {
                    self.deeper(start.span)?;
                }
                let mut inner = self.or();
                if self.peek().kind != TokenKind::CloseParen {
                    let help = Some("a parenthesis is still open");
                    return Err(self.unexpected("`AND`, `OR` or `)`", help));
                }
                self.advance();
                if !negated {
                    self.depth -= 1;
                }
                inner.is_parenthesised = true;
                Ok(inner)
            }
            TokenKind::Word if self.at_word("Exists") => {
                self.advance();
                let attribute = self.existing()?;
                Ok(self.leaf(ExprKind::Exists(attribute), start))
            }
            TokenKind::Word if self.at_word("ActionMatches") => {
                self.advance();
                let patterns = self.patterns()?;
                Ok(self.leaf(ExprKind::ActionMatches(patterns), start))
            }
            TokenKind::Word if self.at_word("SubOperationMatches") => {
                self.advance();
                let names = self.names("`{'…'}` with the name of a suboperation")?;
                let names = names.into_iter().map(|(name, _)| name).collect();
                Ok(self.leaf(ExprKind::SubOperationMatches(names), start))
            }
            _ => self.comparison(),
        }
    }

    fn after_negation(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.is_some_and(|token| match token.kind {
            TokenKind::Bang => true,
            TokenKind::Word => text::same(self.slice(token.span), "NOT"),
            _ => false,
        })
    }

    fn leaf(&self, kind: ExprKind, start: Token) -> Expr {
        Expr::new(kind, start.span.to(self.previous()))
    }

    fn existing(&mut self) -> Read<AttributeRef> {
        match self.operand_start() {
            Some(OperandStart::Attribute) => self.attribute(),
            _ => {
                let help = match self.peek().kind {
                    TokenKind::OpenParen => Some("`Exists` takes an attribute without parentheses"),
                    _ => None,
                };
                Err(self.unexpected("an attribute", help))
            }
        }
    }

    fn patterns(&mut self) -> Read<Vec<ActionPattern>> {
        let names = self.names("`{'…'}` with an action")?;
        let mut patterns = Vec::with_capacity(names.len());
        for (name, span) in names {
            match ActionPattern::parse(&name) {
                Ok(pattern) => patterns.push(pattern),
                Err(error) => {
                    self.report(ConditionFault::Pattern(error), span, None, None);
                }
            }
        }
        Ok(patterns)
    }

    /// A set of strings.
    fn names(&mut self, expected: &'static str) -> Read<Vec<(Box<str>, Span)>> {
        if self.peek().kind != TokenKind::OpenBrace {
            let help = Some("the names stand in braces: `{'…'}`");
            return Err(self.unexpected(expected, help));
        }
        let literals = self.set()?;
        let mut names = Vec::with_capacity(literals.len());
        for Literal { value, span } in literals {
            match value {
                Constant::Text(name) => names.push((name, span)),
                _ => {
                    let found = format!("`{}`", self.slice(span));
                    let fault = ConditionFault::Unexpected { found };
                    self.report(fault, span, Some("a string in single quotes"), None);
                }
            }
        }
        Ok(names)
    }

    fn comparison(&mut self) -> Read<Expr> {
        let start = self.peek();
        if self.operand_start().is_none() {
            return Err(self.unexpected(EXPRESSION, None));
        }
        let left = self.operand(EXPRESSION)?;
        let operator = self.operator(start)?;
        let right = self.operand(OPERAND)?;
        let comparison = Comparison {
            left: self.fit(left, operator),
            operator,
            right: self.fit(right, operator),
        };
        Ok(self.leaf(ExprKind::Comparison(Box::new(comparison)), start))
    }

    fn is_keyword(&self) -> bool {
        ["AND", "OR", "NOT", "Exists"]
            .iter()
            .any(|word| self.at_word(word))
    }
}

/// One operand as it is, several under their connective.
fn join(mut children: Vec<Expr>, connective: fn(Vec<Expr>) -> ExprKind) -> Expr {
    let span = children
        .iter()
        .map(|child| child.span)
        .reduce(Span::to)
        .unwrap_or_default();
    match children.pop() {
        Some(only) if children.is_empty() => only,
        last => {
            children.extend(last);
            Expr::new(connective(children), span)
        }
    }
}
