//! The smallest cut: assignments and eligibilities without which no path is left.
//!
//! This is not a minimum cut of one network, since a step may take two records, and whose access isn't
//! a path differs by principal. It is a hitting set: every path must lose one of its records. There are
//! too many paths to list them all, so the paths found so far are hit with as few records as possible,
//! the search runs again with these removed, and so on until it finds nothing.
//!
//! One complication: a record may be what makes its principal an owner. Without it, other ways of the
//! same principal become paths, which count only where the ownership is gone. So the search branches:
//! a branch decides for some of these records whether they are kept or removed, and lists only what is
//! a path with its removed records gone. The hitting set of a branch is a lower bound for every cut in
//! it; where it is a cut itself, it is the smallest of the branch.

use std::collections::{BTreeMap, BTreeSet};

use super::effects::EffectIx;
use super::graph::PathGraph;
use super::hitting::{Costs, Decided, Hit, ListedPath};
use super::path::PathGrantIx;
use super::search::{Pair, PathGoal, Search};
use crate::directory::ReachNode;
use crate::ids::PrincipalId;
use crate::text::NameSet;

/// A set of assignments and eligibilities without which no path is left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// The records, those on most paths first.
    pub grants: Vec<CutGrant>,
    /// Whether no smaller set would do.
    pub is_smallest: bool,
}

/// A record of a cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutGrant {
    /// Which.
    pub grant: PathGrantIx,
    /// How many of the reported paths use it.
    pub paths: usize,
    /// How many pairs of a principal and a target have no path left when this alone is removed;
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
    map: &'g PathGraph<'a, 't>,
    sources: &'g [(PrincipalId, ReachNode)],
    goal: PathGoal,
    costs: Costs,
    paths: BTreeSet<ListedPath>,
}

/// A part of the search: for some records it is decided whether they are kept.
#[derive(Clone, Debug, Default)]
struct Branch {
    decided: Decided,
    /// No cut of the branch costs less.
    bound: u64,
}

impl<'g, 'a, 't> Cutter<'g, 'a, 't> {
    pub(super) fn new(
        map: &'g PathGraph<'a, 't>,
        sources: &'g [(PrincipalId, ReachNode)],
        goal: PathGoal,
    ) -> Self {
        Self {
            map,
            sources,
            goal,
            costs: Costs::new(owners(map), map.holdings.grants.len()),
            paths: BTreeSet::new(),
        }
    }

    /// The cut of all paths, of which some are found.
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
            let Some(hit) = self.hit(&branch.decided) else {
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
            let decided = branch.decided;
            match self.pivot(&decided, &hit, &left) {
                None => branches.push(Branch { decided, bound }),
                Some(grant) => branches.extend([
                    Branch {
                        decided: decided.clone().keep(grant),
                        bound,
                    },
                    Branch {
                        decided: decided.remove(grant),
                        bound,
                    },
                ]),
            }
            self.learn(&left);
        }
        let (removed, proof) = match best {
            Some(best) if floor >= best.cost => (best.grants, true),
            Some(best) => (best.grants, false),
            None => (self.cut_greedily(), false),
        };
        self.report(found, &removed, proof)
    }

    fn search<F: Fn(PathGrantIx) -> bool>(&self, removed: F) -> Search<'g, 'a, 't, F> {
        Search::new(self.map, self.sources, self.goal, removed)
    }

    fn learn(&mut self, found: &[Pair]) {
        for pair in found {
            for walk in &pair.walks {
                self.paths.insert(ListedPath {
                    from: pair.from,
                    target: pair.target,
                    grants: self.map.grants_on(walk),
                });
            }
        }
    }

    /// The cheapest records that hit every path of a branch.
    fn hit(&self, decided: &Decided) -> Option<Hit> {
        let search = self.search(|grant| decided.removed.contains(&grant));
        let paths = self.paths.iter();
        let valid = paths.filter(|path| !search.owns(path.from, path.target));
        self.costs.hit(valid, decided)
    }

    /// The record whose removal first makes a path of what is left open; none if some of that is a
    /// path of the branch anyway.
    fn pivot(&self, decided: &Decided, hit: &Hit, left: &[Pair]) -> Option<PathGrantIx> {
        let owned_without = |removed: &BTreeSet<PathGrantIx>, pair: &Pair| {
            self.search(|grant| removed.contains(&grant))
                .owns(pair.from, pair.target)
        };
        let mut removed = decided.removed.clone();
        if left.iter().any(|pair| !owned_without(&removed, pair)) {
            return None;
        }
        let pair = left.first()?;
        let undecided = hit.grants.difference(&decided.removed).copied();
        undecided.collect::<Vec<_>>().into_iter().find(|grant| {
            removed.insert(*grant);
            !owned_without(&removed, pair)
        })
    }

    /// Hits what is listed, greedily, until nothing is left.
    fn cut_greedily(&mut self) -> BTreeSet<PathGrantIx> {
        let mut removed = BTreeSet::new();
        loop {
            self.costs.hit_greedily(&self.paths, &mut removed);
            let left = self.search(|grant| removed.contains(&grant)).run(3);
            if left.is_empty() {
                return removed;
            }
            self.learn(&left);
        }
    }

    fn report(&self, found: &[Pair], removed: &BTreeSet<PathGrantIx>, is_smallest: bool) -> Cut {
        let walks = || found.iter().flat_map(|pair| &pair.walks);
        let mut on_paths: BTreeMap<PathGrantIx, usize> = BTreeMap::new();
        for grant in walks().flat_map(|walk| self.map.grants_on(walk)) {
            *on_paths.entry(grant).or_default() += 1;
        }
        let mut grants: Vec<CutGrant> = removed
            .iter()
            .map(|&grant| CutGrant {
                grant,
                paths: on_paths.get(&grant).copied().unwrap_or(0),
                alone: None,
            })
            .collect();
        grants.sort_by_key(|cut| (std::cmp::Reverse(cut.paths), cut.grant));
        for cut in grants.iter_mut().take(MOST_COUNTED) {
            let only = cut.grant;
            let left = self.search(|grant| grant == only).run(1);
            let left: BTreeSet<_> = left.iter().map(|p| (&p.principal, p.target)).collect();
            let gone = found
                .iter()
                .filter(|p| !left.contains(&(&p.principal, p.target)));
            cut.alone = Some(gone.count());
        }
        Cut {
            grants,
            is_smallest,
        }
    }
}

/// The records by which people own what they own: not those of identities that others can take.
fn owners(map: &PathGraph<'_, '_>) -> NameSet<PathGrantIx> {
    let hosted = map
        .identities
        .hosts
        .iter()
        .flat_map(|host| &host.identities);
    let named = map
        .identities
        .user_assigned
        .iter()
        .chain(&map.identities.assumed);
    let taken: NameSet<&PrincipalId> = hosted.chain(named.map(|(_, identity)| identity)).collect();
    let owns: EffectIx = map.owning();
    let all =
        (0..map.holdings.grants.len()).filter_map(|at| u32::try_from(at).ok().map(PathGrantIx));
    all.filter(|&grant| {
        let (role, _) = map.holdings.role_at(grant);
        map.holdings.role(role).firm.holds(owns)
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
