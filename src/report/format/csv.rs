//! Comma-separated values, one table. The csv crate lives only here.

use std::borrow::Cow;
use std::io;

use crate::report::hostile::clean;
use crate::report::page::Table;

/// A table as CSV with a header. A cell that a spreadsheet would take for a formula gets an
/// apostrophe in front.
pub(crate) fn to_csv(table: &Table) -> String {
    let mut bytes = Vec::new();
    // Writing to memory can't fail.
    let _ = write(
        &table.columns,
        table.rows.iter().map(Cow::Borrowed),
        &mut bytes,
    );
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A table that comes row by row.
pub(crate) struct Rows<'a> {
    pub(crate) columns: Vec<&'static str>,
    pub(crate) rows: Box<dyn Iterator<Item = Vec<String>> + 'a>,
}

/// The same as text.
pub(crate) fn rows_to_csv(rows: Rows<'_>) -> String {
    let mut bytes = Vec::new();
    // Writing to memory can't fail.
    let _ = write_csv(rows, &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Writes the same, row by row.
///
/// # Errors
///
/// When it can't be written.
pub(crate) fn write_csv(rows: Rows<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    write(&rows.columns, rows.rows.map(Cow::Owned), out)
}

fn write<'t>(
    columns: &[&str],
    rows: impl Iterator<Item = Cow<'t, Vec<String>>>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record(columns)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| clean(&harmless(cell))))?;
    }
    writer.flush()
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
