use std::collections::BTreeMap;

use insta::assert_snapshot;
use serde_json::json;

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

/// The rows of each task in `docs/tasks.md`, in order: objective, roles, counts.
fn documented() -> BTreeMap<String, Vec<Vec<String>>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/tasks.md");
    let page = std::fs::read_to_string(path).unwrap();
    let sections = page.split("\n## ").skip(1);
    let rows = |section: &str| -> Vec<Vec<String>> {
        let table = section
            .lines()
            .filter(|line| line.starts_with("| "))
            .skip(1);
        let cells = |row: &str| {
            row.trim_matches('|')
                .split('|')
                .map(|c| c.trim().to_owned())
                .collect()
        };
        table
            .map(cells)
            .filter(|row: &Vec<String>| row[0] != "---")
            .collect()
    };
    sections
        .map(|section| (section.lines().next().unwrap().to_owned(), rows(section)))
        .collect()
}

#[test]
fn the_page_of_the_tasks_says_what_the_program_answers() {
    let documented = documented();
    assert_eq!(documented.len(), 99);
    for objective in ["risk", "roles", "excess"] {
        let run = rolecall(&[
            "recommend",
            "--all-tasks",
            "--minimize",
            objective,
            "--format",
            "csv",
        ]);
        let mut table = csv::Reader::from_reader(run.stdout.as_bytes());
        let header = table.headers().unwrap().clone();
        for row in table.records() {
            let row = row.unwrap();
            let field = |name: &str| &row[header.iter().position(|column| column == name).unwrap()];
            let written = &documented[field("task")];
            let at = written.iter().position(|row| row[0] == objective).unwrap();
            let said = [
                field("objective").to_owned(),
                field("roles").replace("; ", " + "),
                field("excess").to_owned(),
                field("escalation").to_owned(),
                field("data").to_owned(),
                field("write").to_owned(),
                field("read").to_owned(),
            ];
            assert_eq!(written[at], said, "{}", field("task"));
            assert_eq!(field("optimal"), "true");
            if field("assignableRoles") != field("roles") {
                assert_eq!(written[at + 1][0], "assignable");
                assert_eq!(
                    written[at + 1][1],
                    field("assignableRoles").replace("; ", " + ")
                );
                assert_eq!(written[at + 1][2], field("assignableExcess"));
            }
        }
    }
}

#[test]
fn inferred_tasks_say_so_in_every_format() {
    let json = rolecall(&["recommend", "--all-tasks", "--format", "json"]).json();
    let tasks = json["result"]["tasks"].as_array().unwrap();
    let inferred = tasks.iter().filter(|task| task["task"]["inferred"] == true);
    assert_eq!(inferred.count(), 88);
    let csv = rolecall(&["recommend", "--all-tasks", "--format", "csv"]).stdout;
    assert!(csv.starts_with("task,title,objective,roles,roleCount,excess,escalation,data,write,read,inferred,optimal,uncovered,"));
    for format in ["human", "markdown"] {
        let text = rolecall(&["recommend", "--all-tasks", "--format", format]).stdout;
        assert!(text.contains("88 of the 99 tasks were inferred"), "{text}");
        assert_eq!(text.matches("inferred").count(), 89);
    }
}

#[test]
fn an_answer_that_nobody_can_assign_comes_with_one_that_somebody_can() {
    let run = rolecall(&[
        "recommend",
        "--task",
        "day-two-operator",
        "--format",
        "json",
    ]);
    let result = &run.json()["result"];
    let names = |roles: &Value| -> Vec<String> {
        let roles = roles.as_array().unwrap().iter();
        roles
            .map(|role| role["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        names(&result["assignable"]["roles"]),
        [
            "Operator Nexus Compute Contributor Role (Preview)",
            "Operator Nexus Owner (Preview)"
        ]
    );
    assert_eq!(result["inferred"], json!(["day-two-operator"]));
    let published = rolecall(&[
        "recommend",
        "--task",
        "day-two-operator",
        "--published-only",
        "--format",
        "json",
    ]);
    let alone = &published.json()["result"];
    assert_eq!(
        alone["recommendation"]["excess"],
        result["assignable"]["excess"]
    );
    assert_eq!(alone["assignable"], Value::Null);
}

/// A role for a Microsoft service that grants one operation of Nexus.
fn service_role(action: &str) -> String {
    json!([{
        "name": "e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1",
        "roleName": "Storage Account Backup Contributor",
        "roleType": "BuiltInRole",
        "type": "Microsoft.Authorization/roleDefinitions",
        "permissions": [{ "actions": [action] }],
        "assignableScopes": ["/"],
    }])
    .to_string()
}

#[test]
fn roles_for_services_that_were_left_out_are_told_with_what_they_would_save() {
    let ask = |arguments: &[&str], role: &str| {
        let mut all = vec![
            "recommend",
            "--action",
            "Microsoft.NetworkCloud/clusters/deploy/action",
            "-i",
            "-",
        ];
        all.extend(arguments);
        finish(command().args(all).write_stdin(role))
    };
    let role = service_role("Microsoft.NetworkCloud/clusters/deploy/action");
    let result = &ask(&["--format", "json"], &role).json()["result"];
    let left_out = &result["leftOut"];
    assert_eq!(left_out["excess"]["total"], 0);
    assert_eq!(left_out["saved"], result["recommendation"]["excess"]);
    assert_eq!(
        left_out["serviceRoles"][0]["reason"],
        "Held by the identity of a backup vault"
    );
    let human = ask(&[], &role).stdout;
    assert!(human.contains("Left out, being meant for Microsoft services: Storage Account Backup Contributor would grant 0 operations"), "{human}");
    // With them there is nothing left out, and one that saves nothing is not told.
    let with = &ask(&["--include-service-roles", "--format", "json"], &role).json()["result"];
    assert_eq!(with["recommendation"]["excess"], left_out["excess"]);
    assert_eq!(with["leftOut"], Value::Null);
    let wide = service_role("*");
    assert_eq!(
        ask(&["--format", "json"], &wide).json()["result"]["leftOut"],
        Value::Null
    );
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
            .contains("`-` lists no action: `nothing of the kind` is not an action"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_plan_is_a_requirement() {
    let plan = "tests/fixtures/terraform/deployment-plan.json";
    let ask = |more: &[&str]| {
        let mut all = vec!["recommend", "--from-terraform", plan, "--format", "json"];
        all.extend(more);
        rolecall(&all).json()
    };
    let sure = ask(&[]);
    // A type that is not known may need anything.
    assert_eq!(sure["complete"], false);
    let derived = sure["result"]["derived"].as_array().unwrap();
    let count = |certainty: &str| {
        let mut operations: Vec<&str> = derived
            .iter()
            .filter(|row| row["certainty"] == certainty)
            .map(|row| row["operation"].as_str().unwrap())
            .collect();
        operations.sort_unstable();
        operations.dedup();
        operations.len()
    };
    assert_eq!(
        sure["result"]["required"].as_array().unwrap().len(),
        count("certain")
    );
    let all = ask(&["--include-uncertain"]);
    let all = all["result"]["required"].as_array().unwrap().len();
    assert!(all > count("certain") && all <= count("certain") + count("uncertain"));
    let human = rolecall(&["recommend", "--from-terraform", plan]).stdout;
    assert!(
        human.contains("What the deployment may need as well"),
        "{human}"
    );
}

#[test]
fn a_template_adds_to_what_else_is_required() {
    let run = rolecall(&[
        "recommend",
        "--from-arm",
        "tests/fixtures/arm/what-if.json",
        "--action",
        ACCOUNT,
        "--format",
        "json",
    ]);
    let json = run.json();
    let required = json["result"]["required"].as_array().unwrap();
    assert!(
        required
            .iter()
            .any(|row| row["action"] == "Microsoft.Resources/deployments/write")
    );
    // Where the action is required, nobody says; the deployment says where it is of its own.
    let rows = required.iter().filter(|row| row["action"] == ACCOUNT);
    let mut scopes: Vec<String> = rows.map(|row| row["scope"].to_string()).collect();
    let count = scopes.len();
    scopes.dedup();
    assert_eq!((scopes.len(), count), (2, 2));
}

#[test]
fn deployments_of_the_wrong_kind_are_told() {
    let run = rolecall(&[
        "recommend",
        "--from-terraform",
        "tests/fixtures/arm/what-if.json",
    ]);
    assert_eq!(run.code, 3);
    assert!(
        run.stderr.contains("neither a Terraform plan nor a state")
            && run.stderr.contains("--from-arm"),
        "{}",
        run.stderr
    );
    let run = finish(
        command()
            .args(["recommend", "--from-arm", "-", "--actions-from", "-"])
            .write_stdin("{}"),
    );
    assert_eq!(run.code, 2, "{}", run.stderr);
}

#[test]
fn an_activity_log_is_a_requirement_that_lacks_reads() {
    let event = |operation: &str, status: &str| {
        json!({ "authorization": { "action": operation }, "operationName": { "value": operation }, "eventTimestamp": "2026-01-01T00:00:00Z",
            "status": { "value": status }, "subStatus": { "value": if status == "Failed" { "Forbidden" } else { "OK" } } })
    };
    let log = json!([
        event(
            "MICROSOFT.STORAGE/STORAGEACCOUNTS/LISTKEYS/ACTION",
            "Succeeded"
        ),
        event("Microsoft.Storage/storageAccounts/delete", "Failed"),
    ]);
    let run = from_text(&log.to_string(), &[]);
    assert_eq!(
        required(&run),
        [pair(
            "Microsoft.Storage/storageAccounts/listkeys/action",
            "control"
        )]
    );
    let json = run.json();
    assert_eq!(json["complete"], false);
    assert!(
        run.stderr.contains("an activity log holds no reads"),
        "{}",
        run.stderr
    );
    let input = finish(
        command()
            .args([
                "recommend",
                "--action",
                ACCOUNT,
                "-i",
                "-",
                "--format",
                "json",
            ])
            .write_stdin(log.to_string()),
    );
    assert_eq!(input.json()["inputs"][0]["kind"], "activityLog");
    assert_eq!(input.json()["inputs"][0]["records"], 2);
}

#[test]
fn of_a_log_only_the_calls_of_whom_the_roles_are_for_are_required() {
    let (who, other) = (
        "33333333-aaaa-4aaa-8aaa-000000000001",
        "33333333-aaaa-4aaa-8aaa-000000000002",
    );
    let event = |operation: &str, claims: Value| {
        json!({ "authorization": { "action": operation }, "caller": "rob@contoso.example", "claims": claims,
            "operationName": { "value": operation }, "eventTimestamp": "2026-01-01T00:00:00Z",
            "status": { "value": "Succeeded" } })
    };
    let listed = "Microsoft.Storage/storageAccounts/listkeys/action";
    let log = json!([
        event(listed, json!({ "oid": who })),
        event(
            "Microsoft.Storage/storageAccounts/delete",
            json!({ "oid": other })
        ),
        event("Microsoft.Storage/storageAccounts/write", json!({})),
    ])
    .to_string();
    let run = from_text(&log, &["--for", who]);
    assert_eq!(required(&run), [pair(listed, "control")]);
    let said = |code: &str| {
        let json = run.json();
        let said = json["diagnostics"].as_array().unwrap();
        let said = said.iter().find(|said| said["code"] == code).unwrap();
        said["message"].as_str().unwrap().to_owned()
    };
    assert!(said("calls-of-others").ends_with(": 1"));
    // The log has a sign-in name, and no export says whose that is.
    assert!(said("unknown-caller").ends_with(": 1"));
    assert_eq!(required(&from_text(&log, &[])).len(), 3);
}

/// Two operations that no role of Azure grants together without being one of the widest.
const APART: [&str; 6] = [
    "recommend",
    "--data-action",
    "Microsoft.KeyVault/vaults/secrets/getSecret/action",
    "--data-action",
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
    "--published-only",
];

#[test]
fn fewer_roles_than_it_takes_is_an_answer() {
    let most = |arguments: &[&str]| {
        let run = rolecall(&[&APART, arguments].concat());
        assert_eq!(run.code, 1, "{}", run.told());
        run
    };
    for objective in ["risk", "roles", "excess"] {
        let asked = [
            "--max-roles",
            "1",
            "--minimize",
            objective,
            "--format",
            "json",
        ];
        let run = most(&asked);
        let result = run.result();
        assert_eq!(
            result["rolesNeeded"],
            json!({"allowed": 1, "least": 2, "bound": 2})
        );
        let set = &result["recommendation"];
        assert_eq!((&set["roles"], &set["roleCount"]), (&json!([]), &json!(0)));
        assert_eq!(set["optimal"], false);
        assert_eq!(result["minimize"], objective);
        assert_eq!(result["frontier"][0]["roleCount"], 2);
        assert_eq!(
            (&result["commands"], &result["uncovered"]),
            (&json!([]), &json!([]))
        );
        let two = rolecall(
            &[
                &APART,
                &[
                    "--max-roles",
                    "2",
                    "--minimize",
                    objective,
                    "--format",
                    "json",
                ][..],
            ]
            .concat(),
        );
        let lower = |result: &Value| {
            let bound = &result["recommendation"]["certificate"]["lowerBound"];
            bound.as_array().unwrap().len()
        };
        let two = two.result();
        assert_eq!(two.get("rolesNeeded"), None);
        assert_eq!(lower(&result), lower(&two));
    }
    let run = most(&["--max-roles", "1"]);
    assert!(
        run.stdout.starts_with(
            "none  for 2 required operations: no set of at most 1 role covers it: the least is 2\n"
        ),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("  - with 2: "), "{}", run.stdout);
    let run = most(&["--max-roles", "1", "--emit", "az"]);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains("the least is 2"), "{}", run.stderr);
    let run = most(&["--max-roles", "0", "--emit", "az", "--format", "json"]);
    assert_eq!(run.result()["rolesNeeded"]["least"], 2);
    let all = rolecall(&[
        "recommend",
        "--all-tasks",
        "--max-roles",
        "1",
        "--format",
        "json",
    ]);
    assert_eq!(all.code, 1, "{}", all.stderr);
    let all = all.result();
    let tasks = all["tasks"].as_array().unwrap();
    let needed = tasks
        .iter()
        .filter(|task| task.get("rolesNeeded").is_some());
    let needed = needed.count();
    assert!(0 < needed && needed < tasks.len(), "{needed}");
}

#[test]
fn what_speaks_against_a_recommendation_is_for_build_servers() {
    let gap = [
        "recommend",
        "--action",
        "Contoso.Things/widgets/write",
        "--among",
        "nexus",
    ];
    let run = rolecall(&[&gap[..], &["--format", "sarif"]].concat());
    assert_eq!(run.code, 1, "{}", run.told());
    let results = run.json()["runs"][0]["results"].clone();
    assert_eq!(results[0]["ruleId"], "uncovered-operation", "{results}");
    let junit = rolecall(&[
        "recommend",
        "--task",
        "manage-all-keysets",
        "--format",
        "junit",
    ]);
    assert_eq!(junit.code, 0, "{}", junit.told());
    assert!(!junit.stdout.contains("<failure"), "{}", junit.stdout);
    assert!(
        junit
            .stdout
            .contains("<testsuite name=\"uncovered-operation\""),
        "{}",
        junit.stdout
    );
}

#[test]
fn the_parts_of_a_scope_are_a_scope() {
    let read = "Microsoft.NetworkCloud/clusters/read";
    let ask = |more: &[&str]| {
        let base = ["recommend", read, "-i", TENANT, "--format", "json"];
        rolecall(&[&base, more].concat())
    };
    let group = group("rg-osl1");
    let by_id = ask(&["--at", &group]).result();
    assert_eq!(by_id["recommendation"]["roles"][0]["scope"], group.as_str());
    let subscription = group.split('/').nth(2).unwrap();
    for parts in [
        &["-g", "rg-osl1"][..],
        &["--resource-group", &group],
        &["--subscription", subscription, "-g", "rg-osl1"],
    ] {
        assert_eq!(ask(parts).result(), by_id, "{parts:?}");
    }
    let wide = ask(&["--subscription", subscription]).result();
    assert_eq!(wide["recommendation"]["roles"][0]["scope"], PRODUCTION);
    assert_eq!(ask(&["-g", "rg-osl1", "--at", &group]).code, 2);
    assert_eq!(ask(&["-g", "no-such-group"]).code, 2);
    assert_eq!(ask(&["-g", PRODUCTION]).code, 2);
}

#[test]
fn the_custom_role_gets_its_name() {
    let wanted = [
        "recommend",
        "Microsoft.NetworkCloud/clusters/delete",
        "--role-name",
        " Cluster Remover ",
    ];
    let result = rolecall(&[&wanted[..], &["--format", "json"]].concat()).result();
    assert_eq!(result["customRole"]["Name"], "Cluster Remover");
    for emit in [
        &["--emit", "az"][..],
        &["--emit", "bicep"],
        &["--emit", "terraform"],
        &["--emit", "custom-role"],
        &[],
    ] {
        let text = rolecall(&[&wanted[..], emit].concat()).stdout;
        assert!(
            text.contains("Cluster Remover") && !text.contains("Custom role for this"),
            "{text}"
        );
    }
    let parts = rolecall(&[
        "recommend",
        "--action",
        "Microsoft.NetworkCloud/clusters/delete",
        "--at",
        &group("rg-a"),
        "--action",
        "Microsoft.NetworkCloud/racks/delete",
        "--at",
        &group("rg-b"),
        "--role-name",
        "Remover",
        "--format",
        "json",
    ]);
    let parts = parts.result();
    let names: Vec<&str> = parts["customRoles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|role| role["Name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Remover, part 1", "Remover, part 2"]);
    for wrong in [
        &["--role-name", " "][..],
        &["--role-name", "a", "--all-tasks"],
        &["--role-name", "a", "--redact"],
    ] {
        let run = rolecall(
            &[
                &["recommend", "Microsoft.NetworkCloud/clusters/delete"][..],
                wrong,
            ]
            .concat(),
        );
        assert_eq!(run.code, 2, "{wrong:?}: {}", run.told());
    }
}

/// What Azure refuses whoever asks is said of a requirement as of a question.
#[test]
fn what_azure_refuses_is_said() {
    let remark = "Azure rejects a customer's own request to delete a bare metal machine";
    let said = |action: &str| {
        let run = rolecall(&["recommend", "--action", action, "--no-config"]);
        run.stderr.contains(remark)
    };
    assert!(said("Microsoft.NetworkCloud/bareMetalMachines/delete"));
    assert!(!said(
        "Microsoft.NetworkCloud/bareMetalMachines/restart/action"
    ));
}
