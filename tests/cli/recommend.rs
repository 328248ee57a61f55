use insta::assert_snapshot;

use super::*;

#[test]
fn key_sets_get_the_documented_role_and_its_stand_in() {
    let run = rolecall(&["recommend", "--task", "manage-all-keysets"]);
    assert_eq!(run.code, 0);
    assert_snapshot!(run.told());
}

#[test]
fn key_sets_in_json() {
    let run = rolecall(&[
        "recommend",
        "--task",
        "manage-all-keysets",
        "--format",
        "json",
    ]);
    let json = run.json();
    assert_eq!(json["schema"], "rolecall/recommend/1");
    let result = &json["result"];
    let role = &result["recommendation"]["roles"][0];
    assert_eq!(
        role["name"],
        "Operator Nexus Keyset Administrator Role (Preview)"
    );
    assert_eq!(role["published"], false);
    assert_eq!(result["recommendation"]["optimal"], true);
    assert_eq!(result["recommendation"]["excess"]["total"], 0);
    assert_eq!(result["customRole"]["Actions"].as_array().unwrap().len(), 7);
    assert_eq!(result["uncovered"].as_array().unwrap().len(), 0);
}

#[test]
fn published_roles_alone_cost_more() {
    let run = rolecall(&[
        "recommend",
        "--task",
        "manage-all-keysets",
        "--published-only",
        "--format",
        "json",
    ]);
    let result = &run.json()["result"];
    let roles = result["recommendation"]["roles"].as_array().unwrap();
    assert!(roles.iter().all(|role| role["published"] == true));
    assert!(
        result["recommendation"]["excess"]["total"]
            .as_u64()
            .unwrap()
            > 0
    );
}

#[test]
fn every_task_has_its_minimal_set() {
    let run = rolecall(&["recommend", "--all-tasks", "--format", "json"]);
    let json = run.json();
    let tasks = json["result"]["tasks"].as_array().unwrap();
    assert_eq!(tasks.len(), 99);
    for task in tasks {
        assert_eq!(task["recommendation"]["optimal"], true, "{}", task["tasks"]);
    }
    let uncovered = tasks
        .iter()
        .any(|task| !task["uncovered"].as_array().unwrap().is_empty());
    assert_eq!(run.code, i32::from(uncovered));
}

#[test]
fn what_no_role_covers_is_told() {
    let run = rolecall(&[
        "recommend",
        "--data-action",
        "Microsoft.Nowhere/things/read/action",
        "--format",
        "json",
    ]);
    assert_eq!(run.code, 1);
    let json = run.json();
    assert_eq!(json["result"]["uncovered"].as_array().unwrap().len(), 1);
    assert_eq!(json["complete"], false);
}

#[test]
fn objectives_differ() {
    let total = |objective| {
        let run = rolecall(&[
            "recommend",
            "--task",
            "bring-up-instance",
            "--minimize",
            objective,
            "--format",
            "json",
        ]);
        let recommendation = run.json()["result"]["recommendation"].clone();
        let excess = recommendation["excess"]["total"].as_u64().unwrap();
        (recommendation["roleCount"].as_u64().unwrap(), excess)
    };
    let (fewest, least) = (total("roles"), total("excess"));
    assert!(
        fewest.0 <= least.0 && least.1 <= fewest.1,
        "{fewest:?}, {least:?}"
    );
}
