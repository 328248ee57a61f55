//! Comma-separated values, one table. The csv crate lives only here.

use std::borrow::Cow;

use super::hostile::clean;
use super::page::Table;

/// A table as CSV with a header. A cell that a spreadsheet would take for a formula gets an
/// apostrophe in front.
pub(crate) fn to_csv(table: &Table) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    // Writing to memory can't fail.
    let _ = writer.write_record(&table.columns);
    for row in &table.rows {
        let _ = writer.write_record(row.iter().map(|cell| clean(&harmless(cell))));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A cell that no spreadsheet takes for a formula.
pub(super) fn harmless(cell: &str) -> Cow<'_, str> {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            Cow::Owned(format!("'{cell}"))
        }
        _ => Cow::Borrowed(cell),
    }
}
