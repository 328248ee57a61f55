//! The native module of the Python package `rolecall`: what `python/rolecall/` wraps.

mod cells;
mod columns;
mod decide;
mod logs;
mod session;
mod table;

/// What the package `rolecall` is made on. It is no promise: use the package.
#[pyo3::pymodule(gil_used = false)]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::decide::Decider;
    #[pymodule_export]
    use crate::logs::LogPart;
    #[pymodule_export]
    use crate::session::{Answered, Refused, Session};
    #[pymodule_export]
    use crate::table::{Table, table_of_rows};

    /// The version of the program.
    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
