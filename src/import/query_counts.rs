use std::collections::BTreeMap;

/// The fields that say how many records a query found, in any case.
pub(super) const FOUND: [&str; 3] = ["@odata.count", "totalRecords", "total_records"];

/// How many records queries say that they found, against how many their pages have. Pages are told by what
/// was found: those of one query say the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct QueryCounts {
    /// Of the pages that are not whole by themselves: what was found, and what is there of it.
    of_parts: BTreeMap<u64, u64>,
}

impl QueryCounts {
    /// Takes a page of so many records.
    pub(super) fn add(&mut self, found: u64, given: u64) {
        if given < found {
            *self.of_parts.entry(found).or_default() += given;
        }
    }

    pub(super) fn merge(&mut self, others: &Self) {
        for (found, given) in &others.of_parts {
            *self.of_parts.entry(*found).or_default() += given;
        }
    }

    /// What was found and what is there, of the first query whose pages are not all there. Several that found
    /// as many have a multiple of it together.
    pub(super) fn incomplete(&self) -> Option<(u64, u64)> {
        let mut parts = self.of_parts.iter().map(|(found, given)| (*found, *given));
        parts.find(|(found, given)| *given == 0 || given % found != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::QueryCounts;

    #[test]
    fn pages_are_whole_together() {
        let incomplete = |pages: &[(u64, u64)]| {
            let mut counts = QueryCounts::default();
            pages
                .iter()
                .for_each(|(found, given)| counts.add(*found, *given));
            counts.incomplete()
        };
        assert_eq!(incomplete(&[]), None);
        assert_eq!(incomplete(&[(2, 2), (0, 0)]), None);
        assert_eq!(incomplete(&[(100, 60), (100, 40)]), None);
        assert_eq!(incomplete(&[(3, 0)]), Some((3, 0)));
        // Another query that found as many hides nothing.
        assert_eq!(incomplete(&[(100, 100), (100, 50)]), Some((100, 50)));
        assert_eq!(incomplete(&[(100, 60), (100, 60)]), Some((100, 120)));
    }
}
