pub(in crate::cli::run) mod argument;
pub(in crate::cli::run) mod compact;
pub(in crate::cli::run) mod compare;
pub(in crate::cli::run) mod export;
pub(in crate::cli::run) mod lint;
pub(in crate::cli::run) mod list;
pub(in crate::cli::run) mod show;
