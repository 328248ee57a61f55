//! Operators and their quantifiers.

use super::super::error::ConditionFault;
use super::super::lexer::{Token, TokenKind};
use super::super::operator::{self, Operator, Quantifier, ScalarOperator};
use super::{Parser, Read};
use crate::span::Span;
use crate::text;

const OPERATOR: &str = "an operator, for example `StringEquals`";

impl<'t> Parser<'t> {
    pub(super) fn operator(&mut self, left: Token) -> Read<Operator> {
        let token = self.peek();
        if token.kind != TokenKind::Word {
            return Err(self.unexpected(OPERATOR, None));
        }
        let word = self.slice(token.span);
        if text::same(word, "null") || text::same(word, "Exists") {
            // AB-18: what the portal leaves behind when a value is never chosen.
            let attribute = self.slice(Span::new(left.span.start, self.previous().end));
            let help = format!("write `Exists {attribute}`");
            return Err(self.unexpected_with(OPERATOR, Some(help)));
        }
        self.advance();
        if self.peek().kind != TokenKind::Colon {
            return self.scalar_operator(token).map(|scalar| Operator {
                quantifier: None,
                scalar,
            });
        }
        let quantifier = Quantifier::parse(word);
        if quantifier.is_none() {
            let fault = ConditionFault::UnknownQuantifier(word.to_owned());
            let expected = "one of `ForAnyOfAnyValues`, `ForAllOfAnyValues`, `ForAnyOfAllValues`, `ForAllOfAllValues`";
            self.report(fault, token.span, Some(expected), suggestion(word));
        }
        self.advance();
        let token = self.peek();
        if token.kind != TokenKind::Word {
            return Err(self.unexpected(OPERATOR, None));
        }
        self.advance();
        let scalar = self.scalar_operator(token)?;
        Ok(Operator { quantifier, scalar })
    }

    pub(super) fn scalar_operator(&mut self, token: Token) -> Read<ScalarOperator> {
        let word = self.slice(token.span);
        ScalarOperator::parse(word).ok_or_else(|| {
            let help = if word.starts_with(['=', '<', '>']) {
                Some("comparisons are spelt out, for example `StringEquals` or `NumericLessThan`".to_owned())
            } else if text::same(word, "AND") || text::same(word, "OR") {
                Some("an attribute alone is not an expression: compare it with something, or write `Exists` before it".to_owned())
            } else {
                suggestion(word)
            };
            let fault = ConditionFault::UnknownOperator(word.to_owned());
            self.report(fault, token.span, Some(OPERATOR), help)
        })
    }
}

fn suggestion(word: &str) -> Option<String> {
    operator::nearest(word).map(|name| format!("did you mean `{name}`?"))
}
