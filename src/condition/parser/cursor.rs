//! Where the parser stands, and how it reports and goes on after an error.

use super::super::error::{ConditionFault, ParseConditionError};
use super::super::lexer::{Token, TokenKind};
use super::{DEPTH_LIMIT, ERROR_LIMIT, Parser, Read, Reported};
use crate::span::Span;
use crate::text;

impl<'t> Parser<'t> {
    pub(super) fn deeper(&mut self, span: Span) -> Read<()> {
        self.depth += 1;
        if self.depth <= DEPTH_LIMIT {
            return Ok(());
        }
        let fault = ConditionFault::TooDeep { limit: DEPTH_LIMIT };
        let reported = self.report(fault, span, None, None);
        self.cut_off = true;
        self.at = self.tokens.len() - 1;
        Err(reported)
    }

    /// Goes on to the next connective or closing parenthesis that belongs to no parenthesis
    /// opened on the way.
    pub(super) fn synchronize(&mut self) {
        let mut open = 0usize;
        loop {
            match self.peek().kind {
                TokenKind::End => return,
                TokenKind::OpenParen => open += 1,
                TokenKind::CloseParen if open == 0 => return,
                TokenKind::CloseParen => open -= 1,
                TokenKind::DoubleAnd | TokenKind::DoubleOr if open == 0 => return,
                TokenKind::Word if open == 0 && (self.at_word("AND") || self.at_word("OR")) => {
                    return;
                }
                _ => {}
            }
            self.advance();
        }
    }

    pub(super) fn connective(&mut self, word: &str, symbol: TokenKind) -> bool {
        let here = self.peek().kind == symbol || self.at_word(word);
        if here {
            self.advance();
        }
        here
    }

    pub(super) fn at_word(&self, word: &str) -> bool {
        let token = self.peek();
        token.kind == TokenKind::Word && text::same(self.slice(token.span), word)
    }

    pub(super) fn peek(&self) -> Token {
        self.tokens.get(self.at).copied().unwrap_or(Token {
            kind: TokenKind::End,
            span: Span::new(self.text.len(), self.text.len()),
        })
    }

    pub(super) fn previous(&self) -> Span {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.map_or_else(Span::default, |token| token.span)
    }

    pub(super) fn advance(&mut self) {
        if self.peek().kind != TokenKind::End {
            self.at += 1;
        }
    }

    pub(super) fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    pub(super) fn unexpected(&mut self, expected: &'static str, help: Option<&str>) -> Reported {
        self.unexpected_with(expected, help.map(str::to_owned))
    }

    pub(super) fn unexpected_with(
        &mut self,
        expected: &'static str,
        help: Option<String>,
    ) -> Reported {
        let token = self.peek();
        if token.kind == TokenKind::End && self.cut_off {
            return Reported;
        }
        let found = match token.kind {
            TokenKind::End => "end".to_owned(),
            _ => format!("`{}`", self.slice(token.span)),
        };
        let fault = ConditionFault::Unexpected { found };
        self.report(fault, token.span, Some(expected), help)
    }

    pub(super) fn report(
        &mut self,
        fault: ConditionFault,
        span: Span,
        expected: Option<&'static str>,
        help: Option<String>,
    ) -> Reported {
        if self.errors.len() < ERROR_LIMIT {
            self.errors.push(ParseConditionError {
                fault,
                span,
                expected,
                help,
            });
        }
        Reported
    }
}
