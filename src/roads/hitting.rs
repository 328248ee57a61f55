//! The cheapest records that hit every road of a list.

use std::collections::{BTreeMap, BTreeSet};

use super::road::RoadGrantIx;
use super::terrain::ScopeIx;
use crate::directory::ReachNode;
use crate::minimize::{SearchLimits, SetCover};
use crate::text::NameSet;

/// Branch and bound of one hitting set ends after this many nodes.
const MOST_NODES: u64 = 2_000;

/// A road found: who gets where, and the records that it takes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ListedRoad {
    pub(super) from: ReachNode,
    pub(super) target: ScopeIx,
    pub(super) grants: Vec<RoadGrantIx>,
}

/// The records of which it is settled whether they stay.
#[derive(Clone, Debug, Default)]
pub(super) struct Settled {
    pub(super) kept: BTreeSet<RoadGrantIx>,
    pub(super) removed: BTreeSet<RoadGrantIx>,
}

impl Settled {
    pub(super) fn keep(mut self, grant: RoadGrantIx) -> Self {
        self.kept.insert(grant);
        self
    }

    pub(super) fn remove(mut self, grant: RoadGrantIx) -> Self {
        self.removed.insert(grant);
        self
    }
}

/// Records that hit a list of roads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) grants: BTreeSet<RoadGrantIx>,
    pub(super) cost: u64,
    /// Nothing that hits them costs less.
    pub(super) bound: u64,
}

/// What the removal of a record costs: that of an owner's own access more than everything else
/// together.
pub(super) struct Costs {
    owners: NameSet<RoadGrantIx>,
    dear: u32,
}

impl Costs {
    pub(super) fn new(owners: NameSet<RoadGrantIx>, grants: usize) -> Self {
        let others = grants.saturating_sub(owners.len());
        Self {
            owners,
            dear: u32::try_from(others).unwrap_or(u32::MAX).saturating_add(1),
        }
    }

    fn of(&self, grant: RoadGrantIx) -> u32 {
        if self.owners.contains(&grant) {
            self.dear
        } else {
            1
        }
    }

    fn sum<'i>(&self, grants: impl IntoIterator<Item = &'i RoadGrantIx>) -> u64 {
        grants.into_iter().map(|g| u64::from(self.of(*g))).sum()
    }

    /// The cheapest records that hit every road, those among them that go anyway; `None` if a road
    /// has only records that stay.
    pub(super) fn hit<'r>(
        &self,
        roads: impl Iterator<Item = &'r ListedRoad>,
        settled: &Settled,
    ) -> Option<Hit> {
        let open = roads.filter(|road| !road.grants.iter().any(|g| settled.removed.contains(g)));
        let open: BTreeSet<Vec<RoadGrantIx>> = open
            .map(|road| {
                let free = road.grants.iter().filter(|g| !settled.kept.contains(*g));
                free.copied().collect()
            })
            .collect();
        if open.iter().any(Vec::is_empty) {
            return None;
        }
        let roads = self.without_the_useless(&open);
        let columns: BTreeSet<RoadGrantIx> = roads.iter().flatten().copied().collect();
        let columns: Vec<RoadGrantIx> = columns.into_iter().collect();
        let at = |grant: &RoadGrantIx| columns.binary_search(grant).ok();
        let cover = SetCover {
            costs: columns.iter().map(|grant| self.of(*grant)).collect(),
            rows: roads
                .iter()
                .map(|road| road.iter().filter_map(at).collect())
                .collect(),
        };
        let answer = cover.solve(SearchLimits {
            nodes: Some(MOST_NODES),
            stop: None,
        });
        let before = self.sum(&settled.removed);
        let mut grants = settled.removed.clone();
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

    /// Adds the record that hits most of the roads not hit, until all are.
    pub(super) fn hit_greedily(
        &self,
        roads: &BTreeSet<ListedRoad>,
        chosen: &mut BTreeSet<RoadGrantIx>,
    ) {
        let lists: Vec<&[RoadGrantIx]> = roads.iter().map(|road| &*road.grants).collect();
        self.hit_lists(&lists, chosen);
    }

    /// The roads without records that hit one road only, where that has another which costs no
    /// more: such a record is never needed.
    fn without_the_useless(
        &self,
        roads: &BTreeSet<Vec<RoadGrantIx>>,
    ) -> BTreeSet<Vec<RoadGrantIx>> {
        let mut counts: BTreeMap<RoadGrantIx, usize> = BTreeMap::new();
        for grant in roads.iter().flatten() {
            *counts.entry(*grant).or_default() += 1;
        }
        let kept = roads.iter().map(|road| {
            let key = |grant: &RoadGrantIx| {
                let most = std::cmp::Reverse(counts[grant]);
                (self.of(*grant), most, *grant)
            };
            let best = road.iter().min_by_key(|grant| key(grant));
            let keeps = |grant: &&RoadGrantIx| counts[*grant] > 1 || Some(*grant) == best;
            road.iter().filter(keeps).copied().collect()
        });
        kept.collect()
    }

    fn hit_lists(&self, roads: &[&[RoadGrantIx]], chosen: &mut BTreeSet<RoadGrantIx>) {
        loop {
            let mut counts: BTreeMap<RoadGrantIx, usize> = BTreeMap::new();
            let open = roads
                .iter()
                .filter(|road| !road.iter().any(|grant| chosen.contains(grant)));
            for grant in open.copied().flatten() {
                *counts.entry(*grant).or_default() += 1;
            }
            let best = counts.into_iter().min_by_key(|(grant, count)| {
                let most = std::cmp::Reverse(*count);
                (self.of(*grant), most, *grant)
            });
            match best {
                Some((grant, _)) => chosen.insert(grant),
                None => return,
            };
        }
    }
}
