//! Parts of a usage table as lines, for engines that spread the work over machines.

use super::hostile::clean_json;
use super::v1::{UsageRow, diagnostics_in_json};
use crate::usage::TablePart;

/// A part of a usage table: logs are read into parts, parts are added, and what they come to is the table of
/// all logs, whatever the split and the order.
#[derive(Debug)]
pub struct UsagePart(TablePart);

/// A row of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsagePartRow {
    /// The same for the same row in any part: rows with one key are added.
    pub key: u64,
    /// The row as a line of a usage table.
    pub line: String,
    /// The events that it counts: one that two parts hold counts once.
    pub events: Vec<u64>,
}

impl Default for UsagePart {
    fn default() -> Self {
        Self(TablePart::new())
    }
}

impl UsagePart {
    /// Reads a log of any known form, or a usage table, of this name.
    pub fn read(&mut self, name: &str, bytes: Vec<u8>) {
        self.0.read(name, bytes);
    }

    /// Reads lines of logs, each a record or several.
    pub fn read_lines(&mut self, name: &str, lines: &[u8]) {
        self.0.read_lines(name, lines);
    }

    /// Adds a row of another part.
    ///
    /// # Errors
    ///
    /// When the line is none of a usage table.
    pub fn add(&self, line: &str, events: &[u64]) -> Result<(), String> {
        self.0.add(line.as_bytes(), events)
    }

    /// Its rows, in their order, and what was not read: a JSON array as in the envelope of answers.
    ///
    /// # Errors
    ///
    /// When a row can't be written.
    pub fn into_rows(self) -> Result<(Vec<UsagePartRow>, String), String> {
        let (rows, diagnostics) = self.0.into_rows();
        let rows = rows.into_iter().map(|part| {
            let line = serde_json::to_string(&UsageRow::from(&part.row));
            let line = line.map_err(|error| error.to_string())?;
            Ok(UsagePartRow {
                key: part.key,
                line: clean_json(&line).into_owned(),
                events: part.events,
            })
        });
        let rows = rows.collect::<Result<_, String>>()?;
        Ok((rows, diagnostics_in_json(&diagnostics)))
    }
}
