//! Parts of a usage table, made on several machines, which come to the same table as all logs on one.

use super::row::UsageRow;
use super::table::Table;
use crate::import::log::{LogFile, Logged, ReadFor, Reading, read_log_lines, read_logs, read_row};
use crate::import::{InputSource, Printed};
use crate::span::Diagnostic;
use crate::text;

/// A part of a table in the making.
#[derive(Debug)]
pub(crate) struct TablePart {
    table: Table,
    diagnostics: Vec<Diagnostic>,
}

/// A row of a part.
#[derive(Debug)]
pub(crate) struct RowPart {
    /// The same for the same row in any part.
    pub(crate) key: u64,
    pub(crate) row: UsageRow,
    /// The events that it counts, by numbers that tell them apart: one that two parts hold counts once.
    pub(crate) events: Vec<u64>,
}

impl TablePart {
    pub(crate) fn new() -> Self {
        Self {
            table: Table::part(),
            diagnostics: Vec::new(),
        }
    }

    /// Reads a log, or a usage table, of this name.
    pub(crate) fn read(&mut self, name: &str, bytes: Vec<u8>) {
        let source = InputSource::Printed(Printed {
            command: name.to_owned(),
            bytes,
        });
        let before = std::collections::BTreeMap::new();
        let take = |_: &LogFile, _: bool, logged: Logged<'_>| take(&self.table, &logged);
        let reading = read_logs(&[source], &before, 1, (ReadFor::Usage, &take));
        self.note(reading);
    }

    /// Reads lines of logs.
    pub(crate) fn read_lines(&mut self, name: &str, lines: &[u8]) {
        let take = |logged: Logged<'_>| take(&self.table, &logged);
        let reading = read_log_lines(name, lines, ReadFor::Usage, &take);
        self.note(reading);
    }

    fn note(&mut self, reading: Reading) {
        self.diagnostics.extend(reading.diagnostics);
    }

    /// Adds a row of another part.
    ///
    /// # Errors
    ///
    /// When the line is none of a usage table.
    pub(crate) fn add(&self, line: &[u8], events: &[u64]) -> Result<(), String> {
        let row = read_row(line)?;
        let added = self.table.add_part(&row, events);
        added.map_err(|_| "a row of a usage table with values that none has".to_owned())
    }

    /// Its rows, in their order, and what was not read.
    pub(crate) fn into_rows(self) -> (Vec<RowPart>, Vec<Diagnostic>) {
        let parts = self.table.into_parts().into_iter();
        let rows = parts.map(|(row, events)| RowPart {
            key: text::digest(&row.key),
            row,
            events,
        });
        (rows.collect(), self.diagnostics)
    }
}

fn take(table: &Table, logged: &Logged<'_>) -> Result<(), crate::import::log::Fault> {
    match logged {
        Logged::Call(call) => table.add(call),
        Logged::Row(row) => table.add_row(row),
        Logged::Change(_) => Ok(()),
    }
}
