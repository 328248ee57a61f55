//! Words, strings and punctuation of a condition's text.

use super::error::{ConditionFault, ParseConditionError};
use crate::ids::guid_at_end;
use crate::span::Span;

/// A token and its bytes. What a token says is read from the text when the parser wants it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TokenKind {
    /// Letters, digits and `_ - .`: keywords, operators, numbers, GUIDs.
    Word,
    /// `'…'`, quotes included.
    Text,
    /// `[…]`, brackets included.
    Path,
    At,
    Comma,
    Colon,
    Bang,
    DoubleAnd,
    DoubleOr,
    OpenParen,
    CloseParen,
    OpenBrace,
    CloseBrace,
    End,
}

/// The tokens of a text, the last of them [`TokenKind::End`]; what can't be read is reported and
/// left out.
pub(super) fn tokenize(text: &str, errors: &mut Vec<ParseConditionError>) -> Vec<Token> {
    let mut lexer = Lexer {
        text,
        at: 0,
        errors,
    };
    let mut tokens = Vec::with_capacity(text.len() / 8 + 1);
    while let Some(token) = lexer.next() {
        tokens.push(token);
    }
    let end = text.trim_end().len();
    tokens.push(Token {
        kind: TokenKind::End,
        span: Span::new(end, end),
    });
    tokens
}

struct Lexer<'t, 'e> {
    text: &'t str,
    at: usize,
    errors: &'e mut Vec<ParseConditionError>,
}

impl Lexer<'_, '_> {
    fn next(&mut self) -> Option<Token> {
        loop {
            let rest = self.text.get(self.at..)?;
            let blank = rest.len() - rest.trim_start().len();
            self.at += blank;
            let rest = &rest[blank..];
            let first = rest.chars().next()?;
            let kind = match first {
                '(' => TokenKind::OpenParen,
                ')' => TokenKind::CloseParen,
                '{' => TokenKind::OpenBrace,
                '}' => TokenKind::CloseBrace,
                ',' => TokenKind::Comma,
                ':' => TokenKind::Colon,
                '@' => TokenKind::At,
                '!' => TokenKind::Bang,
                '&' if rest.starts_with("&&") => return Some(self.take(TokenKind::DoubleAnd, 2)),
                '|' if rest.starts_with("||") => return Some(self.take(TokenKind::DoubleOr, 2)),
                '\'' => {
                    let length = self.string_length(rest);
                    return Some(self.take(TokenKind::Text, length));
                }
                '[' => {
                    let length = self.path_length(rest);
                    return Some(self.take(TokenKind::Path, length));
                }
                c if is_word(c) => {
                    let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                    return Some(self.take(TokenKind::Word, length));
                }
                '=' | '<' | '>' => {
                    let length = rest.find(|c| !matches!(c, '=' | '<' | '>'));
                    return Some(self.take(TokenKind::Word, length.unwrap_or(rest.len())));
                }
                '"' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' => {
                    return Some(self.wrong_quotes(first, rest));
                }
                '/' => return Some(self.path_without_quotes(rest)),
                c => {
                    self.stray_character(c);
                    continue;
                }
            };
            return Some(self.take(kind, 1));
        }
    }

    fn take(&mut self, kind: TokenKind, length: usize) -> Token {
        let span = Span::new(self.at, self.at + length);
        self.at = span.end;
        Token { kind, span }
    }

    /// The bytes of a string and its quotes; `\'` doesn't close it (AB-16).
    fn string_length(&mut self, rest: &str) -> usize {
        let mut before = '\'';
        for (at, c) in rest.char_indices().skip(1) {
            if c == '\'' && before != '\\' {
                return at + 1;
            }
            before = c;
        }
        self.report(
            ConditionFault::UnterminatedString,
            Span::new(self.at, self.text.len()),
            Some("a closing `'`"),
            None,
        );
        rest.len()
    }

    fn path_length(&mut self, rest: &str) -> usize {
        if let Some(at) = rest.find(']') {
            return at + 1;
        }
        self.report(
            ConditionFault::UnterminatedBracket,
            Span::new(self.at, self.text.len()),
            Some("a closing `]`"),
            None,
        );
        rest.len()
    }

    /// Reports quotes of another kind, and takes what they enclose for the string it is meant
    /// to be.
    fn wrong_quotes(&mut self, open: char, rest: &str) -> Token {
        let closes = |c: char| {
            c == open
                || matches!(
                    (open, c),
                    ('\u{2018}', '\u{2019}') | ('\u{201c}', '\u{201d}')
                )
        };
        let mut inner = rest.char_indices().skip(1);
        let close = inner.find(|&(_, c)| closes(c));
        let length = close.map_or(open.len_utf8(), |(at, c)| at + c.len_utf8());
        self.report(
            ConditionFault::Character(open),
            Span::new(self.at, self.at + length),
            None,
            Some("strings stand between straight single quotes: `'…'`".to_owned()),
        );
        self.take(TokenKind::Text, length)
    }

    /// Reports an id without quotes, and takes it for the value that is meant.
    fn path_without_quotes(&mut self, rest: &str) -> Token {
        let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | '(' | ')');
        let length = rest.find(ends).unwrap_or(rest.len());
        let id = &rest[..length];
        let help = match guid_at_end(id) {
            Some(guid) => format!("Guid operators compare the GUID alone: write `{guid}`"),
            None => "strings stand between straight single quotes: `'…'`".to_owned(),
        };
        let span = Span::new(self.at, self.at + length);
        self.report(ConditionFault::Character('/'), span, None, Some(help));
        self.take(TokenKind::Text, length)
    }

    /// Reports a character that starts no token and passes over it.
    fn stray_character(&mut self, c: char) {
        let help = match c {
            '&' => Some("write `&&` or `AND`"),
            '|' => Some("write `||` or `OR`"),
            ']' => Some("attributes are written `@Source[path]`"),
            _ => None,
        };
        let span = Span::new(self.at, self.at + c.len_utf8());
        let help = help.map(str::to_owned);
        self.report(ConditionFault::Character(c), span, None, help);
        self.at = span.end;
    }

    fn report(
        &mut self,
        fault: ConditionFault,
        span: Span,
        expected: Option<&'static str>,
        help: Option<String>,
    ) {
        if self.errors.len() < super::parser::ERROR_LIMIT {
            self.errors.push(ParseConditionError {
                fault,
                span,
                expected,
                help,
            });
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(TokenKind, &str)> {
        let mut errors = Vec::new();
        let tokens = tokenize(text, &mut errors);
        assert!(errors.is_empty(), "{errors:?}");
        let tokens = tokens.into_iter();
        tokens
            .map(|token| (token.kind, &text[token.span.start..token.span.end]))
            .collect()
    }

    #[test]
    fn blanks_are_free() {
        use TokenKind::{CloseBrace, Colon, Comma, End, OpenBrace, Path, Text, Word};
        let expected = [
            (Word, "Resource"),
            (Path, "[a b]"),
            (Word, "ForAnyOfAnyValues"),
            (Colon, ":"),
            (Word, "GuidEquals"),
            (OpenBrace, "{"),
            (Word, "8b9d-f"),
            (Comma, ","),
            (Text, r"'it\'s'"),
            (CloseBrace, "}"),
            (End, ""),
        ];
        let tight = r"Resource[a b]ForAnyOfAnyValues:GuidEquals{8b9d-f,'it\'s'}";
        assert_eq!(kinds(tight), expected);
        let wide = " Resource\n[a b] ForAnyOfAnyValues : GuidEquals\t{ 8b9d-f , 'it\\'s' } \r\n";
        assert_eq!(kinds(wide), expected);
    }

    #[test]
    fn what_cannot_be_read_is_reported_and_passed_over() {
        let mut errors = Vec::new();
        let tokens = tokenize("a = \"b c\" # 'open", &mut errors);
        let faults: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            faults,
            [
                "unexpected character `\"`",
                "unexpected character `#`",
                "the string is not closed"
            ]
        );
        assert_eq!(tokens.len(), 5);
    }
}
