use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Arguments of `collect`.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Only reads: every call of `az` lists, shows or gets. What is in the folder
already is not asked for again, so a run that was cut short goes on where it was.

Exits with 0 when everything was collected, 4 when something is missing, 3 when `az` can't run.

Examples:
  rolecall collect -o exports/
  rolecall collect -o exports/ --subscription Production --subscription Lab
  rolecall collect --check exports/
  rolecall collect --dry-run > collect.sh
  rolecall collect --dry-run --shell powershell > collect.ps1
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
    /// How many days of the activity logs, at most 90, which is what Azure keeps; 0 leaves them out
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(u32).range(..=90))]
    pub(crate) activity_days: u32,
    /// Say what a folder lacks and why, and ask nothing
    #[arg(
        long,
        value_name = "DIR",
        conflicts_with_all = ["output", "subscription", "activity_days", "dry_run"],
        help_heading = "Output"
    )]
    pub(crate) check: Option<PathBuf>,
    /// Print a shell script that does the same, and call nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// For which shell the script is
    #[arg(
        long,
        value_name = "SHELL",
        value_enum,
        default_value_t,
        requires = "dry_run"
    )]
    pub(crate) shell: ScriptShell,
}

/// A shell that scripts are printed for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScriptShell {
    /// bash, and every POSIX shell
    #[default]
    #[value(name = "bash", alias = "sh")]
    Posix,
    /// PowerShell 7
    Powershell,
}
