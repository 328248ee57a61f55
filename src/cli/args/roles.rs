use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Inputs, SeverityArg};

/// Commands about role definitions.
#[derive(Debug, Args)]
pub(crate) struct RolesArgs {
    #[command(subcommand)]
    pub(crate) command: RolesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RolesCommand {
    /// How is what two roles grant related, now and for operations to come?
    Compare(CompareArgs),
    /// What is wrong with a role definition, before it is deployed?
    Lint(LintArgs),
    /// The fewest patterns that grant what a role grants today
    Compact(CompactArgs),
}

/// Arguments of `roles compare`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rolecall roles compare Reader Contributor
  rolecall roles compare our-operator.json 'Virtual Machine Contributor'
  rolecall roles compare 'Custom A' 'Custom B' -i exports/ --format json")]
pub(crate) struct CompareArgs {
    /// A role: GUID, full id, name, or a file with its definition
    #[arg(value_name = "A")]
    pub(crate) a: String,
    /// The role to compare it with
    #[arg(value_name = "B")]
    pub(crate) b: String,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
}

/// Arguments of `roles lint`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rolecall roles lint our-operator.json
  rolecall roles lint roles/ --fail-on medium --format json
  rolecall roles lint our-operator.json --fix -o our-operator.fixed.json")]
pub(crate) struct LintArgs {
    /// Role definitions in any format: files, folders, or `-` for stdin
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Only these rules
    #[arg(long, value_name = "ID")]
    pub(crate) rule: Vec<String>,
    /// Only findings of this severity or above
    #[arg(long, value_name = "S")]
    pub(crate) severity: Option<SeverityArg>,
    /// Exit with 1 when a finding of this severity or above is open
    #[arg(long, value_name = "S", default_value = "high")]
    pub(crate) fail_on: SeverityArg,
    /// Write the definition sorted and without what could go, as `az role definition create` takes
    /// it, if that can be proven to grant the same
    #[arg(long)]
    pub(crate) fix: bool,
}

/// Arguments of `roles compact`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rolecall roles compact 'Storage Account Contributor'
  rolecall roles compact our-operator.json --overspill 3 --format json")]
pub(crate) struct CompactArgs {
    /// A role: GUID, full id, name, or a file with its definition
    #[arg(value_name = "ROLE")]
    pub(crate) role: String,
    /// Grant up to this many operations more in each plane, if that makes the list shorter
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) overspill: usize,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
}
