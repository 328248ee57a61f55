//! Queries of Kusto that make the usage table where the logs are.

use crate::cli::args::WorkspaceTable;
use crate::import::log::vault_operations;
use crate::text::fold;

const ACTIVITY: &str = include_str!("activity.kql");
const STORAGE: &str = include_str!("storage.kql");
const VAULT: &str = include_str!("vault.kql");

/// The query for a table of Log Analytics.
pub(super) fn kusto(table: WorkspaceTable) -> String {
    let storage = |table: &str, part: &str, list: &str| {
        let query = STORAGE.replace("TABLE", table);
        query.replace("PART", part).replace("LIST", list)
    };
    match table {
        WorkspaceTable::Activity => ACTIVITY.to_owned(),
        WorkspaceTable::Blob => storage("StorageBlobLogs", "blobservices", "containers"),
        WorkspaceTable::Queue => storage("StorageQueueLogs", "queueservices", "queues"),
        WorkspaceTable::Table => storage("StorageTableLogs", "tableservices", "tables"),
        WorkspaceTable::File => storage("StorageFileLogs", "fileservices", "fileshares"),
        WorkspaceTable::Vault => VAULT.replace("ACTIONS", &actions()),
    }
}

/// What is called in the log of a vault, and the action that is checked for it.
fn actions() -> String {
    let rows = vault_operations().map(|(operation, action, plane)| {
        let (operation, action) = (fold(operation), fold(action));
        format!("    \"{operation}\", \"{action}\", \"{plane}\"")
    });
    rows.collect::<Vec<_>>().join(",\n")
}
