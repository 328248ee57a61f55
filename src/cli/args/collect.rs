use std::path::PathBuf;

use clap::Args;

/// Arguments of `collect`.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Only reads: every call of `az` lists, shows or gets. What is in the folder
already is not asked for again, so a run that was cut short goes on where it was.

Exits with 0 when everything was collected, 4 when something is missing, 3 when `az` can't run.

Examples:
  rolecall collect -o exports/
  rolecall collect -o exports/ --subscription Production --subscription Lab
  rolecall collect --dry-run > collect.sh
  rolecall audit -i exports/"
)]
pub(crate) struct CollectArgs {
    /// The folder to fill
    #[arg(
        id = "output",
        short,
        long = "output",
        value_name = "DIR",
        help_heading = "Output"
    )]
    pub(crate) folder: Option<PathBuf>,
    /// Only this subscription: id or name; repeat for several
    #[arg(long, value_name = "SUBSCRIPTION")]
    pub(crate) subscription: Vec<String>,
    /// Print a shell script that does the same, and call nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}
