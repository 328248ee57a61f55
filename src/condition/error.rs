//! Errors of the parser, and the excerpt of the source that shows where they are.

use std::fmt;

use crate::span::Span;

/// Everything wrong with the text of a condition: at least one error, in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseConditionErrors {
    text: String,
    errors: Vec<ParseConditionError>,
}

/// One fault in the text of a condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{fault}")]
pub struct ParseConditionError {
    /// What is wrong.
    pub fault: ConditionFault,
    /// The offending bytes of the text; empty at its end when something is missing there.
    pub span: Span,
    /// What could have stood here, for a line "expected …".
    pub expected: Option<&'static str>,
    /// How to fix the text.
    pub help: Option<String>,
}

/// The kinds of faults in the text of a condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConditionFault {
    /// Nothing but blanks (AB-19).
    #[error("the condition is empty")]
    Empty,
    /// Longer than any text worth reading.
    #[error("the condition is longer than {limit} bytes")]
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// Parentheses or negations nested too deeply.
    #[error("expressions are nested more than {limit} deep")]
    TooDeep {
        /// The limit in levels.
        limit: usize,
    },
    /// A character that has no meaning here.
    #[error("unexpected character `{0}`")]
    Character(char),
    /// A string without its closing quote.
    #[error("the string is not closed")]
    UnterminatedString,
    /// An attribute without its closing bracket.
    #[error("the bracket is not closed")]
    UnterminatedBracket,
    /// Something other than what the grammar wants here.
    #[error("unexpected {found}")]
    Unexpected {
        /// What stands here, as it reads.
        found: String,
    },
    /// A word in the place of an operator that is none (§3.5).
    #[error("unknown operator `{0}`")]
    UnknownOperator(String),
    /// A word before a colon that is no quantifier (§3.6).
    #[error("unknown quantifier `{0}`")]
    UnknownQuantifier(String),
    /// An attribute source other than those of §3.2.
    #[error("unknown attribute source `{0}`")]
    UnknownSource(String),
    /// A function that isn't known.
    #[error("unknown function `{0}`")]
    UnknownFunction(String),
    /// `[]`.
    #[error("the attribute has no name")]
    EmptyAttribute,
    /// `{}` (AB-37).
    #[error("the set is empty")]
    EmptySet,
    /// Several values where an operator without quantifier takes one (AB-12).
    #[error("`{operator}` takes one value, not {count}")]
    SetNeedsQuantifier {
        /// The operator.
        operator: String,
        /// How many values stand there.
        count: usize,
    },
    /// An integer beyond 64 bits.
    #[error("`{0}` is not an integer of 64 bits")]
    Integer(String),
    /// The argument of ActionMatches is no action pattern (AB-20).
    #[error("{0}")]
    Pattern(crate::pattern::ParsePatternError),
}

impl ParseConditionErrors {
    pub(super) fn new(text: &str, mut errors: Vec<ParseConditionError>) -> Self {
        errors.sort_by_key(|error| (error.span.start, error.span.end));
        Self {
            text: text.to_owned(),
            errors,
        }
    }

    /// The text as given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The errors, in the order of the text; at least one.
    pub fn errors(&self) -> &[ParseConditionError] {
        &self.errors
    }

    /// The line and caret of each error, to be shown beneath its message.
    pub fn excerpts(&self) -> impl Iterator<Item = (&ParseConditionError, Excerpt<'_>)> {
        self.errors
            .iter()
            .map(|error| (error, Excerpt::of(&self.text, error.span)))
    }
}

impl fmt::Display for ParseConditionErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.errors.as_slice() {
            [] => Ok(()),
            [only] => only.fmt(f),
            [first, rest @ ..] => write!(f, "{first} (and {} more)", rest.len()),
        }
    }
}

impl std::error::Error for ParseConditionErrors {}

/// One line of a text with a range of it to point at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt<'a> {
    /// The number of the line, from 1.
    pub line: usize,
    /// The column of the first character pointed at, from 1, in characters.
    pub column: usize,
    /// The line, without its line break.
    pub source: &'a str,
    /// The characters of `source` to underline, from 0; never empty, and one past the end of
    /// the line when something is missing there.
    pub caret: std::ops::Range<usize>,
}

impl<'a> Excerpt<'a> {
    /// The line in which `span` begins. A span over several lines is cut at the end of its first.
    pub fn of(text: &'a str, span: Span) -> Self {
        let start = floor_boundary(text, span.start);
        let end = floor_boundary(text, span.end).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = &text[line_start..line_end];
        let source = line.strip_suffix('\r').unwrap_or(line);
        let first = text[line_start..start].chars().count();
        let width = text[start..end.min(line_end)].chars().count().max(1);
        Self {
            line: text[..line_start].matches('\n').count() + 1,
            column: first + 1,
            source,
            caret: first..first + width,
        }
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_a_line_and_a_range_of_characters() {
        let text = "ab\ncdé fg\nh";
        let excerpt = Excerpt::of(text, Span::new(8, 10));
        assert_eq!((excerpt.line, excerpt.column), (2, 5));
        assert_eq!(excerpt.source, "cdé fg");
        assert_eq!(excerpt.caret, 4..6);
        let end = Excerpt::of(text, Span::new(99, 99));
        assert_eq!((end.line, end.column, end.source), (3, 2, "h"));
        assert_eq!(end.caret, 1..2);
        let across = Excerpt::of(text, Span::new(1, 9));
        assert_eq!((across.source, across.caret), ("ab", 1..2));
        let returns = Excerpt::of("a\r\r'x\r\n", Span::new(3, 7));
        assert_eq!((returns.source, returns.caret), ("a\r\r'x", 3..6));
    }
}
