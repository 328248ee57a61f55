//! Branch and bound: depth first, on the open row with the fewest columns.

use super::bound::{Ascent, Effort, Prices};
use super::duals::{Duals, Exact};
use super::instance::Instance;
use super::limits::Meter;
use super::proof::{Proof, Step};
use super::residual::Residual;
use super::state::{Mark, State};

/// Whether a search writes its proof down.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Record {
    Proof,
    Nothing,
}

/// What a search found.
pub(super) struct Found {
    /// The best choice of columns within the limits, if there is one.
    pub(super) best: Option<Vec<usize>>,
    /// No choice within the other limits has less than this in the first measure, as far as that is
    /// below the limit the search began with.
    pub(super) bound: i64,
    /// Refutes everything below `bound`.
    pub(super) proof: Proof,
}

pub(super) struct Search<'m, 's> {
    instance: Instance,
    state: State,
    best: Option<Vec<usize>>,
    open: i64,
    meter: &'m mut Meter<'s>,
    record: Record,
}

const ROOT: Effort = Effort {
    steps: 40,
    stride: 1.0,
    patience: 10,
};
const ROOT_ROUNDS: usize = 12;
const NODE: Effort = Effort {
    steps: 25,
    stride: 0.4,
    patience: 6,
};
const NODE_ROUNDS: usize = 3;

impl<'m, 's> Search<'m, 's> {
    pub(super) fn new(instance: Instance, meter: &'m mut Meter<'s>, record: Record) -> Self {
        let state = State::new(&instance);
        Self {
            instance,
            state,
            best: None,
            open: i64::MAX,
            meter,
            record,
        }
    }

    /// Finds the least first measure within the limits, or shows that there is none.
    pub(super) fn run(mut self) -> Found {
        let prices = Prices::new(&self.instance);
        let proof = self.explore(&prices, 0);
        let reached = self.instance.measures[0].limit.saturating_add(1);
        Found {
            best: self.best,
            bound: reached.min(self.open),
            proof,
        }
    }

    fn explore(&mut self, inherited: &Prices, depth: usize) -> Proof {
        if self.state.is_over(&self.instance) {
            return Proof::Closed;
        }
        self.meter.count();
        let (effort, rounds) = if depth == 0 {
            (ROOT, ROOT_ROUNDS)
        } else {
            (NODE, NODE_ROUNDS)
        };
        let mut prices = inherited.clone();
        let mut steps: Vec<Step> = Vec::new();
        let mut round = 0;
        let mut last = f64::NEG_INFINITY;
        let proof = loop {
            if let Some(proof) = self.settle(&mut steps) {
                break proof;
            }
            let exact = self.exact(&prices);
            if exact.closes() {
                break self.closed(&exact);
            }
            if self.meter.is_spent() {
                self.open = self.open.min(exact.first_possible(&self.instance));
                break self.closed(&exact);
            }
            let residual = Residual::new(&self.instance, &self.state);
            let ascent = residual.ascend(&self.instance, &mut prices, effort);
            if !ascent.closed {
                self.try_rounding(&residual, &ascent);
            }
            let exact = self.exact(&prices);
            if exact.closes() {
                break self.closed(&exact);
            }
            let free = residual.columns;
            let out: Vec<usize> = (free.iter().copied())
                .filter(|&column| exact.rules_out(column))
                .collect();
            for &column in &out {
                self.state.exclude(column);
            }
            if !out.is_empty() {
                steps.extend(self.written(&exact).map(Step::Fix));
            }
            round += 1;
            let slow = ascent.bound < last + 2e-3 * ascent.gap;
            last = ascent.bound;
            if out.len() * 4 < free.len() && (round >= rounds || slow) {
                break self.branch(&prices, &exact, depth);
            }
        };
        proof.after(steps)
    }

    /// What can be said without a bound: nothing is open, a row has no or only one column left.
    fn settle(&mut self, steps: &mut Vec<Step>) -> Option<Proof> {
        loop {
            if self.state.is_over(&self.instance) {
                return Some(Proof::Closed);
            }
            for column in self.state.useful(&self.instance) {
                if self.state.would_be_over(&self.instance, column) {
                    self.state.exclude(column);
                }
            }
            let Some((row, free)) = self.state.tightest_row(&self.instance) else {
                self.accept(self.state.chosen.clone());
                return Some(Proof::Closed);
            };
            let name = self.instance.row_names[row];
            match free {
                0 => return Some(Proof::Branch(name, Vec::new())),
                1 => {
                    let only = (self.instance.row_columns.of(row))
                        .find(|&column| self.state.marks[column] == Mark::Free)?;
                    self.state.choose(&self.instance, only);
                    if self.record == Record::Proof {
                        steps.push(Step::Only(name, self.instance.column_names[only]));
                    }
                }
                _ => return None,
            }
        }
    }

    fn branch(&mut self, prices: &Prices, exact: &Exact, depth: usize) -> Proof {
        let Some((row, _)) = self.state.tightest_row(&self.instance) else {
            return Proof::Closed;
        };
        let mut columns: Vec<usize> = (self.instance.row_columns.of(row))
            .filter(|&column| self.state.marks[column] == Mark::Free)
            .collect();
        columns.sort_by_key(|&column| (exact.reduced[column], column));
        let mut children = Vec::new();
        for column in columns {
            let here = self.state.checkpoint();
            self.state.choose(&self.instance, column);
            let proof = self.explore(prices, depth + 1);
            self.state.undo(&self.instance, here);
            self.state.exclude(column);
            children.extend(self.child(column, proof));
        }
        Proof::Branch(self.instance.row_names[row], children)
    }

    fn exact(&self, prices: &Prices) -> Exact {
        Exact::new(&self.instance, &self.state, prices)
    }

    fn written(&self, exact: &Exact) -> Option<Duals> {
        (self.record == Record::Proof).then(|| exact.duals(&self.instance))
    }

    fn closed(&self, exact: &Exact) -> Proof {
        self.written(exact).map_or(Proof::Closed, Proof::Bound)
    }

    fn child(&self, column: usize, proof: Proof) -> Option<(u32, Proof)> {
        (self.record == Record::Proof).then(|| (self.instance.column_names[column], proof))
    }

    /// Takes a cover of all rows as the best so far if it is within the limits.
    fn accept(&mut self, chosen: Vec<usize>) -> bool {
        let values = self.instance.values(&chosen);
        let mut within = values.iter().zip(&self.instance.measures);
        if !within.all(|(value, measure)| *value <= measure.limit) {
            return false;
        }
        self.instance.measures[0].limit = values[0] - 1;
        self.best = Some(chosen);
        true
    }

    /// Makes a cover of the columns that the bound would choose; whether it is the best so far.
    fn try_rounding(&mut self, residual: &Residual, ascent: &Ascent) -> bool {
        let mut times = vec![0u32; residual.rows.len()];
        let mut picked: Vec<usize> = Vec::new();
        let pick = |local: usize, times: &mut [u32]| {
            residual
                .column_rows
                .of(local)
                .for_each(|row| times[row] += 1);
        };
        let mut order: Vec<usize> = (0..residual.columns.len()).collect();
        order.sort_by(|&a, &b| ascent.reduced[a].total_cmp(&ascent.reduced[b]));
        for local in order {
            if residual.column_rows.of(local).any(|row| times[row] == 0) {
                pick(local, &mut times);
                picked.push(local);
            }
        }
        let cost = |local: usize| -> i64 {
            let column = residual.columns[local];
            let measure = &self.instance.measures[0];
            let groups = self.instance.column_groups.of(column);
            measure.per_column[column]
                + groups
                    .filter(|&group| self.state.granted[group] == 0)
                    .map(|group| measure.per_group[group])
                    .sum::<i64>()
        };
        let mut worst: Vec<(i64, usize)> = picked.iter().map(|&l| (cost(l), l)).collect();
        worst.sort_unstable_by_key(|&(cost, local)| (std::cmp::Reverse(cost), local));
        let mut chosen = self.state.chosen.clone();
        for (_, local) in worst {
            if residual.column_rows.of(local).all(|row| times[row] > 1) {
                residual
                    .column_rows
                    .of(local)
                    .for_each(|row| times[row] -= 1);
            } else {
                chosen.push(residual.columns[local]);
            }
        }
        times.iter().all(|&times| times > 0) && self.accept(chosen)
    }
}
