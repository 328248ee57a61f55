//! What pattern sets grant, as a set of operation names: compiled for questions about every name
//! there could ever be.

use std::collections::HashMap;

use super::alphabet::{self, Symbol};
use super::automaton::{Goal, Search};
use super::glob::Glob;
use super::points::Point;
use super::{ActionPattern, PatternSet, Wildcards};
use crate::text;

pub(super) type Word = Box<[Symbol]>;

/// How many states of the automaton one question may visit, unless told otherwise.
const STATE_LIMIT: usize = 100_000;

/// Every well-formed operation name that a union of [`PatternSet`]s grants: one plane of a role.
///
/// A well-formed name has two or more non-empty segments of letters, digits and `.-_:{}$`, joined
/// by `/`; case is ignored. A pattern with other characters, or one that ends in a slash (WC-7),
/// grants none.
#[derive(Clone, Debug)]
pub struct PatternLanguage {
    pub(super) entries: Vec<Entry>,
    /// Names spelled out by any pattern, granting or excluding, in the order of their symbols.
    pub(super) points: Vec<Point>,
    /// The granting globs of all entries, by their least word; one without a least word first.
    pub(super) stars: Vec<Star>,
    pub(super) limit: usize,
    /// Segments as the patterns spell them, by their folded form.
    spelling: HashMap<Box<str>, Box<str>>,
}

/// The globs of one pattern set.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) granted: Vec<Glob>,
    pub(super) excluded: Vec<Glob>,
}

/// A granting glob, and the least word that it matches, where that was found within the limit.
#[derive(Clone, Debug)]
pub(super) struct Star {
    pub(super) entry: usize,
    pub(super) glob: Glob,
    pub(super) least: Option<Word>,
}

/// One entry's patterns, taken apart.
#[derive(Default)]
struct Parts {
    granted_words: Vec<Word>,
    excluded_words: Vec<Word>,
    entry: Entry,
}

impl PatternLanguage {
    /// The union of what the sets grant, with or without WC-5.
    pub fn new<'a>(sets: impl IntoIterator<Item = &'a PatternSet>, wildcards: Wildcards) -> Self {
        let mut spelling = HashMap::new();
        let parts: Vec<Parts> = sets
            .into_iter()
            .map(|set| {
                for pattern in set.granted().iter().chain(set.excluded()) {
                    note_spelling(pattern, &mut spelling);
                }
                let (granted_words, granted) = compile(set.granted(), wildcards);
                let (excluded_words, excluded) = compile(set.excluded(), wildcards);
                let entry = Entry { granted, excluded };
                Parts {
                    granted_words,
                    excluded_words,
                    entry,
                }
            })
            .collect();
        let stars = stars(&parts);
        let points = points(&parts);
        Self {
            entries: parts.into_iter().map(|part| part.entry).collect(),
            points,
            stars,
            limit: STATE_LIMIT,
            spelling,
        }
    }

    /// The language of one pattern.
    pub fn of(pattern: &ActionPattern, wildcards: Wildcards) -> Self {
        Self::new(
            [&PatternSet::new(vec![pattern.clone()], Vec::new())],
            wildcards,
        )
    }

    /// The same language, with another limit on the states that one question may visit.
    #[must_use]
    pub fn with_state_limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Whether the name is well-formed and granted.
    pub fn contains(&self, action: &str) -> bool {
        alphabet::read(action.trim())
            .is_some_and(|word| alphabet::is_well_formed(&word) && self.holds(&word))
    }

    /// Whether the well-formed word is granted.
    pub(super) fn holds(&self, word: &[Symbol]) -> bool {
        match self
            .points
            .binary_search_by(|point| (*point.word).cmp(word))
        {
            Ok(at) => self.points[at].is_granted,
            Err(_) => self.entries.iter().any(|entry| entry.holds(word)),
        }
    }

    /// The word in the spelling of the patterns of this language, then of `other`.
    pub(super) fn spell(&self, word: &[Symbol], other: &Self) -> String {
        let folded = alphabet::write(word);
        let mut spelled = String::with_capacity(folded.len());
        for segment in folded.split('/') {
            if !spelled.is_empty() {
                spelled.push('/');
            }
            let known = self
                .spelling
                .get(segment)
                .or_else(|| other.spelling.get(segment));
            spelled.push_str(known.map_or(segment, |known| known));
        }
        spelled
    }
}

impl Default for PatternLanguage {
    fn default() -> Self {
        Self::new([], Wildcards::default())
    }
}

impl Entry {
    fn holds(&self, word: &[Symbol]) -> bool {
        self.granted.iter().any(|glob| glob.matches(word))
            && !self.excluded.iter().any(|glob| glob.matches(word))
    }
}

/// The well-formed names and the globs among the patterns. A glob that another one plainly
/// covers is left out.
fn compile(patterns: &[ActionPattern], wildcards: Wildcards) -> (Vec<Word>, Vec<Glob>) {
    let mut words: Vec<Word> = Vec::new();
    let mut globs: Vec<Glob> = Vec::new();
    for symbols in patterns.iter().filter_map(|p| alphabet::read(p.folded())) {
        if alphabet::is_well_formed(&symbols) {
            words.push(symbols.into());
        } else if let Some(glob) = Glob::new(symbols, wildcards)
            && !globs.iter().any(|wider| wider.plainly_covers(&glob))
        {
            globs.retain(|narrower| !glob.plainly_covers(narrower));
            globs.push(glob);
        }
    }
    words.sort_unstable();
    words.dedup();
    (words, globs)
}

fn points(parts: &[Parts]) -> Vec<Point> {
    let mut words: Vec<&Word> = parts
        .iter()
        .flat_map(|part| part.granted_words.iter().chain(&part.excluded_words))
        .collect();
    words.sort_unstable();
    words.dedup();
    let spelled = |words: &[Word], word: &Word| words.binary_search(word).is_ok();
    let granted = |word: &Word| {
        parts.iter().any(|part| {
            (spelled(&part.granted_words, word)
                || part.entry.granted.iter().any(|glob| glob.matches(word)))
                && !spelled(&part.excluded_words, word)
                && !part.entry.excluded.iter().any(|glob| glob.matches(word))
        })
    };
    words
        .into_iter()
        .map(|word| Point {
            word: word.clone(),
            is_granted: granted(word),
        })
        .collect()
}

fn stars(parts: &[Parts]) -> Vec<Star> {
    let mut stars = Vec::new();
    for (entry, part) in parts.iter().enumerate() {
        for glob in &part.entry.granted {
            let alone = Search::new(glob, Goal::Outside).least(None, STATE_LIMIT);
            if alone == Ok(None) {
                continue;
            }
            stars.push(Star {
                entry,
                glob: glob.clone(),
                least: alone.ok().flatten(),
            });
        }
    }
    stars.sort_by(|a, b| match (&a.least, &b.least) {
        (Some(a), Some(b)) => alphabet::radix(a, b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    });
    stars
}

fn note_spelling(pattern: &ActionPattern, spelling: &mut HashMap<Box<str>, Box<str>>) {
    for segment in pattern.as_str().split('/').filter(|s| !s.contains('*')) {
        spelling
            .entry(text::fold(segment).into())
            .or_insert_with(|| segment.into());
    }
}
