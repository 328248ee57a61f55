use std::path::PathBuf;

use clap::Args;

use crate::cli::moment::parse_moment;
use crate::time::Timestamp;

/// Arguments of `init`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall init
  rolecall init -i exports/
  rolecall init -o azure/rolecall.toml")]
pub(crate) struct InitArgs {
    /// Exports that every command is to read where its line names none
    #[arg(short, long = "input", value_name = "PATH", num_args = 1.., help_heading = "Input")]
    pub(crate) input: Vec<PathBuf>,
    /// Replace a file that is there
    #[arg(long)]
    pub(crate) force: bool,
}

/// Arguments of `suppress`.
#[derive(Debug, Args)]
#[command(
    after_long_help = "The entry goes to the configuration in use, or to a new `rolecall.toml` in the
current folder.

Examples:
  rolecall suppress FINDING --owner 'identity team' \\
      --reason 'kept in the safe'
  rolecall suppress FINDING --owner ops --reason 'until the move' \\
      --until 2027-01-31"
)]
pub(crate) struct SuppressArgs {
    /// The id of the finding, as `audit` prints it
    #[arg(value_name = "FINDING")]
    pub(crate) finding: String,
    /// Who answers for it
    #[arg(long, value_name = "NAME")]
    pub(crate) owner: String,
    /// Why it is accepted
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    /// The last day on which it is; without it, it is accepted for good
    #[arg(long, value_name = "DATE", value_parser = parse_moment)]
    pub(crate) until: Option<Timestamp>,
}
