//! Exports in the shapes that other tools give them, and those that are not what they look like: the
//! answer is that of the same records in Azure's own shape, or nobody knows (exit code 4).

mod azure_hound;
mod conditions;
mod contradictions;
mod denials;
mod identities;
mod infrastructure;
mod lists_cut_short;
mod members;
mod roles;
mod schedules;
mod shapes;

use std::path::Path;

use serde_json::json;
use tempfile::TempDir;

use super::*;

const ANNA: &str = "a0000000-0000-4000-8000-000000000001";
const BEN: &str = "a0000000-0000-4000-8000-000000000002";
const TEAM: &str = "a0000000-0000-4000-8000-0000000000f1";
const SUBSCRIPTION: &str = "/subscriptions/50000000-0000-4000-8000-000000000001";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const WRITE: &str = "Microsoft.Compute/virtualMachines/write";
const REMOVE: &str = "Microsoft.Authorization/roleAssignments/delete";

const YES: i32 = 0;
const NO: i32 = 1;
const OPEN: i32 = 4;

type Files = Vec<(&'static str, Value)>;

fn of_role(role: &str) -> String {
    format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}")
}

fn id_of(kind: &str, number: usize) -> String {
    format!(
        "{SUBSCRIPTION}/providers/Microsoft.Authorization/{kind}/c0000000-0000-4000-8000-{number:012}"
    )
}

fn assignment(number: usize, who: &str, kind: &str, role: &str) -> Value {
    json!({ "id": id_of("roleAssignments", number), "type": "Microsoft.Authorization/roleAssignments",
        "scope": SUBSCRIPTION, "principalId": who, "principalType": kind, "roleDefinitionId": of_role(role) })
}

/// An assignment of somebody else, so that the inputs hold one.
fn others() -> (&'static str, Value) {
    let who = "a0000000-0000-4000-8000-0000000000ee";
    ("others.json", json!([assignment(90, who, "User", READER)]))
}

fn annas() -> (&'static str, Value) {
    ("anna.json", json!([assignment(1, ANNA, "User", OWNER)]))
}

fn folder(files: &Files) -> TempDir {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    for (name, content) in files {
        let text = match content {
            Value::String(text) => text.clone(),
            content => content.to_string(),
        };
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn can(folder: &Path, who: &str, action: &str, more: &[&str]) -> Run {
    let words = [
        "can",
        who,
        action,
        "--at",
        SUBSCRIPTION,
        "-i",
        ".",
        "--no-config",
    ];
    rolecall_in(folder, &[&words[..], more].concat())
}

/// No answer about an export is one that `verify` rejects.
#[track_caller]
fn is_verified(folder: &Path, question: &[&str]) {
    let answer = rolecall_in(
        folder,
        &[question, &["-i", ".", "--no-config", "--format", "json"]].concat(),
    );
    let elsewhere = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let file = elsewhere.path().join("answer.json");
    std::fs::write(&file, &answer.stdout).unwrap();
    let words = ["verify", file.to_str().unwrap(), "-i", ".", "--no-config"];
    let run = rolecall_in(folder, &words);
    // Of inputs that lack something it can't be sure either.
    let accepted: &[i32] = match answer.json()["complete"] == true {
        true => &[YES],
        false => &[YES, OPEN],
    };
    assert!(accepted.contains(&run.code), "{question:?}: {}", run.told());
}

#[track_caller]
fn ask(files: &Files, (who, action): (&str, &str), code: i32) -> Run {
    let folder = folder(files);
    let run = can(folder.path(), who, action, &[]);
    assert_eq!(run.code, code, "{files:?}: {}", run.told());
    for question in [
        &["can", who, action, "--at", SUBSCRIPTION][..],
        &["who", action, "--at", SUBSCRIPTION],
        &["what", who],
    ] {
        is_verified(folder.path(), question);
    }
    run
}

fn graph_user(id: &str) -> Value {
    json!({ "@odata.type": "#microsoft.graph.user", "id": id, "displayName": "A", "userPrincipalName": "a@fjord.example" })
}

fn assigned_by_hound(condition: Option<&str>) -> Value {
    let mut properties =
        json!({ "principalId": ANNA, "roleDefinitionId": of_role(OWNER), "scope": SUBSCRIPTION });
    if let Some(condition) = condition {
        properties["condition"] = condition.into();
    }
    json!({ "id": id_of("roleAssignments", 1), "properties": properties })
}

fn hound(records: &[(&str, Value)]) -> Files {
    let records: Vec<Value> = records
        .iter()
        .map(|(kind, data)| json!({ "kind": kind, "data": data }))
        .collect();
    vec![
        ("hound.json", json!({ "data": records })),
        ("anna.json", json!([graph_user(ANNA)])),
    ]
}
