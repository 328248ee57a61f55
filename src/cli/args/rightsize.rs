use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Inputs, ScopeArgs};
use crate::cli::moment::parse_moment;
use crate::time::Timestamp;

/// Arguments of `rightsize`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall rightsize -i exports/ --logs usage.jsonl
  rolecall rightsize -i exports/ --logs insights-activity-logs/ \\
      --for alice@contoso.com
  rolecall rightsize -i exports/ --logs usage.jsonl --emit az -o rightsize.sh
  rolecall rightsize -i exports/ --logs usage.jsonl --emit bicep -o rightsize/
  rolecall rightsize -i exports/ --logs usage.jsonl --earlier 2026-*.json

What no log would show is never unused: reads, and a data plane without logs. Of each subscription, account and
vault the log must reach over the window, but for a day at either end. `[[rightsize.keep]]` in the configuration
names what is kept.

Exit code: 0 nothing is proposed, 1 something is, 4 records were lost that may show use.")]
pub(crate) struct RightsizeArgs {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// Logs, or usage tables made of them by `rolecall usage`
    #[arg(long, value_name = "PATH", num_args = 1.., required = true)]
    pub(crate) logs: Vec<PathBuf>,
    /// Only what this principal holds, directly or through groups
    #[arg(long = "for", value_name = "WHO")]
    pub(crate) of: Option<String>,
    /// Earlier answers of `rightsize` as JSON: shows how the score went
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub(crate) earlier: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
    /// How long an assignment must not have been seen in use
    #[arg(long, value_name = "DAYS", default_value = "90d", value_parser = parse_days)]
    pub(crate) window: i64,
    /// The moment to which the window reaches [default: that of the last event]
    #[arg(long, value_name = "TIME", value_parser = parse_moment)]
    pub(crate) when: Option<Timestamp>,
    /// Trust that activity logs hold every call of the window, in every subscription and management
    /// group: one without events was not used
    #[arg(long)]
    pub(crate) logs_complete: bool,
    /// The proposals as text for other tools, each with what undoes it
    #[arg(long, value_name = "FORM")]
    pub(crate) emit: Option<RightsizeForm>,
}

/// A form of proposals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RightsizeForm {
    /// Commands of `az`
    Az,
    /// Bicep: the new assignments, a file for each scope to deploy to; `-o FOLDER/` where there are several
    Bicep,
    /// Terraform: the new assignments; what is to be removed stands beside them as commands
    Terraform,
}

/// A number of days, as `90d`.
fn parse_days(text: &str) -> Result<i64, String> {
    let digits = text.strip_suffix('d').unwrap_or(text);
    match digits.parse() {
        Ok(days @ 1..=3650) => Ok(days),
        _ => Err("a number of days like `90d`".to_owned()),
    }
}
