//! Positions of records, by the number of their holder.

/// Lists end to end: a hundred thousand records of ten thousand holders take two allocations.
#[derive(Debug)]
pub(super) struct ByHolder {
    starts: Vec<usize>,
    positions: Vec<usize>,
}

impl ByHolder {
    /// The records of each holder in their order; `holders` are the records' holders, all below
    /// `count`.
    pub(super) fn new(holders: &[usize], count: usize) -> Self {
        let mut starts = vec![0; count + 1];
        for &holder in holders {
            starts[holder + 1] += 1;
        }
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut positions = vec![0; holders.len()];
        for (at, &holder) in holders.iter().enumerate() {
            positions[next[holder]] = at;
            next[holder] += 1;
        }
        Self { starts, positions }
    }

    /// The positions of a holder's records.
    pub(super) fn of(&self, holder: usize) -> &[usize] {
        &self.positions[self.starts[holder]..self.starts[holder + 1]]
    }
}
