use clap::{Args, Subcommand};

/// Commands about the rules.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall rules list
  rolecall rules show owner-at-subscription-or-above
  rolecall audit --rule owner-at-subscription-or-above -i exports/")]
pub(crate) struct RulesArgs {
    #[command(subcommand)]
    pub(crate) command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// Which rules are there?
    List(RulesListArgs),
    /// What is the fault, why does it matter, and what can look like it?
    Show(RuleArgs),
}

/// Arguments of `rules list`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall rules list
  rolecall rules list 'condition-*'
  rolecall rules list --format csv -o rules.csv")]
pub(crate) struct RulesListArgs {
    /// Only rules whose id this glob matches
    #[arg(value_name = "RULE|GLOB")]
    pub(crate) id: Option<String>,
}

/// Arguments of `rules show`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall rules show blobs-of-every-account
  rolecall rules show blobs-of-every-account --format json")]
pub(crate) struct RuleArgs {
    /// The id of the rule
    #[arg(value_name = "RULE")]
    pub(crate) id: String,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall explain WC-6
  rolecall explain DN-2 --format json")]
pub(crate) struct ExplainClauseArgs {
    /// A clause, as derivations name it in brackets
    #[arg(value_name = "CLAUSE")]
    pub(crate) clause: String,
}
