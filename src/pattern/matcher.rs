//! Many patterns against one name at once. globset lives only here.

use globset::{Candidate, GlobBuilder, GlobSet, GlobSetBuilder};

use super::{ActionPattern, Wildcards};
use crate::text;

/// Answers which of many patterns match a name, in one pass over the name.
///
/// Case is folded before the set is built: a case-insensitive set of thousands of globs grows
/// past the size limit of its regular expression.
#[derive(Debug, Clone)]
pub struct PatternMatcher {
    globs: GlobSet,
    owner: Vec<usize>,
}

/// The patterns are too many or too large for one matcher.
#[derive(Debug, Clone, thiserror::Error)]
#[error("patterns can't be compiled together: {reason}")]
pub struct MatcherError {
    reason: String,
}

impl PatternMatcher {
    /// Compiles the patterns; the position of each is its name in [`PatternMatcher::matches`].
    ///
    /// # Errors
    ///
    /// When the compiled form passes the size limit of globset.
    pub fn new<'a>(
        patterns: impl IntoIterator<Item = &'a ActionPattern>,
        wildcards: Wildcards,
    ) -> Result<Self, MatcherError> {
        let failed = |error: globset::Error| MatcherError {
            reason: error.to_string(),
        };
        let mut builder = GlobSetBuilder::new();
        let mut owner = Vec::new();
        for (position, pattern) in patterns.into_iter().enumerate() {
            if pattern.is_concrete() && pattern.folded().ends_with('/') {
                continue;
            }
            for text in globs_of(pattern.folded(), wildcards) {
                let glob = GlobBuilder::new(&text)
                    .literal_separator(false)
                    .backslash_escape(true)
                    .empty_alternates(true)
                    .build()
                    .map_err(failed)?;
                builder.add(glob);
                owner.push(position);
            }
        }
        Ok(Self {
            globs: builder.build().map_err(failed)?,
            owner,
        })
    }

    /// The positions of the patterns that match the name, ascending.
    pub fn matches(&self, action: &str) -> Vec<usize> {
        let folded = text::fold(action.trim());
        let mut found: Vec<usize> = self
            .globs
            .matches_candidate(&Candidate::new(folded.as_ref()))
            .into_iter()
            .map(|glob| self.owner[glob])
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The glob of a pattern, and under WC-5 a second one in which the middle may vanish. A lone pair
/// keeps globset's fast strategies; alternation is only for several stars.
fn globs_of(folded: &str, wildcards: Wildcards) -> Vec<String> {
    let mut plain = String::with_capacity(folded.len());
    let mut previous = ' ';
    for c in folded.chars() {
        match c {
            '*' if previous == '*' => {}
            '?' | '[' | ']' | '{' | '}' | '\\' | '!' | ',' => {
                plain.push('\\');
                plain.push(c);
            }
            _ => plain.push(c),
        }
        previous = c;
    }
    let vanishing = plain.matches("/*/").count();
    if wildcards == Wildcards::Strict || vanishing == 0 {
        return vec![plain];
    }
    if vanishing == 1 && !plain.contains("/*/*/") {
        let short = plain.replacen("/*/", "/", 1);
        return vec![plain, short];
    }
    let mut alternated = String::with_capacity(plain.len() + 16);
    let mut rest = plain.as_str();
    while let Some(at) = rest.find("/*/") {
        alternated.push_str(&rest[..at]);
        alternated.push_str("/{*/,}");
        rest = &rest[at + 3..];
        if rest.starts_with("*/") {
            // `/*/*/`: the slash just consumed also opens the next group.
            alternated.push_str("{*/,}");
            rest = &rest[2..];
        }
    }
    alternated.push_str(rest);
    vec![alternated]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_of_globset_are_literals_here() {
        let patterns: Vec<ActionPattern> = ["a.b/{x}/read", "a.b/[ab]/*", "a.b/?/read", "a.b/**"]
            .iter()
            .map(|p| ActionPattern::parse(p).unwrap())
            .collect();
        let matcher = PatternMatcher::new(&patterns, Wildcards::Azure).unwrap();
        assert_eq!(matcher.matches("A.B/{x}/read"), [0, 3]);
        assert_eq!(matcher.matches("a.b/[ab]/read"), [1, 3]);
        assert_eq!(matcher.matches("a.b/a/read"), [3]);
        assert_eq!(matcher.matches("a.b/?/read"), [2, 3]);
    }

    #[test]
    fn the_middle_vanishes_only_by_the_rule() {
        let pattern = ActionPattern::parse("a/*/b/*/*/c").unwrap();
        for (action, azure, strict) in [
            ("a/b/c", true, false),
            ("a/x/b/c", true, false),
            ("a/x/b/y/z/c", true, true),
            ("a/x/b/y/c", true, false),
            ("a/c", false, false),
        ] {
            for (mode, expected) in [(Wildcards::Azure, azure), (Wildcards::Strict, strict)] {
                let matcher = PatternMatcher::new([&pattern], mode).unwrap();
                assert_eq!(
                    !matcher.matches(action).is_empty(),
                    expected,
                    "{action} {mode:?}"
                );
                assert_eq!(pattern.matches(action, mode), expected, "{action} {mode:?}");
            }
        }
    }
}
