//! Exporters: each held to its format, not only to a snapshot.

mod junit;
mod markdown;
pub(crate) mod sarif;
mod schema_changes;
mod schema_runs;
mod schemas;
mod tables;
mod xlsx;

use std::fs;
use std::path::Path;

/// A folder with the exports of a tenant in which names are made to do harm.
fn hostile() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let names = [
        "=HYPERLINK(\"http://x\")",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tcell",
        "<img src=x onerror=alert(1)>",
        "]]> & \"quoted\" 'too' \u{1} \u{ffff} \u{202e}",
        "[link](http://x) | `code` | ~~gone~~",
    ];
    let assignments: Vec<serde_json::Value> = (0..)
        .zip(names)
        .map(|(at, name)| assignment(at, name))
        .collect();
    write(folder.path(), &assignments);
    folder
}

fn assignment(at: usize, name: &str) -> serde_json::Value {
    let scope = format!("/subscriptions/00000000-0000-4000-8000-{at:012}");
    let guid = format!("00000000-0000-4000-9000-{at:012}");
    serde_json::json!({
        "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{guid}"),
        "principalId": format!("00000000-0000-4000-a000-{at:012}"),
        "principalName": name,
        "principalType": "User",
        "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        "roleDefinitionName": "Owner",
        "scope": scope,
    })
}

fn write(folder: &Path, assignments: &[serde_json::Value]) {
    let text = serde_json::to_string_pretty(assignments).unwrap();
    fs::write(folder.join("assignments.json"), text).unwrap();
}
