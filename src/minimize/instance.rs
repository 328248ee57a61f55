//! The compact form that bound and search work on: rows to cover by columns, and groups of items
//! that columns switch on.

/// Lists of indices, stored end to end.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    pub(super) fn new() -> Self {
        Self {
            starts: vec![0],
            items: Vec::new(),
        }
    }

    pub(super) fn item(&mut self, item: usize) {
        self.items.push(item as u32);
    }

    pub(super) fn end_list(&mut self) {
        self.starts.push(self.items.len() as u32);
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    pub(super) fn span(&self, list: usize) -> std::ops::Range<usize> {
        self.starts[list] as usize..self.starts[list + 1] as usize
    }

    pub(super) fn of(&self, list: usize) -> impl Iterator<Item = usize> + Clone + '_ {
        self.items[self.span(list)]
            .iter()
            .map(|&item| item as usize)
    }

    pub(super) fn total(&self) -> usize {
        self.items.len()
    }

    /// The lists turned round: for each item below `items`, the lists that hold it.
    pub(super) fn transposed(&self, items: usize) -> Self {
        self.transposed_by(items, |list, _| list)
    }

    /// For each item below `items`, the positions (in all lists end to end) that hold it.
    pub(super) fn places(&self, items: usize) -> Self {
        self.transposed_by(items, |_, place| place)
    }

    fn transposed_by(&self, items: usize, value: impl Fn(usize, usize) -> usize) -> Self {
        let mut starts = vec![0u32; items + 1];
        for &item in &self.items {
            starts[item as usize + 1] += 1;
        }
        for at in 0..items {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut out = vec![0u32; self.items.len()];
        for list in 0..self.len() {
            for place in self.span(list) {
                let slot = &mut next[self.items[place] as usize];
                out[*slot as usize] = value(list, place) as u32;
                *slot += 1;
            }
        }
        Self { starts, items: out }
    }
}

/// A cost that a choice of columns has: a sum over its columns plus a sum over the groups that
/// they switch on.
#[derive(Clone, Debug)]
pub(super) struct Measure {
    pub(super) per_column: Vec<i64>,
    pub(super) per_group: Vec<i64>,
    /// The choice may cost at most this much.
    pub(super) limit: i64,
}

/// Choose columns so that every row is covered and every measure stays within its limit.
///
/// The first measure is the one that is minimised: the search lowers its limit below every answer
/// found.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    pub(super) column_rows: Lists,
    pub(super) row_columns: Lists,
    pub(super) column_groups: Lists,
    pub(super) measures: Vec<Measure>,
    /// The number of each column in the original problem; ascending columns are in rank order.
    pub(super) column_names: Vec<u32>,
    /// The number of each row in the original problem.
    pub(super) row_names: Vec<u32>,
    pub(super) groups: usize,
}

impl Instance {
    pub(super) fn columns(&self) -> usize {
        self.column_rows.len()
    }

    pub(super) fn rows(&self) -> usize {
        self.row_columns.len()
    }

    /// What a choice of columns costs in each measure.
    pub(super) fn values(&self, chosen: &[usize]) -> Vec<i64> {
        let mut on = vec![false; self.groups];
        for &column in chosen {
            for group in self.column_groups.of(column) {
                on[group] = true;
            }
        }
        self.measures
            .iter()
            .map(|measure| {
                let fixed: i64 = chosen.iter().map(|&c| measure.per_column[c]).sum();
                let union = measure.per_group.iter().zip(&on).filter(|(_, on)| **on);
                fixed + union.map(|(weight, _)| weight).sum::<i64>()
            })
            .collect()
    }
}
