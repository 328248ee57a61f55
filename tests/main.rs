//! The single integration binary.

#![allow(missing_docs, clippy::print_stderr, clippy::print_stdout)]

mod cli;
mod minimize;
mod rules;
mod semantics;
mod shared;
mod support;
