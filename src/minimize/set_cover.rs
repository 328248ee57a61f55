use super::instance::{Instance, Lists, Measure};
use super::limits::{Meter, SearchLimits};
use super::search::{Record, Search};

/// A weighted set cover: every row by columns of least total cost.
#[derive(Clone, Debug)]
pub struct SetCover {
    /// The cost of each column.
    pub costs: Vec<u32>,
    /// The columns that cover each row.
    pub rows: Vec<Vec<usize>>,
}

/// The answer to a [`SetCover`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetCoverAnswer {
    /// The chosen columns, in order; `None` if a row has no column or the limits came first.
    pub columns: Option<Vec<usize>>,
    /// What they cost.
    pub cost: u64,
    /// No cover costs less than this; equal to the cost when that is proven least.
    pub lower_bound: u64,
    /// Nodes of branch and bound.
    pub nodes: u64,
}

impl SetCover {
    /// Finds a cover of least cost, and proves it.
    pub fn solve(&self, limits: SearchLimits<'_>) -> SetCoverAnswer {
        let mut row_columns = Lists::new();
        for row in &self.rows {
            let mut columns: Vec<usize> = row
                .iter()
                .copied()
                .filter(|&c| c < self.costs.len())
                .collect();
            columns.sort_unstable();
            columns.dedup();
            for column in columns {
                row_columns.item(column);
            }
            row_columns.end_list();
        }
        let columns = self.costs.len();
        let total: i64 = self.costs.iter().map(|&cost| i64::from(cost)).sum();
        let instance = Instance {
            column_rows: row_columns.transposed(columns),
            row_names: (0..row_columns.len() as u32).collect(),
            row_columns,
            column_groups: Lists::new().transposed(columns),
            measures: vec![Measure {
                per_column: self.costs.iter().map(|&cost| i64::from(cost)).collect(),
                per_group: Vec::new(),
                limit: total,
            }],
            column_names: (0..columns as u32).collect(),
            groups: 0,
        };
        let mut meter = Meter::new(limits);
        let found = Search::new(instance, &mut meter, Record::Nothing).run();
        let nodes = meter.nodes;
        let columns = found.best.map(|mut columns| {
            columns.sort_unstable();
            columns
        });
        let cost = columns
            .iter()
            .flatten()
            .map(|&c| u64::from(self.costs[c]))
            .sum();
        SetCoverAnswer {
            columns,
            cost,
            lower_bound: u64::try_from(found.bound).unwrap_or(0),
            nodes,
        }
    }
}
