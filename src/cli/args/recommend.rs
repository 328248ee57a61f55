use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{DeploymentArgs, Inputs};

/// Arguments of `recommend`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rolecall recommend --task deploy-cluster
  rolecall recommend --action Microsoft.Storage/storageAccounts/listKeys/action --minimize excess
  rolecall recommend --actions-from errors.txt --at /subscriptions/SUB
  rolecall recommend --from-terraform plan.json
  rolecall recommend --all-tasks --format csv")]
pub(crate) struct RecommendArgs {
    /// A task of the catalogue
    #[arg(long, value_name = "ID")]
    pub(crate) task: Vec<String>,
    /// A required operation of the control plane, or a pattern of them
    #[arg(long, value_name = "ACTION")]
    pub(crate) action: Vec<String>,
    /// A required operation of the data plane, or a pattern of them
    #[arg(long, value_name = "ACTION")]
    pub(crate) data_action: Vec<String>,
    /// Required operations from a text, or `-` for stdin: one a line, JSON, role definitions in any
    /// form, pasted authorization errors, or an activity log
    #[arg(long, value_name = "FILE")]
    pub(crate) actions_from: Vec<PathBuf>,
    /// Where the roles will be assigned
    #[arg(long, value_name = "SCOPE")]
    pub(crate) at: Option<String>,
    /// What counts first
    #[arg(long, value_name = "WHAT", default_value = "risk")]
    pub(crate) minimize: Objective,
    /// At most this many roles
    #[arg(long, value_name = "K")]
    pub(crate) max_roles: Option<usize>,
    /// Leave out a role
    #[arg(long, value_name = "ROLE")]
    pub(crate) exclude: Vec<String>,
    /// Allow roles that are meant for Microsoft services
    #[arg(long)]
    pub(crate) include_service_roles: bool,
    /// Only roles that can be assigned as they are
    #[arg(long)]
    pub(crate) published_only: bool,
    /// The minimal set of every task of the catalogue
    #[arg(long, conflicts_with_all = ["task", "action", "data_action", "actions_from", "from_terraform", "from_arm"])]
    pub(crate) all_tasks: bool,
    #[command(flatten)]
    pub(crate) deployments: DeploymentArgs,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Objective {
    /// Least escalation, then least write and data, then fewest roles
    Risk,
    /// Fewest roles, then least excess
    Roles,
    /// Least excess, then fewest roles
    Excess,
}
