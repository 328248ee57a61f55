//! From a problem to a small instance: candidates that can't be part of an answer are dropped,
//! those that another one beats too, and items that no candidate tells apart are merged.

use super::instance::{Instance, Lists, Measure};
use super::problem::{Component, Cost, CoverProblem};
use super::signature::{group_items, ones};

/// A problem with its required items merged and the cost of each candidate by itself known.
pub(super) struct Prepared<'p> {
    pub(super) problem: &'p CoverProblem<'p>,
    /// The candidates that cover something, in rank order.
    pub(super) useful: Vec<usize>,
    /// What each candidate costs alone.
    pub(super) alone: Vec<Cost>,
    /// What each candidate covers, in merged rows.
    pub(super) covers: Vec<Vec<u64>>,
    /// The first required item of each merged row.
    pub(super) rows: Vec<u32>,
}

/// Whether candidates that another one beats are dropped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dominance {
    Apply,
    /// Keep them: they may be other optima.
    Ignore,
}

/// An instance and what was done to get it.
pub(super) struct Reduced {
    pub(super) instance: Instance,
    /// (dropped candidate, the candidate that beats it), in the order of dropping.
    pub(super) dominated: Vec<(u32, u32)>,
    /// The extra items of each group.
    pub(super) groups: Vec<Vec<u32>>,
}

impl<'p> Prepared<'p> {
    pub(super) fn new(problem: &'p CoverProblem<'p>) -> Self {
        let candidates = &problem.candidates;
        let mut useful: Vec<usize> = (0..candidates.len())
            .filter(|&c| !candidates[c].covers.is_empty())
            .collect();
        useful.sort_by_key(|&c| (candidates[c].rank, c));
        let everything = vec![u64::MAX; problem.required.div_ceil(64)];
        let sets: Vec<&[u64]> = useful
            .iter()
            .map(|&c| candidates[c].covers.words())
            .collect();
        let merged = group_items(&sets, &everything);
        let mut covers = vec![Vec::new(); candidates.len()];
        for &candidate in &useful {
            covers[candidate] = vec![0; merged.len().div_ceil(64)];
        }
        let mut rows = Vec::with_capacity(merged.len());
        for (row, group) in merged.iter().enumerate() {
            rows.push(group.items[0]);
            for &set in &group.sets {
                covers[useful[set as usize]][row / 64] |= 1 << (row % 64);
            }
        }
        let mut alone = vec![Cost::default(); candidates.len()];
        for &candidate in &useful {
            alone[candidate] = Cost {
                count: 1,
                foreign: u64::from(candidates[candidate].is_foreign),
                excess: problem.excess_of(candidates[candidate].grants),
            };
        }
        Self {
            problem,
            useful,
            alone,
            covers,
            rows,
        }
    }

    /// The counted items of the components.
    fn relevant(&self, limits: &[(Component, i64)]) -> Vec<u64> {
        let mut mask = vec![0; self.problem.counted.len()];
        for class in limits.iter().flat_map(|(component, _)| component.classes()) {
            for (word, more) in mask.iter_mut().zip(self.problem.classes.mask(*class)) {
                *word |= more;
            }
        }
        for (word, counted) in mask.iter_mut().zip(&self.problem.counted) {
            *word &= counted;
        }
        mask
    }

    /// The instance of the answers within `limits` from `among` the candidates, given in rank order.
    pub(super) fn reduce(
        &self,
        limits: &[(Component, i64)],
        dominance: Dominance,
        among: &[usize],
    ) -> Reduced {
        let mut columns: Vec<usize> = among
            .iter()
            .copied()
            .filter(|&c| {
                limits
                    .iter()
                    .all(|(component, limit)| component.of(&self.alone[c]) as i64 <= *limit)
            })
            .collect();
        let mask = self.relevant(limits);
        let mut dominated = Vec::new();
        if dominance == Dominance::Apply {
            dominated = self.drop_dominated(&mut columns, limits, &mask);
        }
        let grants: Vec<&[u64]> = columns
            .iter()
            .map(|&c| self.problem.candidates[c].grants)
            .collect();
        let merged = group_items(&grants, &mask);
        let mut group_columns = Lists::new();
        for group in &merged {
            for &column in &group.sets {
                group_columns.item(column as usize);
            }
            group_columns.end_list();
        }
        let (row_columns, row_names) = self.rows_that_matter(&columns);
        let measures = limits
            .iter()
            .map(|&(component, limit)| Measure {
                per_column: (columns.iter())
                    .map(|&c| component.per_candidate(&self.problem.candidates[c]))
                    .collect(),
                per_group: merged
                    .iter()
                    .map(|group| self.weight(component, &group.items))
                    .collect(),
                limit,
            })
            .collect();
        Reduced {
            instance: Instance {
                column_rows: row_columns.transposed(columns.len()),
                row_columns,
                column_groups: group_columns.transposed(columns.len()),
                measures,
                column_names: columns.iter().map(|&c| c as u32).collect(),
                row_names,
                groups: merged.len(),
            },
            dominated,
            groups: merged.into_iter().map(|group| group.items).collect(),
        }
    }

    fn weight(&self, component: Component, items: &[u32]) -> i64 {
        let classes = component.classes();
        if classes.len() == crate::model::OperationClass::ALL.len() {
            return items.len() as i64;
        }
        let masks: Vec<&[u64]> = (classes.iter())
            .map(|&class| self.problem.classes.mask(class))
            .collect();
        let holds = |mask: &&[u64], item: u32| mask[item as usize / 64] >> (item % 64) & 1 == 1;
        items
            .iter()
            .filter(|&&item| masks.iter().any(|mask| holds(mask, item)))
            .count() as i64
    }

    /// Drops every candidate that covers no more and costs no less than another one.
    fn drop_dominated(
        &self,
        columns: &mut Vec<usize>,
        limits: &[(Component, i64)],
        mask: &[u64],
    ) -> Vec<(u32, u32)> {
        let size = |c: usize| -> u64 {
            let cost = Cost {
                count: 0,
                ..self.alone[c]
            };
            limits
                .iter()
                .map(|(component, _)| component.of(&cost))
                .sum()
        };
        let reach = |c: usize| -> u32 { self.covers[c].iter().map(|w| w.count_ones()).sum() };
        // Only a candidate that costs no more and covers no less can beat another one.
        let mut order: Vec<(u64, u32, usize, usize)> = columns
            .iter()
            .enumerate()
            .map(|(at, &c)| (size(c), u32::MAX - reach(c), at, c))
            .collect();
        order.sort_unstable();
        let mut kept: Vec<usize> = Vec::new();
        let mut dropped = Vec::new();
        for &(_, _, _, candidate) in &order {
            let own = &self.problem.candidates[candidate];
            let grants = own.grants;
            let beaten = kept.iter().copied().find(|&other| {
                let better = &self.problem.candidates[other];
                let beats = better.grants;
                let costs_no_more = limits.iter().all(|(component, _)| {
                    component.per_candidate(better) <= component.per_candidate(own)
                });
                costs_no_more
                    && is_subset(&self.covers[candidate], &self.covers[other])
                    && beats
                        .iter()
                        .zip(grants)
                        .zip(mask)
                        .all(|((beats, grants), mask)| beats & !grants & mask == 0)
            });
            match beaten {
                Some(other) => dropped.push((candidate as u32, other as u32)),
                None => kept.push(candidate),
            }
        }
        let mut keep = vec![false; self.problem.candidates.len()];
        for candidate in kept {
            keep[candidate] = true;
        }
        columns.retain(|&c| keep[c]);
        dropped
    }

    /// The columns of each row, without rows that are covered whenever another one is.
    fn rows_that_matter(&self, columns: &[usize]) -> (Lists, Vec<u32>) {
        let covers: Vec<&[u64]> = columns.iter().map(|&c| self.covers[c].as_slice()).collect();
        let width = columns.len().div_ceil(64);
        let mut holders = vec![vec![0u64; width]; self.rows.len()];
        for (column, covers) in covers.iter().enumerate() {
            for row in ones(covers) {
                holders[row as usize][column / 64] |= 1 << (column % 64);
            }
        }
        let size = |row: usize| -> u32 { holders[row].iter().map(|w| w.count_ones()).sum() };
        let mut order: Vec<(u32, usize)> = (0..holders.len()).map(|r| (size(r), r)).collect();
        order.sort_unstable();
        let mut kept: Vec<usize> = Vec::new();
        for &(_, row) in &order {
            if !kept
                .iter()
                .any(|&other| is_subset(&holders[other], &holders[row]))
            {
                kept.push(row);
            }
        }
        kept.sort_unstable();
        let mut lists = Lists::new();
        for &row in &kept {
            for column in ones(&holders[row]) {
                lists.item(column as usize);
            }
            lists.end_list();
        }
        (lists, kept.iter().map(|&row| self.rows[row]).collect())
    }
}

fn is_subset(a: &[u64], b: &[u64]) -> bool {
    a.iter().zip(b).all(|(a, b)| a & !b == 0)
}
