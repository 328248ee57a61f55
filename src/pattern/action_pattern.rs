use std::cmp::Ordering;
use std::fmt;

use super::{MatchRule, Wildcards};
use crate::span::Span;
use crate::text;

/// One entry of an action list: an operation name, or a pattern with `*` (WC-1 to WC-9).
///
/// Compared, ordered and hashed by its folded text.
#[derive(Clone)]
pub struct ActionPattern {
    text: Box<str>,
    folded: Box<str>,
    shape: Shape,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    /// Nothing: a name that ends in a slash (WC-7).
    Nothing,
    /// No star.
    Exact,
    /// `*` alone (WC-6).
    Everything,
    /// One star at this byte.
    One(usize),
    /// Several stars, matched piece by piece.
    Many,
}

/// Why a text is no action pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{fault} in action `{input}`")]
pub struct ParsePatternError {
    /// What is wrong.
    pub fault: PatternFault,
    /// The text as given.
    pub input: String,
    /// The offending bytes of `input`.
    pub span: Span,
}

/// What is wrong with the text of an action pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternFault {
    /// Nothing but blanks.
    #[error("empty name")]
    Empty,
    /// A character outside WC-8's alphabet.
    #[error("unexpected character")]
    Character,
}

impl ActionPattern {
    /// Reads a pattern; blanks around it are trimmed (WC-7).
    ///
    /// ```
    /// use rolecall::pattern::{ActionPattern, Wildcards};
    ///
    /// let pattern = ActionPattern::parse("Microsoft.Authorization/*/Write")?;
    /// let action = "microsoft.authorization/roleassignments/write";
    /// assert!(pattern.matches(action, Wildcards::Azure));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// An empty text, or one with a blank, a control character, a quote or a backslash inside:
    /// no operation name holds those, so the text is something else.
    pub fn parse(input: &str) -> Result<Self, ParsePatternError> {
        let trimmed = input.trim();
        let error = |fault, span| ParsePatternError {
            fault,
            input: input.to_owned(),
            span,
        };
        if trimmed.is_empty() {
            return Err(error(PatternFault::Empty, Span::new(0, input.len())));
        }
        let offset = input.len() - input.trim_start().len();
        let foreign =
            |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '\\');
        if let Some((at, c)) = trimmed.char_indices().find(|&(_, c)| foreign(c)) {
            let span = Span::new(offset + at, offset + at + c.len_utf8());
            return Err(error(PatternFault::Character, span));
        }
        Ok(Self::literal(trimmed))
    }

    /// The pattern of a text already known to hold no blanks around it; never fails, so that odd
    /// entries of real role definitions stay what they are.
    pub(crate) fn literal(trimmed: &str) -> Self {
        let folded: Box<str> = text::fold(trimmed).into();
        let mut stars = folded.match_indices('*').map(|(at, _)| at);
        let shape = match (stars.next(), stars.next()) {
            (None, _) if folded.ends_with('/') => Shape::Nothing,
            (None, _) => Shape::Exact,
            (Some(_), None) if &*folded == "*" => Shape::Everything,
            (Some(at), None) => Shape::One(at),
            (Some(_), Some(_)) if folded.bytes().all(|b| b == b'*') => Shape::Everything,
            (Some(_), Some(_)) => Shape::Many,
        };
        Self {
            text: trimmed.into(),
            folded,
            shape,
        }
    }

    /// The text as written, trimmed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text in lower case.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Whether it matches operations on more than one resource type: a star before the last two
    /// segments.
    pub(crate) fn is_wide(&self) -> bool {
        let text = self.folded();
        text.find('*')
            .is_some_and(|at| text[..at].matches('/').count() <= 1)
    }

    /// Whether the pattern is a plain operation name, without a star.
    pub fn is_concrete(&self) -> bool {
        matches!(self.shape, Shape::Exact | Shape::Nothing)
    }

    /// How many stars the pattern holds.
    pub fn stars(&self) -> usize {
        self.folded.bytes().filter(|&b| b == b'*').count()
    }

    /// Whether the two modes of [`Wildcards`] can give this pattern different meanings (WC-5).
    pub fn has_vanishing_middle(&self) -> bool {
        let mut segments = self.folded.split('/').skip(1).peekable();
        while let Some(segment) = segments.next() {
            if segments.peek().is_some() && is_stars(segment) {
                return true;
            }
        }
        false
    }

    /// The text before the first star: every match starts with it. A slash that WC-5 lets stand for
    /// two is the last of this text.
    pub(crate) fn literal_prefix(&self) -> &str {
        self.folded.split('*').next().unwrap_or_default()
    }

    /// The text after the last star: every match ends with it.
    pub(crate) fn literal_suffix(&self) -> &str {
        self.folded.rsplit('*').next().unwrap_or_default()
    }

    /// The two sides of the star, when there is exactly one.
    pub(crate) fn sides(&self) -> Option<(&str, &str)> {
        match self.shape {
            Shape::One(at) => Some((&self.folded[..at], &self.folded[at + 1..])),
            Shape::Everything => Some(("", "")),
            _ => None,
        }
    }

    /// Whether the pattern matches the operation name, in any case.
    pub fn matches(&self, action: &str, wildcards: Wildcards) -> bool {
        self.match_rule(action, wildcards).is_some()
    }

    /// By which rule the pattern matches the operation name; `None` when it doesn't.
    pub fn match_rule(&self, action: &str, wildcards: Wildcards) -> Option<MatchRule> {
        let action = action.trim();
        match &self.shape {
            Shape::Nothing => None,
            Shape::Exact => text::same(&self.folded, action).then_some(MatchRule::Exact),
            Shape::Everything => Some(MatchRule::Everything),
            Shape::One(at) => {
                let (prefix, suffix) = (&self.folded[..*at], &self.folded[at + 1..]);
                if action.len() >= prefix.len() + suffix.len()
                    && text::starts_with(action, prefix)
                    && text::ends_with(action, suffix)
                {
                    return Some(MatchRule::Star);
                }
                (wildcards == Wildcards::Azure && vanishes(prefix, suffix, action))
                    .then_some(MatchRule::VanishingMiddle)
            }
            Shape::Many => {
                if self.is_longer_than(action) {
                    return None;
                }
                let action = text::fold(action);
                if holds_in_order(&self.folded, &action) {
                    Some(MatchRule::Star)
                } else {
                    (wildcards == Wildcards::Azure
                        && self.has_vanishing_middle()
                        && glob(&self.folded, &action))
                    .then_some(MatchRule::VanishingMiddle)
                }
            }
        }
    }

    /// Whether no match is as short as the name. A star stands for nothing at least, and in `/*/`
    /// for one slash less.
    fn is_longer_than(&self, action: &str) -> bool {
        let stars = self.stars();
        self.folded.len().saturating_sub(2 * stars) > action.len()
    }
}

/// A run of stars means what one star means (WC-8).
/// Whether a name begins with the text before the first star of a pattern, ends with that after the
/// last, and holds the texts between the others in their order.
fn holds_in_order(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let prefix = parts.next().unwrap_or_default();
    let suffix = parts.next_back().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(prefix) else {
        return false;
    };
    for part in parts {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(suffix)
}

fn is_stars(segment: &str) -> bool {
    !segment.is_empty() && segment.bytes().all(|b| b == b'*')
}

/// WC-5 for one star: the two slashes around it overlap.
fn vanishes(prefix: &str, suffix: &str, action: &str) -> bool {
    prefix.ends_with('/')
        && suffix.starts_with('/')
        && action.len() + 1 == prefix.len() + suffix.len()
        && text::starts_with(action, prefix)
        && text::ends_with(action, &suffix[1..])
}

/// Matching under WC-5 with any number of stars by the set of pattern positions reached so far. What lies
/// before the last star reached is dropped, since whatever it still matches, the star does: so the
/// set stays small, whatever the stars.
fn glob(pattern: &str, action: &str) -> bool {
    let mut pattern = pattern.as_bytes().to_vec();
    pattern.dedup_by(|a, b| *a == b'*' && *b == b'*');
    let is_star = |at: usize| pattern.get(at) == Some(&b'*');
    let enter = |at: usize, places: &mut Vec<usize>| {
        places.push(at);
        if is_star(at) {
            places.push(at + 1);
        }
    };
    let (mut places, mut next) = (Vec::new(), Vec::new());
    enter(0, &mut places);
    for &byte in action.as_bytes() {
        next.clear();
        for &at in &places {
            if is_star(at) {
                enter(at, &mut next);
            } else if pattern.get(at) == Some(&byte) {
                enter(at + 1, &mut next);
                // The slash that closes one vanished middle may open the next.
                let mut slash = at;
                while pattern[slash..].starts_with(b"/*/") {
                    slash += 2;
                    enter(slash + 1, &mut next);
                }
            }
        }
        next.sort_unstable();
        next.dedup();
        if let Some(star) = next.iter().rposition(|&at| is_star(at)) {
            next.drain(..star);
        }
        if next.is_empty() {
            return false;
        }
        std::mem::swap(&mut places, &mut next);
    }
    places.contains(&pattern.len())
}

impl fmt::Display for ActionPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for ActionPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.text)
    }
}

impl PartialEq for ActionPattern {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

impl Eq for ActionPattern {}

impl std::hash::Hash for ActionPattern {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.folded.hash(state);
    }
}

impl PartialOrd for ActionPattern {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ActionPattern {
    fn cmp(&self, other: &Self) -> Ordering {
        self.folded.cmp(&other.folded)
    }
}

impl std::str::FromStr for ActionPattern {
    type Err = ParsePatternError;

    fn from_str(input: &str) -> Result<Self, Self::Err> {
        Self::parse(input)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(pattern: &str, action: &str) -> Option<MatchRule> {
        ActionPattern::parse(pattern)
            .unwrap()
            .match_rule(action, Wildcards::Azure)
    }

    #[test]
    fn the_rule_that_matched_is_named() {
        assert_eq!(rule("A.B/c/read", "a.b/C/read"), Some(MatchRule::Exact));
        assert_eq!(rule("*", "a.b/c/read"), Some(MatchRule::Everything));
        assert_eq!(rule("**", "a.b/c/read"), Some(MatchRule::Everything));
        assert_eq!(rule("a.b/*/read", "a.b/c/read"), Some(MatchRule::Star));
        assert_eq!(
            rule("a.b/*/read", "a.b/read"),
            Some(MatchRule::VanishingMiddle)
        );
        assert_eq!(
            rule("a.b/*/c/*/read", "a.b/c/read"),
            Some(MatchRule::VanishingMiddle)
        );
        assert_eq!(
            rule("a.b/*/c/*/read", "a.b/x/c/y/read"),
            Some(MatchRule::Star)
        );
        assert_eq!(rule("a.b/*/c/*/read", "a.b/x/read"), None);
        assert_eq!(rule("*/read", "read"), None);
    }

    #[test]
    fn faults_point_at_the_text() {
        let error = ActionPattern::parse("Microsoft.X/a b").unwrap_err();
        assert_eq!(error.fault, PatternFault::Character);
        assert_eq!(error.span, Span::new(13, 14));
        assert_eq!(
            error.to_string(),
            "unexpected character in action `Microsoft.X/a b`"
        );
        assert_eq!(
            ActionPattern::parse("  ").unwrap_err().fault,
            PatternFault::Empty
        );
    }

    #[test]
    fn non_ascii_names_do_not_panic() {
        assert!(rule("é*é", "é").is_none());
        assert!(rule("x*", "éa").is_none());
        assert!(ActionPattern::parse("xé").is_ok());
    }
}
