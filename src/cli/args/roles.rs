use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Inputs, RedactArgs};
use crate::model::{Plane, RoleKind};
use crate::report::ExportForm;
use crate::rule::{FailOn, Severity};

/// Commands about role definitions.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall roles list \\
      --grants Microsoft.Storage/storageAccounts/listKeys/action
  rolecall roles show Contributor
  rolecall roles compare Reader Contributor
  rolecall roles lint our-operator.json")]
pub(crate) struct RolesArgs {
    #[command(subcommand)]
    pub(crate) command: RolesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RolesCommand {
    /// Which roles are there, and which of them hold an operation?
    List(RolesListArgs),
    /// Which roles match some words?
    Search(RolesSearchArgs),
    /// What is this role: patterns, operations, conditions, what leads to more rights?
    #[command(after_long_help = "Examples:
  rolecall roles show Contributor
  rolecall roles show b24988ac-6180-42a0-ab88-20f7382dd24c --format json
  rolecall roles show 'Our operators' -i exports/")]
    Show(RoleArgs),
    /// Every operation that a role grants today
    #[command(after_long_help = "Examples:
  rolecall roles expand 'Storage Blob Data Reader'
  rolecall roles expand 'Our operators' -i exports/ --format csv")]
    Expand(RoleArgs),
    /// How is what two roles grant related, now and for operations to come?
    Compare(CompareArgs),
    /// What is wrong with a role definition, before it is deployed?
    Lint(LintArgs),
    /// The fewest patterns that grant what a role grants today
    Compact(CompactArgs),
    /// The definition of a role, to create it or one like it elsewhere
    Export(RolesExportArgs),
}

/// Arguments of `roles list`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall roles list
  rolecall roles list 'Operator Nexus*'
  rolecall roles list \\
      --grants Microsoft.Storage/storageAccounts/listKeys/action
  rolecall roles list --grants 'Microsoft.NetworkCloud/clusters/*' \\
      --kind built-in
  rolecall roles list --kind custom -i exports/")]
pub(crate) struct RolesListArgs {
    /// Only roles of this name, or of names that this glob matches
    #[arg(value_name = "ROLE|GLOB")]
    pub(crate) name: Option<String>,
    /// Only roles that grant this operation, or some of what this pattern matches
    #[arg(long, value_name = "ACTION")]
    pub(crate) grants: Option<String>,
    /// The plane of the operation, where the catalogue does not settle it
    #[arg(long, value_name = "PLANE", requires = "grants")]
    pub(crate) plane: Option<Plane>,
    /// Only roles of this kind
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<RoleKind>,
    /// Short for `--kind custom`
    #[arg(long, conflicts_with = "kind")]
    pub(crate) custom: bool,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
}

/// Arguments of `roles search`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall roles search blob read
  rolecall roles search rotate keys --limit 5")]
pub(crate) struct RolesSearchArgs {
    /// Words to look for in names and operations; all of them must fit
    #[arg(value_name = "WORDS", required = true)]
    pub(crate) words: Vec<String>,
    #[command(flatten)]
    pub(crate) limit: Limit,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
}

/// How many hits.
#[derive(Debug, Args)]
pub(crate) struct Limit {
    /// At most this many hits [default: 20 in the human format, else all]
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

/// A role.
#[derive(Debug, Args)]
pub(crate) struct RoleArgs {
    /// GUID, full id or name
    #[arg(value_name = "ROLE")]
    pub(crate) role: String,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
}

/// Arguments of `roles export`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall roles export 'Operator Nexus Owner (Preview)' > role.json
  rolecall roles export Reader --as bicep -o reader.bicep
  rolecall roles export our-operator.json --compact --overspill 3")]
pub(crate) struct RolesExportArgs {
    #[command(flatten)]
    pub(crate) role: RoleArgs,
    /// In which form
    #[arg(long = "as", value_name = "FORM", default_value = "az")]
    pub(crate) form: ExportForm,
    /// In the fewest patterns that grant what the role grants today
    #[arg(long)]
    pub(crate) compact: bool,
    /// With --compact: grant up to this many operations more in each plane
    #[arg(long, value_name = "N", default_value_t = 0, requires = "compact")]
    pub(crate) overspill: usize,
}

/// Arguments of `roles compare`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
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
#[command(after_long_help = "Examples:
  rolecall roles lint our-operator.json
  rolecall roles lint roles/ --fail-on medium --format json
  rolecall roles lint our-operator.json --rule '*-limit'
  rolecall roles lint our-operator.json --fix -o our-operator.fixed.json")]
pub(crate) struct LintArgs {
    /// Role definitions in any format: files, folders, or `-` for stdin
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Only these rules; a glob is all rules that match
    #[arg(long, value_name = "RULE")]
    pub(crate) rule: Vec<String>,
    /// Show only findings of this severity or above; `--fail-on` counts the others too
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) severity: Option<Severity>,
    /// Exit with 1 when a finding of this severity or above is open; `none`: never
    #[arg(long, value_name = "SEVERITY", default_value = "high")]
    pub(crate) fail_on: FailOn,
    /// Write the definition sorted and without what could go, as `az role definition create` takes
    /// it, if that can be proven to grant the same
    #[arg(long, conflicts_with = "redact")]
    pub(crate) fix: bool,
    #[command(flatten)]
    pub(crate) redact: RedactArgs,
}

/// Arguments of `roles compact`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
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
