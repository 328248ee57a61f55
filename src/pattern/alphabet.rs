//! The universe of operation names: two or more segments of letters, digits and `.-_:{}$`, joined
//! by slashes, case ignored.

use std::cmp::Ordering;

use crate::text;

/// A character of an operation name, as its rank in [`ORDER`]; or [`STAR`], in a pattern.
pub(super) type Symbol = u8;

/// The characters in the order in which witnesses prefer them: letters first, since `a/a` reads
/// better than `$/$`, then by byte.
const ORDER: &[u8; 44] = b"abcdefghijklmnopqrstuvwxyz$-./0123456789:_{}";
const FOREIGN: Symbol = u8::MAX;
const RANKS: [Symbol; 256] = ranks();

pub(super) const SLASH: Symbol = RANKS[b'/' as usize];
/// The star of a pattern: no character.
pub(super) const STAR: Symbol = 63;

const fn ranks() -> [Symbol; 256] {
    let mut ranks = [FOREIGN; 256];
    let mut rank = 0;
    while rank < ORDER.len() {
        ranks[ORDER[rank] as usize] = rank as Symbol;
        rank += 1;
    }
    ranks
}

/// The symbols of a name or pattern, runs of stars taken together; `None` when a character stands
/// in no operation name.
pub(super) fn read(text: &str) -> Option<Vec<Symbol>> {
    let mut symbols = Vec::with_capacity(text.len());
    for &byte in text::fold(text).as_bytes() {
        match (byte, RANKS[usize::from(byte)]) {
            (b'*', _) if symbols.last() == Some(&STAR) => {}
            (b'*', _) => symbols.push(STAR),
            (_, FOREIGN) => return None,
            (_, symbol) => symbols.push(symbol),
        }
    }
    Some(symbols)
}

/// The text of a word, in lower case.
pub(super) fn write(word: &[Symbol]) -> String {
    word.iter()
        .filter_map(|&symbol| ORDER.get(usize::from(symbol)))
        .map(|&byte| char::from(byte))
        .collect()
}

/// Shorter words first, words of one length by the ranks of their symbols.
pub(super) fn radix(a: &[Symbol], b: &[Symbol]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// Whether a word is an operation name: one with a star is none.
pub(super) fn is_well_formed(word: &[Symbol]) -> bool {
    !word.contains(&STAR)
        && word
            .iter()
            .try_fold(Form::Empty, |form, &symbol| form.step(symbol))
            == Some(Form::Later)
}

/// How far a word has come on its way to an operation name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Form {
    /// Nothing read.
    Empty,
    /// Inside the first segment.
    First,
    /// After a slash.
    Slash,
    /// Inside a later segment: an operation name may end here.
    Later,
}

impl Form {
    /// The form after one more symbol; `None` when an empty segment came up.
    pub(super) fn step(self, symbol: Symbol) -> Option<Self> {
        match (self, symbol) {
            (Self::Empty | Self::Slash, SLASH) => None,
            (Self::First | Self::Later, SLASH) => Some(Self::Slash),
            (Self::Empty | Self::First, _) => Some(Self::First),
            (Self::Slash | Self::Later, _) => Some(Self::Later),
        }
    }
}

/// A set of symbols.
#[derive(Clone, Copy, Default)]
pub(super) struct SymbolSet(u64);

impl SymbolSet {
    pub(super) fn insert(&mut self, symbol: Symbol) {
        if symbol != STAR {
            self.0 |= 1 << symbol;
        }
    }

    /// Adds the first symbol that is absent: it stands for all absent ones.
    pub(super) fn insert_other(&mut self) {
        let absent = self.0.trailing_ones();
        if (absent as usize) < ORDER.len() {
            self.0 |= 1 << absent;
        }
    }

    /// The symbols by rank.
    pub(super) fn iter(self) -> impl Iterator<Item = Symbol> {
        (0..ORDER.len() as Symbol).filter(move |&symbol| self.0 >> symbol & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_and_written() {
        let text = "abz.-_:{}$019/x";
        assert_eq!(write(&read(text).unwrap()), text);
        assert_eq!(write(&read("A.B/C").unwrap()), "a.b/c");
        assert_eq!(read("a**/b"), read("a*/b"));
        for foreign in ["a b/c", "a?/b", "é/b", "a[/b", "a,b/c"] {
            assert_eq!(read(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn the_universe_is_that_of_the_specification() {
        let well_formed = |text: &str| is_well_formed(&read(text).unwrap());
        for name in ["a/b", "Microsoft.X/y_z/{n}/read", "$/-", "1:2/3"] {
            assert!(well_formed(name), "{name}");
        }
        for other in ["", "a", "/", "a/", "/a", "/a/b", "a//b", "a/b/", "a/*"] {
            assert!(!well_formed(other), "{other}");
        }
    }

    #[test]
    fn one_absent_symbol_stands_for_all() {
        let mut set = SymbolSet::default();
        set.insert(0);
        set.insert(SLASH);
        set.insert(STAR);
        set.insert_other();
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 1, SLASH]);
    }
}
