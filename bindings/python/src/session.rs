//! A tenant, and questions about it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::PyException;
use pyo3::prelude::*;

pyo3::create_exception!(
    rolecall._native,
    Refused,
    PyException,
    "There is no answer: `args` are message, help, exit code, and diagnostics in JSON."
);

/// The exception of a refusal.
pub(crate) fn refused(refused: rolecall::Refused) -> PyErr {
    let rolecall::Refused {
        exit,
        message,
        help,
        diagnostics,
    } = refused;
    Refused::new_err((message, help, exit, diagnostics))
}

/// A tenant that was read.
#[pyclass(frozen, module = "rolecall._native")]
pub(crate) struct Session(pub(crate) Arc<rolecall::Session>);

#[pymethods]
impl Session {
    /// Reads exports.
    #[staticmethod]
    fn read(py: Python<'_>, options: Vec<OsString>, inputs: Vec<PathBuf>) -> PyResult<Self> {
        let read = py.detach(|| rolecall::Session::read(&options, &inputs));
        Ok(Self(Arc::new(read.map_err(refused)?)))
    }

    /// Asks in the words of a command.
    fn ask(&self, py: Python<'_>, words: Vec<OsString>) -> PyResult<Answered> {
        let answered = py.detach(|| self.0.ask(&words));
        Ok(Answered(answered.map_err(refused)?))
    }

    /// Asks in the words of a command that reads everything itself.
    #[staticmethod]
    fn ask_once(py: Python<'_>, words: Vec<OsString>) -> PyResult<Answered> {
        let answered = py.detach(|| rolecall::Session::ask_once(&words));
        Ok(Answered(answered.map_err(refused)?))
    }
}

/// What a command answers.
#[pyclass(frozen, module = "rolecall._native")]
pub(crate) struct Answered(rolecall::Answered);

#[pymethods]
impl Answered {
    #[getter]
    fn exit(&self) -> u8 {
        self.0.exit
    }

    #[getter]
    fn json(&self) -> &str {
        &self.0.json
    }

    #[getter]
    fn text(&self) -> Option<&str> {
        self.0.text.as_deref()
    }

    #[getter]
    fn verdict(&self) -> Option<&str> {
        self.0.verdict.as_deref()
    }

    #[getter]
    fn columns(&self) -> Vec<&'static str> {
        self.0.columns.clone()
    }

    #[getter]
    fn rows(&self) -> Vec<Vec<String>> {
        self.0.rows.clone()
    }

    #[getter]
    fn row_count(&self) -> usize {
        self.0.row_count
    }
}
