//! The smallest cut: assignments and eligibilities without which no road is left.
//!
//! A step may take two records, and whose access is no road differs by principal, so this is no
//! flow through one network but a hitting set: every road loses at least one of its records. Roads
//! are too many to list; those found so far are hit with as few records as possible, what is still
//! open is searched with these removed, and so on until nothing is. The last set is then a cut, and
//! since no smaller one hits even the roads listed, a smallest one.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::RoadGraph;
use super::lever::LeverIx;
use super::road::GrantIx;
use super::search::{Pair, RoadGoal, Search};
use crate::directory::ReachNode;
use crate::ids::PrincipalId;
use crate::minimize::{SearchLimits, SetCover};
use crate::text::NameSet;

/// A set of assignments and eligibilities without which no road is left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Them, those on most roads first.
    pub grants: Vec<CutGrant>,
    /// Whether no smaller set would do.
    pub proof: CutProof,
}

/// Whether a cut is known to be a smallest one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CutProof {
    /// No smaller set cuts all roads without an owner losing its access.
    #[default]
    Smallest,
    /// It cuts all roads; a smaller one was not ruled out.
    Open,
}

/// A record of a cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutGrant {
    /// Which.
    pub grant: GrantIx,
    /// How many of the roads told pass it.
    pub roads: usize,
    /// How many pairs of a principal and a target have no road left when this alone is removed;
    /// counted for the first sixteen.
    pub alone: Option<usize>,
}

/// For how many records of a cut it is counted what each does alone: every one is a search of its
/// own.
pub(super) const MOST_COUNTED: usize = 16;

/// After this many rounds the rest is cut greedily, without a proof.
const MOST_ROUNDS: usize = 60;

/// Branch and bound of one round ends after this many nodes.
const MOST_NODES: u64 = 2_000;

/// The state of the search for a cut.
pub(super) struct Cutter<'g, 'a, 't> {
    map: &'g RoadGraph<'a, 't>,
    sources: &'g [(PrincipalId, ReachNode)],
    goal: RoadGoal,
    owners: BTreeSet<GrantIx>,
    /// The records of each road found.
    roads: BTreeSet<Vec<GrantIx>>,
}

impl<'g, 'a, 't> Cutter<'g, 'a, 't> {
    pub(super) fn new(
        map: &'g RoadGraph<'a, 't>,
        sources: &'g [(PrincipalId, ReachNode)],
        goal: RoadGoal,
    ) -> Self {
        Self {
            map,
            sources,
            goal,
            owners: owners(map),
            roads: BTreeSet::new(),
        }
    }

    /// The cut of all roads, of which some are found.
    pub(super) fn cut(mut self, found: &[Pair]) -> Cut {
        self.learn(found);
        let mut proof;
        let mut removed: NameSet<GrantIx> = NameSet::default();
        let mut round = 0;
        loop {
            round += 1;
            if round <= MOST_ROUNDS {
                let (chosen, proven) = self.hit();
                proof = if proven {
                    CutProof::Smallest
                } else {
                    CutProof::Open
                };
                // An owner without its access may have roads that were none before.
                if chosen.iter().any(|grant| self.owners.contains(grant)) {
                    proof = CutProof::Open;
                }
                removed = chosen;
            } else {
                proof = CutProof::Open;
                self.hit_greedily(&mut removed);
            }
            let left = self.search(|grant| removed.contains(&grant)).run(3);
            if left.is_empty() {
                break;
            }
            self.learn(&left);
        }
        self.told(found, &removed, proof)
    }

    fn search<F: Fn(GrantIx) -> bool>(&self, removed: F) -> Search<'g, 'a, 't, F> {
        Search::new(self.map, self.sources, self.goal, removed)
    }

    fn learn(&mut self, found: &[Pair]) {
        for walk in found.iter().flat_map(|pair| &pair.walks) {
            self.roads.insert(self.map.grants_on(walk));
        }
    }

    /// The cheapest records that hit every road found, and whether that is proven. An owner's own
    /// access costs more than everything else together.
    fn hit(&self) -> (NameSet<GrantIx>, bool) {
        let roads = without_the_useless(&self.roads, &self.owners);
        let columns: Vec<GrantIx> = roads
            .iter()
            .flatten()
            .copied()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let others = columns
            .iter()
            .filter(|grant| !self.owners.contains(grant))
            .count();
        let dear = u32::try_from(others + 1).unwrap_or(u32::MAX);
        let cover = SetCover {
            costs: columns
                .iter()
                .map(|grant| if self.owners.contains(grant) { dear } else { 1 })
                .collect(),
            rows: roads
                .iter()
                .map(|road| {
                    road.iter()
                        .filter_map(|grant| columns.binary_search(grant).ok())
                        .collect()
                })
                .collect(),
        };
        let answer = cover.solve(SearchLimits {
            nodes: Some(MOST_NODES),
            stop: None,
        });
        match answer.columns {
            Some(chosen) => (
                chosen.into_iter().map(|column| columns[column]).collect(),
                answer.lower_bound == answer.cost,
            ),
            None => {
                let mut chosen = NameSet::default();
                self.hit_greedily(&mut chosen);
                (chosen, false)
            }
        }
    }

    /// Adds the record that hits most of the roads not hit, until all are.
    fn hit_greedily(&self, chosen: &mut NameSet<GrantIx>) {
        loop {
            let mut counts: BTreeMap<GrantIx, usize> = BTreeMap::new();
            let open = self
                .roads
                .iter()
                .filter(|road| !road.iter().any(|g| chosen.contains(g)));
            for grant in open.flatten() {
                *counts.entry(*grant).or_default() += 1;
            }
            let best = counts.into_iter().min_by_key(|(grant, count)| {
                (
                    self.owners.contains(grant),
                    std::cmp::Reverse(*count),
                    *grant,
                )
            });
            match best {
                Some((grant, _)) => chosen.insert(grant),
                None => return,
            };
        }
    }

    fn told(&self, found: &[Pair], removed: &NameSet<GrantIx>, proof: CutProof) -> Cut {
        let walks = || found.iter().flat_map(|pair| &pair.walks);
        let mut on_roads: BTreeMap<GrantIx, usize> = BTreeMap::new();
        for grant in walks().flat_map(|walk| self.map.grants_on(walk)) {
            *on_roads.entry(grant).or_default() += 1;
        }
        let mut grants: Vec<CutGrant> = removed
            .iter()
            .map(|&grant| CutGrant {
                grant,
                roads: on_roads.get(&grant).copied().unwrap_or(0),
                alone: None,
            })
            .collect();
        grants.sort_by_key(|cut| (std::cmp::Reverse(cut.roads), cut.grant));
        for cut in grants.iter_mut().take(MOST_COUNTED) {
            let only = cut.grant;
            let left = self.search(|grant| grant == only).run(1);
            let left: BTreeSet<_> = left.iter().map(|p| (&p.principal, p.target)).collect();
            let gone = found
                .iter()
                .filter(|p| !left.contains(&(&p.principal, p.target)));
            cut.alone = Some(gone.count());
        }
        Cut { grants, proof }
    }
}

/// The records by which people own what they own: not those of identities that others can take.
fn owners(map: &RoadGraph<'_, '_>) -> BTreeSet<GrantIx> {
    let hosted = map.homes.hosts.iter().flat_map(|host| &host.identities);
    let named = map.homes.user_assigned.iter().chain(&map.homes.assumed);
    let taken: NameSet<&PrincipalId> = hosted.chain(named.map(|(_, identity)| identity)).collect();
    let owns: LeverIx = map.owning();
    let all = (0..map.holdings.grants.len()).filter_map(|at| u32::try_from(at).ok().map(GrantIx));
    all.filter(|&grant| {
        let (duty, _) = map.holdings.power(grant);
        map.holdings.duty_of(duty).firm.holds(owns)
            && !taken.contains(&map.holdings.grant(grant).principal)
    })
    .collect()
}

/// The roads without records that hit one road only, where that has another which costs no more:
/// such a record is never needed.
fn without_the_useless(
    roads: &BTreeSet<Vec<GrantIx>>,
    owners: &BTreeSet<GrantIx>,
) -> BTreeSet<Vec<GrantIx>> {
    let mut counts: BTreeMap<GrantIx, usize> = BTreeMap::new();
    for grant in roads.iter().flatten() {
        *counts.entry(*grant).or_default() += 1;
    }
    let kept = roads.iter().map(|road| {
        let key = |grant: &GrantIx| {
            (
                owners.contains(grant),
                std::cmp::Reverse(counts[grant]),
                *grant,
            )
        };
        let best = road.iter().min_by_key(|grant| key(grant));
        let keeps = |grant: &&GrantIx| counts[*grant] > 1 || Some(*grant) == best;
        road.iter().filter(keeps).copied().collect()
    });
    kept.collect()
}
