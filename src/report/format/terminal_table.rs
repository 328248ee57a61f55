//! Tables for a terminal. comfy-table lives only here.

use comfy_table::{ContentArrangement, Table as Grid, presets};

use crate::report::format::text::Width;
use crate::report::format::wrap::{widest_line, widths, wrapped};
use crate::report::hostile::clean;
use crate::report::page::Table;

/// The columns of the terminal, if standard output is one.
pub(crate) fn terminal_columns() -> Option<u16> {
    Grid::new().width()
}

/// The blanks beside each cell.
const PADDING: usize = 2;

/// The first rows of a table.
pub(crate) fn grid(table: &Table, count: usize, width: Width) -> String {
    let rows = table.rows.get(..count).unwrap_or(&table.rows);
    grid_of(table.columns.iter().copied(), rows, width)
}

/// A table of columns that are not known before.
pub(crate) fn grid_of<'c>(
    columns: impl IntoIterator<Item = &'c str>,
    rows: &[Vec<String>],
    width: Width,
) -> String {
    let header: Vec<String> = columns
        .into_iter()
        .map(|name| clean(&name.to_uppercase()))
        .collect();
    let count = header.len();
    let cells = rows
        .iter()
        .map(|row| row.iter().map(|cell| clean(cell)).collect());
    let mut rows: Vec<Vec<String>> = std::iter::once(header).chain(cells).collect();
    if let Width::Columns(columns) = width {
        let columns = usize::from(columns);
        let room = (columns + 1).saturating_sub(PADDING * count);
        let records = records(&rows, columns);
        let Some(widths) = widths(&rows, room) else {
            return records;
        };
        for row in &mut rows {
            for (cell, width) in row.iter_mut().zip(&widths) {
                *cell = wrapped(cell, *width);
            }
        }
        if rows.iter().map(|row| height(row)).sum::<usize>() > records.lines().count() {
            return records;
        }
    }
    let mut grid = Grid::new();
    grid.load_style(presets::NOTHING);
    grid.set_content_arrangement(ContentArrangement::Disabled);
    let mut rows = rows.into_iter();
    grid.set_header(rows.next().unwrap_or_default());
    grid.add_rows(rows);
    let mut text = String::new();
    for line in grid.to_string().lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn height(row: &[String]) -> usize {
    let heights = row.iter().map(|cell| cell.lines().count());
    heights.max().unwrap_or(0).max(1)
}

/// The rows one below the other, a line for each cell that holds something: for terminals that are
/// too narrow for the columns, or in which those would get longer still. The first row names the
/// cells.
fn records(rows: &[Vec<String>], columns: usize) -> String {
    let Some((header, rows)) = rows.split_first() else {
        return String::new();
    };
    let label = header.iter().map(|name| widest_line(name)).max();
    let label = label.unwrap_or(0);
    let room = columns.saturating_sub(label + 1 + PADDING).max(1);
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        for (name, cell) in header.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            let mut name = name.as_str();
            for line in wrapped(cell, room).lines() {
                text.push_str(format!(" {name:label$}  {line}").trim_end());
                text.push('\n');
                name = "";
            }
        }
    }
    text
}
