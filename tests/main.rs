//! The single integration binary.

#![allow(missing_docs, clippy::print_stderr, clippy::print_stdout)]

mod architecture;
mod cli;
mod conditions;
mod data;
mod minimize;
mod nexus;
mod properties;
mod rules;
mod semantics;
mod shared;
mod support;
