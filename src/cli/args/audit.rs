use clap::{Args, ValueEnum};

use super::Inputs;

/// Arguments of `audit`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rolecall audit -i exports/
  rolecall audit -i exports/ -o findings.csv
  rolecall audit -i exports/ --fail-on medium
  rolecall audit -i exports/ --paths
  rolecall audit -i exports/ --paths -o roads.dot")]
pub(crate) struct AuditArgs {
    /// Tell roads of escalation instead of findings: how principals that own nothing get to owner-like
    /// access, and what to remove. Exits with 1 when there is a road
    #[arg(long, conflicts_with_all = ["rule", "severity", "fail_on"])]
    pub(crate) paths: bool,
    /// Where roads are to lead
    #[arg(long, value_name = "GOAL", default_value = "owner", requires = "paths")]
    pub(crate) paths_to: GoalArg,
    /// How many roads are told for each principal and target, the shortest first
    #[arg(long, value_name = "N", default_value_t = 3, requires = "paths", value_parser = clap::value_parser!(u8).range(1..=20))]
    pub(crate) alternatives: u8,
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
pub(crate) enum GoalArg {
    /// Access as of an owner
    Owner,
    /// Keys that hand out data past all roles
    Keys,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SeverityArg {
    Critical,
    High,
    Medium,
    Low,
    Info,
}
