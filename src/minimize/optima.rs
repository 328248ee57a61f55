//! Every choice within the limits: which optima there are, and which comes first in rank order.

use super::bound::{Effort, Prices};
use super::duals::Exact;
use super::instance::Instance;
use super::limits::Meter;
use super::residual::Residual;
use super::state::{Mark, State};

/// The optima met, in the order of their sorted columns.
pub(super) struct Optima {
    pub(super) choices: Vec<Vec<usize>>,
    pub(super) end: End,
}

/// How a walk over the optima ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// There are no others.
    Complete,
    /// There may be others, all after those listed.
    Cut,
    /// The walk ended early.
    Stopped,
}

const ROOT: Effort = Effort {
    steps: 40,
    stride: 1.0,
    patience: 10,
};
const ROOT_ROUNDS: usize = 4;
const NODE: Effort = Effort {
    steps: 20,
    stride: 0.5,
    patience: 5,
};

/// Where optima are past counting, which one comes first is not worth more than this.
const MOST_NODES: u64 = 20_000;

/// The columns that some choice within the limits may hold, by bounds at the root.
pub(super) fn survivors(instance: &Instance) -> Vec<usize> {
    let mut state = State::new(instance);
    let mut prices = Prices::new(instance);
    let mut last = f64::NEG_INFINITY;
    for _ in 0..ROOT_ROUNDS {
        let residual = Residual::new(instance, &state);
        let ascent = residual.ascend(instance, &mut prices, ROOT);
        let exact = Exact::new(instance, &state, &prices);
        let mut out = 0;
        for &column in residual.columns.iter().filter(|&&c| exact.rules_out(c)) {
            state.exclude(column);
            out += 1;
        }
        if out * 10 < residual.columns.len() && ascent.bound < last + 1e-2 * (ascent.gap + 1.0) {
            break;
        }
        last = ascent.bound;
    }
    state.useful(instance)
}

/// The first `most` choices of `size` columns that cover every row within the limits, where no
/// choice of fewer does.
pub(super) fn enumerate(
    instance: &Instance,
    size: usize,
    most: usize,
    meter: &mut Meter<'_>,
) -> Optima {
    let mut walk = Walk {
        instance,
        state: State::new(instance),
        choices: Vec::new(),
        size,
        most,
        end: End::Complete,
        until: meter.nodes + MOST_NODES,
        meter,
    };
    walk.explore(Prices::new(instance));
    Optima {
        choices: walk.choices,
        end: walk.end,
    }
}

struct Walk<'i, 'm, 's> {
    instance: &'i Instance,
    state: State,
    choices: Vec<Vec<usize>>,
    size: usize,
    most: usize,
    end: End,
    until: u64,
    meter: &'m mut Meter<'s>,
}

impl Walk<'_, '_, '_> {
    fn explore(&mut self, mut prices: Prices) {
        let instance = self.instance;
        self.meter.count();
        if self.meter.is_spent() || self.meter.nodes > self.until {
            self.end = End::Stopped;
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
        if self.comes_too_late() {
            self.end = match self.end {
                End::Stopped => End::Stopped,
                _ => End::Cut,
            };
            return;
        }
        let Some((_, free)) = self.state.tightest_row(instance) else {
            self.take();
            return;
        };
        if free > 1 {
            let mut exact = Exact::new(instance, &self.state, &prices);
            if !exact.closes() {
                Residual::new(instance, &self.state).ascend(instance, &mut prices, NODE);
                exact = Exact::new(instance, &self.state, &prices);
            }
            if exact.closes() {
                return;
            }
            for column in self.state.useful(instance) {
                if exact.rules_out(column) {
                    self.state.exclude(column);
                }
            }
        }
        let Some((row, _)) = self.state.tightest_row(instance) else {
            return;
        };
        let columns: Vec<usize> = (instance.row_columns.of(row))
            .filter(|&column| self.state.marks[column] == Mark::Free)
            .collect();
        for column in columns {
            let here = self.state.checkpoint();
            self.state.choose(instance, column);
            self.explore(prices.clone());
            self.state.undo(instance, here);
            self.state.exclude(column);
        }
    }

    /// Keeps the present choice among the first ones.
    fn take(&mut self) {
        let mut chosen = self.state.chosen.clone();
        chosen.sort_unstable();
        if let Err(place) = self.choices.binary_search(&chosen) {
            self.choices.insert(place, chosen);
        }
        if self.choices.len() > self.most {
            self.choices.truncate(self.most);
            if self.end == End::Complete {
                self.end = End::Cut;
            }
        }
    }

    /// Whether enough choices are known that come before every choice below this one.
    fn comes_too_late(&self) -> bool {
        let Some(last) = self.choices.get(self.most - 1) else {
            return false;
        };
        let missing = self.size.saturating_sub(self.state.chosen.len());
        let mut earliest = self.state.chosen.clone();
        earliest.extend(self.state.useful(self.instance).into_iter().take(missing));
        earliest.sort_unstable();
        earliest > *last
    }
}
