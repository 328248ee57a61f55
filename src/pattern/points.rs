//! Names that patterns spell out, sorted, and read as a tree by what they start with.

use super::alphabet::{Symbol, SymbolSet};
use super::language::Word;

/// A name spelled out, and whether its language grants it.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub(super) word: Word,
    pub(super) is_granted: bool,
}

/// The points that start with the word read so far.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Cursor {
    low: usize,
    high: usize,
    depth: usize,
}

impl Cursor {
    /// All points, before anything is read.
    pub(super) fn start(points: &[Point]) -> Option<Self> {
        (!points.is_empty()).then_some(Self {
            low: 0,
            high: points.len(),
            depth: 0,
        })
    }

    /// Whether the word read so far is a point: it comes before those that go on.
    pub(super) fn is_at_point(self, points: &[Point]) -> bool {
        points[self.low].word.len() == self.depth
    }

    /// The points that go on with the symbol.
    pub(super) fn step(self, points: &[Point], symbol: Symbol) -> Option<Self> {
        let range = &points[self.low..self.high];
        let at = |point: &Point| point.word.get(self.depth).copied();
        let low = range.partition_point(|point| at(point) < Some(symbol));
        let high = low + range[low..].partition_point(|point| at(point) <= Some(symbol));
        (low < high).then_some(Self {
            low: self.low + low,
            high: self.low + high,
            depth: self.depth + 1,
        })
    }

    /// Adds the symbols with which points go on.
    pub(super) fn symbols(self, points: &[Point], symbols: &mut SymbolSet) {
        let mut range = &points[self.low..self.high];
        while let Some(point) = range.first() {
            let symbol = point.word.get(self.depth).copied();
            if let Some(symbol) = symbol {
                symbols.insert(symbol);
            }
            let past = range.partition_point(|p| p.word.get(self.depth).copied() <= symbol);
            range = &range[past..];
        }
    }
}
