//! Logs in Spark: parts of a usage table, and what they come to.

use std::sync::Arc;

use arrow_array::builder::{Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{Array, ArrayRef, Int64Array, ListArray, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use rolecall::UsagePart;

use crate::cells::{Bytes, Texts};
use crate::table::{Given, Table, wrong};

/// The columns of a part: the key of a row, the row as a line, and the events in it. A row without a key is
/// what was not read, as a JSON array of diagnostics.
fn schema() -> SchemaRef {
    let event = Field::new("item", DataType::Int64, true);
    Arc::new(Schema::new(vec![
        Field::new("key", DataType::Int64, true),
        Field::new("line", DataType::Utf8, false),
        Field::new("events", DataType::List(Arc::new(event)), true),
    ]))
}

/// Rows of a part as a table.
fn table_of(part: UsagePart) -> PyResult<Table> {
    let (rows, said) = part.into_rows().map_err(PyValueError::new_err)?;
    let (mut keys, mut lines) = (Int64Builder::new(), StringBuilder::new());
    let mut events = ListBuilder::new(Int64Builder::new());
    for row in &rows {
        keys.append_value(row.key.cast_signed());
        lines.append_value(&row.line);
        events.append_value(row.events.iter().map(|event| Some(event.cast_signed())));
    }
    if said != "[]" {
        keys.append_null();
        lines.append_value(&said);
        events.append_null();
    }
    let columns: Vec<ArrayRef> = vec![
        Arc::new(keys.finish()),
        Arc::new(lines.finish()),
        Arc::new(events.finish()),
    ];
    let batch = RecordBatch::try_new(schema(), columns).map_err(|error| wrong(&error))?;
    Ok(Table::new(schema(), vec![batch]))
}

/// A column of the form that parts have.
fn column<'b, A: Array + 'static>(batch: &'b RecordBatch, name: &str) -> PyResult<&'b A> {
    let found = batch.column_by_name(name);
    let found = found.and_then(|column| column.as_any().downcast_ref());
    found.ok_or_else(|| {
        let message = format!("column `{name}`: no part of a usage table has it like this");
        PyValueError::new_err(message)
    })
}

/// Reads logs into a part: whole files (`path`, `content`), or lines (`value`).
#[pyclass(module = "rolecall._native")]
#[derive(Default)]
pub(crate) struct LogPart(UsagePart);

#[pymethods]
impl LogPart {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Reads the logs in a table.
    fn read(&mut self, py: Python<'_>, table: Given) -> PyResult<()> {
        py.detach(|| {
            let mut batches = table.batches()?.into_iter();
            batches.try_for_each(|batch| self.batch(&batch))
        })
    }

    /// Adds the rows of other parts. What those did not read stays behind.
    fn add(&mut self, py: Python<'_>, table: Given) -> PyResult<()> {
        py.detach(|| {
            let mut batches = table.batches()?.into_iter();
            batches.try_for_each(|batch| self.rows(&batch))
        })
    }

    /// The part as a table; nothing is left of it here.
    fn take(&mut self, py: Python<'_>) -> PyResult<Table> {
        let part = std::mem::take(&mut self.0);
        py.detach(|| table_of(part))
    }
}

impl LogPart {
    fn batch(&mut self, batch: &RecordBatch) -> PyResult<()> {
        let contents = Bytes::of(batch, "content")?;
        let lines = Texts::of(batch, "value")?;
        let paths = Texts::of(batch, "path")?;
        let rows = 0..batch.num_rows();
        match (contents, lines) {
            (Some(contents), None) => {
                for row in rows {
                    let path = paths.as_ref().and_then(|paths| paths.get(row));
                    let content = contents.get(row).unwrap_or_default();
                    self.0.read(path.unwrap_or("-"), content.to_vec());
                }
            }
            (None, Some(lines)) => {
                let mut text = String::new();
                for line in rows.filter_map(|row| lines.get(row)) {
                    text.push_str(line);
                    text.push('\n');
                }
                self.0.read_lines("-", text.as_bytes());
            }
            _ => {
                return Err(PyValueError::new_err(
                    "logs are a column `value` of lines, or columns `path` and `content` of files",
                ));
            }
        }
        Ok(())
    }

    fn rows(&mut self, batch: &RecordBatch) -> PyResult<()> {
        let keys: &Int64Array = column(batch, "key")?;
        let events: &ListArray = column(batch, "events")?;
        let Some(lines) = Texts::of(batch, "line")? else {
            return Err(PyValueError::new_err("a part has a column `line`"));
        };
        for row in (0..batch.num_rows()).filter(|row| keys.is_valid(*row)) {
            let of_row = events.is_valid(row).then(|| events.value(row));
            let of_row = of_row.as_ref().and_then(|of| of.as_any().downcast_ref());
            let of_row: Vec<u64> = of_row.map_or_else(Vec::new, |of: &Int64Array| {
                of.values()
                    .iter()
                    .map(|event| event.cast_unsigned())
                    .collect()
            });
            let added = self.0.add(lines.get(row).unwrap_or_default(), &of_row);
            added.map_err(PyValueError::new_err)?;
        }
        Ok(())
    }
}
