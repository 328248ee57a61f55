use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Arguments of `usage`.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  rolecall usage insights-activity-logs/ insights-logs-storageread/ \\
      -o usage.jsonl
  az monitor activity-log list --offset 90d -o json | rolecall usage - \\
      -o usage.jsonl
  rolecall usage usage.jsonl insights-activity-logs/ --manifest hours.json \\
      -o usage-new.jsonl
  rolecall usage --emit kql

Logs are read in every form: the activity log of `az`, REST, the portal, PowerShell, storage, Event Hubs,
Event Grid and Log Analytics; resource logs of storage; audit logs of key vaults. A usage table that was
made before is added to what is read.")]
pub(crate) struct UsageArgs {
    /// Logs to read: files, folders (`.json`, `.jsonl`, `.csv`, gzipped or not), usage tables, or `-` for
    /// stdin
    #[arg(value_name = "PATH", required_unless_present = "emit")]
    pub(crate) logs: Vec<PathBuf>,
    /// The hours that were read: those that this file lists are skipped, and those that are read are
    /// added to it. An hour is a file `PT1H.json` in the folders that Azure makes
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,
    /// Print a query that makes the same table where the logs are
    #[arg(long, value_name = "LANGUAGE", conflicts_with_all = ["logs", "manifest"])]
    pub(crate) emit: Option<QueryLanguage>,
    /// The table that the query is about
    #[arg(
        long,
        value_name = "TABLE",
        requires = "emit",
        default_value = "AzureActivity",
        hide_default_value = true
    )]
    pub(crate) workspace_table: WorkspaceTable,
}

/// A table of Log Analytics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum WorkspaceTable {
    /// The activity log
    #[value(name = "AzureActivity")]
    Activity,
    /// Resource logs of blobs
    #[value(name = "StorageBlobLogs")]
    Blob,
    /// Resource logs of queues
    #[value(name = "StorageQueueLogs")]
    Queue,
    /// Resource logs of tables
    #[value(name = "StorageTableLogs")]
    Table,
    /// Resource logs of files
    #[value(name = "StorageFileLogs")]
    File,
    /// Audit logs of key vaults
    #[value(name = "AZKVAuditLogs")]
    Vault,
}

/// A language of queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum QueryLanguage {
    /// Kusto, for the tables of Log Analytics and Microsoft Sentinel
    Kql,
    /// DuckDB, for the files that Azure writes into a storage account
    Sql,
    /// Spark SQL, for the same files
    SparkSql,
}
