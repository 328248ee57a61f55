//! Rows as an Arrow table, which any library of tables takes.

use std::sync::Arc;

use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_pyarrow::FromPyArrow;
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use serde_json::Value;

use crate::columns;

/// The exception of an error of Arrow.
pub(crate) fn wrong(error: &ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// A table, for whoever takes Arrow's stream (`__arrow_c_stream__`).
#[pyclass(frozen, module = "rolecall._native")]
pub(crate) struct Table {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Table {
    pub(crate) fn new(schema: SchemaRef, batches: Vec<RecordBatch>) -> Self {
        Self { schema, batches }
    }
}

/// A table that is handed over: anything that gives an Arrow stream or array.
pub(crate) struct Given(Box<dyn RecordBatchReader + Send>);

impl Given {
    pub(crate) fn schema(&self) -> SchemaRef {
        self.0.schema()
    }

    pub(crate) fn batches(self) -> PyResult<Vec<RecordBatch>> {
        let batches = self.0.collect::<Result<_, ArrowError>>();
        batches.map_err(|error| wrong(&error))
    }
}

impl FromPyObject<'_, '_> for Given {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if given.hasattr("__arrow_c_stream__")? {
            let reader = RecordBatchStreamReader::from_pyarrow_bound(&given)?;
            return Ok(Self(Box::new(reader)));
        }
        if given.hasattr("__arrow_c_array__")? {
            let batch = RecordBatch::from_pyarrow_bound(&given).map_err(|error| {
                // Its errors are those of pyarrow, which need not be installed.
                match given.py().import("pyarrow") {
                    Ok(_) => error,
                    Err(_) => {
                        PyValueError::new_err("the array is no table that is understood here")
                    }
                }
            })?;
            let schema = batch.schema();
            let reader = RecordBatchIterator::new([Ok(batch)], schema);
            return Ok(Self(Box::new(reader)));
        }
        Err(PyValueError::new_err(
            "a table has `__arrow_c_stream__` or `__arrow_c_array__`, as those of pyarrow, polars, pandas and DuckDB have",
        ))
    }
}

#[pymethods]
impl Table {
    /// The table as a stream of Arrow's C data interface. A schema that is requested is a wish, which is not
    /// granted: the columns are what they are.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let batches = self.batches.clone().into_iter().map(Ok);
        let reader = RecordBatchIterator::new(batches, Arc::clone(&self.schema));
        let stream = FFI_ArrowArrayStream::new(Box::new(reader));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    /// The names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        let fields = self.schema.fields().iter();
        fields.map(|field| field.name().clone()).collect()
    }

    /// How many rows.
    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self) -> String {
        format!(
            "<rolecall Table of {} rows: {}>",
            self.__len__(),
            self.column_names().join(", ")
        )
    }
}

/// The rows of an answer, each of the type with this name in a JSON Schema.
#[pyfunction]
pub(crate) fn table_of_rows(
    py: Python<'_>,
    schema: &str,
    name: &str,
    rows: &str,
) -> PyResult<Table> {
    py.detach(|| {
        let read = |text| {
            serde_json::from_str::<Value>(text)
                .map_err(|error| PyValueError::new_err(error.to_string()))
        };
        let (schema, rows) = (read(schema)?, read(rows)?);
        let rows = rows.as_array().map_or(&[][..], Vec::as_slice);
        let batch = columns::batch(&schema, name, rows).map_err(|error| wrong(&error))?;
        Ok(Table::new(batch.schema(), vec![batch]))
    })
}
