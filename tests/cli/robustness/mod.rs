//! Input that is damaged, hostile or far too large, and output that can't be written: a clear error
//! or a clean end, never a panic, never half a report.

mod encodings;
mod gzip;
mod links;
mod nesting;
mod sizes;
mod types;
#[cfg(unix)]
mod writing;

use std::path::PathBuf;

use super::*;

const ACTION: &str = "Microsoft.Storage/storageAccounts/read";
const SUBSCRIPTION: &str = "/subscriptions/11111111-1111-1111-1111-111111111111";
const PERSON: &str = "22222222-2222-2222-2222-222222222222";

/// A role assignment of Reader.
fn assignment() -> Value {
    serde_json::json!({
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/33333333-3333-3333-3333-333333333333"),
        "principalId": PERSON,
        "principalType": "User",
        "roleDefinitionId": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"),
        "scope": SUBSCRIPTION,
    })
}

/// A folder of this test alone.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// Runs with a path as the last argument; the exit code is one of docs/output.md.
fn run_on(arguments: &[&str], path: &Path) -> Run {
    let run = finish(command().args(arguments).arg(path));
    assert!((0..=4).contains(&run.code), "{}", run.told());
    run
}

/// Every place where a command takes a file whole or reads exports: the path comes last.
const READERS: [&[&str]; 14] = [
    &["who", ACTION, "-i"],
    &["audit", "-i"],
    &["roles", "lint"],
    &["can", "--role", "Reader", ACTION, "--attributes"],
    &["can", "--from-error"],
    &["can", "-i", TENANT, "--questions"],
    &["conditions", "eval"],
    &["conditions", "lint"],
    &["recommend", "--actions-from"],
    &["recommend", "--action", ACTION, "--among"],
    &["audit", "-i", TENANT, "--baseline"],
    &["audit", "-i", TENANT, "--config"],
    &["nexus", "check", "--cluster"],
    &["verify"],
];
