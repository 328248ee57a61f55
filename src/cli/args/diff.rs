use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{RedactArgs, ScopeArgs};
use crate::report::DiffPart;

/// Arguments of `diff`.
#[derive(Debug, Args)]
#[command(
    after_long_help = "What only one side describes at all (no members of groups, no management groups) is taken for
unchanged, and said. So the last example answers what new role definitions would change.

With `--fail-on-gain`, the exit code is 1 when access of the class was gained, 4 when it may have
been (it depends on other conditions than before, or on a role that is not known), else 0.
A file or a record of a side that was lost makes 0 and 1 into 4.

With a scope, only what bears on it counts: what is at it, below it, or above it and so reaches it.

Examples:
  rolecall diff exports-monday/ exports-today/
  rolecall diff main/ branch/ --fail-on-gain write -o comment.md
  rolecall diff exports/ proposed-roles.json --only gained
  rolecall diff exports-monday/ exports-today/ -g rg-osl1"
)]
pub(crate) struct DiffArgs {
    /// The earlier exports: a file, or a folder
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The later exports
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    /// Exit with 1 when access of this class, or a worse one, was gained, with 4 when it may have been
    #[arg(long, value_name = "CLASS")]
    pub(crate) fail_on_gain: Option<GainArg>,
    /// NEW holds only what changes: kinds of records that it lacks are as in OLD
    #[arg(long)]
    pub(crate) partial: bool,
    /// Only these parts
    #[arg(long, value_name = "PART", value_delimiter = ',')]
    pub(crate) only: Vec<DiffPart>,
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
    #[command(flatten)]
    pub(crate) redact: RedactArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GainArg {
    /// What leads to more rights
    Escalation,
    /// Or touches data
    Data,
    /// Or changes resources
    Write,
    /// Anything
    Any,
}
