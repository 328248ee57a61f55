//! Logs in Spark: parts of a usage table, and what they come to.

use std::sync::Arc;

use arrow_array::builder::{Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{Array, ArrayRef, BinaryArray, Int64Array, ListArray, RecordBatch, StringArray};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use rolecall::UsagePart;

use crate::table::{Table, wrong};

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

/// A column in a form that is read here.
fn column<A: Array + Clone + 'static>(
    batch: &RecordBatch,
    name: &str,
    form: &DataType,
) -> PyResult<Option<A>> {
    let Some(column) = batch.column_by_name(name) else {
        return Ok(None);
    };
    let column = cast(column, form)
        .map_err(|error| PyValueError::new_err(format!("column `{name}`: {error}")))?;
    Ok(column.as_any().downcast_ref::<A>().cloned())
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
    fn read(&mut self, py: Python<'_>, table: AnyRecordBatch) -> PyResult<()> {
        let reader = table.into_reader()?;
        py.detach(|| {
            for batch in reader {
                self.batch(&batch.map_err(|error| wrong(&error))?)?;
            }
            Ok(())
        })
    }

    /// Adds the rows of other parts. What those did not read stays behind.
    fn add(&mut self, py: Python<'_>, table: AnyRecordBatch) -> PyResult<()> {
        let reader = table.into_reader()?;
        py.detach(|| {
            for batch in reader {
                self.rows(&batch.map_err(|error| wrong(&error))?)?;
            }
            Ok(())
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
        let contents: Option<BinaryArray> = column(batch, "content", &DataType::Binary)?;
        let lines: Option<StringArray> = column(batch, "value", &DataType::Utf8)?;
        let paths: Option<StringArray> = column(batch, "path", &DataType::Utf8)?;
        match (contents, lines) {
            (Some(contents), None) => {
                for (row, content) in contents.iter().enumerate() {
                    let path = paths.as_ref().filter(|paths| paths.is_valid(row));
                    let path = path.map_or("-", |paths| paths.value(row));
                    self.0.read(path, content.unwrap_or_default().to_vec());
                }
            }
            (None, Some(lines)) => {
                let mut text = String::new();
                for line in lines.iter().flatten() {
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
        let events = DataType::List(Arc::new(Field::new("item", DataType::Int64, true)));
        let keys: Option<Int64Array> = column(batch, "key", &DataType::Int64)?;
        let lines: Option<StringArray> = column(batch, "line", &DataType::Utf8)?;
        let events: Option<ListArray> = column(batch, "events", &events)?;
        let (Some(keys), Some(lines), Some(events)) = (keys, lines, events) else {
            let error = ArrowError::SchemaError("a part has `key`, `line`, `events`".to_owned());
            return Err(wrong(&error));
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
            let added = self.0.add(lines.value(row), &of_row);
            added.map_err(PyValueError::new_err)?;
        }
        Ok(())
    }
}
