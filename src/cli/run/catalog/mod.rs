pub(in crate::cli::run) mod diff;
pub(in crate::cli::run) mod import;
pub(in crate::cli::run) mod info;
pub(in crate::cli::run) mod reset;
pub(in crate::cli::run) mod update;
