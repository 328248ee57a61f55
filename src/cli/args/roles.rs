use clap::{Args, Subcommand, ValueEnum};

use super::{Inputs, PlaneArg};

/// Commands about role definitions.
#[derive(Debug, Args)]
pub(crate) struct RolesArgs {
    #[command(subcommand)]
    pub(crate) command: RolesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RolesCommand {
    /// Which roles are there, and which of them hold an operation?
    List(RolesListArgs),
    /// Which roles have to do with some words?
    Search(RolesSearchArgs),
    /// What is this role: patterns, operations, conditions, what leads to more rights?
    Show(RoleArgs),
    /// Every operation that a role grants today
    Expand(RoleArgs),
    /// The definition of a role, to create it or one like it elsewhere
    Export(RolesExportArgs),
}

/// Arguments of `roles list`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rolecall roles list
  rolecall roles list --grants Microsoft.Storage/storageAccounts/listKeys/action
  rolecall roles list --grants 'Microsoft.NetworkCloud/clusters/*' --kind built-in
  rolecall roles list --kind custom -i exports/")]
pub(crate) struct RolesListArgs {
    /// Only roles that grant this operation, or some of what this pattern matches
    #[arg(long, value_name = "ACTION")]
    pub(crate) grants: Option<String>,
    /// The plane of the operation, where the catalogue does not settle it
    #[arg(long, value_name = "PLANE", requires = "grants")]
    pub(crate) plane: Option<PlaneArg>,
    /// Only roles of this kind
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<KindArg>,
    /// Short for `--kind custom`
    #[arg(long, conflicts_with = "kind")]
    pub(crate) custom: bool,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindArg {
    /// Published by Azure
    BuiltIn,
    /// Made in the tenant
    Custom,
    /// In documentation only
    Documented,
}

/// Arguments of `roles search`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
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
#[command(after_help = "Examples:
  rolecall roles export 'Operator Nexus Owner (Preview)' > role.json
  rolecall roles export Reader --as bicep -o reader.bicep")]
pub(crate) struct RolesExportArgs {
    #[command(flatten)]
    pub(crate) role: RoleArgs,
    /// In which form
    #[arg(long = "as", value_name = "FORM", default_value = "az")]
    pub(crate) form: ExportForm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportForm {
    /// Input of `az role definition create --role-definition`
    Az,
    /// A Bicep resource
    Bicep,
    /// A Terraform resource
    Terraform,
    /// Input of `New-AzRoleDefinition -InputFile`
    Powershell,
    /// The body of a REST PUT
    Rest,
}
