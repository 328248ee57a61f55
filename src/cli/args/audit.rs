use clap::{Args, ValueEnum};

use super::Inputs;

/// Arguments of `audit`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rolecall audit -i exports/
  rolecall audit -i exports/ -o findings.csv
  rolecall audit -i exports/ --fail-on medium")]
pub(crate) struct AuditArgs {
    /// Only these rules
    #[arg(long, value_name = "ID")]
    pub(crate) rule: Vec<String>,
    /// Only findings of this severity or above
    #[arg(long, value_name = "S")]
    pub(crate) severity: Option<SeverityArg>,
    /// Exit with 1 when a finding of this severity or above is open
    #[arg(long, value_name = "S", default_value = "high")]
    pub(crate) fail_on: SeverityArg,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SeverityArg {
    Critical,
    High,
    Medium,
    Low,
    Info,
}
