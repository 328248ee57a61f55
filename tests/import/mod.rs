//! Readers, by the library.

mod azure_error;
