use std::path::PathBuf;

use clap::Args;

/// Arguments of `man`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall man | man -l -
  rolecall man -o ~/.local/share/man/man1/")]
pub(crate) struct ManArgs {
    /// Write a page for each command into this folder
    #[arg(
        id = "output",
        short,
        long = "output",
        value_name = "DIR",
        help_heading = "Output"
    )]
    pub(crate) folder: Option<PathBuf>,
}
