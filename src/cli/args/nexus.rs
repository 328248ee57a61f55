use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{Inputs, RedactArgs};
use crate::nexus::PlanFlow;

/// Commands about the managed identities of Operator Nexus clusters.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall nexus check --cluster cluster.json -i exports/
  rolecall nexus plan --identity uami -g GROUP --name CLUSTER \\
      --location eastus
  rolecall nexus simulate --cluster cluster.json --patch body.json")]
pub(crate) struct NexusArgs {
    #[command(subcommand)]
    pub(crate) command: NexusCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum NexusCommand {
    /// Do the identities of a cluster reach its storage, workspace and vault?
    Check(NexusCheckArgs),
    /// The steps to a cluster whose identities work, with complete commands
    Plan(Box<NexusPlanArgs>),
    /// What would a command or a PATCH do to the identities of a cluster?
    Simulate(NexusSimulateArgs),
}

/// Arguments of `nexus check`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  az networkcloud cluster show -n CLUSTER -g GROUP -o json > cluster.json
  az role assignment list --all -o json > exports/assignments.json
  rolecall nexus check --cluster cluster.json -i exports/
  rolecall nexus check --cluster cluster.json -i assignments.json \\
      --only grants
  rolecall nexus check --cluster cluster.json -i exports/ --only 'A*' \\
      --only R1
  rolecall nexus check --cluster clusters.json -i exports/ --redact \\
      -o checks.sarif
  rolecall nexus check --cluster cluster.json -i exports/ \\
      --api-version 2025-02-01 -o check.md")]
pub(crate) struct NexusCheckArgs {
    /// Clusters, as `az networkcloud cluster show` or `list` or the REST API gives them; `-` for stdin. Or
    /// the name or id of a cluster of the inputs. Without it, the clusters of the inputs
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) cluster: Vec<PathBuf>,
    /// Only these rules: `settings`, `identities`, `grants`, `resources`, `versions`, `order`, an id such as
    /// `A1`, or a glob of ids; several with commas between them
    #[arg(long, value_name = "RULE")]
    pub(crate) only: Vec<String>,
    #[command(flatten)]
    pub(crate) judged_by: JudgedBy,
    #[command(flatten)]
    pub(crate) redact: RedactArgs,
}

/// What the rules judge a cluster by.
#[derive(Debug, Args)]
pub(crate) struct JudgedBy {
    /// The API version that the settings are sent with
    #[arg(long, value_name = "VERSION")]
    pub(crate) api_version: Option<String>,
    #[command(flatten)]
    pub(crate) platform: Platform,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
}

/// The service principal by which the platform uses identities.
#[derive(Debug, Args)]
pub(crate) struct Platform {
    /// Object id of the platform's service principal in your tenant:
    /// `az ad sp show --id 3365d4ea-bb16-4bc9-86dd-f2c8cf6f1f56 --query id -o tsv`
    #[arg(long, value_name = "OID")]
    pub(crate) platform_principal: Option<String>,
}

/// Arguments of `nexus plan`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall nexus plan --identity uami -g GROUP --name CLUSTER \\
      --location eastus
  rolecall nexus plan --cluster cluster.json -i exports/
  rolecall nexus plan --cluster cluster.json --identity sami -i exports/
  rolecall nexus plan --cluster cluster.json -i exports/ --emit sh -o plan.sh
  rolecall nexus plan --cluster cluster.json --remove sami")]
pub(crate) struct NexusPlanArgs {
    /// The cluster, where it exists: what its JSON shows as done is marked so; `-` for stdin. Or the name of
    /// a cluster of the inputs
    #[arg(long, value_name = "FILE")]
    pub(crate) cluster: Option<PathBuf>,
    /// Which kind of identity the settings are to use; the kind they use already, where not given
    #[arg(long, value_name = "KIND")]
    pub(crate) identity: Option<PlanFlow>,
    /// One user-assigned identity for each resource instead of one for all
    #[arg(long)]
    pub(crate) per_resource: bool,
    /// Take identities away instead: `all`, `uami`, `sami`, or the name or id of one
    #[arg(long, value_name = "WHAT", conflicts_with_all = ["identity", "per_resource"])]
    pub(crate) remove: Option<String>,
    /// Update identities and settings in one command, as pages from June 2025 on have it
    #[arg(long, conflicts_with = "remove")]
    pub(crate) one_update: bool,
    /// With a system-assigned identity, create first and set afterwards, as the first page had it
    #[arg(long, conflicts_with = "remove")]
    pub(crate) settings_after_grants: bool,
    /// Write a script that does what is still to do
    #[arg(long, value_name = "SHELL")]
    pub(crate) emit: Option<PlanShell>,
    #[command(flatten)]
    pub(crate) names: Names,
    #[command(flatten)]
    pub(crate) platform: Platform,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
}

/// The shells that a plan is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanShell {
    /// Any POSIX shell
    Sh,
    /// PowerShell 7.3 or later
    Powershell,
}

/// Names for what the cluster doesn't name; placeholders stand for the rest.
#[derive(Debug, Args)]
#[command(next_help_heading = "Names in the commands")]
pub(crate) struct Names {
    /// The cluster
    #[arg(short, long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// The resource group, of the cluster and of new resources
    #[arg(short = 'g', long, value_name = "NAME")]
    pub(crate) resource_group: Option<String>,
    /// The subscription
    #[arg(long, value_name = "ID")]
    pub(crate) subscription: Option<String>,
    /// The region
    #[arg(short, long, value_name = "REGION")]
    pub(crate) location: Option<String>,
    /// User-assigned identities: one, or with --per-resource one each for storage, workspace, vault
    #[arg(long, value_name = "NAME|ID", num_args = 1..=3)]
    pub(crate) uami: Vec<String>,
    /// The storage account
    #[arg(long, value_name = "NAME")]
    pub(crate) storage_account: Option<String>,
    /// The container in it
    #[arg(long, value_name = "NAME")]
    pub(crate) container: Option<String>,
    /// The Log Analytics workspace
    #[arg(long, value_name = "NAME|ID")]
    pub(crate) workspace: Option<String>,
    /// The key vault
    #[arg(long, value_name = "NAME")]
    pub(crate) vault: Option<String>,
}

/// Arguments of `nexus simulate`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall nexus simulate --cluster cluster.json -- \\
      az networkcloud cluster update -n CLUSTER -g GROUP --mi-user-assigned ID
  rolecall nexus simulate --cluster cluster.json -- az rest --method PATCH \\
      --url 'ID?api-version=2025-02-01' --body @body.json
  rolecall nexus simulate --cluster cluster.json --patch body.json
  rolecall nexus simulate --cluster cluster.json -i exports/ --command - \\
      < pasted.txt
  rolecall nexus simulate --cluster cluster.json --command two-steps.txt \\
      --write-after after.json

Exit code: 0 nothing is lost and no setting breaks, 1 something does or the change is refused. With -i,
also what `nexus check` says of the cluster as it would be: 1 it fails, 4 it can't be judged.")]
#[command(group = clap::ArgGroup::new("change").required(true))]
pub(crate) struct NexusSimulateArgs {
    /// The cluster before the change; not needed for `create`; `-` for stdin. Or the name of a cluster of
    /// the inputs
    #[arg(long, value_name = "FILE")]
    pub(crate) cluster: Option<PathBuf>,
    /// The body of a PATCH, or the part of one that a page shows; several go one after the other;
    /// `-` for stdin
    #[arg(long, value_name = "FILE", group = "change", conflicts_with_all = ["command", "words"])]
    pub(crate) patch: Vec<PathBuf>,
    /// Commands as a text, with quotes and line continuations as pasted; `-` for stdin
    #[arg(long, value_name = "FILE", group = "change", conflicts_with = "words")]
    pub(crate) command: Option<PathBuf>,
    /// Write the cluster as it would be, in the form it was read in
    #[arg(long, value_name = "FILE")]
    pub(crate) write_after: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) judged_by: JudgedBy,
    /// The command itself, best after `--`; further ones follow after `;` or `&&` in quotes
    #[arg(trailing_var_arg = true, value_name = "COMMAND", group = "change")]
    pub(crate) words: Vec<String>,
}
