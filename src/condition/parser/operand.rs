//! Operands: attributes, literals, sets, and functions of AB-31.

use super::super::ast::{Constant, Literal, Operand, OperandKind};
use super::super::attribute::{self, AttributeRef, AttributeSource};
use super::super::error::ConditionFault;
use super::super::lexer::{Token, TokenKind};
use super::super::operator::{self, Operator, ScalarOperator};
use super::{OPERAND, Parser, Read, Reported};
use crate::ids::parse_guid;
use crate::text;

impl<'t> Parser<'t> {
    /// Brings an operand to the form its operator wants: one value, or a list (AB-12); GUIDs as
    /// GUIDs (AB-15).
    pub(super) fn fit(&mut self, operand: Operand, operator: Operator) -> Operand {
        if let ScalarOperator::Unsupported(_) = operator.scalar {
            return operand;
        }
        let span = operand.span;
        let mut literals = match operand.kind {
            OperandKind::Literal(literal) => vec![literal],
            OperandKind::Set(literals) => literals,
            _ => return operand,
        };
        if let ScalarOperator::Guid(_) = operator.scalar {
            for literal in &mut literals {
                if let Constant::Text(text) = &literal.value
                    && let Some(guid) = parse_guid(text)
                {
                    literal.value = Constant::Guid(guid);
                }
            }
        }
        let fitted = |kind| Operand { kind, span };
        if operator.quantifier.is_some() {
            return fitted(OperandKind::Set(literals));
        }
        let count = literals.len();
        let mut rest = literals.into_iter();
        match (rest.next(), count) {
            (Some(only), 1) => fitted(OperandKind::Literal(only)),
            (first, _) => {
                let operator = operator.scalar.name().to_owned();
                let help = format!(
                    "to compare with several values write `ForAnyOfAnyValues:{operator}`, or `ForAnyOfAllValues:{operator}` to demand it of each"
                );
                let fault = ConditionFault::SetNeedsQuantifier { operator, count };
                self.report(fault, span, None, Some(help));
                fitted(OperandKind::Set(first.into_iter().chain(rest).collect()))
            }
        }
    }

    pub(super) fn operand(&mut self, expected: &'static str) -> Read<Operand> {
        let start = self.peek().span;
        let kind = match self.operand_start() {
            Some(OperandStart::Attribute) => OperandKind::Attribute(self.attribute()?),
            Some(OperandStart::Call) => self.call()?,
            Some(OperandStart::Set) => OperandKind::Set(self.set()?),
            Some(OperandStart::Literal) => OperandKind::Literal(self.literal(expected)?),
            None => return Err(self.unexpected(expected, None)),
        };
        let span = start.to(self.previous());
        Ok(Operand { kind, span })
    }

    pub(super) fn operand_start(&self) -> Option<OperandStart> {
        let next = self.tokens.get(self.at + 1).map(|token| token.kind);
        match (self.peek().kind, next) {
            (TokenKind::At, _) | (TokenKind::Word, Some(TokenKind::Path)) => {
                Some(OperandStart::Attribute)
            }
            (TokenKind::Word, Some(TokenKind::OpenParen)) if !self.is_keyword() => {
                Some(OperandStart::Call)
            }
            (TokenKind::Text, _) => Some(OperandStart::Literal),
            (TokenKind::Word, _) if !self.is_keyword() => Some(OperandStart::Literal),
            (TokenKind::OpenBrace, _) => Some(OperandStart::Set),
            _ => None,
        }
    }

    pub(super) fn attribute(&mut self) -> Read<AttributeRef> {
        if self.peek().kind == TokenKind::At {
            self.advance();
        }
        let token = self.peek();
        if token.kind != TokenKind::Word {
            let expected = "`Principal`, `Resource`, `Request` or `Environment`";
            return Err(self.unexpected(expected, None));
        }
        let word = self.slice(token.span);
        let source = AttributeSource::parse(word);
        if source.is_none() {
            let fault = ConditionFault::UnknownSource(word.to_owned());
            let expected = "`Principal`, `Resource`, `Request` or `Environment`";
            self.report(fault, token.span, Some(expected), None);
        }
        self.advance();
        let bracket = self.peek();
        if bracket.kind != TokenKind::Path {
            return Err(self.unexpected("the name of an attribute in brackets", None));
        }
        self.advance();
        let path = inside(self.slice(bracket.span)).trim();
        if path.is_empty() {
            let expected = Some("the name of an attribute");
            return Err(self.report(ConditionFault::EmptyAttribute, bracket.span, expected, None));
        }
        if attribute::has_escaped_dollar(path) {
            self.repairs.push(bracket.span);
        }
        Ok(AttributeRef::new(source.ok_or(Reported)?, path))
    }

    /// A function of AB-31: read, so that the rest of the condition still counts.
    pub(super) fn call(&mut self) -> Read<OperandKind> {
        let token = self.peek();
        let word = self.slice(token.span);
        let Some(name) = operator::function_name(word) else {
            let fault = ConditionFault::UnknownFunction(word.to_owned());
            return Err(self.report(fault, token.span, Some(OPERAND), None));
        };
        self.advance();
        self.advance();
        self.deeper(token.span)?;
        let mut arguments = vec![self.operand(OPERAND)?];
        while self.peek().kind == TokenKind::Comma {
            self.advance();
            arguments.push(self.operand(OPERAND)?);
        }
        if self.peek().kind != TokenKind::CloseParen {
            return Err(self.unexpected("`,` or `)`", None));
        }
        self.advance();
        self.depth -= 1;
        Ok(OperandKind::Call(name, arguments))
    }

    pub(super) fn set(&mut self) -> Read<Vec<Literal>> {
        let open = self.peek();
        self.advance();
        if self.peek().kind == TokenKind::CloseBrace {
            self.advance();
            let span = open.span.to(self.previous());
            return Err(self.report(ConditionFault::EmptySet, span, Some("a value"), None));
        }
        let mut literals = Vec::new();
        loop {
            literals.push(self.literal("a value")?);
            match self.peek().kind {
                TokenKind::Comma => self.advance(),
                TokenKind::CloseBrace => {
                    self.advance();
                    return Ok(literals);
                }
                _ => return Err(self.unexpected("`,` or `}`", None)),
            }
        }
    }

    pub(super) fn literal(&mut self, expected: &'static str) -> Read<Literal> {
        let token = self.peek();
        let written = self.slice(token.span);
        let value = match token.kind {
            TokenKind::Text => {
                let raw = inside(written);
                if attribute::has_escaped_dollar(raw) {
                    self.repairs.push(token.span);
                }
                let text = attribute::unescape_dollars(raw).replace("\\'", "'");
                Some(Constant::Text(text.into()))
            }
            TokenKind::Word => read_word(written),
            _ => None,
        };
        match value {
            Some(value) => {
                self.advance();
                let span = token.span;
                Ok(Literal { value, span })
            }
            None if token.kind == TokenKind::Word => Err(self.bad_word(token, expected)),
            None => Err(self.unexpected(expected, None)),
        }
    }

    pub(super) fn bad_word(&mut self, token: Token, expected: &'static str) -> Reported {
        let word = self.slice(token.span);
        let digits = word.trim_start_matches('-');
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            let fault = ConditionFault::Integer(word.to_owned());
            return self.report(fault, token.span, None, None);
        }
        let help = if text::same(word, "null") {
            "nothing equals `null`: `NOT Exists` says that an attribute is missing".to_owned()
        } else if AttributeSource::parse(word).is_some() {
            format!("an attribute is written `@{word}[path]`")
        } else {
            format!("write a string in single quotes: `'{word}'`")
        };
        self.unexpected_with(expected, Some(help))
    }
}

/// What begins here.
pub(super) enum OperandStart {
    Attribute,
    Literal,
    Set,
    Call,
}

/// The text between the delimiters of a token.
fn inside(token: &str) -> &str {
    token.get(1..token.len().max(2) - 1).unwrap_or_default()
}

fn read_word(word: &str) -> Option<Constant> {
    if text::same(word, "true") {
        return Some(Constant::Bool(true));
    }
    if text::same(word, "false") {
        return Some(Constant::Bool(false));
    }
    parse_guid(word)
        .map(Constant::Guid)
        .or_else(|| word.parse().ok().map(Constant::Integer))
}
