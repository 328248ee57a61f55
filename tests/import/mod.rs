//! Readers, by the library.

mod actions;
mod activity_log;
mod azure_error;
mod deployment;
mod long_lists;
