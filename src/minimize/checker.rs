//! The short way through a proof: nothing here is shared with the search but the problem and the
//! form of the proof.

use super::certificate::Refutation;
use super::duals::Duals;
use super::problem::{Component, CoverProblem, RequirementSet};
use super::proof::Proof;

/// Checks one refutation against its problem.
pub(super) struct Checker<'p> {
    problem: &'p CoverProblem<'p>,
    limits: &'p [(Component, i64)],
    /// For each limit, the items that count.
    masks: Vec<Vec<u64>>,
    groups: Vec<Vec<u64>>,
    groups_disjoint: bool,
}

/// What is chosen and what is left at a step of a proof.
#[derive(Clone)]
struct Step {
    left: Vec<bool>,
    open: RequirementSet,
    granted: Vec<u64>,
    spent: Vec<i128>,
}

impl<'p> Checker<'p> {
    pub(super) fn new(
        problem: &'p CoverProblem<'p>,
        limits: &'p [(Component, i64)],
        refutation: &Refutation,
    ) -> Self {
        let words = problem.counted.len();
        let masks = limits.iter().map(|(component, _)| {
            let mut mask = vec![0; words];
            for &class in component.classes() {
                for (at, word) in mask.iter_mut().enumerate() {
                    *word |= problem.classes.mask(class)[at] & problem.counted[at];
                }
            }
            mask
        });
        let mut seen = vec![0u64; words];
        let mut groups_disjoint = true;
        let groups = refutation.groups.iter().map(|items| {
            let mut group = vec![0u64; words];
            for &item in items {
                let (at, bit) = (item as usize / 64, 1 << (item % 64));
                match seen.get_mut(at) {
                    Some(word) if *word & bit == 0 => {
                        *word |= bit;
                        group[at] |= bit;
                    }
                    _ => groups_disjoint = false,
                }
            }
            group
        });
        let groups = groups.collect();
        Self {
            problem,
            limits,
            masks: masks.collect(),
            groups,
            groups_disjoint,
        }
    }

    /// Whether the proof shows that no cover stays within the limits.
    pub(super) fn accepts(&self, proof: &Proof) -> bool {
        let open = RequirementSet::full(self.problem.required);
        let start = Step {
            left: vec![true; self.problem.candidates.len()],
            open: open.minus(&self.problem.uncoverable()),
            granted: vec![0; self.problem.counted.len()],
            spent: vec![0; self.limits.len()],
        };
        self.groups_disjoint && self.refutes(start, proof)
    }

    /// Whether the proof shows that nothing from here stays within the limits.
    fn refutes(&self, mut step: Step, proof: &Proof) -> bool {
        let room: Vec<i128> = self.room(&step);
        if room.iter().any(|&room| room < 0) {
            return true;
        }
        for at in 0..step.left.len() {
            let price = step.left[at].then(|| self.price(&step, at));
            let affordable = price.is_some_and(|p| p.iter().zip(&room).all(|(p, room)| p <= room));
            step.left[at] = affordable;
        }
        match proof {
            Proof::Closed => false,
            Proof::Bound(duals) => self.weigh(&step, duals).is_some_and(|(slack, _)| slack < 0),
            Proof::Fix(duals, then) => {
                let Some((slack, reduced)) = self.weigh(&step, duals) else {
                    return false;
                };
                for (left, reduced) in step.left.iter_mut().zip(reduced) {
                    *left &= reduced.max(0) <= slack;
                }
                slack < 0 || self.refutes(step, then)
            }
            Proof::Dominated(pairs, then) => {
                for &(worse, better) in pairs {
                    if !self.beats(&step, better as usize, worse as usize) {
                        return false;
                    }
                    step.left[worse as usize] = false;
                }
                self.refutes(step, then)
            }
            Proof::Branch(item, children) => self.refutes_all(step, *item as usize, children),
        }
    }

    /// Whether every way to cover the item is refuted.
    fn refutes_all(&self, mut step: Step, item: usize, children: &[(u32, Proof)]) -> bool {
        if !step.open.contains(item.into()) {
            return false;
        }
        let covers = |at: usize| self.problem.candidates[at].covers.contains(item.into());
        for (child, proof) in children {
            let child = *child as usize;
            if !step.left.get(child).is_some_and(|left| *left) {
                continue;
            }
            if !covers(child) || !self.refutes(self.choose(&step, child), proof) {
                return false;
            }
            step.left[child] = false;
        }
        (0..step.left.len()).all(|at| !(step.left[at] && covers(at)))
    }

    fn choose(&self, step: &Step, at: usize) -> Step {
        let mut next = step.clone();
        next.left[at] = false;
        for (spent, price) in next.spent.iter_mut().zip(self.price(step, at)) {
            *spent += price;
        }
        next.open.subtract(&self.problem.candidates[at].covers);
        let grants = self.problem.candidates[at].grants;
        for (word, more) in next.granted.iter_mut().zip(grants) {
            *word |= more;
        }
        next
    }

    fn room(&self, step: &Step) -> Vec<i128> {
        let limits = self.limits.iter().zip(&step.spent);
        limits
            .map(|((_, limit), spent)| i128::from(*limit) - spent)
            .collect()
    }

    /// What a candidate would add to each limited component.
    fn price(&self, step: &Step, at: usize) -> Vec<i128> {
        let grants = self.problem.candidates[at].grants;
        let limits = self.limits.iter().zip(&self.masks);
        limits
            .map(|((component, _), mask)| {
                let own = component.per_candidate(&self.problem.candidates[at]);
                i128::from(own) + new_items(grants, mask, &step.granted)
            })
            .collect()
    }

    /// Whether a candidate that is left covers no less and adds no more than another one.
    fn beats(&self, step: &Step, better: usize, worse: usize) -> bool {
        let known = |at: usize| step.left.get(at).is_some_and(|left| *left);
        let candidates = &self.problem.candidates;
        if worse < step.left.len() && !known(worse) {
            return true;
        }
        if worse == better || !known(worse) || !known(better) {
            return false;
        }
        let open = candidates[worse].covers.intersection(&step.open);
        let costs_no_more = self.limits.iter().all(|(component, _)| {
            component.per_candidate(&candidates[better])
                <= component.per_candidate(&candidates[worse])
        });
        costs_no_more
            && open.is_subset(&candidates[better].covers)
            && self.masks.iter().all(|mask| {
                let extra = candidates[better]
                    .grants
                    .iter()
                    .zip(candidates[worse].grants);
                let seen = mask.iter().zip(&step.granted);
                extra.zip(seen).all(|((better, worse), (mask, granted))| {
                    better & !worse & mask & !granted == 0
                })
            })
    }

    /// The slack that multipliers leave, and the reduced cost of every candidate; `None` for
    /// multipliers that prove nothing.
    fn weigh(&self, step: &Step, duals: &Duals) -> Option<(i128, Vec<i128>)> {
        let by: Vec<i128> = duals.multipliers.iter().map(|&m| i128::from(m)).collect();
        if by.len() != self.limits.len() || by.iter().any(|&m| m < 0) {
            return None;
        }
        let sum = |values: &[i128]| -> i128 { by.iter().zip(values).map(|(m, v)| m * v).sum() };
        let mut reduced: Vec<i128> = vec![0; step.left.len()];
        for (at, reduced) in reduced.iter_mut().enumerate() {
            let candidate = &self.problem.candidates[at];
            let own = self
                .limits
                .iter()
                .map(|(c, _)| i128::from(c.per_candidate(candidate)));
            *reduced = if step.left[at] {
                sum(&own.collect::<Vec<_>>())
            } else {
                0
            };
        }
        let mut carried = vec![0i128; self.groups.len()];
        for &(at, group, share) in &duals.shares {
            let (at, group) = (at as usize, group as usize);
            let items = self.groups.get(group)?;
            let grants = self.problem.candidates.get(at)?.grants;
            let whole = items
                .iter()
                .zip(grants)
                .all(|(items, grants)| items & !grants == 0);
            if share < 0 || !whole {
                return None;
            }
            if step.left[at] {
                carried[group] += i128::from(share);
                reduced[at] += i128::from(share);
            }
        }
        for (group, carried) in self.groups.iter().zip(carried) {
            if carried == 0 {
                continue;
            }
            let weights = self
                .masks
                .iter()
                .map(|mask| new_items(group, mask, &step.granted));
            if carried > sum(&weights.collect::<Vec<_>>()) {
                return None;
            }
        }
        let mut total = 0;
        let mut priced = RequirementSet::new(self.problem.required);
        for &(item, price) in &duals.prices {
            let price = i128::from(price);
            if price < 0 || !priced.insert((item as usize).into()) {
                return None;
            }
            if !step.open.contains((item as usize).into()) {
                continue;
            }
            total += price;
            for (at, reduced) in reduced.iter_mut().enumerate() {
                let covers = &self.problem.candidates[at].covers;
                if step.left[at] && covers.contains((item as usize).into()) {
                    *reduced -= price;
                }
            }
        }
        total += reduced.iter().map(|&r| r.min(0)).sum::<i128>();
        Some((sum(&self.room(step)) - total, reduced))
    }
}

/// How many items of a set count and are not granted yet.
fn new_items(items: &[u64], mask: &[u64], granted: &[u64]) -> i128 {
    let words = items.iter().zip(mask).zip(granted);
    words
        .map(|((items, mask), granted)| i128::from((items & mask & !granted).count_ones()))
        .sum()
}
