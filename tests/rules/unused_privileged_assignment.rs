use std::collections::BTreeSet;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::cli::{Run, rolecall_in};

const RULE: &str = "unused-privileged-assignment";
const FROM: &str = "2026-01-01T00:00:00Z";
const UNTIL: &str = "2026-04-20T00:00:00Z";

/// Owners of a subscription of which there is a log, and of one of which there is none.
fn folder(last_of_log: &str, created: &str) -> TempDir {
    let other = "/subscriptions/00000000-0000-4000-8000-0000000000f2";
    let owner = |number: u32, scope: &str| {
        json!({
            "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-9000-{number:012}"),
            "type": "Microsoft.Authorization/roleAssignments", "scope": scope, "principalType": "User",
            "principalId": format!("00000000-0000-4000-8000-{number:012}"),
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{OWNER}"),
            "createdOn": created, "updatedOn": created,
        })
    };
    let assignments: Vec<Value> = (1..=4)
        .map(|number| owner(number, SUBSCRIPTION))
        .chain([owner(5, other)])
        .collect();
    let people: Vec<Value> = (1..=5).map(|number| json!({
        "id": format!("00000000-0000-4000-8000-{number:012}"), "displayName": format!("Person {number}"),
        "userPrincipalName": format!("person{number}@contoso.example"),
    })).collect();
    let call = |last: &str| {
        json!({
            "schema": "rolecall/usage/1",
            "principal": {"id": "00000000-0000-4000-8000-000000000001", "type": null, "name": null},
            "action": "microsoft.storage/storageaccounts/write", "plane": "control", "scope": SUBSCRIPTION,
            "roleAssignment": null, "role": null, "outcome": "allowed", "source": "activity",
            "count": 400, "first": FROM, "last": last, "correlationIds": [],
        })
    };
    let folder = TempDir::new().unwrap();
    let write = |name: &str, value: &Value| {
        std::fs::write(folder.path().join(name), value.to_string()).unwrap();
    };
    write("assignments.json", &json!(assignments));
    write("users.json", &json!(people));
    write("usage.jsonl", &call(last_of_log));
    folder
}

fn audited(folder: &TempDir, more: &[&str]) -> Run {
    let mut all = vec![
        "audit",
        "-i",
        "assignments.json",
        "users.json",
        "--rule",
        RULE,
        "--format",
        "json",
    ];
    all.extend(more);
    rolecall_in(folder.path(), &all)
}

fn whom(run: &Run) -> BTreeSet<String> {
    let findings = run.result()["findings"].as_array().unwrap().clone();
    findings
        .iter()
        .map(|finding| finding["principal"]["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn fires_for_what_the_log_would_show_and_does_not() {
    let folder = folder(UNTIL, "2025-01-01T00:00:00Z");
    let run = audited(&folder, &["--logs", "usage.jsonl"]);
    // The first used it; one owner must stay; of the other subscription there is no log.
    let found = whom(&run);
    assert!(!found.is_empty(), "{}", run.stdout);
    assert!(
        found.is_subset(
            &["person2", "person3", "person4"]
                .map(|name| format!("{name}@contoso.example"))
                .into()
        ),
        "{found:?}"
    );
    assert_eq!(run.result()["findings"][0]["severity"], "medium");
    assert!(
        run.result()["findings"][0]["because"]
            .as_str()
            .unwrap()
            .contains("from 2026-01-20 to 2026-04-20")
    );
}

#[test]
fn is_silent_without_logs_with_short_ones_and_about_young_assignments() {
    let old = folder(UNTIL, "2025-01-01T00:00:00Z");
    assert!(whom(&audited(&old, &[])).is_empty());
    let short = folder("2026-02-01T00:00:00Z", "2025-01-01T00:00:00Z");
    assert!(whom(&audited(&short, &["--logs", "usage.jsonl"])).is_empty());
    let young = folder(UNTIL, "2026-03-01T00:00:00Z");
    assert!(whom(&audited(&young, &["--logs", "usage.jsonl"])).is_empty());
    std::fs::write(
        old.path().join("keep.toml"),
        "[[rightsize.keep]]\nrole = \"Owner\"\nowner = \"ops\"\nreason = \"break glass\"\n",
    )
    .unwrap();
    let kept = audited(&old, &["--logs", "usage.jsonl", "--config", "keep.toml"]);
    assert!(whom(&kept).is_empty(), "{}", kept.stdout);
}

/// Logs name who called, whom redacted exports no longer have: nothing would be seen used, or everything.
#[test]
fn a_redacted_audit_takes_no_logs() {
    let folder = folder(UNTIL, FROM);
    let run = audited(&folder, &["--logs", "usage.jsonl", "--redact"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("--as-of"), "{}", run.stderr);
}
