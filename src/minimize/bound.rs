//! Lower bounds: a Lagrangian relaxation of what is left of an instance.
//!
//! Every open row has a price, the weight of every group that is still off is shared out among the
//! columns that would switch it on, and every measure but the first has a multiplier. For any
//! such numbers, the sum of prices less what over-paid columns take back is a bound that no
//! completion beats (it has the strength of linear programming at its best). Subgradient steps find
//! good numbers; whatever they are, only [`super::duals`] decides in integers what they prove.

use super::instance::Instance;
use super::residual::Residual;

/// Multipliers of an instance, kept from node to node.
#[derive(Clone, Debug)]
pub(super) struct Prices {
    /// A price for each row.
    pub(super) rows: Vec<f64>,
    /// The share of the group that each entry of `column_groups` carries.
    pub(super) shares: Vec<f64>,
    /// A multiplier for each measure; the first is 1.
    pub(super) measures: Vec<f64>,
}

impl Prices {
    pub(super) fn new(instance: &Instance) -> Self {
        let mut measures = vec![0.0; instance.measures.len()];
        measures[0] = 1.0;
        let mut carriers = vec![0u32; instance.groups];
        for column in 0..instance.columns() {
            for group in instance.column_groups.of(column) {
                carriers[group] += 1;
            }
        }
        let mut shares = Vec::with_capacity(instance.column_groups.total());
        let mut cost = vec![0.0; instance.columns()];
        for (column, cost) in cost.iter_mut().enumerate() {
            *cost = instance.measures[0].per_column[column] as f64;
            for group in instance.column_groups.of(column) {
                let weight = instance.measures[0].per_group[group] as f64;
                let share = weight / f64::from(carriers[group]);
                shares.push(share);
                *cost += share;
            }
            *cost /= instance.column_rows.span(column).len().max(1) as f64;
        }
        let rows = (0..instance.rows())
            .map(|row| {
                let columns = instance.row_columns.of(row);
                columns.map(|c| cost[c]).reduce(f64::min).unwrap_or(0.0)
            })
            .collect();
        Self {
            rows,
            shares,
            measures,
        }
    }
}

/// How subgradient steps are taken.
#[derive(Clone, Copy)]
pub(super) struct Effort {
    pub(super) steps: usize,
    pub(super) stride: f64,
    /// After how many steps without progress the stride is halved.
    pub(super) patience: usize,
}

/// The reduced costs of the last step, by local column.
pub(super) struct Ascent {
    pub(super) reduced: Vec<f64>,
    /// The best bound found, in units of the first measure, beyond what is spent.
    pub(super) bound: f64,
    /// What the bound is short of the limit.
    pub(super) gap: f64,
    /// Whether the bound is past the limit.
    pub(super) closed: bool,
}

impl Residual {
    /// Improves `prices` by subgradient steps; they end as the best ones met.
    pub(super) fn ascend(
        &self,
        instance: &Instance,
        prices: &mut Prices,
        effort: Effort,
    ) -> Ascent {
        let mut walk = Walk::new(self, instance, prices);
        let mut best = f64::NEG_INFINITY;
        let (mut stride, mut idle) = (effort.stride, 0);
        let mut kept = None;
        for _ in 0..effort.steps {
            let bound = walk.evaluate();
            if bound > best + 1e-9 * bound.abs() {
                if bound > best + 1e-4 * bound.abs() {
                    idle = 0;
                }
                best = bound;
                kept = Some((
                    walk.rows.clone(),
                    walk.shares.clone(),
                    walk.measures.clone(),
                ));
            } else {
                idle += 1;
            }
            if bound > self.left[0] + 1e-6 {
                break;
            }
            if idle >= effort.patience {
                idle = 0;
                stride *= 0.5;
                if stride < 0.01 {
                    break;
                }
            }
            if !walk.step(stride * (self.left[0] + 1.0 - bound).max(1e-3)) {
                break;
            }
        }
        let reduced = std::mem::take(&mut walk.reduced);
        if let Some((rows, shares, measures)) = kept {
            for (local, &row) in self.rows.iter().enumerate() {
                prices.rows[row] = rows[local];
            }
            for (entry, &origin) in self.entry_origin.iter().enumerate() {
                prices.shares[origin] = shares[entry];
            }
            prices.measures = measures;
        }
        Ascent {
            reduced,
            bound: best,
            gap: (self.left[0] - best).max(0.0),
            closed: best > self.left[0] + 1e-6,
        }
    }
}

/// The numbers of one ascent, local to its residual.
struct Walk<'r> {
    residual: &'r Residual,
    rows: Vec<f64>,
    shares: Vec<f64>,
    measures: Vec<f64>,
    /// What each measure asks of each column and group, and the unit each multiplier moves in.
    per_column: Vec<Vec<f64>>,
    per_group: Vec<Vec<f64>>,
    units: Vec<f64>,
    capacity: Vec<f64>,
    reduced: Vec<f64>,
}

impl<'r> Walk<'r> {
    fn new(residual: &'r Residual, instance: &Instance, prices: &Prices) -> Self {
        let measures = &instance.measures;
        let pick = |from: &[i64], which: &[usize]| -> Vec<f64> {
            which.iter().map(|&at| from[at] as f64).collect()
        };
        let mut walk = Self {
            residual,
            rows: residual.rows.iter().map(|&r| prices.rows[r]).collect(),
            shares: residual
                .entry_origin
                .iter()
                .map(|&e| prices.shares[e])
                .collect(),
            measures: prices.measures.clone(),
            per_column: measures
                .iter()
                .map(|m| pick(&m.per_column, &residual.columns))
                .collect(),
            per_group: measures
                .iter()
                .map(|m| pick(&m.per_group, &residual.groups))
                .collect(),
            units: residual
                .left
                .iter()
                .map(|left| left.max(0.0) + 1.0)
                .collect(),
            capacity: vec![0.0; residual.groups.len()],
            reduced: vec![0.0; residual.columns.len()],
        };
        walk.refill();
        walk
    }

    /// Shares out the whole weight of every group, in the proportions there are.
    fn refill(&mut self) {
        for group in 0..self.capacity.len() {
            let weight = self.measures.iter().zip(&self.per_group);
            let weight: f64 = weight.map(|(m, w)| m * w[group]).sum();
            self.capacity[group] = weight;
            let entries = self.residual.group_entries.of(group);
            let shared: f64 = entries.clone().map(|e| self.shares[e]).sum();
            if shared > 1e-9 {
                let scale = weight / shared;
                if (scale - 1.0).abs() > 1e-12 {
                    entries.for_each(|e| self.shares[e] *= scale);
                }
            } else {
                let even = weight / entries.clone().count().max(1) as f64;
                entries.for_each(|e| self.shares[e] = even);
            }
        }
    }

    /// The bound at the present numbers, with the reduced costs that give it.
    fn evaluate(&mut self) -> f64 {
        let residual = self.residual;
        for column in 0..self.reduced.len() {
            let mut cost: f64 = 0.0;
            for (multiplier, per_column) in self.measures.iter().zip(&self.per_column) {
                cost += multiplier * per_column[column];
            }
            cost -= residual
                .column_rows
                .of(column)
                .map(|r| self.rows[r])
                .sum::<f64>();
            cost += self.shares[residual.column_groups.span(column)]
                .iter()
                .sum::<f64>();
            self.reduced[column] = cost;
        }
        self.rebalance();
        let mut bound: f64 = self.rows.iter().sum();
        bound += self.reduced.iter().map(|r| r.min(0.0)).sum::<f64>();
        for (multiplier, left) in self.measures.iter().zip(&residual.left).skip(1) {
            bound -= multiplier * left;
        }
        bound
    }

    /// Moves shares from columns that are paid for to those that are over-paid: never lowers the
    /// bound.
    fn rebalance(&mut self) {
        let residual = self.residual;
        for group in 0..self.capacity.len() {
            let entries = residual.group_entries.of(group);
            let (mut need, mut spare) = (0.0, 0.0);
            for entry in entries.clone() {
                let reduced = self.reduced[residual.entry_column[entry]];
                if reduced < 0.0 {
                    need -= reduced;
                } else {
                    spare += reduced.min(self.shares[entry]);
                }
            }
            if need <= 1e-9 || spare <= 1e-9 {
                continue;
            }
            let moved = f64::min(need, spare);
            let (taking, giving) = (moved / need, moved / spare);
            for entry in entries {
                let column = residual.entry_column[entry];
                let reduced = self.reduced[column];
                let change = if reduced < 0.0 {
                    -reduced * taking
                } else {
                    -reduced.min(self.shares[entry]) * giving
                };
                self.shares[entry] += change;
                self.reduced[column] += change;
            }
        }
    }

    /// One step along the subgradient, `gap` long in the bound; whether there was a way to go.
    fn step(&mut self, gap: f64) -> bool {
        let residual = self.residual;
        let mut slope = vec![1.0; self.rows.len()];
        let mut excess: Vec<f64> = residual.left.iter().map(|left| -left).collect();
        for column in 0..self.reduced.len() {
            if self.reduced[column] > -1e-9 {
                continue;
            }
            for row in residual.column_rows.of(column) {
                slope[row] -= 1.0;
            }
            for (at, excess) in excess.iter_mut().enumerate().skip(1) {
                *excess += self.per_column[at][column];
                let span = residual.column_groups.span(column);
                for (group, entry) in residual.column_groups.of(column).zip(span) {
                    if self.capacity[group] > 0.0 {
                        *excess +=
                            self.per_group[at][group] * self.shares[entry] / self.capacity[group];
                    }
                }
            }
        }
        let mut norm = 0.0;
        for (row, slope) in slope.iter_mut().enumerate() {
            if *slope < 0.0 && self.rows[row] <= 0.0 {
                *slope = 0.0;
            }
            norm += *slope * *slope;
        }
        for (at, excess) in excess.iter_mut().enumerate().skip(1) {
            *excess /= self.units[at];
            if *excess < 0.0 && self.measures[at] <= 0.0 {
                *excess = 0.0;
            }
            norm += *excess * *excess;
        }
        if norm < 1e-12 {
            return false;
        }
        let length = gap / norm;
        for (price, slope) in self.rows.iter_mut().zip(&slope) {
            *price = (*price + length * slope).max(0.0);
        }
        if excess.len() > 1 {
            for (at, excess) in excess.iter().enumerate().skip(1) {
                let moved = self.measures[at] + length * excess / self.units[at];
                self.measures[at] = moved.clamp(0.0, 1e6);
            }
            self.refill();
        }
        true
    }
}
