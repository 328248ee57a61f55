use std::path::PathBuf;

use clap::Args;

use super::{AsOfArgs, Inputs, RedactArgs, ScopeArgs};
use crate::cli::moment::parse_moment;
use crate::paths::PathGoal;
use crate::rule::{FailOn, Severity};
use crate::time::Timestamp;

/// Arguments of `audit`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall audit -i exports/
  rolecall audit -i exports/ --all
  rolecall audit -i exports/ -g rg-production
  rolecall audit -i exports/ -o findings.xlsx
  rolecall audit -i exports/ --format csv -o tables/
  rolecall audit -i exports/ --fail-on medium -o findings.sarif
  rolecall audit -i exports/ --baseline last-week.json --new-only
  rolecall audit -i exports/ --rule 'nexus-*'
  rolecall audit -i exports/ --when 2027-01-01
  rolecall audit -i exports/ --paths
  rolecall audit -i exports/ --paths -o paths.dot

A `rolecall.toml` in the current folder or one above it sets rules, severities, thresholds and
suppressions, and gives every command its inputs; docs/configuration.md describes it.")]
pub(crate) struct AuditArgs {
    /// Report escalation paths instead of findings: how principals that own nothing get owner-like
    /// access, and what to remove. Exits with 1 when there is a path
    #[arg(long, conflicts_with_all = ["rule", "severity", "fail_on", "baseline", "new_only"])]
    pub(crate) paths: bool,
    /// Where paths lead
    #[arg(long, value_name = "GOAL", default_value = "owner", requires = "paths")]
    pub(crate) paths_to: PathGoal,
    /// How many paths to report for each principal and target, the shortest first
    #[arg(long, value_name = "N", default_value_t = 3, requires = "paths", value_parser = clap::value_parser!(u8).range(1..=20))]
    pub(crate) alternatives: u8,
    /// Only these rules, even those that the configuration disables; a glob is all rules that match
    #[arg(long, value_name = "RULE")]
    pub(crate) rule: Vec<String>,
    /// Show only findings of this severity or above; `--fail-on` counts the others too
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) severity: Option<Severity>,
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
    /// Exit with 1 when a finding of this severity or above is open; `none`: never [default: high]
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,
    /// Judge schedules and suppressions at this moment and not by the clock: ISO 8601, a day is its
    /// midnight in UTC
    #[arg(
        id = "today",
        long = "when",
        visible_alias = "today",
        value_name = "TIME",
        value_parser = parse_moment,
        help_heading = "Configuration"
    )]
    pub(crate) when: Option<Timestamp>,
    #[command(flatten)]
    pub(crate) as_of: AsOfArgs,
    /// Mark findings as new or known against an earlier report in JSON, and list the resolved
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    pub(crate) baseline: Option<PathBuf>,
    /// Only new findings, and those more severe than in the baseline, decide the exit code
    #[arg(long, requires = "baseline", help_heading = "Baseline")]
    pub(crate) new_only: bool,
    #[command(flatten)]
    pub(crate) redact: RedactArgs,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
}

impl AuditArgs {
    /// The moment that is asked about.
    pub(crate) fn moment(&self) -> Option<Timestamp> {
        self.when.or(self.as_of.as_of)
    }

    /// No option, of these inputs.
    pub(crate) fn of(inputs: Inputs) -> Self {
        Self {
            paths: false,
            paths_to: PathGoal::Owner,
            alternatives: 1,
            rule: Vec::new(),
            severity: None,
            scope: ScopeArgs::default(),
            fail_on: None,
            when: None,
            as_of: AsOfArgs::default(),
            baseline: None,
            new_only: false,
            redact: RedactArgs::default(),
            inputs,
        }
    }
}
