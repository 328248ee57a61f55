//! The columns of a table, each said once: pages show some of them, CSV and workbooks have all but
//! those that are for pages alone.

use crate::report::page::Table;

/// The columns of a table, in order; `R` is what a row is made from.
pub(crate) struct Columns<'a, R>(Vec<Column<'a, R>>);

struct Column<'a, R> {
    /// What pages call it, if they show it.
    on_pages: Option<&'static str>,
    /// What CSV and workbooks call it, if they have it.
    in_data: Option<&'static str>,
    cell: Box<dyn Fn(&R) -> String + 'a>,
}

/// A table that comes row by row.
pub(crate) struct Rows<'a> {
    pub(crate) columns: Vec<&'static str>,
    pub(crate) rows: Box<dyn Iterator<Item = Vec<String>> + 'a>,
}

impl<'a, R> Columns<'a, R> {
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    fn with(
        mut self,
        on_pages: Option<&'static str>,
        in_data: Option<&'static str>,
        cell: impl Fn(&R) -> String + 'a,
    ) -> Self {
        self.0.push(Column {
            on_pages,
            in_data,
            cell: Box::new(cell),
        });
        self
    }

    /// Adds a column that every format has.
    pub(crate) fn both(self, name: &'static str, cell: impl Fn(&R) -> String + 'a) -> Self {
        self.with(Some(name), Some(name), cell)
    }

    /// Adds a column that pages call otherwise than data.
    pub(crate) fn named(
        self,
        on_pages: &'static str,
        in_data: &'static str,
        cell: impl Fn(&R) -> String + 'a,
    ) -> Self {
        self.with(Some(on_pages), Some(in_data), cell)
    }

    /// Adds a column that is for pages alone, or worded for people there.
    pub(crate) fn page(self, name: &'static str, cell: impl Fn(&R) -> String + 'a) -> Self {
        self.with(Some(name), None, cell)
    }

    /// Adds a column that pages don't show.
    pub(crate) fn data(self, name: &'static str, cell: impl Fn(&R) -> String + 'a) -> Self {
        self.with(None, Some(name), cell)
    }

    /// Leaves the last column out of pages unless this holds.
    pub(crate) fn on_pages_if(mut self, holds: bool) -> Self {
        if let Some(last) = self.0.last_mut() {
            last.on_pages = last.on_pages.filter(|_| holds);
        }
        self
    }

    /// The table of a page.
    pub(crate) fn table(&self, caption: String, rows: impl IntoIterator<Item = R>) -> Table {
        let shown = || self.0.iter().filter(|column| column.on_pages.is_some());
        let row = |row: R| shown().map(|column| (column.cell)(&row)).collect();
        Table {
            caption,
            columns: shown().filter_map(|column| column.on_pages).collect(),
            rows: rows.into_iter().map(row).collect(),
        }
    }

    /// The table of data, row by row.
    pub(crate) fn rows(mut self, rows: impl Iterator<Item = R> + 'a) -> Rows<'a>
    where
        R: 'a,
    {
        self.0.retain(|column| column.in_data.is_some());
        let columns = self.0.iter().filter_map(|column| column.in_data).collect();
        let row = move |row: R| self.0.iter().map(|column| (column.cell)(&row)).collect();
        Rows {
            columns,
            rows: Box::new(rows.map(row)),
        }
    }
}

impl From<Table> for Rows<'_> {
    fn from(table: Table) -> Self {
        Self {
            columns: table.columns,
            rows: Box::new(table.rows.into_iter()),
        }
    }
}

impl<'a> From<&'a Table> for Rows<'a> {
    fn from(table: &'a Table) -> Self {
        Self {
            columns: table.columns.clone(),
            rows: Box::new(table.rows.iter().cloned()),
        }
    }
}

impl From<Rows<'_>> for Table {
    fn from(rows: Rows<'_>) -> Self {
        Self {
            caption: String::new(),
            columns: rows.columns,
            rows: rows.rows.collect(),
        }
    }
}

/// Texts as the lines of a cell.
pub(crate) fn lines(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join("\n")
}
