//! Reads logs into one table.

use std::collections::BTreeMap;

use super::row::UsageRow;
use super::table::Table;
use crate::import::InputSource;
use crate::import::log::{LogFile, Logged, ReadFor, Reading, read_logs};

/// What logs come to.
#[derive(Debug)]
pub(crate) struct Reduced {
    /// The rows, in their order.
    pub(crate) rows: Vec<UsageRow>,
    pub(crate) reading: Reading,
}

/// Reads logs with so many threads. Of the hours that were read before, with so many bytes, only what was
/// added is read.
pub(crate) fn reduce(
    sources: &[InputSource],
    before: &BTreeMap<String, u64>,
    threads: usize,
) -> Reduced {
    let table = Table::default();
    let take = |_: &LogFile, _: bool, logged: Logged<'_>| match logged {
        Logged::Call(call) => table.add(&call),
        Logged::Row(row) => table.add_row(&row),
        Logged::Change(_) => Ok(()),
    };
    let reading = read_logs(sources, before, threads, (ReadFor::Usage, &take));
    Reduced {
        rows: table.into_rows(),
        reading,
    }
}
