use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{DeploymentArgs, Inputs, Order, RedactArgs, ScopeParts};
use crate::cli::moment::parse_moment;
use crate::minimize::Objective;
use crate::report::ExportForm;
use crate::time::Timestamp;

/// Arguments of `recommend`.
#[derive(Clone, Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall recommend --task deploy-cluster
  rolecall recommend 'restart VMs and read metrics but not delete'
  rolecall recommend Microsoft.Compute/virtualMachines/restart/action \\
      --without '*/delete'
  rolecall recommend \\
      --action Microsoft.Storage/storageAccounts/listKeys/action \\
      --minimize excess
  rolecall recommend --actions-from errors.txt --at /subscriptions/SUB
  rolecall recommend --action Microsoft.NetworkCloud/clusters/read \\
      --at /subscriptions/SUB \\
      --data-action Microsoft.KeyVault/vaults/secrets/getSecret/action \\
      --at VAULT_ID
  rolecall recommend --task deploy-cluster --at CLUSTER_ID --emit bicep \\
      -o roles.bicep
  rolecall recommend --for alice@contoso.com --task run-command --at RACK_ID \\
      -i exports/
  rolecall recommend --from-terraform plan.json
  rolecall recommend --all-tasks --format csv")]
pub(crate) struct RecommendArgs {
    // Before the options whose places it reads.
    #[command(flatten)]
    pub(crate) order: Order,
    /// What is required: an action or a pattern of them, which has a `/`, or words. What words find is
    /// shown, and taken once it is confirmed in a terminal or by --yes
    #[arg(value_name = "WORDS|ACTION")]
    pub(crate) wanted: Vec<String>,
    /// Take what the words found
    #[arg(long, short = 'y')]
    pub(crate) yes: bool,
    /// What must not be granted: an operation or a pattern of them, in both planes. No role is
    /// proposed that grants it, not even under a condition
    #[arg(long, value_name = "ACTION", conflicts_with = "all_tasks")]
    pub(crate) without: Vec<String>,
    /// A task of the catalogue
    #[arg(long, value_name = "TASK", value_delimiter = ',')]
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
    /// Who gets the roles: object id, user principal name or display name. What they hold already by
    /// the exports of `-i` is given, and what is no longer needed is reported
    #[arg(long = "for", value_name = "WHO", conflicts_with = "all_tasks")]
    pub(crate) receiver: Option<String>,
    /// The moment at which what they hold is to count, for schedules with a start and an end: ISO 8601,
    /// a day is its midnight in UTC
    #[arg(long, value_name = "TIME", value_parser = parse_moment, requires = "receiver")]
    pub(crate) when: Option<Timestamp>,
    /// Where it is required: a full ARM id, or a name that the inputs hold once. One is for everything, but
    /// for what a deployment does elsewhere; of several, each is for the --task, --action,
    /// --data-action and --actions-from that stand before it, as far as the --at before that; those
    /// in a row share theirs. A task is done at the kind of scope it names: an id inside stands for
    /// the subscription or resource group around it, and of several resources each operation goes
    /// to those of its type
    #[arg(long, visible_alias = "scope", value_name = "SCOPE")]
    pub(crate) at: Vec<String>,
    #[command(flatten)]
    pub(crate) scope: ScopeParts,
    /// A scope at which roles may be assigned too, though nothing is required there: one wider
    /// assignment may save several, and the answer says what it adds
    #[arg(long, value_name = "SCOPE")]
    pub(crate) also_at: Vec<String>,
    /// What counts first
    #[arg(long, value_name = "WHAT", default_value = "risk")]
    pub(crate) minimize: Objective,
    /// At most this many roles
    #[arg(long, value_name = "N")]
    pub(crate) max_roles: Option<usize>,
    /// Only roles of a kind, or of a file with role definitions in any form or with names or ids of
    /// roles; several together
    #[arg(long, value_name = "nexus|azure|custom|FILE", num_args = 1..)]
    pub(crate) among: Vec<String>,
    /// Leave out a role
    #[arg(long, value_name = "ROLE")]
    pub(crate) exclude: Vec<String>,
    /// Allow roles that are meant for Microsoft services
    #[arg(long)]
    pub(crate) include_service_roles: bool,
    /// Count roles that are meant for something other than what is required like any others
    #[arg(long)]
    pub(crate) any_role: bool,
    /// Only roles that can be assigned as they are
    #[arg(long)]
    pub(crate) published_only: bool,
    /// The answer as text for other tools: the assignments that are advised, with the custom role where
    /// that is one; or the custom role that fits exactly. `--published-only` advises no custom role
    #[arg(long, value_name = "FORM", conflicts_with = "all_tasks")]
    pub(crate) emit: Option<EmitForm>,
    /// What the custom role that fits is called
    #[arg(long, value_name = "NAME", conflicts_with = "all_tasks")]
    pub(crate) role_name: Option<String>,
    /// With --emit custom-role: in which form [default: az]
    #[arg(long = "as", value_name = "FORM")]
    pub(crate) form: Option<ExportForm>,
    /// The minimal set of every task of the catalogue
    #[arg(long, conflicts_with_all = ["wanted", "task", "action", "data_action", "actions_from", "from_terraform", "from_arm"])]
    pub(crate) all_tasks: bool,
    #[command(flatten)]
    pub(crate) deployments: DeploymentArgs,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) redact: RedactArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EmitForm {
    /// Commands of `az` that create the assignments
    Az,
    /// A Bicep file with the assignments
    Bicep,
    /// Terraform resources with the assignments
    Terraform,
    /// The custom role that fits exactly
    CustomRole,
}
