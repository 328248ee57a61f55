//! The arguments of every command.

mod attributes;
mod audit;
mod can;
mod catalog;
mod collect;
mod conditions;
mod demo;
mod deployments;
mod diff;
mod effective;
mod nexus;
mod operations;
mod recommend;
mod recommend_order;
mod roles;
mod tasks;
mod verify;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use attributes::AttributeArgs;
pub(crate) use audit::{AuditArgs, GoalArg, SeverityArg};
pub(crate) use can::{CanArgs, PlaneArg};
pub(crate) use catalog::{CatalogArgs, CatalogCommand, CatalogDiffArgs, ImportArgs, UpdateArgs};
pub(crate) use collect::CollectArgs;
pub(crate) use conditions::{
    ConditionSource, ConditionsArgs, ConditionsCommand, ConditionsLintArgs, DelegationArgs,
    EvalArgs, ExplainArgs,
};
pub(crate) use demo::DemoArgs;
pub(crate) use deployments::DeploymentArgs;
pub(crate) use diff::{DiffArgs, GainArg, PartArg};
pub(crate) use effective::{WhatArgs, WhoArgs};
pub(crate) use nexus::{
    IdentityArg, Names, NexusArgs, NexusCheckArgs, NexusCommand, NexusPlanArgs, NexusSimulateArgs,
    Platform,
};
pub(crate) use operations::{
    OperationsArgs, OperationsCommand, OperationsListArgs, OperationsSearchArgs,
};
pub(crate) use recommend::{EmitForm, Objective, RecommendArgs};
pub(crate) use recommend_order::{Order, Word};
pub(crate) use roles::{
    CompactArgs, CompareArgs, ExportForm, KindArg, Limit, LintArgs, RoleArgs, RolesArgs,
    RolesCommand, RolesExportArgs, RolesListArgs, RolesSearchArgs,
};
pub(crate) use tasks::{TaskArgs, TasksArgs, TasksCommand};
pub(crate) use verify::VerifyArgs;

/// Who can do what in Azure, why, and what is the least a task needs: offline, from files.
#[derive(Debug, Parser)]
#[command(
    name = "rolecall",
    version,
    max_term_width = 100,
    propagate_version = true
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
    #[arg(long, value_name = "F", global = true, help_heading = "Output")]
    pub(crate) format: Option<Format>,
    /// Write the answer to a file; its extension picks the format
    #[arg(
        short,
        long,
        value_name = "FILE",
        global = true,
        help_heading = "Output"
    )]
    pub(crate) output: Option<PathBuf>,
    /// When to colour
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        global = true,
        help_heading = "Output"
    )]
    pub(crate) color: When,
    /// Answer from this catalogue image [env: ROLECALL_CATALOG]
    #[arg(long, value_name = "FILE", global = true, help_heading = "Catalogue")]
    pub(crate) catalog: Option<PathBuf>,
    /// Read `X/*/Y` as a plain glob that does not match `X/Y` (rule WC-5 off)
    #[arg(long, global = true, help_heading = "Catalogue")]
    pub(crate) strict_wildcards: bool,
}

/// Whether names are replaced.
#[derive(Debug, Default, Args)]
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
#[derive(Debug, Args)]
pub(crate) struct Inputs {
    /// Exports to read: files, folders (`.json`, `.jsonl`, gzipped or not), or `-` for stdin
    #[arg(short, long = "input", value_name = "PATH", num_args = 1.., help_heading = "Input")]
    pub(crate) input: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, in a terminal
    Human,
    /// One JSON document with everything
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
    /// See a report of a made-up tenant, and get its exports to play with
    Demo(DemoArgs),
    /// Gather with `az` what the other commands read
    Collect(CollectArgs),
    /// Conditions: evaluate, lint, explain, and what a delegate may assign
    Conditions(ConditionsArgs),
    /// Role definitions: list, search, show, expand, compare, lint, compact, export
    Roles(RolesArgs),
    /// Operations of the catalogue: list, search
    Operations(OperationsArgs),
    /// Tasks and the operations they need: list, show
    Tasks(TasksArgs),
    /// Where role definitions and operations come from: info, import, update, diff
    Catalog(CatalogArgs),
    /// Managed identities of Operator Nexus clusters: check, plan, simulate
    Nexus(NexusArgs),
}
