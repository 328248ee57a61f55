//! Every choice within the limits, in rank order: which optima there are, and which comes first.

use super::bound::{Effort, Prices, Residual};
use super::duals::Exact;
use super::instance::Instance;
use super::limits::Meter;
use super::state::{Mark, State};

/// The optima met, in the order of their sorted columns.
pub(super) struct Optima {
    pub(super) choices: Vec<Vec<usize>>,
    /// Whether there are no others.
    pub(super) complete: bool,
}

const EFFORT: Effort = Effort {
    steps: 30,
    stride: 0.7,
    patience: 8,
};

/// The first `most` choices that cover every row within the limits. Some limit must pin the number
/// of columns, or choices with idle columns come along.
pub(super) fn enumerate(instance: &Instance, most: usize, meter: &mut Meter<'_>) -> Optima {
    let mut walk = Walk {
        instance,
        state: State::new(instance),
        choices: Vec::new(),
        most,
        complete: true,
        meter,
    };
    walk.explore(Prices::new(instance));
    Optima {
        choices: walk.choices,
        complete: walk.complete,
    }
}

struct Walk<'i, 'm, 's> {
    instance: &'i Instance,
    state: State,
    choices: Vec<Vec<usize>>,
    most: usize,
    complete: bool,
    meter: &'m mut Meter<'s>,
}

impl Walk<'_, '_, '_> {
    /// Walks the choices below the present one: those with the first open column before those
    /// without.
    fn explore(&mut self, mut prices: Prices) {
        let instance = self.instance;
        loop {
            self.meter.count();
            if self.choices.len() >= self.most || self.meter.is_spent() {
                self.complete = false;
                return;
            }
            if self.state.is_over(instance) {
                return;
            }
            for column in self.state.useful(instance) {
                if self.state.would_be_over(instance, column) {
                    self.state.exclude(column);
                }
            }
            match self.state.tightest_row(instance) {
                None => {
                    let mut chosen = self.state.chosen.clone();
                    chosen.sort_unstable();
                    self.choices.push(chosen);
                    return;
                }
                Some((_, 0)) => return,
                Some((row, 1)) => {
                    let mut columns = instance.row_columns.of(row);
                    if let Some(only) = columns.find(|&c| self.state.marks[c] == Mark::Free) {
                        self.state.choose(instance, only);
                    }
                    continue;
                }
                Some(_) => {}
            }
            let mut exact = Exact::new(instance, &self.state, &prices);
            if !exact.closes() {
                Residual::new(instance, &self.state).ascend(instance, &mut prices, EFFORT);
                exact = Exact::new(instance, &self.state, &prices);
            }
            if exact.closes() {
                return;
            }
            let free = self.state.useful(instance);
            let mut first = None;
            for column in free {
                if exact.rules_out(column) {
                    self.state.exclude(column);
                } else if first.is_none() {
                    first = Some(column);
                }
            }
            let Some(first) = first else { return };
            let here = self.state.checkpoint();
            self.state.choose(instance, first);
            self.explore(prices.clone());
            self.state.undo(instance, here);
            self.state.exclude(first);
        }
    }
}
