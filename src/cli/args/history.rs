use std::path::PathBuf;

use clap::Args;

use super::{Inputs, ScopeArgs};
use crate::cli::moment::parse_moment;
use crate::time::Timestamp;

/// Arguments of `history`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall history -i exports/ --logs insights-activity-logs/
  rolecall history -i exports/ --logs activity.json --of alice@contoso.com
  rolecall history -i exports/ --logs activity.json --at /subscriptions/SUB
  rolecall history -i exports/ --logs activity.json --earlier last-month/

`rolecall can|who|what|audit --as-of TIME --logs PATH` answers for an earlier moment.

Exit code: 0 done, 4 records of the logs were lost.")]
pub(crate) struct HistoryArgs {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// Activity logs
    #[arg(long, value_name = "PATH", num_args = 1.., required = true)]
    pub(crate) logs: Vec<PathBuf>,
    /// Only changes of what this principal holds, itself or through groups
    #[arg(long, value_name = "WHO")]
    pub(crate) of: Option<String>,
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
    /// Earlier exports: what differs between the two must be in the logs
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub(crate) earlier: Vec<PathBuf>,
    /// When the exports were made
    #[arg(long, value_name = "TIME", value_parser = parse_moment)]
    pub(crate) exported: Option<Timestamp>,
}
