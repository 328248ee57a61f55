use clap::{Args, Subcommand};

use super::Inputs;

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
