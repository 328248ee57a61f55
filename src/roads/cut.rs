//! The smallest cut: assignments and eligibilities without which no road is left.
//!
//! A step may take two records, and whose access is no road differs by principal, so this is no
//! flow through one network but a hitting set: every road loses at least one of its records. Roads
//! are too many to list; those found so far are hit with as few records as possible, what is still
//! open is searched with these removed, and so on until nothing is.
//!
//! One thing makes it more than that: a record may be what makes its principal an owner, and
//! without it other ways of the same principal become roads. Such a road counts only where the
//! ownership is gone. So a branch of the search settles for some of these records whether they stay
//! or go, and what is listed for a branch are the roads that are ones with those removed that go.
//! The hitting set of a branch is a bound below every cut in it; where it is a cut itself, it is
//! the branch's smallest.

use std::collections::{BTreeMap, BTreeSet};

use super::effects::EffectIx;
use super::graph::RoadGraph;
use super::hitting::{Costs, Hit, ListedRoad, Settled};
use super::road::RoadGrantIx;
use super::search::{Pair, RoadGoal, Search};
use crate::directory::ReachNode;
use crate::ids::PrincipalId;
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
    /// No smaller set cuts all roads, and none with which fewer owners lose access of their own.
    #[default]
    Smallest,
    /// It cuts all roads; a smaller one was not ruled out.
    Open,
}

/// A record of a cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutGrant {
    /// Which.
    pub grant: RoadGrantIx,
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

/// The search for a cut.
pub(super) struct Cutter<'g, 'a, 't> {
    map: &'g RoadGraph<'a, 't>,
    sources: &'g [(PrincipalId, ReachNode)],
    goal: RoadGoal,
    costs: Costs,
    roads: BTreeSet<ListedRoad>,
}

/// Some records settled: the rest is open.
#[derive(Clone, Debug, Default)]
struct Branch {
    settled: Settled,
    /// No cut of the branch costs less.
    bound: u64,
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
            costs: Costs::new(owners(map), map.holdings.grants.len()),
            roads: BTreeSet::new(),
        }
    }

    /// The cut of all roads, of which some are found.
    pub(super) fn cut(mut self, found: &[Pair]) -> Cut {
        self.learn(found);
        let mut branches = vec![Branch::default()];
        let mut best: Option<Hit> = None;
        // No cut of the branches that are done costs less.
        let mut floor = u64::MAX;
        let mut rounds = 0;
        while let Some(branch) = next(&mut branches) {
            let least = best.as_ref().map_or(u64::MAX, |best| best.cost);
            if branch.bound >= least {
                break;
            }
            rounds += 1;
            if rounds > MOST_ROUNDS {
                floor = floor.min(branch.bound);
                break;
            }
            let Some(hit) = self.hit(&branch.settled) else {
                continue;
            };
            let left = self.search(|grant| hit.grants.contains(&grant)).run(3);
            if left.is_empty() {
                floor = floor.min(hit.bound.max(branch.bound));
                if hit.cost < least {
                    best = Some(hit);
                }
                continue;
            }
            let bound = hit.bound.max(branch.bound);
            let settled = branch.settled;
            match self.pivot(&settled, &hit, &left) {
                None => branches.push(Branch { settled, bound }),
                Some(grant) => branches.extend([
                    Branch {
                        settled: settled.clone().keep(grant),
                        bound,
                    },
                    Branch {
                        settled: settled.remove(grant),
                        bound,
                    },
                ]),
            }
            self.learn(&left);
        }
        let (removed, proof) = match best {
            Some(best) if floor >= best.cost => (best.grants, CutProof::Smallest),
            Some(best) => (best.grants, CutProof::Open),
            None => (self.cut_greedily(), CutProof::Open),
        };
        self.told(found, &removed, proof)
    }

    fn search<F: Fn(RoadGrantIx) -> bool>(&self, removed: F) -> Search<'g, 'a, 't, F> {
        Search::new(self.map, self.sources, self.goal, removed)
    }

    fn learn(&mut self, found: &[Pair]) {
        for pair in found {
            for walk in &pair.walks {
                self.roads.insert(ListedRoad {
                    from: pair.from,
                    target: pair.target,
                    grants: self.map.grants_on(walk),
                });
            }
        }
    }

    /// The cheapest records that hit every road of a branch.
    fn hit(&self, settled: &Settled) -> Option<Hit> {
        let search = self.search(|grant| settled.removed.contains(&grant));
        let roads = self.roads.iter();
        let valid = roads.filter(|road| !search.owns(road.from, road.target));
        self.costs.hit(valid, settled)
    }

    /// The record whose removal first makes a road of what is left open; none if some of that is a
    /// road of the branch anyway.
    fn pivot(&self, settled: &Settled, hit: &Hit, left: &[Pair]) -> Option<RoadGrantIx> {
        let owned_without = |removed: &BTreeSet<RoadGrantIx>, pair: &Pair| {
            self.search(|grant| removed.contains(&grant))
                .owns(pair.from, pair.target)
        };
        let mut removed = settled.removed.clone();
        if left.iter().any(|pair| !owned_without(&removed, pair)) {
            return None;
        }
        let pair = left.first()?;
        let undecided = hit.grants.difference(&settled.removed).copied();
        undecided.collect::<Vec<_>>().into_iter().find(|grant| {
            removed.insert(*grant);
            !owned_without(&removed, pair)
        })
    }

    /// Hits what is listed, greedily, until nothing is left.
    fn cut_greedily(&mut self) -> BTreeSet<RoadGrantIx> {
        let mut removed = BTreeSet::new();
        loop {
            self.costs.hit_greedily(&self.roads, &mut removed);
            let left = self.search(|grant| removed.contains(&grant)).run(3);
            if left.is_empty() {
                return removed;
            }
            self.learn(&left);
        }
    }

    fn told(&self, found: &[Pair], removed: &BTreeSet<RoadGrantIx>, proof: CutProof) -> Cut {
        let walks = || found.iter().flat_map(|pair| &pair.walks);
        let mut on_roads: BTreeMap<RoadGrantIx, usize> = BTreeMap::new();
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
fn owners(map: &RoadGraph<'_, '_>) -> NameSet<RoadGrantIx> {
    let hosted = map.homes.hosts.iter().flat_map(|host| &host.identities);
    let named = map.homes.user_assigned.iter().chain(&map.homes.assumed);
    let taken: NameSet<&PrincipalId> = hosted.chain(named.map(|(_, identity)| identity)).collect();
    let owns: EffectIx = map.owning();
    let all =
        (0..map.holdings.grants.len()).filter_map(|at| u32::try_from(at).ok().map(RoadGrantIx));
    all.filter(|&grant| {
        let (duty, _) = map.holdings.power(grant);
        map.holdings.duty_of(duty).firm.holds(owns)
            && !taken.contains(&map.holdings.grant(grant).principal)
    })
    .collect()
}

/// The branch with the least bound; of several the one last made.
fn next(branches: &mut Vec<Branch>) -> Option<Branch> {
    let least = branches.iter().map(|branch| branch.bound).min()?;
    let at = branches.iter().rposition(|branch| branch.bound == least)?;
    Some(branches.remove(at))
}
