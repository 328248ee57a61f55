use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Inputs;

/// Commands about the catalogue that answers come from.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall catalog info
  rolecall catalog update
  rolecall catalog diff core azure.image")]
pub(crate) struct CatalogArgs {
    #[command(subcommand)]
    pub(crate) command: CatalogCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CatalogCommand {
    /// Which catalogue answers, and what does it hold?
    Info(InfoArgs),
    /// Make a catalogue of what `az` prints, and use it from now on
    Import(ImportArgs),
    /// Run `az` for the role definitions and operations of today, and import them
    Update(UpdateArgs),
    /// Remove the catalogue that was imported, and answer from the core again
    #[command(after_long_help = "Examples:
  rolecall catalog reset && rolecall catalog info")]
    Reset,
    /// What changed from one catalogue to another, and for whom?
    Diff(CatalogDiffArgs),
}

/// Arguments of `catalog info`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall catalog info
  rolecall catalog info --catalog azure.image
  rolecall catalog info -i exports/")]
pub(crate) struct InfoArgs {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
}

/// Arguments of `catalog import`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  az role definition list -o json > roles.json
  az provider operation list -o json > operations.json
  rolecall catalog import roles.json operations.json
  rolecall catalog import exports/ -o azure.image --date 2026-08-22")]
pub(crate) struct ImportArgs {
    /// Role definitions and provider operations, in any wire format, in any number of files
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) dated: Dated,
    /// Make the catalogue even of files that could be read only in part
    #[arg(long)]
    pub(crate) keep_going: bool,
    /// Replace the catalogue in use even by one that lacks most of it
    #[arg(long)]
    pub(crate) force: bool,
}

/// Arguments of `catalog update`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  az login && rolecall catalog update
  rolecall catalog update -o azure.image")]
pub(crate) struct UpdateArgs {
    #[command(flatten)]
    pub(crate) dated: Dated,
    /// Replace the catalogue in use even by one that lacks most of it
    #[arg(long)]
    pub(crate) force: bool,
}

/// The day of the facts.
#[derive(Debug, Args)]
pub(crate) struct Dated {
    /// The day of the facts; today where it is not given
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<String>,
}

/// Arguments of `catalog diff`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall catalog diff core azure.image
  rolecall catalog diff june.image july.image -i exports/")]
pub(crate) struct CatalogDiffArgs {
    /// The older catalogue: an image, or `core` for the one inside the program
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The newer catalogue
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
}
