use std::path::PathBuf;

use clap::Args;

use crate::cli::moment::parse_moment;
use crate::time::Timestamp;

/// An earlier moment, and the logs that lead back to it.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Earlier moment")]
pub(crate) struct AsOfArgs {
    /// Answer for this earlier moment: activity logs take the exports back to it
    #[arg(long, value_name = "TIME", value_parser = parse_moment, requires = "logs")]
    pub(crate) as_of: Option<Timestamp>,
    /// Activity logs that reach from that moment to the exports; of `audit` alone, any logs that show what was used
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub(crate) logs: Vec<PathBuf>,
    /// When the exports were made
    #[arg(long, value_name = "TIME", value_parser = parse_moment, requires = "as_of")]
    pub(crate) exported: Option<Timestamp>,
    /// Trust that activity logs hold every event of their time, in every subscription and management group
    #[arg(long, requires = "logs")]
    pub(crate) logs_complete: bool,
}
