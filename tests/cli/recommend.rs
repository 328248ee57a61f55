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
    let actions = &result["customRole"]["Actions"];
    assert_eq!(actions.as_array().unwrap().len(), 3, "{actions}");
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

fn from_text(text: &str, arguments: &[&str]) -> Run {
    let mut all = vec!["recommend", "--actions-from", "-", "--format", "json"];
    all.extend(arguments);
    finish(command().args(all).write_stdin(text))
}

/// The required actions with their planes.
fn required(run: &Run) -> Vec<(String, String)> {
    let json = run.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let required = json["result"]["required"].as_array().unwrap();
    required
        .iter()
        .map(|row| (text(&row["action"]), text(&row["plane"])))
        .collect()
}

fn pair(action: &str, plane: &str) -> (String, String) {
    (action.to_owned(), plane.to_owned())
}

const ACCOUNT: &str = "Microsoft.Storage/storageAccounts/read";
const BLOB: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";

#[test]
fn a_list_of_actions_is_put_into_their_planes() {
    let run = from_text(&format!("{ACCOUNT}\n{BLOB}\n"), &[]);
    assert_eq!(run.code, 0, "{}", run.told());
    assert_eq!(
        required(&run),
        [pair(ACCOUNT, "control"), pair(BLOB, "data")]
    );
}

#[test]
fn an_error_message_is_a_requirement() {
    let text = format!(
        "(AuthorizationFailed) The client 'a' with object id 'b' does not have authorization to perform action '{ACCOUNT}' over scope '{PRODUCTION}' or the scope is invalid."
    );
    let run = from_text(&text, &["--minimize", "excess"]);
    assert_eq!(run.code, 0, "{}", run.told());
    assert_eq!(required(&run), [pair(ACCOUNT, "control")]);
}

#[test]
fn a_role_definition_requires_what_it_grants() {
    let role = |not: &str| {
        format!(
            r#"{{"Name":"Mine","Actions":["Microsoft.Storage/storageAccounts/*"],"NotActions":[{not}],"DataActions":["{BLOB}"],"AssignableScopes":["/"]}}"#
        )
    };
    let every = pair("Microsoft.Storage/storageAccounts/*", "control");
    assert_eq!(
        required(&from_text(&role(""), &[])),
        [every, pair(BLOB, "data")]
    );
    // With an exclusion it is what is left, operation by operation.
    let less = from_text(
        &role("\"Microsoft.Storage/storageAccounts/listKeys/action\""),
        &[],
    );
    let names: Vec<String> = required(&less).into_iter().map(|(name, _)| name).collect();
    let has = |end: &str| names.iter().any(|name| name.to_lowercase().ends_with(end));
    assert!(has("storageaccounts/read") && has("/regeneratekey/action"));
    assert!(
        !has("storageaccounts/listkeys/action") && !has("/*"),
        "{names:?}"
    );
}

#[test]
fn a_text_without_actions_says_so() {
    let run = from_text("nothing of the kind\n", &[]);
    assert_eq!((run.code, run.stdout.as_str()), (3, ""));
    assert!(
        run.stderr
            .contains("`-` lists no action: `nothing of the kind` is no action"),
        "{}",
        run.stderr
    );
}
