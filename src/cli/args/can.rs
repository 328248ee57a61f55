use std::path::PathBuf;

use clap::Args;

use super::{AsOfArgs, AttributeArgs, Inputs, RedactArgs, ScopeArgs};
use crate::access::Outcome;
use crate::cli::complain::outcome;
use crate::cli::moment::parse_moment;
use crate::model::Plane;
use crate::time::Timestamp;

/// Arguments of `can`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall can --role Reader Microsoft.Storage/storageAccounts/read
  rolecall can --role Contributor 'Microsoft.NetworkCloud/*'
  rolecall can alice@contoso.com Microsoft.NetworkCloud/clusters/write \\
      --at /subscriptions/SUB/resourceGroups/RG -i exports/
  az storage account list 2>&1 | rolecall can --from-error - -i exports/

A clause in brackets, as `[WC-3]`, says why something matches: `rolecall explain WC-3` gives its words.")]
pub(crate) struct CanArgs {
    /// WHO (unless --role is given), then one or more actions; `*` asks about everything it matches
    #[arg(value_name = "WHO|ACTION")]
    pub(crate) words: Vec<String>,
    /// Many questions at once: a JSON array or one object a line, or `-` for stdin
    #[arg(long, value_name = "FILE")]
    pub(crate) questions: Option<PathBuf>,
    /// What error messages ask: the text, a file with it as pasted, or `-` for stdin. Without `-i`
    /// it says which roles would allow it; words, --data-action and --at fill in what a message lacks
    #[arg(long, value_name = "FILE", conflicts_with = "as_of")]
    pub(crate) from_error: Option<PathBuf>,
    /// A role instead of a principal: GUID, full id or name; repeat for the union of several
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: Vec<String>,
    /// An action of the data plane
    #[arg(long, value_name = "ACTION")]
    pub(crate) data_action: Vec<String>,
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
    /// The plane of the actions, where the catalogue does not settle it
    #[arg(long, value_name = "PLANE")]
    pub(crate) plane: Option<Plane>,
    #[command(flatten)]
    pub(crate) attributes: AttributeArgs,
    /// The moment of the request, for schedules with a start and an end: ISO 8601, a day is its midnight
    /// in UTC
    #[arg(long, value_name = "TIME", value_parser = parse_moment)]
    pub(crate) when: Option<Timestamp>,
    #[command(flatten)]
    pub(crate) as_of: AsOfArgs,
    /// Exit with 0 if this is the outcome of all answers together, else with 1
    #[arg(long, value_name = "OUTCOME", value_parser = outcome)]
    pub(crate) expect: Option<Outcome>,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) redact: RedactArgs,
}

impl CanArgs {
    /// The moment that is asked about.
    pub(crate) fn moment(&self) -> Option<Timestamp> {
        self.when.or(self.as_of.as_of)
    }
}
