//! The arguments of every command.

mod as_of;
mod attributes;
mod audit;
mod az_habits;
mod can;
mod catalog;
mod choices;
mod collect;
mod completions;
mod conditions;
mod demo;
mod deployments;
mod diff;
mod effective;
mod format_help;
#[cfg(test)]
mod help;
mod history;
mod init;
mod man;
mod nexus;
mod operations;
mod program;
mod recommend;
mod recommend_order;
mod replay;
mod rightsize;
mod roles;
mod rules;
mod scope;
mod tasks;
mod usage;
mod verify;
mod writes;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::asker::Asker;

pub(crate) use as_of::AsOfArgs;
pub(crate) use attributes::AttributeArgs;
pub(crate) use audit::AuditArgs;
pub(crate) use az_habits::{example, instead};
pub(crate) use can::CanArgs;
pub(crate) use catalog::{
    CatalogArgs, CatalogCommand, CatalogDiffArgs, ImportArgs, InfoArgs, UpdateArgs,
};
pub(crate) use collect::{CollectArgs, ScriptShell};
pub(crate) use completions::{CompleteArgs, CompletionsArgs, ShellArg};
pub(crate) use conditions::{
    ConditionSource, ConditionsArgs, ConditionsCommand, ConditionsLintArgs, DelegationArgs,
    EvalArgs, ExplainArgs,
};
pub(crate) use demo::DemoArgs;
pub(crate) use deployments::DeploymentArgs;
pub(crate) use diff::{DiffArgs, GainArg};
pub(crate) use effective::{WhatArgs, WhoArgs};
pub(crate) use history::HistoryArgs;
pub(crate) use init::{InitArgs, SuppressArgs};
pub(crate) use man::ManArgs;
pub(crate) use nexus::{
    JudgedBy, Names, NexusArgs, NexusCheckArgs, NexusCommand, NexusPlanArgs, NexusSimulateArgs,
    PlanShell, Platform,
};
pub(crate) use operations::{
    OperationsArgs, OperationsCommand, OperationsListArgs, OperationsSearchArgs,
};
pub(crate) use program::{described, program};
pub(crate) use recommend::{EmitForm, RecommendArgs};
pub(crate) use recommend_order::{Order, Word};
pub(crate) use replay::ReplayArgs;
pub(crate) use rightsize::{RightsizeArgs, RightsizeForm};
pub(crate) use roles::{
    CompactArgs, CompareArgs, Limit, LintArgs, RoleArgs, RolesArgs, RolesCommand, RolesExportArgs,
    RolesListArgs, RolesSearchArgs,
};
pub(crate) use rules::{ExplainClauseArgs, RuleArgs, RulesArgs, RulesCommand, RulesListArgs};
pub(crate) use scope::{ScopeArgs, ScopeParts};
pub(crate) use tasks::{TaskArgs, TasksArgs, TasksCommand};
pub(crate) use usage::{QueryLanguage, UsageArgs, WorkspaceTable};
pub(crate) use verify::VerifyArgs;
pub(crate) use writes::Writes;

/// Who can do what in Azure, why, and what is the least a task needs: offline, from files.
#[derive(Debug, Parser)]
#[command(
    name = "rolecall",
    version,
    max_term_width = 100,
    propagate_version = true,
    after_long_help = "Examples:
  rolecall can --role Reader Microsoft.Storage/storageAccounts/listKeys/action
  rolecall recommend --task deploy-cluster
  rolecall collect -o exports/
  rolecall audit -i exports/ -o report.html
  rolecall who Microsoft.Authorization/roleAssignments/write \\
      --at /subscriptions/SUB -i exports/

Exit code: 0 yes, clean or done; 1 no, or findings; 2 wrong usage; 3 input that can't be read;
4 undetermined, since the answer depends on something the inputs don't say."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Clone, Debug, Args)]
pub(crate) struct Global {
    /// Format of the answer
    #[arg(
        long,
        value_name = "FORMAT",
        hide_possible_values = true,
        global = true,
        help_heading = "Output"
    )]
    pub(crate) format: Option<Format>,
    /// Write the answer to a file, whose extension picks the format; or a format as in az: `-o table`
    #[arg(
        short,
        long,
        value_name = "FILE|FORMAT",
        global = true,
        help_heading = "Output"
    )]
    pub(crate) output: Option<PathBuf>,
    /// Write the answer to a file, whatever its name
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "output",
        global = true,
        help_heading = "Output"
    )]
    pub(crate) output_file: Option<PathBuf>,
    /// Print what this JMESPath query finds in the JSON: `--query 'result.outcome' -o tsv`
    #[arg(long, value_name = "JMESPATH", global = true, help_heading = "Output")]
    pub(crate) query: Option<String>,
    /// Print a long answer at once, and not through `$PAGER`
    #[arg(long, global = true, help_heading = "Output")]
    pub(crate) no_pager: bool,
    /// Show everything: each row, finding and warning, and not only what matters first
    #[arg(long, global = true, help_heading = "Output")]
    pub(crate) all: bool,
    /// When to colour
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        global = true,
        help_heading = "Output"
    )]
    pub(crate) color: When,
    /// Answer from this catalogue image, or from `core` [env: ROLECALL_CATALOG]
    #[arg(long, value_name = "FILE", global = true, help_heading = "Catalogue")]
    pub(crate) catalog: Option<PathBuf>,
    /// Read `X/*/Y` as a plain glob that does not match `X/Y` (rule WC-5 off)
    #[arg(long, global = true, help_heading = "Catalogue")]
    pub(crate) strict_wildcards: bool,
    /// Take this configuration and not the `rolecall.toml` found upward from here
    /// [env: ROLECALL_CONFIG]
    #[arg(
        long,
        value_name = "FILE",
        global = true,
        help_heading = "Configuration"
    )]
    pub(crate) config: Option<PathBuf>,
    /// Take no configuration
    #[arg(
        long,
        conflicts_with = "config",
        global = true,
        help_heading = "Configuration"
    )]
    pub(crate) no_config: bool,
    /// Whether `-o` named the format.
    #[arg(skip)]
    pub(crate) is_format_by_output: bool,
    /// What the configuration gave.
    #[arg(skip)]
    pub(crate) configured: Configured,
    /// The program that asks, in place of a terminal.
    #[arg(skip)]
    pub(crate) asker: Option<Asker>,
}

/// What a configuration gave where the command line said nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Configured {
    /// The format, where no extension picks one.
    pub(crate) format: Option<Format>,
    /// Which file gave what, for the reader of the answer.
    pub(crate) note: Option<String>,
    /// Whether the file gave the moment of an audit.
    pub(crate) gives_moment: bool,
}

/// Whether names are replaced.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct RedactArgs {
    /// Put stable pseudonyms in place of names, ids, scopes and paths
    #[arg(long, help_heading = "Redaction")]
    pub(crate) redact: bool,
    /// Give the same thing the same pseudonym in every report with this key
    #[arg(
        long,
        value_name = "TEXT",
        requires = "redact",
        help_heading = "Redaction"
    )]
    pub(crate) redact_key: Option<String>,
}

/// Exports to read.
#[derive(Clone, Debug, Args)]
pub(crate) struct Inputs {
    /// Exports to read: files, folders (`.json`, `.jsonl`, gzipped or not), or `-` for stdin
    #[arg(short, long = "input", value_name = "PATH", num_args = 1.., help_heading = "Input")]
    pub(crate) input: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, in a terminal; `table` is the same
    #[value(alias = "table")]
    Human,
    /// One JSON document with everything; `jsonc` is the same
    #[value(alias = "jsonc")]
    Json,
    /// A JSON object a line
    Jsonl,
    /// A table, or a folder of tables
    Csv,
    /// GitHub-flavoured Markdown
    Markdown,
    /// One page that needs nothing else
    Html,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// A workbook
    Xlsx,
    /// JUnit XML, for build servers
    Junit,
    /// Graphviz
    Dot,
    /// Mermaid
    Mermaid,
    /// The JSON document as YAML
    Yaml,
    /// The rows of the table of `csv`, without its header, tabs between cells
    Tsv,
    /// Nothing: the exit code is the answer
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// May this principal, or this role, do it? And why, or why not?
    Can(CanArgs),
    /// Who can do it?
    Who(WhoArgs),
    /// What can this principal do?
    What(WhatArgs),
    /// Which roles are the least that a task needs?
    Recommend(RecommendArgs),
    /// Check an answer again, against the inputs and by other code
    Verify(VerifyArgs),
    /// What is wrong with the access we have?
    Audit(AuditArgs),
    /// What changed between two exports, and whose access with it?
    Diff(DiffArgs),
    /// What do logs say was used, by whom, by which assignment?
    Usage(UsageArgs),
    /// Which assignments were not used, and what less would do?
    Rightsize(RightsizeArgs),
    /// Which logged calls would a change of access break?
    Replay(ReplayArgs),
    /// Who changed access, and when?
    History(HistoryArgs),
    /// See a report of a made-up tenant, or get its exports
    Demo(DemoArgs),
    /// Gather with `az` what the other commands read
    Collect(CollectArgs),
    /// Write a commented configuration, `rolecall.toml`
    Init(InitArgs),
    /// Accept a finding: add an entry to the configuration
    Suppress(SuppressArgs),
    /// Conditions: evaluate, lint, explain; what a delegate may assign
    Conditions(ConditionsArgs),
    /// Role definitions: list, search, show, compare, lint, export
    Roles(RolesArgs),
    /// Rules of audit, lint and nexus check: list, show
    Rules(RulesArgs),
    /// What does a clause say that an answer names, as WC-6?
    Explain(ExplainClauseArgs),
    /// Operations of the catalogue: list, search
    Operations(OperationsArgs),
    /// Tasks and the operations they need: list, show
    Tasks(TasksArgs),
    /// Roles and operations of Azure: info, import, update, diff
    Catalog(CatalogArgs),
    /// Identities of Operator Nexus clusters: check, plan, simulate
    Nexus(NexusArgs),
    /// Print the script that completes commands and names in a shell
    Completions(CompletionsArgs),
    /// Print the manual page, or write those of all commands
    Man(ManArgs),
    /// What can be completed at the cursor
    #[command(name = "__complete", hide = true)]
    Complete(CompleteArgs),
}

impl Command {
    /// Whether `-o` names what the command makes, so that it is always a path (docs/output.md).
    pub(crate) fn output_is_product(&self) -> bool {
        match self {
            Self::Demo(_)
            | Self::Collect(_)
            | Self::Completions(_)
            | Self::Man(_)
            | Self::Init(_)
            | Self::Suppress(_) => true,
            Self::Catalog(catalog) => matches!(
                catalog.command,
                CatalogCommand::Import(_) | CatalogCommand::Update(_) | CatalogCommand::Reset
            ),
            Self::Roles(roles) => match &roles.command {
                RolesCommand::Export(_) => true,
                RolesCommand::Lint(lint) => lint.fix,
                _ => false,
            },
            Self::Recommend(recommend) => recommend.emit.is_some(),
            Self::Usage(usage) => usage.emit.is_some(),
            Self::Rightsize(rightsize) => rightsize.emit.is_some(),
            Self::Nexus(nexus) => match &nexus.command {
                NexusCommand::Plan(plan) => plan.emit.is_some(),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a configuration has a say: not in a demo, which is the same everywhere, nor while a
    /// line is being typed or the catalogue that it names is being made.
    pub(crate) fn reads_configuration(&self) -> bool {
        match self {
            Self::Demo(_)
            | Self::Completions(_)
            | Self::Man(_)
            | Self::Complete(_)
            | Self::Init(_)
            | Self::Suppress(_) => false,
            Self::Catalog(catalog) => !matches!(
                catalog.command,
                CatalogCommand::Import(_) | CatalogCommand::Update(_)
            ),
            _ => true,
        }
    }
}
