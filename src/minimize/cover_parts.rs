//! A set cover of equal costs taken apart before it is searched: what is forced is chosen, what is
//! never needed is dropped, and what is left falls into parts that share nothing.

use std::collections::BTreeMap;

use super::set_cover::SetCover;

/// A cover problem in parts: the forced columns with a least cover of each part are a least cover of
/// the whole.
pub(super) struct CoverParts {
    /// Columns that some least cover of the whole holds.
    pub(super) forced: Vec<usize>,
    /// The parts.
    pub(super) parts: Vec<CoverPart>,
}

/// A part, with columns of its own.
pub(super) struct CoverPart {
    pub(super) cover: SetCover,
    /// For each column of the part its position in the whole.
    pub(super) columns: Vec<usize>,
}

/// Takes apart a cover whose columns cost 1 each: `rows` lists, for each row, the columns that cover
/// it, ascending.
pub(super) fn take_apart(rows: &[Vec<usize>], columns: usize) -> CoverParts {
    let mut reduction = Reduction::new(rows, columns);
    while reduction.force() | reduction.drop_dominated() {}
    let parts = reduction.parts();
    CoverParts {
        forced: reduction.forced,
        parts,
    }
}

struct Reduction {
    /// The columns left for each row; empty once the row is covered.
    rows: Vec<Vec<usize>>,
    /// The rows left for each column; empty once the column is chosen or dropped.
    columns: Vec<Vec<usize>>,
    forced: Vec<usize>,
}

impl Reduction {
    fn new(rows: &[Vec<usize>], columns: usize) -> Self {
        let mut of_column = vec![Vec::new(); columns];
        for (row, covering) in rows.iter().enumerate() {
            for &column in covering {
                of_column[column].push(row);
            }
        }
        Self {
            rows: rows.to_vec(),
            columns: of_column,
            forced: Vec::new(),
        }
    }

    /// Chooses the columns that alone cover a row; whether there were any.
    fn force(&mut self) -> bool {
        let before = self.forced.len();
        for row in 0..self.rows.len() {
            if let [only] = self.rows[row][..] {
                self.forced.push(only);
                for covered in std::mem::take(&mut self.columns[only]) {
                    for column in std::mem::take(&mut self.rows[covered]) {
                        self.columns[column].retain(|&other| other != covered);
                    }
                }
            }
        }
        self.forced.len() > before
    }

    /// Drops the columns that another one makes needless; of equal ones the first stays.
    fn drop_dominated(&mut self) -> bool {
        let mut dropped = false;
        for column in 0..self.columns.len() {
            let own = &self.columns[column];
            let Some(&rarest) = own.iter().min_by_key(|&&row| self.rows[row].len()) else {
                continue;
            };
            let better = |&other: &usize| {
                let wider = &self.columns[other];
                other != column
                    && (wider.len() > own.len() || (wider.len() == own.len() && other < column))
                    && own.iter().all(|row| wider.binary_search(row).is_ok())
            };
            if self.rows[rarest].iter().any(better) {
                for row in std::mem::take(&mut self.columns[column]) {
                    self.rows[row].retain(|&other| other != column);
                }
                dropped = true;
            }
        }
        dropped
    }

    /// The open rows, in parts that share no column.
    fn parts(&self) -> Vec<CoverPart> {
        let mut part_of: Vec<Option<usize>> = vec![None; self.rows.len()];
        let mut parts: Vec<Vec<usize>> = Vec::new();
        for start in 0..self.rows.len() {
            if self.rows[start].is_empty() || part_of[start].is_some() {
                continue;
            }
            let part = parts.len();
            part_of[start] = Some(part);
            let mut members = vec![start];
            let mut at = 0;
            while at < members.len() {
                for &column in &self.rows[members[at]] {
                    for &row in &self.columns[column] {
                        if part_of[row].is_none() {
                            part_of[row] = Some(part);
                            members.push(row);
                        }
                    }
                }
                at += 1;
            }
            members.sort_unstable();
            parts.push(members);
        }
        parts.iter().map(|members| self.part(members)).collect()
    }

    fn part(&self, members: &[usize]) -> CoverPart {
        let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
        for &row in members {
            numbers.extend(self.rows[row].iter().map(|&column| (column, 0)));
        }
        let columns: Vec<usize> = numbers.keys().copied().collect();
        for (number, at) in numbers.values_mut().zip(0..) {
            *number = at;
        }
        let rows = members.iter().map(|&row| {
            self.rows[row]
                .iter()
                .map(|column| numbers[column])
                .collect()
        });
        CoverPart {
            cover: SetCover {
                costs: vec![1; columns.len()],
                rows: rows.collect(),
            },
            columns,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::limits::SearchLimits;
    use super::*;

    /// The fewest columns that cover all rows, by trying every choice.
    fn fewest(rows: &[Vec<usize>], columns: usize) -> usize {
        let masks: Vec<u32> = rows
            .iter()
            .map(|row| row.iter().map(|column| 1 << column).sum())
            .collect();
        (0..1_u32 << columns)
            .filter(|choice| masks.iter().all(|mask| mask & choice != 0))
            .map(u32::count_ones)
            .min()
            .unwrap() as usize
    }

    proptest! {
        #[test]
        fn the_parts_make_a_least_cover(
            rows in prop::collection::vec(prop::collection::btree_set(0_usize..9, 1..4), 0..12),
        ) {
            let rows: Vec<Vec<usize>> =
                rows.into_iter().map(|row| row.into_iter().collect()).collect();
            let CoverParts { forced, parts } = take_apart(&rows, 9);
            let mut chosen = forced;
            for part in parts {
                let answer = part.cover.solve(SearchLimits::default());
                chosen.extend(answer.columns.unwrap().iter().map(|&at| part.columns[at]));
            }
            prop_assert!(rows.iter().all(|row| row.iter().any(|column| chosen.contains(column))));
            prop_assert_eq!(chosen.len(), fewest(&rows, 9));
        }
    }
}
