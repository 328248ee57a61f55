use std::path::PathBuf;

use clap::Args;

/// What conditions may ask for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Conditions")]
pub(crate) struct AttributeArgs {
    /// An attribute, as `@Request[…]=text`; JSON for lists, numbers and booleans; null for missing
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) attr: Vec<String>,
    /// Attributes as one JSON object
    #[arg(long, value_name = "FILE")]
    pub(crate) attributes: Option<PathBuf>,
    /// The suboperation of the request, for example `Blob.List`
    #[arg(long, value_name = "NAME")]
    pub(crate) suboperation: Option<String>,
    /// Treat every attribute that isn't given as missing
    #[arg(long)]
    pub(crate) closed: bool,
}

impl AttributeArgs {
    /// Whether any attribute is given.
    pub(crate) fn is_given(&self) -> bool {
        !self.attr.is_empty() || self.attributes.is_some()
    }
}
