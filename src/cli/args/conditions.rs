use clap::{Args, Subcommand};

use super::{AttributeArgs, Inputs, RedactArgs, ScopeArgs};

/// Arguments of `conditions`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall conditions explain condition.txt
  rolecall conditions lint assignments.json
  rolecall conditions delegation alice@contoso.com --at /subscriptions/SUB \\
      -i exports/")]
pub(crate) struct ConditionsArgs {
    #[command(subcommand)]
    pub(crate) command: ConditionsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConditionsCommand {
    /// Is the condition met by this request?
    Eval(EvalArgs),
    /// What is suspicious about the condition?
    Lint(ConditionsLintArgs),
    /// What does the condition say, in plain sentences?
    Explain(ExplainArgs),
    /// Which roles may a delegate assign, to whom, and can it break out?
    Delegation(DelegationArgs),
}

/// Where a condition is.
#[derive(Debug, Args)]
pub(crate) struct ConditionSource {
    /// The condition, a file that holds one or JSON records with conditions, or `-` for stdin
    #[arg(value_name = "TEXT|FILE|-")]
    pub(crate) text: Option<String>,
    /// A role of the catalogue: GUID, full id or name
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: Option<String>,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
}

/// Arguments of `conditions eval`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall conditions eval condition.txt \\
      --action Microsoft.Storage/storageAccounts/listKeys/action \\
      --attr '@Resource[Microsoft.Storage/storageAccounts:name]=logs'
  rolecall conditions eval --role 'Key Vault Data Access Administrator' \\
      --action Microsoft.Authorization/roleAssignments/read

Exit code: 0 met, 1 not met, 4 unknown, 3 not a condition")]
pub(crate) struct EvalArgs {
    #[command(flatten)]
    pub(crate) source: ConditionSource,
    /// The action of the request, of either plane
    #[arg(long, value_name = "ACTION")]
    pub(crate) action: Option<String>,
    #[command(flatten)]
    pub(crate) attributes: AttributeArgs,
    #[command(flatten)]
    pub(crate) redact: RedactArgs,
}

/// Arguments of `conditions lint`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall conditions lint condition.txt \\
      --role 'Role Based Access Control Administrator'
  rolecall conditions lint assignments.json
  rolecall conditions lint assignments.json --rule 'unknown-*'

With a text, --role is the role that the condition narrows; alone, it names the role whose own
conditions are looked at. Exit code: 1 on findings at warning or above, 3 for what is not a condition")]
pub(crate) struct ConditionsLintArgs {
    /// Only these rules; a glob is all rules that match
    #[arg(long, value_name = "RULE")]
    pub(crate) rule: Vec<String>,
    #[command(flatten)]
    pub(crate) source: ConditionSource,
    #[command(flatten)]
    pub(crate) redact: RedactArgs,
}

/// Arguments of `conditions explain`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall conditions explain condition.txt
  rolecall conditions explain --role 'Key Vault Data Access Administrator'")]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub(crate) source: ConditionSource,
    #[command(flatten)]
    pub(crate) redact: RedactArgs,
}

/// Arguments of `conditions delegation`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall conditions delegation alice@contoso.com --at /subscriptions/SUB \\
      -i exports/
  rolecall conditions delegation --role 'Key Vault Data Access Administrator'

Exit code: 0 contained, 1 can get to more than it was given, 4 undetermined")]
pub(crate) struct DelegationArgs {
    /// Object id, user principal name or display name
    #[arg(
        value_name = "WHO",
        conflicts_with = "role",
        required_unless_present = "role"
    )]
    pub(crate) who: Option<String>,
    /// A role instead of a principal: GUID, full id or name; repeat for the union of several
    #[arg(long, value_name = "ROLE", conflicts_with_all = ["at", "subscription", "resource_group"])]
    pub(crate) role: Vec<String>,
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
    #[command(flatten)]
    pub(crate) attributes: AttributeArgs,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) redact: RedactArgs,
}
