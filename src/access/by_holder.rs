//! Numbers of grants, by the number of their holder.

/// Lists end to end: a hundred thousand grants of ten thousand holders take two allocations.
#[derive(Debug, Default)]
pub(super) struct ByHolder {
    starts: Vec<u32>,
    grants: Vec<u32>,
}

impl ByHolder {
    /// The grants of each holder in their order. `holders` gives each grant with its holder, below
    /// `count`.
    pub(super) fn new(holders: impl Iterator<Item = (u32, u32)> + Clone, count: usize) -> Self {
        let mut starts = vec![0; count + 1];
        for (_, holder) in holders.clone() {
            starts[holder as usize + 1] += 1;
        }
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut grants = vec![0; starts[count] as usize];
        for (grant, holder) in holders {
            let next = &mut next[holder as usize];
            grants[*next as usize] = grant;
            *next += 1;
        }
        Self { starts, grants }
    }

    /// The grants of a holder.
    pub(super) fn of(&self, holder: u32) -> &[u32] {
        let holder = holder as usize;
        &self.grants[self.starts[holder] as usize..self.starts[holder + 1] as usize]
    }
}
