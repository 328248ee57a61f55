//! Comma-separated and tab-separated values, one table. The csv crate lives only here.

use std::borrow::Cow;
use std::io;

use crate::report::columns::Rows;
use crate::report::hostile::clean;

/// Writes a table as CSV with a header, row by row. A cell that a spreadsheet would take for a formula
/// gets an apostrophe in front.
///
/// # Errors
///
/// When it can't be written.
pub(crate) fn write_csv(table: Rows<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record(table.columns)?;
    for row in table.rows {
        writer.write_record(row.iter().map(|cell| clean(&harmless(cell))))?;
    }
    writer.flush()
}

/// A row as `-o tsv` prints it: no quotes, and blanks where a cell holds a tab or a line break.
pub(crate) fn tsv_line(row: &[String]) -> String {
    let cells = row
        .iter()
        .map(|cell| clean(&cell.replace(['\t', '\n', '\r'], " ")));
    let cells: Vec<String> = cells.collect();
    format!("{}\n", cells.join("\t"))
}

/// A cell that no spreadsheet takes for a formula.
pub(crate) fn harmless(cell: &str) -> Cow<'_, str> {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            Cow::Owned(format!("'{cell}"))
        }
        _ => Cow::Borrowed(cell),
    }
}
