//! String comparisons: equality, prefix and the patterns of StringLike (§3.5).

use super::operator::{Case, TextTest};

/// Whether `left` passes the test against `right`.
pub(super) fn passes(test: TextTest, case: Case, left: &str, right: &str) -> bool {
    match (test, case) {
        (TextTest::Equals, Case::Sensitive) => left == right,
        (TextTest::StartsWith, Case::Sensitive) => left.starts_with(right),
        (TextTest::Equals, Case::Ignored) => {
            let (mut left, mut right) = (left.chars(), right.chars());
            loop {
                match (left.next(), right.next()) {
                    (None, None) => return true,
                    (Some(a), Some(b)) if same(a, b, case) => {}
                    _ => return false,
                }
            }
        }
        (TextTest::StartsWith, Case::Ignored) => {
            let mut left = left.chars();
            right
                .chars()
                .all(|b| left.next().is_some_and(|a| same(a, b, case)))
        }
        (TextTest::Like, _) => like(left, right, case),
    }
}

fn same(a: char, b: char, case: Case) -> bool {
    a == b
        || match case {
            Case::Sensitive => false,
            Case::Ignored => crate::text::same_letter(a, b),
        }
}

enum Piece {
    Star,
    One,
    Exactly(char),
}

/// Matches the whole text, going back to the last star only: what an earlier star took can't
/// help a later one.
fn like(text: &str, pattern: &str, case: Case) -> bool {
    let (mut text, mut pattern) = (text, pattern);
    let mut retry: Option<(&str, &str)> = None;
    loop {
        match piece(pattern) {
            Some((Piece::Star, rest)) => {
                pattern = rest;
                retry = Some((text, rest));
                continue;
            }
            Some((piece, rest)) => {
                let mut chars = text.chars();
                let fits = chars.next().is_some_and(|c| match piece {
                    Piece::Exactly(wanted) => same(c, wanted, case),
                    Piece::One | Piece::Star => true,
                });
                if fits {
                    text = chars.as_str();
                    pattern = rest;
                    continue;
                }
            }
            None if text.is_empty() => return true,
            None => {}
        }
        let Some((from, rest)) = retry else {
            return false;
        };
        let mut chars = from.chars();
        if chars.next().is_none() {
            return false;
        }
        text = chars.as_str();
        pattern = rest;
        retry = Some((text, rest));
    }
}

fn piece(pattern: &str) -> Option<(Piece, &str)> {
    let mut chars = pattern.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    Some(match first {
        '*' => (Piece::Star, rest),
        '?' => (Piece::One, rest),
        '\\' if rest.starts_with(['*', '?']) => {
            let escaped = chars.next()?;
            (Piece::Exactly(escaped), chars.as_str())
        }
        c => (Piece::Exactly(c), rest),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matches(pattern: &str, text: &str) -> bool {
        passes(TextTest::Like, Case::Sensitive, text, pattern)
    }

    #[test]
    fn stars_question_marks_and_escapes() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("*", "", true),
            ("?", "", false),
            ("?", "é", true),
            ("a*b*c", "aXbXbXc", true),
            ("a*b*c", "aXcXb", false),
            (r"\?", "?", true),
            (r"\?", "a", false),
            (r"a\b", r"a\b", true),
            (r"\\*", r"\*", true),
            (r"\\*", r"\x", false),
            ("**", "x", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} ~ {text}");
        }
        assert!(passes(TextTest::Like, Case::Ignored, "ÄPFEL", "äp*"));
        assert!(passes(TextTest::StartsWith, Case::Ignored, "ÄPFEL", "äp"));
        assert!(!passes(TextTest::StartsWith, Case::Ignored, "Ä", "äp"));
        assert!(!passes(TextTest::Equals, Case::Ignored, "Ä", "äp"));
    }

    /// By definition: a star takes some prefix of what is left.
    fn naive(pattern: &[char], text: &[char]) -> bool {
        match pattern {
            [] => text.is_empty(),
            ['*', rest @ ..] => (0..=text.len()).any(|taken| naive(rest, &text[taken..])),
            ['\\', c @ ('*' | '?'), rest @ ..] => {
                text.first() == Some(c) && naive(rest, &text[1..])
            }
            ['?', rest @ ..] => !text.is_empty() && naive(rest, &text[1..]),
            [c, rest @ ..] => text.first() == Some(c) && naive(rest, &text[1..]),
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition(pattern in r"[ab*?\\]{0,8}", text in r"[ab*?\\]{0,8}") {
            let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
            prop_assert_eq!(matches(&pattern, &text), naive(&p, &t));
        }
    }
}
