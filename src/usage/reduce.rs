//! Reads logs into one table.

use std::collections::BTreeMap;

use super::row::UsageRow;
use super::table::Table;
use crate::import::InputSource;
use crate::import::log::{LogFile, Logged, ReadFor, Reading, read_logs};

/// What logs come to.
#[derive(Debug)]
pub(crate) struct Reduced {
    /// The rows, in the order that was wanted.
    pub(crate) rows: Vec<UsageRow>,
    pub(crate) reading: Reading,
}

/// In which order rows are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowOrder {
    /// That of the table.
    Table,
    /// Any, which may differ from run to run.
    Any,
}

/// Reads logs with so many threads. Of the hours that were read before, with so many bytes, only what was
/// added is read.
pub(crate) fn reduce(
    sources: &[InputSource],
    before: &BTreeMap<String, u64>,
    order: RowOrder,
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
        rows: match order {
            RowOrder::Table => table.into_rows(),
            RowOrder::Any => table.into_rows_in_any_order(),
        },
        reading,
    }
}
