//! Scopes as a tree: each below the nearest of them that contains it (SCP-2 to SCP-7), so that
//! "everything below" is a range of numbers.

use std::ops::Range;
use std::sync::Arc;

use super::Hierarchy;
use crate::scope::Scope;
use crate::text::NameMap;

/// A scope of a [`ScopeTree`]. Those below one come right after it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct ScopeIx(u32);

impl ScopeIx {
    /// Its place in a list of something for each scope.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// The tree. Time and memory grow with the number of scopes.
#[derive(Debug, Default)]
pub(crate) struct ScopeTree {
    scopes: Vec<Scope>,
    numbers: NameMap<Arc<str>, ScopeIx>,
    /// The number after the last scope below each.
    ends: Vec<ScopeIx>,
    /// The nearest scope that contains each.
    parents: Vec<Option<ScopeIx>>,
    /// How many scopes of the tree contain each.
    depths: Vec<u32>,
}

impl ScopeTree {
    /// The tree of some scopes, in any order, any of them several times.
    pub(crate) fn new<'s>(
        hierarchy: &Hierarchy,
        scopes: impl IntoIterator<Item = &'s Scope>,
    ) -> Self {
        let mut given: Vec<&Scope> = Vec::new();
        let mut places: NameMap<&str, usize> = NameMap::default();
        for scope in scopes {
            places.entry(scope.folded()).or_insert_with(|| {
                given.push(scope);
                given.len() - 1
            });
        }
        let mut above = NameMap::default();
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); given.len()];
        let mut pending: Vec<(usize, u32)> = Vec::new();
        for (at, scope) in given.iter().enumerate() {
            let find = |path: &str| places.get(path).copied();
            match hierarchy.nearest_above(scope, &mut above, find) {
                Some(parent) => children[parent].push(at),
                None => pending.push((at, 0)),
            }
        }
        pending.reverse();
        let mut tree = Self::default();
        tree.numbers.reserve(given.len());
        let mut open: Vec<ScopeIx> = Vec::new();
        while let Some((at, depth)) = pending.pop() {
            let next = number(tree.scopes.len());
            for left in open.split_off(depth as usize) {
                tree.ends[left.0 as usize] = next;
            }
            tree.parents.push(open.last().copied());
            open.push(next);
            tree.scopes.push(given[at].clone());
            tree.numbers.insert(given[at].shared(), next);
            tree.ends.push(next);
            tree.depths.push(depth);
            pending.extend(children[at].iter().rev().map(|&child| (child, depth + 1)));
        }
        let next = number(tree.scopes.len());
        for left in open {
            tree.ends[left.0 as usize] = next;
        }
        tree
    }

    pub(crate) fn find(&self, scope: &Scope) -> Option<ScopeIx> {
        self.numbers.get(scope.folded()).copied()
    }

    pub(crate) fn scope(&self, at: ScopeIx) -> &Scope {
        &self.scopes[at.0 as usize]
    }

    /// The scope and those below it.
    pub(crate) fn below(&self, at: ScopeIx) -> Range<ScopeIx> {
        at..self.ends[at.0 as usize]
    }

    /// The scope without those below it.
    pub(crate) fn alone(&self, at: ScopeIx) -> Range<ScopeIx> {
        at..ScopeIx(at.0 + 1)
    }

    /// The scopes right below one.
    pub(crate) fn children(&self, at: ScopeIx) -> impl Iterator<Item = ScopeIx> + '_ {
        let end = self.ends[at.index()];
        let child = move |at: ScopeIx| (at < end).then_some(at);
        std::iter::successors(child(ScopeIx(at.0 + 1)), move |at| {
            child(self.ends[at.index()])
        })
    }

    /// The scope and those that contain it, narrowest first.
    pub(crate) fn upwards(&self, at: ScopeIx) -> impl Iterator<Item = ScopeIx> + '_ {
        std::iter::successors(Some(at), |at| self.parents[at.index()])
    }

    pub(crate) fn covers(&self, outer: ScopeIx, inner: ScopeIx) -> bool {
        self.below(outer).contains(&inner)
    }

    /// How many scopes of the tree contain one, without itself.
    pub(crate) fn depth(&self, at: ScopeIx) -> u32 {
        self.depths[at.0 as usize]
    }

    /// All of them, those below one right after it.
    pub(crate) fn all(&self) -> impl Iterator<Item = ScopeIx> + use<> {
        (0..self.scopes.len()).map(number)
    }
}

fn number(at: usize) -> ScopeIx {
    ScopeIx(u32::try_from(at).unwrap_or(u32::MAX))
}
