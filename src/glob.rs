//! Globs: filters that people type. globset lives only here.

use std::fmt;

use globset::{Candidate, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::text;

/// A filter for names, as shells have it: `?` is one character, `*` any number of them, `[a-c]` one of
/// those, `[!a-c]` any other, `{x,y}` either, and `\` takes the meaning of the next character away.
/// Names compare without case, and a name that is spelt as the glob always matches.
///
/// These are not the patterns of Azure, in which `*` is the only sign: see
/// [`ActionPattern`](crate::pattern::ActionPattern).
#[derive(Clone)]
pub struct Glob {
    text: Box<str>,
    has_parts: bool,
    /// The letters beyond ASCII of the folded text, each once.
    foreign: Vec<char>,
    set: GlobSet,
}

/// A text that is not a glob.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a glob: {reason}", text::brief(input))]
pub struct ParseGlobError {
    /// The text as given.
    pub input: String,
    /// What is wrong with it.
    pub reason: String,
}

impl ParseGlobError {
    /// What a glob may hold, for a help line.
    pub const SIGNS: &'static str = "a glob has `*`, `**`, `?`, `[…]` and `{a,b}`; `\\` before one of \
        these signs makes it a plain character";
}

/// As long as a scope can be; a longer glob would take much memory.
const MOST_BYTES: usize = 4096;

/// The characters that stand for letters beyond ASCII, and the one for all that the glob doesn't name.
const STAND_INS: std::ops::RangeInclusive<u8> = 1..=31;
const ANY_OTHER: char = '\u{7f}';

impl Glob {
    /// A glob for names without parts: `*` matches any run of characters.
    ///
    /// ```
    /// use rolecall::Glob;
    ///
    /// let glob = Glob::of_names("Operator Nexus*")?;
    /// assert!(glob.matches("operator nexus owner (Preview)"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a bracket or brace isn't closed, or the glob is too large.
    pub fn of_names(input: &str) -> Result<Self, ParseGlobError> {
        Self::new(input, false)
    }

    /// A glob for names with `/` between their parts: `*` and `?` stay within a part, and `**` as a
    /// part of its own is any number of parts.
    ///
    /// ```
    /// use rolecall::Glob;
    ///
    /// let glob = Glob::of_paths("Microsoft.Compute/*/read")?;
    /// assert!(glob.matches("Microsoft.Compute/disks/read"));
    /// assert!(!glob.matches("Microsoft.Compute/virtualMachines/extensions/read"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a bracket or brace isn't closed, or the glob is too large.
    pub fn of_paths(input: &str) -> Result<Self, ParseGlobError> {
        Self::new(input, true)
    }

    fn new(input: &str, has_parts: bool) -> Result<Self, ParseGlobError> {
        let text = input.trim();
        let error = |reason: String| ParseGlobError {
            input: input.to_owned(),
            reason,
        };
        if text.is_empty() {
            return Err(error("it is empty".to_owned()));
        }
        if text.len() > MOST_BYTES {
            return Err(error(format!("it is longer than {MOST_BYTES} bytes")));
        }
        let folded = text::fold(text);
        let mut foreign: Vec<char> = folded.chars().filter(|c| !c.is_ascii()).collect();
        foreign.sort_unstable();
        foreign.dedup();
        if foreign.len() > STAND_INS.count() {
            return Err(error("it has too many letters beyond ASCII".to_owned()));
        }
        let glob = GlobBuilder::new(&one_byte_each(&folded, &foreign))
            .literal_separator(has_parts)
            .backslash_escape(true)
            .empty_alternates(true)
            .build()
            .and_then(|glob| GlobSetBuilder::new().add(glob).build());
        Ok(Self {
            text: text.into(),
            has_parts,
            foreign,
            set: glob.map_err(|fault| error(fault.kind().to_string()))?,
        })
    }

    /// The text as written, trimmed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the name matches, in any case.
    pub fn matches(&self, name: &str) -> bool {
        let folded = text::fold(name);
        let bytes = one_byte_each(&folded, &self.foreign);
        text::same(&self.text, name) || self.set.is_match_candidate(&Candidate::from_bytes(&bytes))
    }

    /// Whether a match may begin with this text, as far as the part before the first sign says.
    pub(crate) fn may_begin_with(&self, start: &str) -> bool {
        let plain = self.text.split(SIGNS).next().unwrap_or_default();
        text::starts_with(start, plain) || text::starts_with(plain, start)
    }
}

/// What a glob has and a plain name lacks.
pub(crate) const SIGNS: [char; 7] = ['*', '?', '[', ']', '{', '}', '\\'];

/// The text with each letter beyond ASCII as one byte: globset matches bytes, and `?` is a whole
/// letter. What stands for a letter is its position among those of the glob.
fn one_byte_each(folded: &str, foreign: &[char]) -> String {
    let stand_in = |c: char| match foreign.iter().zip(STAND_INS).find(|(own, _)| **own == c) {
        Some((_, byte)) => char::from(byte),
        None if c.is_ascii() && !c.is_ascii_control() => c,
        None => ANY_OTHER,
    };
    folded.chars().map(stand_in).collect()
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.text)
    }
}

impl PartialEq for Glob {
    fn eq(&self, other: &Self) -> bool {
        self.has_parts == other.has_parts && self.text == other.text
    }
}

impl Eq for Glob {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Glob, name, and whether it matches as a name without parts and as one with parts.
    const TABLE: &[(&str, &str, bool, bool)] = &[
        ("nexus-keyset-writer", "Nexus-Keyset-Writer", true, true),
        ("nexus-keyset-writer", "nexus-keyset-writers", false, false),
        ("nexus-*", "nexus-keyset-writer", true, true),
        ("nexus-*", "my-nexus-rule", false, false),
        ("*", "anything at all", true, true),
        ("*", "a/b", true, false),
        ("a.b/*", "A.B/c", true, true),
        ("a.b/*", "a.b/c/read", true, false),
        ("a.b/**", "a.b/c/read", true, true),
        ("a.b/**", "a.bc/read", false, false),
        ("a.b/**/read", "a.b/read", true, true),
        ("a.b/**/read", "a.b/c/d/read", true, true),
        ("**/read", "a.b/c/read", true, true),
        ("**", "a.b/c/read", true, true),
        ("a.b/*/read", "a.b/read", false, false),
        ("a.b/c?/read", "a.b/cd/read", true, true),
        ("a.b/c?read", "a.b/c/read", true, false),
        ("a.b/{c,d/*}/read", "a.b/c/read", true, true),
        ("a.b/{c,d/*}/read", "a.b/d/x/read", true, true),
        ("a.b/{c,d/*}/read", "a.b/e/read", false, false),
        ("site-[0-9]", "SITE-4", true, true),
        ("site-[!0-9]", "site-4", false, false),
        ("site-[!0-9]", "site-x", true, true),
        ("[PROD] Reader", "[prod] reader", true, true),
        ("[PROD] Reader", "P Reader", true, true),
        (r"\[PR\] Reader", "[PR] Reader", true, true),
        (r"\[PR\] Reader", "p reader", false, false),
        ("Pr?fer*", "PRÜFER Süd", true, true),
        ("Pr[üu]fer", "PRÜFER", true, true),
        ("Pr[!u]fer", "Prüfer", true, true),
        ("??", "ü", false, false),
        ("*süd", "Prüfer Süd", true, true),
        ("ö*", "üx", false, false),
        ("  Reader ", "reader", true, true),
        ("?", "\u{1}", true, true),
        ("ü", "\u{1}", false, false),
    ];

    #[test]
    fn names_match_as_the_table_says() {
        for &(glob, name, as_name, as_path) in TABLE {
            let matches = [Glob::of_names(glob), Glob::of_paths(glob)]
                .map(|glob| glob.unwrap().matches(name));
            assert_eq!(matches, [as_name, as_path], "`{glob}` on `{name}`");
        }
    }

    #[test]
    fn what_is_not_a_glob_says_why() {
        let too_long = "a".repeat(MOST_BYTES + 1);
        let deep = "{".repeat(500) + &"}".repeat(500);
        let all_letters: String = ('а'..='я').chain('α'..='ω').collect();
        for (text, reason) in [
            ("", "it is empty"),
            ("a[b", "unclosed character class; missing ']'"),
            ("a[z-b]", "invalid range; 'z' > 'b'"),
            (
                "{a,b",
                "unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)",
            ),
            (
                "a}",
                "unopened alternate group; missing '{' (maybe escape '}' with '[}]'?)",
            ),
            ("a\\", "dangling '\\'"),
            (&too_long, "it is longer than 4096 bytes"),
            (&all_letters, "it has too many letters beyond ASCII"),
        ] {
            let error = Glob::of_names(text).unwrap_err();
            assert_eq!(error.reason, reason, "{text}");
        }
        assert!(Glob::of_names(&deep).is_err());
    }
}
