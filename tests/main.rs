//! The single integration binary.

#![allow(
    missing_docs,
<<<<<<< HEAD
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
=======
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
>>>>>>> frame
    reason = "helpers of tests may fail loudly, and say what is skipped"
)]

mod architecture;
mod cli;
mod conditions;
mod data;
mod delegation;
mod minimize;
mod nexus;
mod properties;
mod rules;
mod semantics;
mod shared;
mod support;
