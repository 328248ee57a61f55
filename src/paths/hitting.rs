//! The cheapest records that hit every path of a list.

use std::collections::{BTreeMap, BTreeSet};

use super::path::PathGrantIx;
use crate::directory::{ReachNode, ScopeIx};
use crate::minimize::{SearchLimits, SetCover};
use crate::text::NameSet;

/// Branch and bound of one hitting set ends after this many nodes.
const MOST_NODES: u64 = 2_000;

/// A path found: who gets where, if it doesn't own that, and the records that it takes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ListedPath {
    pub(super) from: ReachNode,
    pub(super) target: ScopeIx,
    pub(super) grants: Vec<PathGrantIx>,
}

/// The records for which it is decided whether they are kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Decided {
    pub(super) kept: BTreeSet<PathGrantIx>,
    pub(super) removed: BTreeSet<PathGrantIx>,
}

impl Decided {
    pub(super) fn keep(mut self, grant: PathGrantIx) -> Self {
        self.kept.insert(grant);
        self
    }

    pub(super) fn remove(mut self, grant: PathGrantIx) -> Self {
        self.removed.insert(grant);
        self
    }
}

/// Records that hit a list of paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) grants: BTreeSet<PathGrantIx>,
    pub(super) cost: u64,
    /// Nothing that hits them costs less.
    pub(super) bound: u64,
}

/// What the removal of a record costs: that of an owner's own access more than everything else
/// together.
pub(super) struct Costs {
    owners: NameSet<PathGrantIx>,
    dear: u32,
}

impl Costs {
    pub(super) fn new(owners: NameSet<PathGrantIx>, grants: usize) -> Self {
        let others = grants.saturating_sub(owners.len());
        Self {
            owners,
            dear: u32::try_from(others).unwrap_or(u32::MAX).saturating_add(1),
        }
    }

    fn of(&self, grant: PathGrantIx) -> u32 {
        if self.owners.contains(&grant) {
            self.dear
        } else {
            1
        }
    }

    /// How many records a set has at least that costs no less than `bound`, and takes no more from owners
    /// than this one.
    pub(super) fn at_least(&self, bound: u64, set: &BTreeSet<PathGrantIx>) -> usize {
        let bound = bound.min(self.sum(set));
        let dear = u64::from(self.dear);
        let (of_owners, others) = (bound / dear, bound % dear);
        let taken = set.iter().filter(|grant| self.owners.contains(*grant));
        // One record more of an owner costs as much as all the others together.
        let others = match of_owners < taken.count() as u64 {
            true => others.min(1),
            false => others,
        };
        usize::try_from(of_owners + others).unwrap_or(usize::MAX)
    }

    fn sum<'i>(&self, grants: impl IntoIterator<Item = &'i PathGrantIx>) -> u64 {
        grants.into_iter().map(|g| u64::from(self.of(*g))).sum()
    }

    /// The cheapest records that hit every path, those among them that go anyway; `None` if a path
    /// has only records that stay.
    pub(super) fn hit<'r>(
        &self,
        paths: impl Iterator<Item = &'r Vec<PathGrantIx>>,
        decided: &Decided,
    ) -> Option<Hit> {
        let open = paths.filter(|path| !path.iter().any(|g| decided.removed.contains(g)));
        let open: BTreeSet<Vec<PathGrantIx>> = open
            .map(|path| {
                let free = path.iter().filter(|g| !decided.kept.contains(*g));
                free.copied().collect()
            })
            .collect();
        if open.iter().any(Vec::is_empty) {
            return None;
        }
        let paths = self.without_the_useless(&open);
        let columns: BTreeSet<PathGrantIx> = paths.iter().flatten().copied().collect();
        let columns: Vec<PathGrantIx> = columns.into_iter().collect();
        let at = |grant: &PathGrantIx| columns.binary_search(grant).ok();
        let cover = SetCover {
            costs: columns.iter().map(|grant| self.of(*grant)).collect(),
            rows: paths
                .iter()
                .map(|path| path.iter().filter_map(at).collect())
                .collect(),
        };
        let answer = cover.solve(SearchLimits {
            nodes: Some(MOST_NODES),
            stop: None,
        });
        let before = self.sum(&decided.removed);
        let mut grants = decided.removed.clone();
        match answer.columns {
            Some(chosen) => grants.extend(chosen.into_iter().map(|column| columns[column])),
            None => self.hit_lists(
                &open.iter().map(Vec::as_slice).collect::<Vec<_>>(),
                &mut grants,
            ),
        }
        Some(Hit {
            cost: self.sum(&grants),
            bound: before + answer.lower_bound,
            grants,
        })
    }

    /// Adds the record that hits most of the paths not hit, until all are.
    pub(super) fn hit_greedily<'r>(
        &self,
        paths: impl Iterator<Item = &'r Vec<PathGrantIx>>,
        chosen: &mut BTreeSet<PathGrantIx>,
    ) {
        let lists: Vec<&[PathGrantIx]> = paths.map(Vec::as_slice).collect();
        self.hit_lists(&lists, chosen);
    }

    /// The paths without records that hit one path only, where that has another which costs no
    /// more: such a record is never needed.
    fn without_the_useless(
        &self,
        paths: &BTreeSet<Vec<PathGrantIx>>,
    ) -> BTreeSet<Vec<PathGrantIx>> {
        let mut counts: BTreeMap<PathGrantIx, usize> = BTreeMap::new();
        for grant in paths.iter().flatten() {
            *counts.entry(*grant).or_default() += 1;
        }
        let kept = paths.iter().map(|path| {
            let key = |grant: &PathGrantIx| {
                let most = std::cmp::Reverse(counts[grant]);
                (self.of(*grant), most, *grant)
            };
            let best = path.iter().min_by_key(|grant| key(grant));
            let keeps = |grant: &&PathGrantIx| counts[*grant] > 1 || Some(*grant) == best;
            path.iter().filter(keeps).copied().collect()
        });
        kept.collect()
    }

    fn hit_lists(&self, paths: &[&[PathGrantIx]], chosen: &mut BTreeSet<PathGrantIx>) {
        let mut on: BTreeMap<PathGrantIx, Vec<usize>> = BTreeMap::new();
        let mut is_hit: Vec<bool> = vec![false; paths.len()];
        for (at, path) in paths.iter().enumerate() {
            is_hit[at] = path.iter().any(|grant| chosen.contains(grant));
            for grant in path.iter().filter(|_| !is_hit[at]) {
                on.entry(*grant).or_default().push(at);
            }
        }
        let mut counts: BTreeMap<PathGrantIx, usize> = BTreeMap::new();
        counts.extend(on.iter().map(|(grant, paths)| (*grant, paths.len())));
        let key = |grant: PathGrantIx, count: usize| {
            let most = std::cmp::Reverse(count);
            (self.of(grant), most, grant)
        };
        let mut next: BTreeSet<_> = counts.iter().map(|(g, count)| key(*g, *count)).collect();
        while let Some((_, _, grant)) = next.pop_first() {
            chosen.insert(grant);
            for &at in &on[&grant] {
                if std::mem::replace(&mut is_hit[at], true) {
                    continue;
                }
                for other in paths[at] {
                    let Some(count) = counts.get_mut(other) else {
                        continue;
                    };
                    let was_open = next.remove(&key(*other, *count));
                    *count -= 1;
                    if was_open && *count > 0 {
                        next.insert(key(*other, *count));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With a bound on what a set costs: records of owners cost 10 each.
    #[test]
    fn a_bound_is_told_in_records() {
        let all: Vec<PathGrantIx> = (0..11).map(PathGrantIx).collect();
        let costs = Costs::new(all[..2].iter().copied().collect(), all.len());
        assert_eq!(costs.of(all[0]), 10);
        for (owned, others, bound, expected) in [
            (0, 5, 5, 5),
            (0, 5, 3, 3),
            (0, 5, u64::MAX, 5),
            (0, 0, 0, 0),
            (1, 4, 12, 3),
            // Seven records of others, or one of an owner.
            (1, 4, 7, 1),
            (2, 0, 0, 0),
            (2, 0, 19, 2),
        ] {
            let set = all[..owned].iter().chain(&all[2..2 + others]);
            let set: BTreeSet<PathGrantIx> = set.copied().collect();
            assert_eq!(
                costs.at_least(bound, &set),
                expected,
                "{owned} {others} {bound}"
            );
        }
    }
}
