//! Tables for a terminal. comfy-table lives only here.

use comfy_table::{ContentArrangement, Table as Grid, presets};

use super::hostile::clean;
use super::human::Width;
use super::page::Table;

/// The columns of the terminal, if standard output is one.
pub(crate) fn terminal_columns() -> Option<u16> {
    Grid::new().width()
}

pub(super) fn grid(table: &Table, width: Width) -> String {
    let mut grid = Grid::new();
    grid.load_style(presets::NOTHING);
    match width {
        Width::Columns(columns) => {
            grid.set_content_arrangement(ContentArrangement::Dynamic);
            grid.set_width(columns);
        }
        Width::Unlimited => {
            grid.set_content_arrangement(ContentArrangement::Disabled);
        }
    }
    grid.set_header(table.columns.iter().map(|name| name.to_uppercase()));
    for row in &table.rows {
        grid.add_row(row.iter().map(|cell| clean(cell)));
    }
    let mut text = String::new();
    for line in grid.to_string().lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
