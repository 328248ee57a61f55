use clap::{Args, Subcommand};

use super::Inputs;
use super::roles::Limit;
use crate::model::Plane;

/// Commands about the operations of the catalogue.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall operations list 'Microsoft.NetworkCloud/clusters/*'
  rolecall operations search rotate keys")]
pub(crate) struct OperationsArgs {
    #[command(subcommand)]
    pub(crate) command: OperationsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OperationsCommand {
    /// Which operations are there, all or under a pattern?
    List(OperationsListArgs),
    /// Which operations match some words?
    Search(OperationsSearchArgs),
}

/// Arguments of `operations list`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall operations list 'Microsoft.NetworkCloud/clusters/*'
  rolecall operations list '*/listKeys/action' --format csv
  rolecall operations list 'Microsoft.Compute/{disks,snapshots}/**'
  rolecall operations list 'Microsoft.KeyVault/*' --plane data
  rolecall operations list 'Microsoft.KeyVault/*' -i exports/

A pattern of Azure has no sign but `*`, which crosses slashes. What has `?`, `[…]`, `{a,b}` or the part
`**` is a glob: in one, `*` stays within a part, and `**` is any number of parts.")]
pub(crate) struct OperationsListArgs {
    /// Only operations that this pattern of Azure, or this glob, matches
    #[arg(value_name = "PATTERN|GLOB")]
    pub(crate) pattern: Option<String>,
    /// Only operations of this plane
    #[arg(long, value_name = "PLANE")]
    pub(crate) plane: Option<Plane>,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
}

/// Arguments of `operations search`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall operations search rotate keys
  rolecall operations search secret read --plane data --limit 5")]
pub(crate) struct OperationsSearchArgs {
    /// Words to look for in names; all of them must fit
    #[arg(value_name = "WORDS", required = true)]
    pub(crate) words: Vec<String>,
    /// Only operations of this plane
    #[arg(long, value_name = "PLANE")]
    pub(crate) plane: Option<Plane>,
    #[command(flatten)]
    pub(crate) limit: Limit,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
}
