//! A first cover, quickly: the candidate with the best ratio of cost to rows, again and again.

use super::problem::{Component, Cost, Objective};
use super::reduce::Prepared;

impl Prepared<'_> {
    /// A cover of every row, not the best one.
    pub(super) fn greedy(&self, objective: Objective) -> Vec<usize> {
        let weight = |candidate: usize| weigh(objective, &self.alone[candidate]);
        let weights: Vec<f64> = self.useful.iter().map(|&c| weight(c)).collect();
        let mut open = vec![u64::MAX; self.rows.len().div_ceil(64)];
        if let (Some(last), tail @ 1..) = (open.last_mut(), self.rows.len() % 64) {
            *last = u64::MAX >> (64 - tail);
        }
        let gain = |candidate: usize, open: &[u64]| -> u32 {
            let words = self.covers[candidate].iter().zip(open);
            words
                .map(|(covers, open)| (covers & open).count_ones())
                .sum()
        };
        let mut chosen: Vec<usize> = Vec::new();
        while open.iter().any(|&word| word != 0) {
            let best = (self.useful.iter().zip(&weights))
                .filter_map(|(&candidate, weight)| {
                    let gain = gain(candidate, &open);
                    (gain > 0).then(|| (weight / f64::from(gain), candidate))
                })
                .min_by(|a, b| a.0.total_cmp(&b.0));
            let Some((_, candidate)) = best else { break };
            for (open, covers) in open.iter_mut().zip(&self.covers[candidate]) {
                *open &= !covers;
            }
            chosen.push(candidate);
        }
        self.without_idle(chosen, weight)
    }

    /// Leaves out members whose rows the others cover, the costliest first.
    fn without_idle(&self, chosen: Vec<usize>, weight: impl Fn(usize) -> f64) -> Vec<usize> {
        let mut order = chosen.clone();
        order.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)));
        let mut kept = chosen;
        for candidate in order {
            let mut rest = self.covers[candidate].clone();
            for other in kept.iter().filter(|&&other| other != candidate) {
                for (word, covers) in rest.iter_mut().zip(&self.covers[*other]) {
                    *word &= !covers;
                }
            }
            if rest.iter().all(|&word| word == 0) {
                kept.retain(|&other| other != candidate);
            }
        }
        kept
    }
}

/// One number for a cost alone, earlier components far above later ones.
fn weigh(objective: Objective, cost: &Cost) -> f64 {
    (objective.components().iter()).fold(0.0, |sum, component| {
        let scale = match component {
            Component::Count | Component::Foreign => 1e3,
            _ => 1e5,
        };
        sum * scale + component.of(cost) as f64
    })
}
