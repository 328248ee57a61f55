use std::path::PathBuf;

use clap::Args;

use super::{Inputs, RedactArgs};

/// Arguments of `verify`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall can alice@contoso.com Microsoft.Compute/virtualMachines/read \\
      --at /subscriptions/SUB -i exports/ -o answer.json
  rolecall verify answer.json -i exports/

Exit code: 0 everything holds, 1 something does not, 4 something could not be checked.")]
pub(crate) struct VerifyArgs {
    /// An answer of `can`, `who`, `what` or `recommend` in the JSON format, or `-` for stdin
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Check by other exports than those that the answer was made from, too
    #[arg(long)]
    pub(crate) loose: bool,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) redact: RedactArgs,
}
