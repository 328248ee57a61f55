//! The smallest list of patterns that grants a given set of operations.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use super::{ActionPattern, Wildcards};
use crate::bits::OperationSet;
use crate::ids::OperationIx;
use crate::text;

/// A pattern that may stand in a compact list, and what it matches today.
#[derive(Clone, Debug)]
pub struct CandidatePattern {
    /// The pattern: a name spelled out, or one star in the place of whole segments (WC-4).
    pub pattern: ActionPattern,
    /// The operations of the target that it matches, ascending.
    pub covers: Vec<OperationIx>,
    /// The operations outside of the target that it matches, ascending.
    pub spills: Vec<OperationIx>,
}

/// The task of covering a set of operations with as few patterns as possible, spilling over to no
/// more than a number of other operations.
#[derive(Clone, Debug)]
pub struct CompactionProblem {
    candidates: Vec<CandidatePattern>,
    target: OperationSet,
    overspill: usize,
}

/// A list of patterns that grants all operations of a target.
#[derive(Clone, Debug)]
pub struct Compaction {
    /// The patterns, in order.
    pub patterns: Vec<ActionPattern>,
    /// The positions of the patterns among the candidates.
    pub chosen: Vec<usize>,
    /// The operations granted beyond the target.
    pub overspill: OperationSet,
}

/// The operations that `prefix/*/suffix` matches; either side may be empty.
#[derive(Default)]
struct Group {
    covers: Vec<OperationIx>,
    spills: Vec<OperationIx>,
}

type Ends<'a> = (&'a str, &'a str);

impl CompactionProblem {
    /// The candidates for a target among the operations of one plane: each name of the target,
    /// and every `prefix/*`, `prefix/*/suffix`, `*/suffix` and `*` that spills over to no more than
    /// `overspill` operations and does something that no other candidate does as well.
    ///
    /// `operations` are names in any case; the target holds their positions. Of two patterns that
    /// match the same today the narrower is kept.
    pub fn new<S: AsRef<str>>(
        operations: &[S],
        target: &OperationSet,
        overspill: usize,
        wildcards: Wildcards,
    ) -> Self {
        let folded: Vec<_> = operations
            .iter()
            .map(|name| text::fold(name.as_ref()))
            .collect();
        let (inside, outside): (Vec<OperationIx>, Vec<OperationIx>) = (0..operations.len())
            .map(OperationIx::new)
            .partition(|&operation| target.contains(operation));
        let mut groups: HashMap<Ends<'_>, Group> = HashMap::new();
        for &operation in &inside {
            each_ends(&folded[operation.index()], wildcards, |ends| {
                groups.entry(ends).or_default().covers.push(operation);
            });
        }
        for &operation in &outside {
            each_ends(&folded[operation.index()], wildcards, |ends| {
                if let Some(group) = groups.get_mut(&ends)
                    && group.spills.len() <= overspill
                {
                    group.spills.push(operation);
                }
            });
        }
        groups.retain(|_, group| group.spills.len() <= overspill);
        let dominated = dominated(&groups);
        let mut candidates: Vec<CandidatePattern> = inside
            .iter()
            .map(|&operation| CandidatePattern {
                pattern: ActionPattern::literal(operations[operation.index()].as_ref()),
                covers: vec![operation],
                spills: Vec::new(),
            })
            .collect();
        for (ends, group) in groups {
            if group.covers.len() > 1 && !dominated.contains(&ends) {
                let spelled = operations[group.covers[0].index()].as_ref();
                candidates.push(CandidatePattern {
                    pattern: ActionPattern::literal(&star_between(spelled, ends)),
                    covers: group.covers,
                    spills: group.spills,
                });
            }
        }
        candidates.sort_by(|a, b| a.pattern.cmp(&b.pattern));
        let target = OperationSet::of(operations.len(), inside);
        Self {
            candidates,
            target,
            overspill,
        }
    }

    /// The candidates, in the order of their patterns.
    pub fn candidates(&self) -> &[CandidatePattern] {
        &self.candidates
    }

    /// The operations to cover.
    pub fn target(&self) -> &OperationSet {
        &self.target
    }

    /// How many operations beyond the target a list may grant.
    pub fn overspill(&self) -> usize {
        self.overspill
    }

    /// A short list, found greedily; often but not always the shortest.
    pub fn greedy(&self) -> Compaction {
        let exact = self.greedy_by(0, |gain, _| gain);
        if self.overspill == 0 {
            return exact;
        }
        let wide = self.greedy_by(self.overspill, |gain, _| gain);
        let dense = self.greedy_by(self.overspill, |gain, spill| gain * 1024 / (1 + spill));
        [wide, dense].into_iter().fold(exact, Compaction::better)
    }

    /// The better of the greedy list and what an exact solver makes of the problem. The solver is
    /// given the greedy list as a bound, and answers with positions of candidates; an answer that
    /// leaves out an operation or spills too far is passed over.
    pub fn solve_with(
        &self,
        solver: impl FnOnce(&Self, &Compaction) -> Option<Vec<usize>>,
    ) -> Compaction {
        let greedy = self.greedy();
        match solver(self, &greedy).and_then(|chosen| self.check(chosen)) {
            Some(solved) => greedy.better(solved),
            None => greedy,
        }
    }

    /// The list of the chosen candidates, if it covers the target and keeps to the overspill.
    fn check(&self, mut chosen: Vec<usize>) -> Option<Compaction> {
        chosen.sort_unstable();
        chosen.dedup();
        let mut left = self.target.clone();
        let mut overspill = OperationSet::new(self.target.bound());
        let mut patterns = Vec::with_capacity(chosen.len());
        for &at in &chosen {
            let candidate = self.candidates.get(at)?;
            for &operation in &candidate.covers {
                left.remove(operation);
            }
            for &operation in &candidate.spills {
                overspill.insert(operation);
            }
            patterns.push(candidate.pattern.clone());
        }
        (left.is_empty() && overspill.len() <= self.overspill).then_some(Compaction {
            patterns,
            chosen,
            overspill,
        })
    }

    /// Takes the candidate of the highest score (of newly covered and newly spilled operations)
    /// until all is covered, then drops what turned out to be needless.
    fn greedy_by(&self, budget: usize, score: impl Fn(usize, usize) -> usize) -> Compaction {
        let mut left = self.target.clone();
        let mut spilled = OperationSet::new(self.target.bound());
        let key = |at: usize, left: &OperationSet, spilled: &OperationSet| {
            let candidate = &self.candidates[at];
            let gain = candidate.covers.iter().filter(|&&o| left.contains(o));
            let spill = candidate.spills.iter().filter(|&&o| !spilled.contains(o));
            let (gain, spill) = (gain.count(), spill.count());
            let literals = candidate.pattern.folded().len();
            (
                score(gain, spill),
                gain,
                Reverse(spill),
                literals,
                Reverse(at),
            )
        };
        let mut heap: BinaryHeap<_> = (0..self.candidates.len())
            .map(|at| key(at, &left, &spilled))
            .collect();
        let mut chosen = Vec::new();
        while let Some(top) = heap.pop() {
            if left.is_empty() {
                break;
            }
            let (.., Reverse(at)) = top;
            let now = key(at, &left, &spilled);
            let (_, gain, Reverse(spill), ..) = now;
            if gain == 0 || spilled.len() + spill > budget {
                continue;
            }
            // Keys age as others are taken; one that has lost goes back into the queue.
            if now < top && heap.peek().is_some_and(|next| *next > now) {
                heap.push(now);
                continue;
            }
            for &operation in &self.candidates[at].covers {
                left.remove(operation);
            }
            for &operation in &self.candidates[at].spills {
                spilled.insert(operation);
            }
            chosen.push(at);
        }
        self.prune(chosen)
    }

    /// The list without the candidates whose operations others cover, the smallest tried first.
    fn prune(&self, chosen: Vec<usize>) -> Compaction {
        let mut times = vec![0_usize; self.target.bound()];
        for &at in &chosen {
            for operation in &self.candidates[at].covers {
                times[operation.index()] += 1;
            }
        }
        let mut by_size = chosen;
        by_size.sort_by_key(|&at| (self.candidates[at].covers.len(), at));
        let mut kept = Vec::new();
        for at in by_size {
            let covers = &self.candidates[at].covers;
            if covers.iter().all(|operation| times[operation.index()] > 1) {
                for operation in covers {
                    times[operation.index()] -= 1;
                }
            } else {
                kept.push(at);
            }
        }
        kept.sort_unstable();
        let mut overspill = OperationSet::new(self.target.bound());
        for &at in &kept {
            for &operation in &self.candidates[at].spills {
                overspill.insert(operation);
            }
        }
        Compaction {
            patterns: kept
                .iter()
                .map(|&at| self.candidates[at].pattern.clone())
                .collect(),
            chosen: kept,
            overspill,
        }
    }
}

impl Compaction {
    /// The list with fewer patterns, or with less overspill where they are as many.
    fn better(self, other: Self) -> Self {
        let size = |list: &Self| (list.patterns.len(), list.overspill.len());
        if size(&other) < size(&self) {
            other
        } else {
            self
        }
    }
}

/// Every pair of ends between which a star of whole segments matches the name.
fn each_ends<'a>(name: &'a str, wildcards: Wildcards, mut visit: impl FnMut(Ends<'a>)) {
    let slashes: Vec<usize> = name.match_indices('/').map(|(at, _)| at).collect();
    let segments = slashes.len() + 1;
    for before in 0..segments {
        let prefix = match before {
            0 => "",
            _ => &name[..slashes[before - 1]],
        };
        for after in 0..=segments - before {
            // WC-5: between two ends the middle may be missing.
            let vanished = before + after == segments;
            if vanished && (wildcards == Wildcards::Strict || before == 0 || after == 0) {
                continue;
            }
            let suffix = match after {
                0 => "",
                _ => &name[slashes[segments - after - 1] + 1..],
            };
            visit((prefix, suffix));
        }
    }
}

/// The groups that another one makes needless: a wider one with more in it and no more spilled,
/// or a narrower one with the same in it.
fn dominated<'a>(groups: &HashMap<Ends<'a>, Group>) -> HashSet<Ends<'a>> {
    let mut dominated = HashSet::new();
    for (&(prefix, suffix), group) in groups {
        let shorter_prefix = prefix.rsplit_once('/').map_or("", |(rest, _)| rest);
        let shorter_suffix = suffix.split_once('/').map_or("", |(_, rest)| rest);
        for wider in [(shorter_prefix, suffix), (prefix, shorter_suffix)] {
            let Some(other) = groups.get(&wider) else {
                continue;
            };
            if wider == (prefix, suffix) || other.spills.len() > group.spills.len() {
                continue;
            }
            if other.covers.len() > group.covers.len() {
                dominated.insert((prefix, suffix));
            } else {
                dominated.insert(wider);
            }
        }
    }
    dominated
}

/// The pattern with these ends, spelled as an operation that it matches.
fn star_between(spelled: &str, (prefix, suffix): Ends<'_>) -> String {
    let mut pattern = String::with_capacity(spelled.len() + 2);
    if !prefix.is_empty() {
        pattern.push_str(&spelled[..prefix.len()]);
        pattern.push('/');
    }
    pattern.push('*');
    if !suffix.is_empty() {
        pattern.push('/');
        pattern.push_str(&spelled[spelled.len() - suffix.len()..]);
    }
    pattern
}
