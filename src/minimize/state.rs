//! A partial choice of columns, with undo.

use super::instance::Instance;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    Free,
    In,
    Out,
}

/// A place in the history of a [`State`] to return to.
#[derive(Clone, Copy)]
pub(super) struct Checkpoint(usize);

/// Which columns are in, which are out, and what follows from that.
pub(super) struct State {
    pub(super) marks: Vec<Mark>,
    /// How many chosen columns cover each row.
    pub(super) covered: Vec<u32>,
    /// How many chosen columns switch each group on.
    pub(super) granted: Vec<u32>,
    /// What the chosen columns cost in each measure.
    pub(super) spent: Vec<i64>,
    pub(super) chosen: Vec<usize>,
    pub(super) open_rows: usize,
    trail: Vec<u32>,
}

impl State {
    pub(super) fn new(instance: &Instance) -> Self {
        Self {
            marks: vec![Mark::Free; instance.columns()],
            covered: vec![0; instance.rows()],
            granted: vec![0; instance.groups],
            spent: vec![0; instance.measures.len()],
            chosen: Vec::new(),
            open_rows: instance.rows(),
            trail: Vec::new(),
        }
    }

    pub(super) fn checkpoint(&self) -> Checkpoint {
        Checkpoint(self.trail.len())
    }

    pub(super) fn choose(&mut self, instance: &Instance, column: usize) {
        self.marks[column] = Mark::In;
        self.chosen.push(column);
        self.trail.push(column as u32);
        for row in instance.column_rows.of(column) {
            if self.covered[row] == 0 {
                self.open_rows -= 1;
            }
            self.covered[row] += 1;
        }
        for (spent, measure) in self.spent.iter_mut().zip(&instance.measures) {
            *spent += measure.per_column[column];
        }
        for group in instance.column_groups.of(column) {
            if self.granted[group] == 0 {
                for (spent, measure) in self.spent.iter_mut().zip(&instance.measures) {
                    *spent += measure.per_group[group];
                }
            }
            self.granted[group] += 1;
        }
    }

    pub(super) fn exclude(&mut self, column: usize) {
        self.marks[column] = Mark::Out;
        self.trail.push(column as u32);
    }

    pub(super) fn undo(&mut self, instance: &Instance, to: Checkpoint) {
        while self.trail.len() > to.0 {
            let Some(column) = self.trail.pop().map(|c| c as usize) else {
                return;
            };
            let was = std::mem::replace(&mut self.marks[column], Mark::Free);
            if was != Mark::In {
                continue;
            }
            self.chosen.pop();
            for row in instance.column_rows.of(column) {
                self.covered[row] -= 1;
                if self.covered[row] == 0 {
                    self.open_rows += 1;
                }
            }
            for (spent, measure) in self.spent.iter_mut().zip(&instance.measures) {
                *spent -= measure.per_column[column];
            }
            for group in instance.column_groups.of(column) {
                self.granted[group] -= 1;
                if self.granted[group] == 0 {
                    for (spent, measure) in self.spent.iter_mut().zip(&instance.measures) {
                        *spent -= measure.per_group[group];
                    }
                }
            }
        }
    }

    /// Whether some measure is past its limit already.
    pub(super) fn is_over(&self, instance: &Instance) -> bool {
        self.spent
            .iter()
            .zip(&instance.measures)
            .any(|(spent, measure)| *spent > measure.limit)
    }

    /// Whether choosing the column now would put some measure past its limit.
    pub(super) fn would_be_over(&self, instance: &Instance, column: usize) -> bool {
        instance
            .measures
            .iter()
            .zip(&self.spent)
            .any(|(measure, spent)| {
                let rest = measure.limit - spent - measure.per_column[column];
                rest < 0 || {
                    let mut union = 0;
                    instance.column_groups.of(column).any(|group| {
                        if self.granted[group] == 0 {
                            union += measure.per_group[group];
                        }
                        union > rest
                    })
                }
            })
    }

    /// The free columns that cover a row still open, in order.
    pub(super) fn useful(&self, instance: &Instance) -> Vec<usize> {
        (0..instance.columns())
            .filter(|&column| {
                self.marks[column] == Mark::Free
                    && instance
                        .column_rows
                        .of(column)
                        .any(|row| self.covered[row] == 0)
            })
            .collect()
    }

    /// The open row with the fewest free columns, and how many; `None` when all are covered.
    pub(super) fn tightest_row(&self, instance: &Instance) -> Option<(usize, usize)> {
        (0..instance.rows())
            .filter(|&row| self.covered[row] == 0)
            .map(|row| {
                let free = instance.row_columns.of(row);
                (row, free.filter(|&c| self.marks[c] == Mark::Free).count())
            })
            .min_by_key(|&(row, free)| (free, row))
    }
}
