//! The scopes of all records and resources as a tree: each is below the nearest scope that contains
//! it (SCP-2 to SCP-7), so that "everything below" is walked once and never multiplied out.

use std::ops::Range;
use std::sync::Arc;

use super::effects::EffectSet;
use crate::directory::Hierarchy;
use crate::scope::Scope;
use crate::text::NameMap;

/// A scope of the tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct ScopeIx(u32);

/// The tree. Time and memory grow with the number of scopes times their depth.
#[derive(Debug, Default)]
pub(super) struct ScopeTree {
    scopes: Vec<Scope>,
    numbers: NameMap<Arc<str>, ScopeIx>,
    parents: Vec<Option<ScopeIx>>,
    children: Vec<Vec<ScopeIx>>,
    /// Where each comes when parents come before their children, and where what is below it ends.
    spans: Vec<(u32, u32)>,
    depths: Vec<usize>,
    /// The effects that have something to apply to at a scope or below it.
    useful: Vec<EffectSet>,
}

impl ScopeTree {
    pub(super) fn new(hierarchy: &Hierarchy, scopes: impl IntoIterator<Item = Scope>) -> Self {
        let mut scope_tree = Self::default();
        let mut scopes: Vec<Scope> = scopes.into_iter().collect();
        scopes.sort();
        scopes.dedup();
        for (at, scope) in scopes.iter().enumerate() {
            scope_tree.numbers.insert(
                scope.shared(),
                ScopeIx(u32::try_from(at).unwrap_or(u32::MAX)),
            );
        }
        scope_tree.children = vec![Vec::new(); scopes.len()];
        scope_tree.useful = vec![EffectSet::default(); scopes.len()];
        let mut above = NameMap::default();
        for (at, scope) in scopes.iter().enumerate() {
            let find = |path: &str| scope_tree.numbers.get(path).copied();
            let parent = hierarchy.nearest_above(scope, &mut above, find);
            scope_tree.parents.push(parent);
            if let Some(parent) = parent {
                let own = ScopeIx(u32::try_from(at).unwrap_or(u32::MAX));
                scope_tree.children[parent.0 as usize].push(own);
            }
        }
        scope_tree.scopes = scopes;
        scope_tree.number_spans();
        scope_tree
    }

    fn number_spans(&mut self) {
        self.spans = vec![(0, 0); self.scopes.len()];
        self.depths = vec![0; self.scopes.len()];
        let all = (0..self.scopes.len()).zip(0u32..);
        let tops = all.filter(|(at, _)| self.parents[*at].is_none());
        // Each scope, and whether what is below it is done.
        let mut pending: Vec<(ScopeIx, usize, bool)> =
            tops.map(|(_, top)| (ScopeIx(top), 1, false)).collect();
        let mut next = 0;
        while let Some((at, depth, is_done)) = pending.pop() {
            let own = at.0 as usize;
            if is_done {
                self.spans[own].1 = next;
                continue;
            }
            self.spans[own].0 = next;
            self.depths[own] = depth;
            next += 1;
            pending.push((at, depth, true));
            let below = self.children[own].iter();
            pending.extend(below.map(|&child| (child, depth + 1, false)));
        }
    }

    pub(super) fn find(&self, scope: &Scope) -> Option<ScopeIx> {
        self.numbers.get(scope.folded()).copied()
    }

    pub(super) fn scope(&self, at: ScopeIx) -> &Scope {
        &self.scopes[at.0 as usize]
    }

    pub(super) fn children(&self, at: ScopeIx) -> &[ScopeIx] {
        &self.children[at.0 as usize]
    }

    /// The scope and those that contain it, narrowest first.
    pub(super) fn upwards(&self, at: ScopeIx) -> impl Iterator<Item = ScopeIx> + '_ {
        std::iter::successors(Some(at), |at| self.parents[at.0 as usize])
    }

    /// The positions of a scope and all that is below it, when parents come before their children.
    pub(super) fn span(&self, at: ScopeIx) -> Range<u32> {
        let (start, end) = self.spans[at.0 as usize];
        start..end
    }

    pub(super) fn covers(&self, outer: ScopeIx, inner: ScopeIx) -> bool {
        self.span(outer).contains(&self.span(inner).start)
    }

    /// How many scopes contain this one, itself included.
    pub(super) fn depth(&self, at: ScopeIx) -> usize {
        self.depths[at.0 as usize]
    }

    /// Notes that these effects apply to something here.
    pub(super) fn use_effects(&mut self, at: ScopeIx, effects: EffectSet) {
        let mut next = Some(at);
        while let Some(at) = next {
            let known = &mut self.useful[at.0 as usize];
            if known.union(effects) == *known {
                return;
            }
            *known = known.union(effects);
            next = self.parents[at.0 as usize];
        }
    }

    pub(super) fn useful(&self, at: ScopeIx) -> EffectSet {
        self.useful[at.0 as usize]
    }
}
