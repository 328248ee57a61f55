//! A pattern with stars, compiled for the automaton.

use super::Wildcards;
use super::alphabet::{SLASH, STAR, Symbol};

/// The symbols of a pattern with at least one star, and its two literal ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Glob {
    symbols: Box<[Symbol]>,
    first_star: usize,
    last_star: usize,
    wildcards: Wildcards,
}

impl Glob {
    /// The glob of a pattern's symbols; `None` without a star.
    pub(super) fn new(symbols: Vec<Symbol>, wildcards: Wildcards) -> Option<Self> {
        let first_star = symbols.iter().position(|&symbol| symbol == STAR)?;
        let last_star = symbols.iter().rposition(|&symbol| symbol == STAR)?;
        Some(Self {
            symbols: symbols.into(),
            first_star,
            last_star,
            wildcards,
        })
    }

    /// Every match starts with this.
    fn prefix(&self) -> &[Symbol] {
        &self.symbols[..self.first_star]
    }

    /// Every match ends with this.
    fn suffix(&self) -> &[Symbol] {
        &self.symbols[self.last_star + 1..]
    }

    /// Whether the word matches.
    pub(super) fn matches(&self, word: &[Symbol]) -> bool {
        let (prefix, suffix) = (self.prefix(), self.suffix());
        if !word.starts_with(prefix) || !word.ends_with(suffix) {
            return false;
        }
        if self.first_star == self.last_star {
            let literals = prefix.len() + suffix.len();
            return word.len() >= literals
                || (self.wildcards == Wildcards::Azure
                    && word.len() + 1 == literals
                    && prefix.last() == Some(&SLASH)
                    && suffix.first() == Some(&SLASH));
        }
        let mut places = self.start();
        for &symbol in word {
            let mut next = Vec::with_capacity(places.len() + 2);
            for &place in &places {
                self.step(place, symbol, &mut next);
            }
            self.settle(&mut next);
            places = next;
        }
        places.iter().any(|&place| self.is_end(place))
    }

    /// Whether a literal end rules out that some word matches both globs.
    pub(super) fn is_apart_from(&self, other: &Self) -> bool {
        let (a, b) = (self.prefix(), other.prefix());
        let (x, y) = (self.suffix(), other.suffix());
        !(a.starts_with(b) || b.starts_with(a)) || !(x.ends_with(y) || y.ends_with(x))
    }

    /// Whether the ends alone show that every match of `other` matches too. A "no" decides
    /// nothing.
    pub(super) fn plainly_covers(&self, other: &Self) -> bool {
        if self.first_star != self.last_star {
            return self == other;
        }
        // A vanished middle makes a match one shorter than the two ends, which this glob follows
        // unless it has the same ends and keeps both slashes.
        let vanishes = self.wildcards == Wildcards::Azure || other.wildcards == Wildcards::Strict;
        let (own, others) = (
            self.first_star + self.suffix().len(),
            other.first_star + other.suffix().len(),
        );
        other.prefix().starts_with(self.prefix())
            && other.suffix().ends_with(self.suffix())
            && (vanishes || own < others)
    }

    /// The places before anything is read. A place is a count of symbols of the pattern done with.
    pub(super) fn start(&self) -> Vec<u32> {
        let mut places = Vec::with_capacity(2);
        self.enter(0, &mut places);
        places
    }

    /// Adds the places reached from `place` by reading `symbol`.
    pub(super) fn step(&self, place: u32, symbol: Symbol, next: &mut Vec<u32>) {
        let mut at = place as usize;
        match self.symbols.get(at) {
            Some(&STAR) => self.enter(at, next),
            Some(&expected) if expected == symbol => {
                self.enter(at + 1, next);
                // WC-5. The slash that closes one vanished middle may open the next.
                while self.wildcards == Wildcards::Azure
                    && self.symbols[at..].starts_with(&[SLASH, STAR, SLASH])
                {
                    at += 2;
                    self.enter(at + 1, next);
                }
            }
            _ => {}
        }
    }

    fn enter(&self, at: usize, next: &mut Vec<u32>) {
        next.push(at as u32);
        if self.symbols.get(at) == Some(&STAR) {
            next.push(at as u32 + 1);
        }
    }

    /// Sorts the places and drops those before the last star reached: whatever they still match,
    /// the star does.
    pub(super) fn settle(&self, places: &mut Vec<u32>) {
        places.sort_unstable();
        places.dedup();
        let star = |&place: &u32| self.symbols.get(place as usize) == Some(&STAR);
        if let Some(at) = places.iter().rposition(star) {
            places.drain(..at);
        }
    }

    /// The symbol that leads on from the place; a star leads on by all.
    pub(super) fn expected(&self, place: u32) -> Option<Symbol> {
        self.symbols.get(place as usize).copied()
    }

    /// Whether a word that has come to this place matches.
    pub(super) fn is_end(&self, place: u32) -> bool {
        place as usize == self.symbols.len()
    }

    /// Whether a word that has come to this place matches however it goes on.
    pub(super) fn is_for_ever(&self, place: u32) -> bool {
        place as usize == self.last_star && self.last_star + 1 == self.symbols.len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::alphabet;
    use super::*;

    fn glob(text: &str, wildcards: Wildcards) -> Glob {
        Glob::new(alphabet::read(text).unwrap(), wildcards).unwrap()
    }

    #[test]
    fn plain_cover_minds_the_vanishing_middle() {
        let cases = [
            ("a/*", "a/b/*", true),
            ("*", "*/read", true),
            ("*/read", "*", false),
            ("a/*/c", "a/*/c", true),
            ("a/*", "a/*/c", true),
            ("a/*/b", "a/*/x/*/b", true),
        ];
        for (p, q, expected) in cases {
            let (p, q) = (glob(p, Wildcards::Azure), glob(q, Wildcards::Azure));
            assert_eq!(p.plainly_covers(&q), expected, "{p:?} {q:?}");
        }
        let strict = glob("a/*/c", Wildcards::Strict);
        let azure = glob("a/*/c", Wildcards::Azure);
        assert!(azure.plainly_covers(&strict));
        assert!(!strict.plainly_covers(&azure));
    }

    #[test]
    fn ends_that_differ_are_apart() {
        let apart = |p, q| glob(p, Wildcards::Azure).is_apart_from(&glob(q, Wildcards::Azure));
        assert!(apart("a/*", "b/*"));
        assert!(apart("*/read", "a/*/write"));
        assert!(!apart("a/*", "*/read"));
    }
}
