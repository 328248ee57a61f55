//! What a change would break, by the calls that were logged.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::logs::calls::{End, Service, World};
use super::logs::forms::Form;
use super::rightsize::{EVIDENCE, tenant};
use super::write;
use crate::cli::{Run, rolecall};
use tempfile::TempDir;

fn replay(folder: &TempDir, change: &Value, more: &[&str]) -> Run {
    write(folder.path(), "change.json", change.to_string().as_bytes());
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (exports, logs, change) = (path("exports"), path("logs"), path("change.json"));
    let mut all = vec![
        "replay", "-i", &exports, "--logs", &logs, "--change", &change,
    ];
    all.extend(more);
    rolecall(&all)
}

fn classes(run: &Run) -> BTreeMap<String, u64> {
    let result = run.result();
    let classes = result["classes"].as_object().unwrap().iter();
    classes
        .map(|(class, count)| (class.clone(), count.as_u64().unwrap()))
        .collect()
}

#[test]
fn a_tenant_that_stays_as_it_is_breaks_nothing() {
    let world = World::new(21, 60, 3000);
    let folder = tenant(&world, &EVIDENCE);
    let run = replay(
        &folder,
        &json!({"add": [], "remove": []}),
        &["--format", "json"],
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    let result = run.result();
    assert!(result["tuples"].as_u64().unwrap() > 100);
    assert_eq!(result["classes"]["unchanged"], result["tuples"]);
    assert_eq!(result["rows"], json!([]));
    // The made-up log is of this very tenant.
    assert_eq!(result["disagrees"]["count"], 0, "{}", result["disagrees"]);
    assert_eq!(result["disagrees"]["rate"], 0.0);
}

#[test]
fn a_removed_assignment_breaks_exactly_the_calls_that_nothing_else_allows() {
    let world = World::new(22, 36, 1500);
    let folder = tenant(&world, &[Form::Az]);
    let used: Vec<usize> = (0..world.assignments.len())
        .filter(|at| {
            let mut calls = world.calls.iter();
            calls.any(|call| {
                call.by == Some(*at) && call.end != End::Denied && call.service == Service::Manager
            })
        })
        .take(6)
        .collect();
    assert!(used.len() > 3);
    let exports: Value = serde_json::from_slice(
        &std::fs::read(folder.path().join("exports/role-assignments.json")).unwrap(),
    )
    .unwrap();
    for at in used {
        let name = &world.assignments[at].name;
        let all = exports.as_array().unwrap();
        let record = all
            .iter()
            .find(|known| known["id"].as_str().unwrap().ends_with(name.as_str()));
        let id = record.unwrap()["id"].as_str().unwrap();
        let run = replay(&folder, &json!({"remove": [id]}), &["--format", "json"]);
        let result = run.result();
        let rest: Vec<&Value> = all.iter().filter(|known| known["id"] != id).collect();
        write(
            folder.path(),
            "after/role-assignments.json",
            json!(rest).to_string().as_bytes(),
        );
        for file in ["groups.json", "users.json", "service-principals.json"] {
            let bytes = std::fs::read(folder.path().join("exports").join(file)).unwrap();
            write(folder.path(), &format!("after/{file}"), &bytes);
        }
        let after = folder.path().join("after");
        let rows = result["rows"].as_array().unwrap();
        for row in rows {
            assert_eq!(row["class"], "revoked", "{row}");
            assert!(
                row["lost"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|lost| lost == id),
                "{row}"
            );
            let run = rolecall(&[
                "can",
                row["principal"]["id"].as_str().unwrap(),
                row["action"].as_str().unwrap(),
                "--at",
                row["scope"].as_str().unwrap(),
                "-i",
                after.to_str().unwrap(),
                "--format",
                "json",
            ]);
            let outcome = run.result()["outcome"].clone();
            assert!(
                ["notGranted", "denied"].contains(&outcome.as_str().unwrap()),
                "{row}: {outcome}"
            );
        }
        assert_eq!(classes(&run)["revoked"], rows.len() as u64);
        assert_eq!(run.code, i32::from(!rows.is_empty()));
        // The same by exports of the state after.
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let by_exports = rolecall(&[
            "replay",
            "-i",
            &path("exports"),
            "--logs",
            &path("logs"),
            "--to",
            &path("after"),
            "--format",
            "json",
        ]);
        assert_eq!(by_exports.result()["rows"], result["rows"]);
    }
}

#[test]
fn what_rightsize_proposes_breaks_no_call_that_it_saw() {
    let world = World::new(21, 60, 3000);
    let folder = tenant(&world, &EVIDENCE);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let sized = rolecall(&[
        "rightsize",
        "-i",
        &path("exports"),
        "--logs",
        &path("logs"),
        "--window",
        "50d",
        "--no-config",
        "--format",
        "json",
    ]);
    let kinds = sized.stdout.matches("\"kind\": \"customRole\"").count()
        + sized.stdout.matches("\"kind\":\"customRole\"").count();
    assert!(kinds > 0);
    let run = replay(&folder, &sized.json(), &["--format", "json"]);
    let result = run.result();
    assert_eq!(result["classes"]["revoked"], 0, "{}", result["rows"]);
    assert_eq!(run.code, 0, "{}", result["rows"]);
    // It grants nothing new either.
    assert_eq!(result["classes"]["gained"], 0, "{}", result["rows"]);
}

#[test]
fn changes_are_read_in_each_form_and_what_is_none_is_refused() {
    let world = World::new(23, 30, 600);
    let folder = tenant(&world, &EVIDENCE);
    let used = world.calls.iter().find(|call| {
        call.by.is_some() && call.end != End::Denied && call.service == Service::Manager
    });
    let at = used.unwrap().by.unwrap();
    let exports: Value = serde_json::from_slice(
        &std::fs::read(folder.path().join("exports/role-assignments.json")).unwrap(),
    )
    .unwrap();
    let all = exports.as_array().unwrap();
    let name = &world.assignments[at].name;
    let record = all
        .iter()
        .find(|known| known["id"].as_str().unwrap().ends_with(name.as_str()));
    let id = record.unwrap()["id"].as_str().unwrap();
    let by_list = replay(&folder, &json!({"remove": [id]}), &["--format", "json"]);
    let what_if = json!({"status": "Succeeded", "changes": [{"resourceId": id, "changeType": "Delete", "before": {}}]});
    let plan = json!({"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {}},
        "resource_changes": [{"address": "azurerm_role_assignment.a", "mode": "managed", "type": "azurerm_role_assignment",
            "name": "a", "change": {"actions": ["delete"], "before": {"id": id}, "after": null}}]});
    for change in [what_if, plan] {
        let run = replay(&folder, &change, &["--format", "json"]);
        assert_eq!(
            run.result()["rows"],
            by_list.result()["rows"],
            "{change}: {}",
            run.stderr
        );
    }
    for (none, word) in [
        (json!([1]), "not a change"),
        (json!({"add": {}, "remove": []}), "`add`"),
        (json!({"remove": ["x"]}), "`remove/0`"),
        (json!({"remove": [], "delete": []}), "`delete`"),
    ] {
        let run = replay(&folder, &none, &[]);
        assert!(
            run.code == 3 && run.stderr.contains(word),
            "{none}: {} {}",
            run.code,
            run.stderr
        );
    }
    // What a change says in vain makes the answer open.
    let typo = id.replace("roleAssignments", "roleAssigments");
    let member = json!({"format_version": "1.2", "planned_values": {}, "resource_changes": [{"address": "azuread_group_member.a",
        "type": "azuread_group_member", "change": {"actions": ["delete"], "before": {"id": "x"}, "after": null}}]});
    let deleted = json!({"format_version": "1.2", "planned_values": {}, "resource_changes": [{"address": "azurerm_resource_group.a",
        "type": "azurerm_resource_group", "change": {"actions": ["delete"], "before": {"id": "x"}, "after": null}}]});
    for (change, code) in [
        (deleted, "unread-change"),
        (json!({"remove": [format!("{id}0")]}), "unknown-assignment"),
        (json!({"remove": [typo]}), "unknown-assignment"),
        (member, "unread-change"),
    ] {
        let run = replay(&folder, &change, &["--format", "json"]);
        assert_eq!(
            (run.code, &run.json()["complete"]),
            (4, &json!(false)),
            "{change}"
        );
        assert!(run.stdout.contains(code), "{change}");
        let run = replay(&folder, &change, &[]);
        assert!(!run.stdout.contains("safe"), "{}", run.stdout);
    }
    let run = replay(&folder, &json!({"remove": [id]}), &[]);
    let allow = run.stdout.find("calls that the log allowed").unwrap();
    assert!(
        allow < run.stdout.find("revoked").unwrap(),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("which is gone"), "{}", run.stdout);
}

#[test]
fn an_assignment_that_a_log_names_breaks_calls_whatever_the_exports_say_of_the_caller() {
    let world = World::new(24, 30, 600);
    let folder = tenant(&world, &[Form::Hours]);
    // No export knows who is in which group.
    write(folder.path(), "exports/groups.json", b"[]");
    let exports: Value = serde_json::from_slice(
        &std::fs::read(folder.path().join("exports/role-assignments.json")).unwrap(),
    )
    .unwrap();
    let ids: Vec<&Value> = exports
        .as_array()
        .unwrap()
        .iter()
        .map(|known| &known["id"])
        .collect();
    let run = replay(&folder, &json!({"remove": ids}), &["--format", "json"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let result = run.result();
    let allowed = result["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["class"] == "revoked");
    assert_eq!(allowed.count(), result["rows"].as_array().unwrap().len());
}

#[test]
fn calls_that_the_configuration_lets_break_are_marked_and_do_not_count() {
    let world = World::new(22, 36, 1500);
    let folder = tenant(&world, &[Form::Az]);
    let all: Vec<String> = world
        .assignments
        .iter()
        .map(|held| {
            format!(
                "{}/providers/Microsoft.Authorization/roleAssignments/{}",
                held.scope.trim_end_matches('/'),
                held.name
            )
        })
        .collect();
    let change = json!({"add": [], "remove": all});
    let config = folder.path().join("accept.toml");
    let path = config.to_str().unwrap().to_owned();
    let run = |text: &str| {
        std::fs::write(&config, text).unwrap();
        replay(&folder, &change, &["--config", &path, "--format", "json"])
    };
    let entry = |more: &str| {
        format!("[[replay.accept]]\nowner = \"ops\"\nreason = \"gone in May\"\n{more}\n")
    };
    let open = run("");
    assert_eq!(open.code, 1, "{}", open.stderr);
    let count = |run: &Run| {
        let rows = run.result()["rows"].as_array().unwrap().clone();
        rows.iter().filter(|row| !row["accepted"].is_null()).count()
    };
    assert_eq!(count(&open), 0);
    let breaking = open.result()["rows"].as_array().unwrap().len();
    assert!(breaking > 20, "{breaking}");
    // All of them, then those of one caller, then those of an entry that is over.
    let every = run(&entry("action = \"*\""));
    assert_eq!(
        (every.code, count(&every)),
        (0, breaking),
        "{}",
        every.stderr
    );
    assert_eq!(
        every.result()["rows"][0]["accepted"],
        json!({"owner": "ops", "reason": "gone in May"})
    );
    let who = open.result()["rows"][0]["principal"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let one = run(&entry(&format!("principal = \"{who}\"")));
    assert_eq!(one.code, 1);
    assert!((1..breaking).contains(&count(&one)));
    let rows = one.result()["rows"].as_array().unwrap().clone();
    assert!(
        rows.iter()
            .all(|row| row["accepted"].is_null() == (row["principal"]["id"] != json!(who)))
    );
    let over = run(&entry("action = \"*\"\nexpires = 2020-01-01"));
    assert_eq!((over.code, count(&over)), (1, 0));
    for (text, said) in [
        (
            "[[replay.accept]]\nowner = \"a\"\nreason = \"b\"",
            "is not named",
        ),
        (
            "[[replay.accept]]\naction = \"*\"\nreason = \"b\"",
            "no `owner`",
        ),
        ("[replay]\nkeep = []", "accept"),
    ] {
        let refused = run(text);
        assert!(
            refused.code == 3 && refused.stderr.contains(said),
            "{text}: {}",
            refused.stderr
        );
    }
}
