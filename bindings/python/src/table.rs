//! Rows as an Arrow table, which any library of tables takes.

use std::sync::Arc;

use arrow_array::{Array, RecordBatch, StructArray};
use arrow_schema::{ArrowError, Field, SchemaRef};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::{ArrayIterator, to_stream_pycapsule};
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

#[pymethods]
impl Table {
    /// The table as a stream of Arrow's C data interface.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let metadata = self.schema.metadata().clone();
        let field = Field::new_struct("", self.schema.fields().clone(), false);
        let batches = self.batches.clone().into_iter();
        let arrays = batches.map(|batch| Ok(Arc::new(StructArray::from(batch)) as Arc<dyn Array>));
        let arrays = ArrayIterator::new(arrays, Arc::new(field.with_metadata(metadata)));
        to_stream_pycapsule(py, Box::new(arrays), requested_schema)
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
