//! Places that a sentence leaves out: `restart VMs but not in rg-prod`. What is assigned at a scope holds
//! for all below it, so that no assignment leaves a place out.

use super::exclusions::BREAKS;
use super::{Clause, Need, is_place};
use crate::catalog::words::vocabulary::{Part, vocabulary};
use crate::text;

/// What says by itself that the place behind it is left out.
const OUTSIDE: &str = "outside";

/// What stands before a place and nothing else.
const WITHIN: [&str; 3] = ["in", "within", "inside"];

/// What may stand before a place.
const AT: [&str; 12] = [
    "in", "within", "inside", "at", "on", "of", "to", "for", "under", "into", "across", "from",
];

/// Words that say nothing more between what leaves out and where.
const BETWEEN: [&str; 26] = [
    "access",
    "rights",
    "permissions",
    "anything",
    "things",
    "those",
    "ones",
    "that",
    "which",
    "are",
    "is",
    "be",
    "being",
    "located",
    "running",
    "living",
    "deployed",
    "hosted",
    "any",
    "if",
    "when",
    "also",
    "have",
    "has",
    "having",
    "possible",
];

fn is_negation(words: &[String]) -> Option<usize> {
    match vocabulary().longest(words, false, false) {
        Some((count, Part::Negation)) => Some(count),
        _ => None,
    }
}

/// How many words say that the place behind them is left out, where these begin so: `not in`, `outside of`.
pub(super) fn before_place(words: &[String]) -> Option<usize> {
    let is = |at: usize, texts: &[&str]| {
        words
            .get(at)
            .is_some_and(|word| texts.contains(&word.as_str()))
    };
    if is(0, &[OUTSIDE]) {
        return Some(1 + usize::from(is(1, &["of"])));
    }
    let mut at = is_negation(words)?;
    while is(at, &BETWEEN) {
        at += 1;
    }
    is(at, &WITHIN).then_some(at + 1)
}

/// How many words are what stands behind, up to the end of the clause.
pub(super) fn length_of_place(words: &[String]) -> usize {
    let ends = |at: &usize| {
        let found = vocabulary().longest(&words[*at..], false, false);
        BREAKS.contains(&words[*at].as_str())
            || matches!(found, Some((_, Part::Join | Part::Negation)))
    };
    (0..words.len()).find(ends).unwrap_or(words.len())
}

/// Whether words end in what says that the place behind them is left out: `but not in`, `without access to`.
pub(crate) fn leaves_out_what_follows(words: &[&str]) -> bool {
    let mut words: Vec<String> = words
        .iter()
        .map(|word| text::fold(word).into_owned())
        .collect();
    if words.last().is_some_and(|word| AT.contains(&word.as_str())) {
        words.pop();
    } else {
        return false;
    }
    while words
        .last()
        .is_some_and(|word| BETWEEN.contains(&word.as_str()))
    {
        words.pop();
    }
    let starts = 0..words.len();
    words.last().is_some_and(|word| word == OUTSIDE)
        || starts
            .rev()
            .take(3)
            .any(|at| is_negation(&words[at..]) == Some(words.len() - at))
}

impl Clause {
    /// Says nothing but which place is left out.
    pub(super) fn leave_out(&mut self, words: &[String]) {
        *self = Self {
            words: words.to_vec(),
            said: words.join(" "),
            is_banned: true,
            leaves_out_place: true,
            ..Self::default()
        };
    }

    /// Whether what must not be possible is a place and nothing else: `except rg-prod`, `not the production
    /// subscription`.
    pub(super) fn is_place_left_out(&self) -> bool {
        if self.leaves_out_place {
            return true;
        }
        let says_what = self.verb.is_some()
            || self.phrase.is_some()
            || self.elsewhere.is_some()
            || self.is_of_all
            || !self.contexts.is_empty();
        if !self.is_banned || self.is_excluded || says_what {
            return false;
        }
        let is_name = |word: &String| {
            let part = vocabulary().longest(std::slice::from_ref(word), false, false);
            word.contains(['-', '_']) || matches!(part, Some((_, Part::Environment)))
        };
        let names_one = self.object.iter().any(is_name);
        let is_where = |need: &Need| match need {
            Need::Thing {
                thing,
                said,
                is_where,
                ..
            } => {
                let is_one = said.last().is_some_and(|word| !word.ends_with('s'));
                is_place(thing) && (names_one || *is_where && is_one)
            }
            Need::Word(_) => names_one,
        };
        let is_named = !self.places.is_empty() || !self.needs.is_empty();
        is_named && self.needs.iter().all(is_where)
    }
}
