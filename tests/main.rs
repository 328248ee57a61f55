//! The single integration binary.

#![allow(
    missing_docs,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::type_complexity,
    reason = "helpers of tests may fail loudly and say what is skipped; tables are typed as they read"
)]

mod api;
mod architecture;
#[cfg(unix)]
mod az;
mod bindings;
mod cli;
mod conditions;
mod data;
mod delegation;
mod docs;
mod examples;
mod fuzz_seeds;
mod history;
mod html;
mod import;
mod licences;
mod links;
mod minimize;
mod network;
mod nexus;
mod paths;
mod properties;
#[cfg(unix)]
mod readers;
mod reports;
mod rules;
mod semantics;
mod shared;
mod support;
mod usage;
