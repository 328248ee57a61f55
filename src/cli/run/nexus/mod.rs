pub(in crate::cli::run) mod check;
pub(in crate::cli::run) mod plan;
pub(in crate::cli::run) mod simulate;
