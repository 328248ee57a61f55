use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::Inputs;
use crate::cli::moment::parse_moment;
use crate::time::Timestamp;

/// Arguments of `replay`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("after").required(true).args(["change", "to"])))]
#[command(after_long_help = "Examples:
  rolecall replay -i exports/ --logs usage.jsonl --change change.json
  rolecall rightsize -i exports/ --logs usage.jsonl --format json \\
      -o sized.json
  rolecall replay -i exports/ --logs usage.jsonl --change sized.json
  rolecall replay -i exports-monday/ --logs usage.jsonl --to exports-today/

A change is {\"add\": [role assignments as az prints them], \"remove\": [ids]}, the answer of `rightsize` in JSON,
`terraform show -json PLAN`, or what `az deployment … what-if` prints in JSON. Reads are in no activity log: what
reads may break all the same.

Exit code: 0 no logged call breaks, 1 one does, 4 one may, or records were lost.")]
pub(crate) struct ReplayArgs {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// Logs, or usage tables made of them by `rolecall usage`
    #[arg(long, value_name = "PATH", num_args = 1.., required = true)]
    pub(crate) logs: Vec<PathBuf>,
    /// What is planned
    #[arg(long, value_name = "FILE")]
    pub(crate) change: Option<PathBuf>,
    /// Exports of the state after the change
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub(crate) to: Vec<PathBuf>,
    /// The moment at which calls are decided [default: that of the last event]
    #[arg(long, value_name = "TIME", value_parser = parse_moment)]
    pub(crate) when: Option<Timestamp>,
}
