//! Words that nobody knows and that only say which one of something is meant.

use super::{Clause, is_place};
use crate::catalog::words::vocabulary::{Part, stems};

/// A word that nobody knows before a noun: `landing` of `landing container`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::catalog::words) struct Qualifier {
    pub(in crate::catalog::words) word: String,
    /// The stem of the last word of the noun.
    pub(in crate::catalog::words) head: String,
}

impl Clause {
    /// How else it may be read where nothing is found: with the short form of each thing, by which phrases go,
    /// and without the words that nobody knows and that stand before a noun, after what is done. What nobody
    /// knows in place of a verb or of the noun itself stays.
    pub(in crate::catalog::words) fn lesser_readings(&self) -> Vec<Self> {
        if self.is_banned || self.has_others_verb || self.elsewhere.is_some() {
            return Vec::new();
        }
        let short = self.in_short();
        let narrowed = self.narrowed();
        let both = short.as_ref().and_then(Self::narrowed);
        short.into_iter().chain(narrowed).chain(both).collect()
    }

    /// It with the first of the words for each thing; `None` where it has those already.
    fn in_short(&self) -> Option<Self> {
        let mut words = Vec::new();
        let mut scratch = Self::default();
        let mut at = 0;
        while at < self.words.len() {
            let (count, part) = scratch.next_part(&self.words[at..], false);
            match part {
                Some(Part::Thing(thing)) => {
                    words.extend(thing.short().split(' ').map(str::to_owned));
                }
                _ => words.extend_from_slice(&self.words[at..at + count]),
            }
            let taken = scratch.take(&self.words[at..], false);
            words.extend_from_slice(&self.words[at + count..at + taken]);
            at += taken;
        }
        (words != self.words).then(|| Self::of_words(words))
    }

    /// It without the words that only say which one is meant: that is for `--at` to say.
    fn narrowed(&self) -> Option<Self> {
        let (words, passed_over) = self.qualifiers()?;
        Some(Self {
            passed_over,
            ..Self::of_words(words)
        })
    }

    fn of_words(words: Vec<String>) -> Self {
        let unheard = Self {
            words,
            ..Self::default()
        };
        let heard = unheard.heard(true);
        match heard.says_more_than_its_phrase() {
            true => heard.without_phrase(),
            false => heard,
        }
    }

    /// Its words without those that only narrow down what is meant, and these.
    fn qualifiers(&self) -> Option<(Vec<String>, Vec<Qualifier>)> {
        let mut scratch = Self::default();
        let mut left_out: Vec<(usize, String)> = Vec::new();
        let mut unknown: Vec<usize> = Vec::new();
        let mut at = 0;
        let mut end_of_noun = |unknown: &mut Vec<usize>, head: Option<&String>| {
            let Some(head) = head.and_then(|word| stems(word).pop()) else {
                return unknown.clear();
            };
            left_out.extend(unknown.drain(..).map(|at| (at, head.clone())));
        };
        while at < self.words.len() {
            let (count, part) = scratch.next_part(&self.words[at..], true);
            let is_done = scratch.verb.is_some() || scratch.phrase.is_some();
            match part {
                // Those before a place are its name.
                Some(Part::Thing(thing)) if scratch.preposition.is_some() && is_place(thing) => {
                    unknown.clear();
                }
                Some(Part::Thing(_)) if is_done => {
                    end_of_noun(&mut unknown, self.words.get(at + count - 1));
                }
                Some(Part::Filler | Part::Environment | Part::Context(_)) => {}
                None if is_done && !scratch.may_be_called(&self.words[at]) => unknown.push(at),
                // The last of unknown words is the noun itself.
                _ => {
                    let noun = unknown.pop().and_then(|at| self.words.get(at));
                    end_of_noun(&mut unknown, noun);
                }
            }
            at += scratch.take(&self.words[at..], true);
        }
        let noun = unknown.pop().and_then(|at| self.words.get(at));
        end_of_noun(&mut unknown, noun);
        if left_out.is_empty() {
            return None;
        }
        let is_left_out = |at: usize| left_out.iter().any(|(own, _)| *own == at);
        let words = self.words.iter().enumerate();
        let kept = words
            .filter(|(at, _)| !is_left_out(*at))
            .map(|(_, word)| word.clone());
        let kept = kept.collect();
        let qualifiers = left_out.into_iter().map(|(at, head)| Qualifier {
            word: self.words[at].clone(),
            head,
        });
        Some((kept, qualifiers.collect()))
    }
}
