//! What multipliers prove, in integers.

use super::bound::Prices;
use super::instance::Instance;
use super::state::{Mark, State};

/// Integer multipliers that bound what is left at a node of a proof.
///
/// All numbers are at least zero and refer to the problem, not to a reduced form of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Duals {
    /// (required item, its price).
    pub(super) prices: Vec<(u32, i64)>,
    /// (candidate, group of extra items, what of the group's weight the candidate carries).
    pub(super) shares: Vec<(u32, u32, i64)>,
    /// The multiplier of each limit.
    pub(super) multipliers: Vec<i64>,
}

/// One unit of a multiplier in integers.
const UNIT: f64 = (1u64 << 20) as f64;

/// Multipliers rounded to integers, and what they prove under a state.
pub(super) struct Exact {
    rows: Vec<i64>,
    shares: Vec<i64>,
    multipliers: Vec<i64>,
    /// How far the limits are from being broken whatever is chosen: below zero, nothing fits.
    pub(super) slack: i128,
    /// The reduced cost of every free column.
    pub(super) reduced: Vec<i64>,
}

impl Exact {
    pub(super) fn new(instance: &Instance, state: &State, prices: &Prices) -> Self {
        let whole = |x: f64| (x * UNIT) as i64;
        let multipliers: Vec<i64> = prices.measures.iter().map(|&m| whole(m)).collect();
        let mut rows: Vec<i64> = prices.rows.iter().map(|&u| whole(u)).collect();
        for (row, price) in rows.iter_mut().enumerate() {
            if state.covered[row] > 0 {
                *price = 0;
            }
        }
        let mut room: Vec<i64> = (0..instance.groups)
            .map(|group| {
                if state.granted[group] > 0 {
                    return 0;
                }
                let measures = instance.measures.iter().zip(&multipliers);
                measures.map(|(m, by)| m.per_group[group] * by).sum()
            })
            .collect();
        let mut shares = vec![0; instance.column_groups.total()];
        let mut reduced = vec![0i64; instance.columns()];
        let mut total: i128 = rows.iter().map(|&u| i128::from(u)).sum();
        for (column, reduced) in reduced.iter_mut().enumerate() {
            if state.marks[column] != Mark::Free {
                continue;
            }
            let measures = instance.measures.iter().zip(&multipliers);
            let mut cost: i64 = measures.map(|(m, by)| m.per_column[column] * by).sum();
            for row in instance.column_rows.of(column) {
                cost -= rows[row];
            }
            let places = instance.column_groups.span(column);
            for (group, place) in instance.column_groups.of(column).zip(places) {
                let share = whole(prices.shares[place]).clamp(0, room[group]);
                room[group] -= share;
                shares[place] = share;
                cost += share;
            }
            *reduced = cost;
            total += i128::from(cost.min(0));
        }
        let limits = instance.measures.iter().zip(&state.spent);
        let allowed: i128 = limits
            .zip(&multipliers)
            .map(|((m, spent), &by)| i128::from(m.limit - spent) * i128::from(by))
            .sum();
        Self {
            rows,
            shares,
            multipliers,
            slack: allowed - total,
            reduced,
        }
    }

    /// Whether no completion stays within the limits.
    pub(super) fn closes(&self) -> bool {
        self.slack < 0
    }

    /// Whether no completion that chooses the column stays within the limits.
    pub(super) fn rules_out(&self, column: usize) -> bool {
        i128::from(self.reduced[column].max(0)) > self.slack
    }

    /// The least value of the first measure that these multipliers do not rule out.
    pub(super) fn first_possible(&self, instance: &Instance) -> i64 {
        let unit = i128::from(self.multipliers[0].max(1));
        // The limit may fall by this much before the slack is gone.
        let fall = self.slack.div_euclid(unit);
        let possible = i128::from(instance.measures[0].limit) - fall;
        i64::try_from(possible.max(0)).unwrap_or(i64::MAX)
    }

    /// The multipliers in terms of the problem.
    pub(super) fn duals(&self, instance: &Instance) -> Duals {
        let mut shares = Vec::new();
        for column in 0..instance.columns() {
            let places = instance.column_groups.span(column);
            for (group, place) in instance.column_groups.of(column).zip(places) {
                if self.shares[place] > 0 {
                    let name = instance.column_names[column];
                    shares.push((name, group as u32, self.shares[place]));
                }
            }
        }
        Duals {
            prices: (self.rows.iter().enumerate())
                .filter(|(_, price)| **price > 0)
                .map(|(row, &price)| (instance.row_names[row], price))
                .collect(),
            shares,
            multipliers: self.multipliers.clone(),
        }
    }
}
