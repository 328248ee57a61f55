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
use super::search::{Found, Pair, Quest, Search};
use crate::ids::PrincipalId;
use crate::text::NameSet;

/// A set of assignments and eligibilities without which no path is left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// The records, those on most paths first.
    pub grants: Vec<CutGrant>,
    /// Whether no smaller set would do.
    pub is_smallest: bool,
    /// How many records every such set has that takes no more from owners: all of these, where no
    /// smaller set would do.
    pub at_least: usize,
}

/// A record of a cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutGrant {
    /// The grant to remove.
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
pub(super) struct Cutter<'q, 'g, 'a, 't> {
    quest: &'q Quest<'g, 'a, 't>,
    by_holder: bool,
    costs: Costs,
    /// What is a path whatever else is removed.
    always: BTreeSet<Vec<PathGrantIx>>,
    /// What is a path where its principal doesn't own the target any more.
    sometimes: BTreeSet<ListedPath>,
}

/// A part of the search: for some records it is decided whether they are kept.
#[derive(Clone, Debug, Default)]
struct Branch {
    decided: Decided,
    /// No cut of the branch costs less.
    bound: u64,
}

impl<'q, 'g, 'a, 't> Cutter<'q, 'g, 'a, 't> {
    pub(super) fn new(quest: &'q Quest<'g, 'a, 't>, by_holder: bool) -> Self {
        let map = quest.map;
        Self {
            quest,
            by_holder,
            costs: Costs::new(owners(map), map.holdings.grants.len()),
            always: BTreeSet::new(),
            sometimes: BTreeSet::new(),
        }
    }

    /// The cut of all paths, of which some are found.
    pub(super) fn cut(mut self, found: &Found) -> Cut {
        // Who doesn't own a target now doesn't own it with less.
        for pair in &found.pairs {
            self.always
                .extend(pair.walks.iter().map(|walk| self.quest.map.grants_on(walk)));
        }
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
            let left = self.left(&hit.grants);
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
        let at_least = match proof {
            true => removed.len(),
            // No branch was done: nothing is known.
            false if floor == u64::MAX => 0,
            false => self.costs.at_least(floor, &removed),
        };
        Cut {
            is_smallest: proof,
            at_least,
            ..self.report(found, &removed)
        }
    }

    /// What is left with some records removed.
    fn left(&self, removed: &BTreeSet<PathGrantIx>) -> Vec<Pair> {
        Search::new(self.quest, removed)
            .run(3, self.by_holder)
            .pairs
    }

    fn learn(&mut self, found: &[Pair]) {
        let mut search = Search::new(self.quest, []);
        for pair in found {
            let owns = search.owns(pair.source, pair.target);
            for walk in &pair.walks {
                let grants = self.quest.map.grants_on(walk);
                if owns {
                    self.sometimes.insert(ListedPath {
                        from: pair.source,
                        target: pair.target,
                        grants,
                    });
                } else {
                    self.always.insert(grants);
                }
            }
        }
    }

    /// The cheapest records that hit every path of a branch.
    fn hit(&self, decided: &Decided) -> Option<Hit> {
        let mut search = Search::new(self.quest, &decided.removed);
        let sometimes = self.sometimes.iter();
        let sometimes = sometimes.filter(|path| !search.owns(path.from, path.target));
        let sometimes: Vec<&ListedPath> = sometimes.collect();
        let sometimes = sometimes.into_iter().map(|path| &path.grants);
        self.costs.hit(self.always.iter().chain(sometimes), decided)
    }

    /// The record whose removal first makes a path of what is left open; none if some of that is a
    /// path of the branch anyway.
    fn pivot(&self, decided: &Decided, hit: &Hit, left: &[Pair]) -> Option<PathGrantIx> {
        let owned_without = |removed: &BTreeSet<PathGrantIx>, pair: &Pair| {
            Search::new(self.quest, removed).owns(pair.source, pair.target)
        };
        let mut removed = decided.removed.clone();
        let mut search = Search::new(self.quest, &removed);
        if left
            .iter()
            .any(|pair| !search.owns(pair.source, pair.target))
        {
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
            let sometimes = self.sometimes.iter().map(|path| &path.grants);
            let paths = self.always.iter().chain(sometimes);
            self.costs.hit_greedily(paths, &mut removed);
            let left = self.left(&removed);
            if left.is_empty() {
                return removed;
            }
            self.learn(&left);
        }
    }

    fn report(&self, found: &Found, removed: &BTreeSet<PathGrantIx>) -> Cut {
        let map = self.quest.map;
        let walks = || found.pairs.iter().flat_map(|pair| &pair.walks);
        let mut on_paths: BTreeMap<PathGrantIx, usize> = BTreeMap::new();
        for grant in walks().flat_map(|walk| map.grants_on(walk)) {
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
            // A pair with a way around it is not looked at.
            let uses = |walk: &Vec<_>| map.grants_on(walk).contains(&cut.grant);
            let pairs = found.pairs.iter();
            let pairs = pairs.filter(|pair| pair.walks.iter().all(uses));
            let goals: BTreeSet<usize> = pairs.map(|pair| pair.goal).collect();
            let sources = found.sources.iter();
            let sources = sources.filter(|(goal, _)| goals.contains(goal));
            cut.alone = Some(Search::new(self.quest, [&cut.grant]).lost(sources));
        }
        Cut {
            grants,
            ..Cut::default()
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
