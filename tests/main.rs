//! The integration tests.

mod minimize;
