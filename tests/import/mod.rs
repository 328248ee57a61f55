//! Readers, by the library.

mod actions;
mod azure_error;
mod deployment;
