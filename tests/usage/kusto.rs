//! The queries that are printed are Kusto's, and what they name is in the tables: by the grammar and the analysis of
//! Kusto's own language service, in the folder `$ROLECALL_KUSTO` that npm installed it in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::cli::rolecall;

const TABLES: [&str; 6] = [
    "AzureActivity",
    "StorageBlobLogs",
    "StorageQueueLogs",
    "StorageTableLogs",
    "StorageFileLogs",
    "AZKVAuditLogs",
];

/// The query for each table.
fn queries() -> Vec<(&'static str, String)> {
    let of = |table| rolecall(&["usage", "--emit", "kql", "--workspace-table", table]);
    let each = TABLES.into_iter();
    each.map(|table| {
        let run = of(table);
        assert_eq!(run.code, 0, "{}", run.stderr);
        (table, run.stdout)
    })
    .collect()
}

#[test]
fn each_query_is_about_its_table() {
    for (table, query) in queries() {
        assert!(query.contains(&format!("\n{table}\n")), "{query}");
        for other in TABLES.iter().filter(|other| **other != table) {
            assert!(!query.contains(other), "{table}: {query}");
        }
        for left in ["TABLE", "PART", "LIST", "ACTIONS"] {
            assert!(!query.contains(left), "{table}: {left}");
        }
    }
    let plain = rolecall(&["usage", "--emit", "kql"]);
    assert_eq!(plain.stdout, queries()[0].1);
    let run = rolecall(&[
        "usage",
        "--emit",
        "sql",
        "--workspace-table",
        "AZKVAuditLogs",
    ]);
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert_eq!(
        rolecall(&["usage", "--workspace-table", "X", "--emit", "kql"]).code,
        2
    );
}

/// What the language service says of queries; none where it isn't there.
fn faults(queries: &[(&str, String)]) -> Option<String> {
    let home = std::env::var_os("ROLECALL_KUSTO").filter(|home| !home.is_empty());
    let Some(home) = home else {
        eprintln!("SKIPPED: {} queries of Kusto", queries.len());
        return None;
    };
    let folder = TempDir::new().unwrap();
    let files: Vec<PathBuf> = queries
        .iter()
        .map(|(name, query)| {
            let path = folder.path().join(format!("{name}.kql"));
            fs::write(&path, query).unwrap();
            path
        })
        .collect();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/usage/kusto.js");
    let ran = Command::new("node")
        .arg(script)
        .args(files)
        .env("ROLECALL_KUSTO", home)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert_eq!(
        ran.status.success(),
        said.is_empty(),
        "{said}{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    Some(said)
}

#[test]
fn kusto_finds_no_fault_with_the_queries() {
    if let Some(said) = faults(&queries()) {
        assert_eq!(said, "");
    }
}

#[test]
fn kusto_finds_faults_where_there_are() {
    for (query, code) in [
        ("AzureActivity | where ActivityStatus == 1", "KS142"),
        (
            "AzureActivity | summarize first = min(TimeGenerated)",
            "KS228",
        ),
        ("AzureActivity | where tolower(TimeGenerated) ==", "KS"),
    ] {
        if let Some(said) = faults(&[("fault", query.to_owned())]) {
            assert!(said.contains(code), "{query}: {said}");
        }
    }
}
