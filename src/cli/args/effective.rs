use clap::Args;

use super::{AsOfArgs, AttributeArgs, Inputs, RedactArgs, ScopeArgs};
use crate::cli::moment::parse_moment;
use crate::model::Plane;
use crate::time::Timestamp;

/// Arguments of `who`.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Without --at, each principal once with the scopes where it can.

Examples:
  rolecall who Microsoft.Authorization/roleAssignments/write \\
      --at /subscriptions/SUB -i exports/
  rolecall who Microsoft.NetworkCloud/clusters/delete -i exports/
  rolecall who 'Microsoft.NetworkCloud/*' --at /subscriptions/SUB \\
      -i exports/ --format csv"
)]
pub(crate) struct WhoArgs {
    /// Operation, or a pattern with `*`
    #[arg(value_name = "ACTION")]
    pub(crate) action: Option<String>,
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
    /// The plane of the action, where the catalogue does not settle it
    #[arg(long, value_name = "PLANE")]
    pub(crate) plane: Option<Plane>,
    /// The moment of the request, for schedules with a start and an end: ISO 8601, a day is its midnight
    /// in UTC
    #[arg(long, value_name = "TIME", value_parser = parse_moment)]
    pub(crate) when: Option<Timestamp>,
    #[command(flatten)]
    pub(crate) as_of: AsOfArgs,
    #[command(flatten)]
    pub(crate) attributes: AttributeArgs,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) redact: RedactArgs,
}

/// Arguments of `what`.
#[derive(Debug, Args)]
#[command(after_long_help = "With --at, only what applies to that scope.

Examples:
  rolecall what alice@contoso.com -i exports/
  rolecall what alice@contoso.com --at /subscriptions/SUB/resourceGroups/RG \\
      --expand -i exports/")]
pub(crate) struct WhatArgs {
    /// Object id, user principal name or display name
    #[arg(value_name = "WHO")]
    pub(crate) who: Option<String>,
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
    /// List every operation that is allowed, scope by scope
    #[arg(long)]
    pub(crate) expand: bool,
    /// The moment of the question, for schedules with a start and an end: ISO 8601, a day is its
    /// midnight in UTC
    #[arg(long, value_name = "TIME", value_parser = parse_moment)]
    pub(crate) when: Option<Timestamp>,
    #[command(flatten)]
    pub(crate) as_of: AsOfArgs,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) redact: RedactArgs,
}

impl WhoArgs {
    /// The moment that is asked about.
    pub(crate) fn moment(&self) -> Option<Timestamp> {
        self.when.or(self.as_of.as_of)
    }
}

impl WhatArgs {
    /// The moment that is asked about.
    pub(crate) fn moment(&self) -> Option<Timestamp> {
        self.when.or(self.as_of.as_of)
    }
}
