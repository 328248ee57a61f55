//! The clauses of `docs/semantics.md`, inside the program.

use crate::text;

/// The chapters from the build script: the title, the text, and the clauses with what they say and what that
/// rests on.
static CHAPTERS: &[(&str, &[&str], &[Row])] = &include!(concat!(env!("OUT_DIR"), "/clauses.rs"));

type Row = (&'static str, &'static str, &'static str);

/// What `docs/semantics.md` says of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clause {
    /// Its id; where one row holds several, all of them: `AB-10 to AB-23`.
    pub(crate) id: &'static str,
    /// What is so, in Markdown.
    pub(crate) rule: &'static str,
    /// What that rests on: D, E, I or U, as the page explains them.
    pub(crate) basis: &'static str,
    /// The title of its chapter.
    pub(crate) chapter: &'static str,
    /// What the chapter says beside its clauses, in Markdown, a paragraph each.
    pub(crate) text: &'static [&'static str],
}

impl Clause {
    /// Every clause, in the order of the page.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        CHAPTERS.iter().flat_map(|&(chapter, text, rows)| {
            rows.iter().map(move |&(id, rule, basis)| Self {
                id,
                rule,
                basis,
                chapter,
                text,
            })
        })
    }

    /// The others of its chapter.
    pub(crate) fn beside(self) -> impl Iterator<Item = Self> {
        let others = Self::all().filter(move |other| other.chapter == self.chapter);
        others.filter(move |other| other.id != self.id)
    }

    /// What is said of one clause.
    pub(crate) fn named(id: &str) -> Vec<Self> {
        let named = |id: &str| -> Vec<Self> {
            let all = Self::all();
            all.filter(|clause| clause.covers(id)).collect()
        };
        let id = id.trim().trim_matches(['[', ']', '`']);
        let found = named(id);
        match id.find(|c: char| c.is_ascii_digit()) {
            // `wc3` for `WC-3`.
            Some(at) if found.is_empty() && at > 0 => {
                let (family, number) = id.split_at(at);
                named(&format!("{family}-{number}"))
            }
            _ => found,
        }
    }

    /// The ids of single clauses, for "did you mean".
    pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
        Self::all().flat_map(|clause| clause.id.split(", ").flat_map(|part| part.split(" to ")))
    }

    fn covers(self, wanted: &str) -> bool {
        self.id
            .split(", ")
            .any(|part| match part.split_once(" to ") {
                None => text::same(part, wanted),
                Some((first, last)) => {
                    let number = |id: &str| -> Option<(String, u32)> {
                        let (family, number) = id.rsplit_once('-')?;
                        Some((family.to_ascii_uppercase(), number.parse().ok()?))
                    };
                    let (first, last) = (number(first), number(last));
                    let wanted = number(wanted);
                    wanted.is_some() && first <= wanted && wanted <= last
                }
            })
    }

    /// What the basis means, in words.
    pub(crate) fn basis_words(self) -> String {
        let words = |letter: &str| match letter {
            "D" => "documented by Microsoft",
            "E" => "observed in published definitions, exports or clients",
            "I" => "inferred",
            "U" => "the documentation is silent or contradicts itself",
            _ => "",
        };
        let mut said = String::new();
        for word in self.basis.split(' ') {
            let letter = word.trim_end_matches([',', ';', ':']);
            let meaning = words(letter);
            // `nesting U` says it of the nesting.
            let is_of_something = said.chars().next_back().is_some_and(char::is_alphanumeric);
            match (meaning, said.is_empty()) {
                ("", true) => said.push_str(word),
                ("", false) => said.push_str(&format!(" {word}")),
                (_, is_first) => {
                    said.push_str(match (is_first, is_of_something) {
                        (true, _) => "",
                        (_, true) => ": ",
                        (_, false) => " ",
                    });
                    said.push_str(meaning);
                    said.push_str(&word[letter.len()..]);
                }
            }
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_letter_is_left_unexplained() {
        let letters = ["D", "E", "I", "U"];
        for clause in Clause::all() {
            let words = clause.basis_words();
            let left = words
                .split([' ', ',', ';', ':', '.'])
                .find(|word| letters.contains(word));
            assert_eq!(left, None, "{}: {words}", clause.id);
        }
        let nested = Clause::named("DN-2")[0].basis_words();
        assert_eq!(
            nested,
            "documented by Microsoft; nesting: the documentation is silent or contradicts itself, assumed to count"
        );
    }
}
