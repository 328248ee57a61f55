//! Candidates that few others can complete.
//!
//! With at most `k` candidates allowed, one that leaves `n` rows open of which no other covers more
//! than `m` is no part of an answer when `n > m (k - 1)`.

use std::collections::HashMap;

use super::duals::Duals;
use super::problem::Component;
use super::proof::Step;
use super::reduce::Prepared;

/// The candidates that may be completed in time, and why the others may not.
pub(super) struct Partners {
    pub(super) left: Vec<usize>,
    pub(super) fixes: Vec<Step>,
}

impl Prepared<'_> {
    /// Drops candidates that cannot be completed within a limit on the count, if there is one.
    pub(super) fn with_partners(&self, limits: &[(Component, i64)]) -> Partners {
        let fits = |candidate: &usize| {
            let alone = &self.alone[*candidate];
            limits
                .iter()
                .all(|(component, limit)| component.of(alone) as i64 <= *limit)
        };
        let mut left: Vec<usize> = self.useful.iter().copied().filter(fits).collect();
        let mut fixes = Vec::new();
        let count = limits.iter().position(|(c, _)| *c == Component::Count);
        let Some((at, most)) = count.map(|at| (at, limits[at].1)) else {
            return Partners { left, fixes };
        };
        let mut covers: Vec<&[u64]> = left.iter().map(|&c| self.covers[c].as_slice()).collect();
        covers.sort_unstable();
        covers.dedup();
        let mut lost: HashMap<&[u64], ()> = HashMap::new();
        for &own in &covers {
            let rest = |other: &[u64]| -> i64 {
                let words = other.iter().zip(own);
                words
                    .map(|(other, own)| i64::from((other & !own).count_ones()))
                    .sum()
            };
            let known: i64 = own.iter().map(|word| i64::from(word.count_ones())).sum();
            let open = self.rows.len() as i64 - known;
            if open == 0 {
                continue;
            }
            let reach = covers
                .iter()
                .filter(|other| !lost.contains_key(*other))
                .map(|other| rest(other))
                .max()
                .unwrap_or(0)
                .max(1);
            if open > reach * (most - 1) {
                let is_open = |row: &usize| own[row / 64] >> (row % 64) & 1 == 0;
                let mut multipliers = vec![0; limits.len()];
                multipliers[at] = reach;
                fixes.push(Step::Fix(Duals {
                    prices: (0..self.rows.len())
                        .filter(is_open)
                        .map(|row| (self.rows[row], 1))
                        .collect(),
                    shares: Vec::new(),
                    multipliers,
                }));
                lost.insert(own, ());
            }
        }
        left.retain(|&c| !lost.contains_key(self.covers[c].as_slice()));
        Partners { left, fixes }
    }
}
