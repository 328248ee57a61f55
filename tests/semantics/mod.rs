//! The specification's tables as executable cases, by clause, and the laws of patterns.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests may fail loudly, and say what is skipped"
)]

mod compact;
mod compare;
mod expansion;
mod future;
mod images;
pub(crate) mod naive;
mod naive;
mod patterns;
mod published;
mod redundancy;
mod relation;
mod roles;
mod scopes;
mod tenant_a;
