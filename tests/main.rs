//! The integration tests.

mod conditions;
