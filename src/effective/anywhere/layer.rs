use std::ops::Range;

use crate::access::{WeightTable, WeightsIx};
use crate::directory::{ScopeIx, ScopeTree};

/// Weights at scopes that hold for everything below them too.
#[derive(Debug, Default)]
pub(super) struct Layer {
    /// The scopes at which something is added, in the order of the tree.
    starts: Vec<ScopeIx>,
    /// From each scope on, up to the next, what holds there.
    segments: Vec<(ScopeIx, WeightsIx)>,
}

impl Layer {
    /// From weights at scopes, in any order.
    pub(super) fn new(
        tree: &ScopeTree,
        table: &mut WeightTable,
        marks: Vec<(ScopeIx, WeightsIx)>,
    ) -> Self {
        let mut layer = Self::default();
        let mut open: Vec<(ScopeIx, WeightsIx)> = Vec::new();
        for (at, own) in at_each_scope(table, marks) {
            layer.close(&mut open, Some(at));
            let above = open.last().map_or(WeightsIx::NONE, |(_, above)| *above);
            let here = table.union(above, own);
            open.push((tree.below(at).end, here));
            layer.starts.push(at);
            layer.segments.push((at, here));
        }
        layer.close(&mut open, None);
        layer
    }

    /// Ends what doesn't hold at a scope.
    fn close(&mut self, open: &mut Vec<(ScopeIx, WeightsIx)>, before: Option<ScopeIx>) {
        while let Some(&(end, _)) = open.last()
            && before.is_none_or(|at| end <= at)
        {
            open.pop();
            let above = open.last().map_or(WeightsIx::NONE, |(_, above)| *above);
            self.segments.push((end, above));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// What holds at a scope.
    pub(super) fn at(&self, scope: ScopeIx) -> WeightsIx {
        let after = self.segments.partition_point(|(start, _)| *start <= scope);
        let segment = after.checked_sub(1).map(|at| self.segments[at].1);
        segment.unwrap_or(WeightsIx::NONE)
    }

    /// The scopes of a range at which something is added.
    pub(super) fn starts_in(&self, range: &Range<ScopeIx>) -> &[ScopeIx] {
        let from = self.starts.partition_point(|at| *at < range.start);
        let to = self.starts.partition_point(|at| *at < range.end);
        &self.starts[from..to]
    }
}

/// Weights at scopes, each scope once, in the order of the tree.
pub(super) fn at_each_scope(
    table: &mut WeightTable,
    mut marks: Vec<(ScopeIx, WeightsIx)>,
) -> Vec<(ScopeIx, WeightsIx)> {
    marks.sort_by_key(|(at, _)| *at);
    marks.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        if is_same {
            kept.1 = table.union(kept.1, next.1);
        }
        is_same
    });
    marks
}

/// The same, without what holds there anyway by something above.
pub(super) fn without_inherited(
    tree: &ScopeTree,
    table: &mut WeightTable,
    marks: Vec<(ScopeIx, WeightsIx)>,
) -> Vec<(ScopeIx, WeightsIx)> {
    let mut open: Vec<(ScopeIx, WeightsIx)> = Vec::new();
    let mut marks = at_each_scope(table, marks);
    marks.retain(|&(at, own)| {
        while open.last().is_some_and(|(end, _)| *end <= at) {
            open.pop();
        }
        let above = open.last().map_or(WeightsIx::NONE, |(_, above)| *above);
        let here = table.union(above, own);
        if here != above {
            open.push((tree.below(at).end, here));
        }
        here != above
    });
    marks
}
