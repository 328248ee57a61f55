//! A bitset of typed indices.

use std::fmt;
use std::marker::PhantomData;

use crate::ids::OperationIx;

/// A set of operations of one catalogue.
pub type OperationSet = IndexSet<OperationIx>;

/// A set of indices below a fixed bound, one bit each.
///
/// Sets that are combined must have the same bound; a shorter one counts as padded with absent
/// indices.
pub struct IndexSet<I> {
    words: Vec<u64>,
    bound: usize,
    kind: PhantomData<fn(I) -> I>,
}

impl<I> Clone for IndexSet<I> {
    fn clone(&self) -> Self {
        Self {
            words: self.words.clone(),
            bound: self.bound,
            kind: PhantomData,
        }
    }
}

impl<I> PartialEq for IndexSet<I> {
    fn eq(&self, other: &Self) -> bool {
        self.bound == other.bound && self.words == other.words
    }
}

impl<I> Eq for IndexSet<I> {}

impl<I> std::hash::Hash for IndexSet<I> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.words.hash(state);
    }
}

impl<I> fmt::Debug for IndexSet<I>
where
    I: From<usize> + Into<usize> + Copy,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Into::into)).finish()
    }
}

impl<I> IndexSet<I> {
    /// The empty set over indices below `bound`.
    pub fn new(bound: usize) -> Self {
        Self {
            words: vec![0; bound.div_ceil(64)],
            bound,
            kind: PhantomData,
        }
    }

    /// The set of all indices below `bound`.
    pub fn full(bound: usize) -> Self {
        let mut set = Self::new(bound);
        set.insert_range(0..bound);
        set
    }

    /// The bound given at construction.
    pub fn bound(&self) -> usize {
        self.bound
    }

    /// How many indices are in the set.
    pub fn len(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Whether no index is in the set.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    /// The bits, 64 indices a word, least significant first.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Adds the indices of a range; what lies past the bound is left out.
    pub fn insert_range(&mut self, range: std::ops::Range<usize>) {
        let (start, end) = (range.start, range.end.min(self.bound));
        if start >= end {
            return;
        }
        let (first, last) = (start / 64, (end - 1) / 64);
        let low = u64::MAX << (start % 64);
        let high = u64::MAX >> (63 - (end - 1) % 64);
        if first == last {
            self.words[first] |= low & high;
        } else {
            self.words[first] |= low;
            self.words[first + 1..last].fill(u64::MAX);
            self.words[last] |= high;
        }
    }

    /// Adds every index of `other`.
    pub fn union_with(&mut self, other: &Self) {
        for (word, &more) in self.words.iter_mut().zip(&other.words) {
            *word |= more;
        }
    }

    /// Adds every index of `other`, moved up by a number of words of 64 indices.
    pub(crate) fn union_block<J>(&mut self, from: usize, other: &IndexSet<J>) {
        for (word, &more) in self.words.iter_mut().skip(from).zip(&other.words) {
            *word |= more;
        }
    }

    /// Removes every index of `other`.
    pub fn subtract(&mut self, other: &Self) {
        for (word, &less) in self.words.iter_mut().zip(&other.words) {
            *word &= !less;
        }
    }

    /// Keeps only the indices that are in `other` too.
    pub fn intersect_with(&mut self, other: &Self) {
        for (at, word) in self.words.iter_mut().enumerate() {
            *word &= other.words.get(at).copied().unwrap_or(0);
        }
    }

    /// The union of two sets.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut set = self.clone();
        set.union_with(other);
        set
    }

    /// The indices of `self` that are not in `other`.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        let mut set = self.clone();
        set.subtract(other);
        set
    }

    /// The indices in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let mut set = self.clone();
        set.intersect_with(other);
        set
    }

    /// How many indices are in both sets.
    pub fn intersection_len(&self, other: &Self) -> usize {
        self.words
            .iter()
            .zip(&other.words)
            .map(|(a, b)| (a & b).count_ones() as usize)
            .sum()
    }

    /// Whether every index of `self` is in `other`.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.words
            .iter()
            .enumerate()
            .all(|(at, &word)| word & !other.words.get(at).copied().unwrap_or(0) == 0)
    }

    /// Whether the two sets share no index.
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).all(|(a, b)| a & b == 0)
    }
}

impl<I: From<usize> + Into<usize> + Copy> IndexSet<I> {
    /// Adds an index and says whether it was absent; one past the bound is left out.
    pub fn insert(&mut self, index: I) -> bool {
        let at = index.into();
        if at >= self.bound {
            return false;
        }
        let bit = 1u64 << (at % 64);
        let absent = self.words[at / 64] & bit == 0;
        self.words[at / 64] |= bit;
        absent
    }

    /// Removes an index.
    pub fn remove(&mut self, index: I) {
        let at = index.into();
        if at < self.bound {
            self.words[at / 64] &= !(1u64 << (at % 64));
        }
    }

    /// Whether the index is in the set.
    pub fn contains(&self, index: I) -> bool {
        let at = index.into();
        self.words
            .get(at / 64)
            .is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// The indices in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = I> + '_ {
        self.words.iter().enumerate().flat_map(|(at, &word)| {
            std::iter::successors((word != 0).then_some(word), |word| {
                let rest = word & (word - 1);
                (rest != 0).then_some(rest)
            })
            .map(move |word| I::from(at * 64 + word.trailing_zeros() as usize))
        })
    }

    /// The set of the given indices below `bound`.
    pub fn of(bound: usize, indices: impl IntoIterator<Item = I>) -> Self {
        let mut set = Self::new(bound);
        for index in indices {
            set.insert(index);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn of(items: &BTreeSet<usize>) -> OperationSet {
        OperationSet::of(200, items.iter().map(|&i| OperationIx::new(i)))
    }

    fn back(set: &OperationSet) -> BTreeSet<usize> {
        set.iter().map(OperationIx::index).collect()
    }

    proptest! {
        #[test]
        fn behaves_as_a_set(
            a in prop::collection::btree_set(0usize..200, 0..60),
            b in prop::collection::btree_set(0usize..200, 0..60),
            start in 0usize..210,
            length in 0usize..210,
        ) {
            let (x, y) = (of(&a), of(&b));
            prop_assert_eq!(back(&x), a.clone());
            prop_assert_eq!(x.len(), a.len());
            prop_assert_eq!(back(&x.union(&y)), &a | &b);
            prop_assert_eq!(back(&x.minus(&y)), &a - &b);
            prop_assert_eq!(back(&x.intersection(&y)), &a & &b);
            prop_assert_eq!(x.intersection_len(&y), (&a & &b).len());
            prop_assert_eq!(x.is_subset(&y), a.is_subset(&b));
            prop_assert_eq!(x.is_disjoint(&y), a.is_disjoint(&b));
            let mut ranged = x.clone();
            ranged.insert_range(start..start + length);
            let expected: BTreeSet<usize> =
                a.iter().copied().chain(start..(start + length).min(200)).collect();
            prop_assert_eq!(back(&ranged), expected);
        }
    }
}
