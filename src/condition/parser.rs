//! The parser (§3.2): recursive descent with a limit of depth, and recovery at the next
//! connective, so that one reading reports several faults.

use super::ast::{Comparison, Constant, Expr, ExprKind, Grouping, Literal, Operand, OperandKind};
use super::attribute::{self, AttributeRef, AttributeSource};
use super::error::{ConditionFault, ParseConditionError};
use super::lexer::{Token, TokenKind, tokenize};
use super::operator::{self, Operator, Quantifier, ScalarOperator};
use crate::ids::parse_guid;
use crate::pattern::ActionPattern;
use crate::span::Span;
use crate::text;

/// How deep parentheses, negations and functions may be nested.
pub(super) const DEPTH_LIMIT: usize = 128;
/// How many errors of one text are reported.
pub(super) const ERROR_LIMIT: usize = 20;

const EXPRESSION: &str = "an attribute, `Exists`, `ActionMatches{'…'}`, `NOT` or `(`";
const CONNECTIVE: &str = "`AND`, `OR` or the end";
const OPERAND: &str = "an attribute, a value or a set of values in braces";
const OPERATOR: &str = "an operator, for example `StringEquals`";

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
                inner.grouping = Grouping::Parenthesised;
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

    /// Brings an operand to the form its operator wants: one value, or a list (AB-12); GUIDs as
    /// GUIDs (AB-15).
    fn fit(&mut self, operand: Operand, operator: Operator) -> Operand {
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

    fn operator(&mut self, left: Token) -> Read<Operator> {
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

    fn scalar_operator(&mut self, token: Token) -> Read<ScalarOperator> {
        let word = self.slice(token.span);
        ScalarOperator::parse(word).ok_or_else(|| {
            let help = if word.starts_with(['=', '<', '>']) {
                Some("comparisons are spelt out, for example `StringEquals` or `NumericLessThan`".to_owned())
            } else if text::same(word, "AND") || text::same(word, "OR") {
                Some("an attribute alone is no expression: compare it with something, or write `Exists` before it".to_owned())
            } else {
                suggestion(word)
            };
            let fault = ConditionFault::UnknownOperator(word.to_owned());
            self.report(fault, token.span, Some(OPERATOR), help)
        })
    }

    fn operand(&mut self, expected: &'static str) -> Read<Operand> {
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

    fn operand_start(&self) -> Option<OperandStart> {
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

    fn is_keyword(&self) -> bool {
        ["AND", "OR", "NOT", "Exists"]
            .iter()
            .any(|word| self.at_word(word))
    }

    fn attribute(&mut self) -> Read<AttributeRef> {
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
    fn call(&mut self) -> Read<OperandKind> {
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

    fn set(&mut self) -> Read<Vec<Literal>> {
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

    fn literal(&mut self, expected: &'static str) -> Read<Literal> {
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

    fn bad_word(&mut self, token: Token, expected: &'static str) -> Reported {
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

    fn deeper(&mut self, span: Span) -> Read<()> {
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
    fn synchronize(&mut self) {
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

    fn connective(&mut self, word: &str, symbol: TokenKind) -> bool {
        let here = self.peek().kind == symbol || self.at_word(word);
        if here {
            self.advance();
        }
        here
    }

    fn at_word(&self, word: &str) -> bool {
        let token = self.peek();
        token.kind == TokenKind::Word && text::same(self.slice(token.span), word)
    }

    fn peek(&self) -> Token {
        self.tokens.get(self.at).copied().unwrap_or(Token {
            kind: TokenKind::End,
            span: Span::new(self.text.len(), self.text.len()),
        })
    }

    fn previous(&self) -> Span {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.map_or_else(Span::default, |token| token.span)
    }

    fn advance(&mut self) {
        if self.peek().kind != TokenKind::End {
            self.at += 1;
        }
    }

    fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    fn unexpected(&mut self, expected: &'static str, help: Option<&str>) -> Reported {
        self.unexpected_with(expected, help.map(str::to_owned))
    }

    fn unexpected_with(&mut self, expected: &'static str, help: Option<String>) -> Reported {
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

    fn report(
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

enum OperandStart {
    Attribute,
    Literal,
    Set,
    Call,
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

fn suggestion(word: &str) -> Option<String> {
    operator::nearest(word).map(|name| format!("did you mean `{name}`?"))
}
