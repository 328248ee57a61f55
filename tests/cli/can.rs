use insta::assert_snapshot;
use serde_json::json;

use super::*;

const DEPLOY: &str = "Microsoft.ExtendedLocation/customLocations/deploy/action";
const ASSIGN: &str = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";
const KEY_SETS: &str = "Microsoft.NetworkCloud/clusters/bareMetalMachineKeySets/write";

fn ask(who: &str, action: &[&str], at: &str) -> Run {
    let mut arguments = vec!["can", who];
    arguments.extend(action);
    arguments.extend(["--at", at, "-i", TENANT]);
    rolecall(&arguments)
}

#[test]
fn the_owner_role_of_nexus_cannot_use_custom_locations() {
    let run = rolecall(&["can", "--role", "Operator Nexus Owner", DEPLOY]);
    assert_snapshot!(run.told());
}

#[test]
fn the_identity_operator_may_assign_by_wc_5() {
    let run = rolecall(&["can", "--role", "Managed Identity Operator", ASSIGN]);
    assert_eq!(run.code, 0);
    assert_snapshot!(run.told());
}

#[test]
fn the_identity_operator_may_not_by_strict_wildcards() {
    let run = rolecall(&[
        "can",
        "--role",
        "Managed Identity Operator",
        ASSIGN,
        "--strict-wildcards",
    ]);
    assert_eq!(run.code, 1);
    assert_snapshot!(run.told());
}

#[test]
fn a_principal_is_allowed_through_nested_groups() {
    let run = ask(
        "astrid.lund@fjordnett.example",
        &["Microsoft.NetworkCloud/clusters/deploy/action"],
        &group("rg-osl1"),
    );
    assert_eq!(run.code, 0);
    assert_snapshot!(run.told());
}

#[test]
fn a_deny_assignment_stops_an_owner() {
    let run = ask(
        "Astrid Lund",
        &["Microsoft.Storage/storageAccounts/delete"],
        &group("rg-osl1-managed"),
    );
    assert_eq!(run.code, 1);
    assert_snapshot!(run.told());
}

#[test]
fn an_eligible_assignment_must_be_activated() {
    let run = ask(
        "cecilie.dahl@fjordnett.example",
        &[KEY_SETS],
        &group("rg-osl1"),
    );
    assert_eq!(run.code, 1);
    assert_snapshot!(run.told());
    let late = command()
        .args([
            "can",
            "Cecilie Dahl",
            KEY_SETS,
            "--at",
            PRODUCTION,
            "-i",
            TENANT,
        ])
        .args(["--when", "2027-02-01", "--format", "json"])
        .output()
        .unwrap();
    let json: Value = serde_json::from_slice(&late.stdout).unwrap();
    assert_eq!(json["result"]["outcome"], "notGranted");
    let why_not = json["result"]["answers"][0]["whyNot"].as_array().unwrap();
    assert!(why_not.iter().any(|row| row["because"] == "expired"));
}

#[test]
fn a_condition_leaves_the_answer_open() {
    let container = group("rg-osl1")
        + "/providers/Microsoft.Storage/storageAccounts/stosl1output/blobServices/default/containers/runcommands";
    let read = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
    let run = ask("David Moen", &["--data-action", read], &container);
    assert_eq!(run.code, 4);
    assert_snapshot!(run.told());
}

#[test]
fn a_pattern_is_answered_with_what_is_missing() {
    let role = "4aa368ec-fba9-4e93-81ed-396b3d461cc5";
    let run = rolecall(&["can", "--role", role, "Microsoft.NetworkCloud/clusters/*"]);
    assert_eq!(run.code, 1);
    assert_snapshot!(run.told());
}

#[test]
fn several_roles_are_united() {
    let run = rolecall(&[
        "can",
        "--role",
        "Contributor",
        "--role",
        "Role Based Access Control Administrator",
        "Microsoft.Authorization/roleAssignments/write",
    ]);
    assert_eq!(run.code, 0, "{}", run.told());
}

#[test]
fn planes_are_apart() {
    let blob = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
    let run = rolecall(&["can", "--role", "Owner", blob, "--format", "json"]);
    let json = run.json();
    let answers = json["result"]["answers"].as_array().unwrap();
    assert_eq!(
        answers.len(),
        1,
        "the catalogue knows it in the data plane alone"
    );
    assert_eq!(
        (&answers[0]["plane"], &answers[0]["outcome"]),
        (&"data".into(), &"notGranted".into())
    );
    assert_eq!(answers[0]["whyNot"][0]["because"], "plane");
}

#[test]
fn an_operation_nobody_knows_is_tried_in_both_planes() {
    let run = rolecall(&[
        "can",
        "--role",
        "Owner",
        "Microsoft.Nowhere/things/read",
        "--format",
        "json",
    ]);
    let json = run.json();
    let answers = json["result"]["answers"].as_array().unwrap();
    assert_eq!(answers.len(), 2);
    assert!(answers.iter().all(|answer| answer["known"] == false));
    assert_eq!(json["complete"], false);
}

/// A registration is of the control plane, whatever the provider; which roles grant it by their patterns
/// is a fact.
#[test]
fn the_registration_of_a_provider_that_nobody_knows() {
    for (plane, name) in [
        (None, "Microsoft.Nowhere/register/action"),
        (None, "microsoft.nowhere/UNREGISTER/action"),
        (Some("control"), "Microsoft.Nowhere/things/read"),
    ] {
        let mut words = vec!["can", "--role", "Owner", name, "--format", "json"];
        words.extend(plane.iter().flat_map(|plane| ["--plane", plane]));
        let run = rolecall(&words);
        let json = run.json();
        let [answer] = &json["result"]["answers"].as_array().unwrap()[..] else {
            panic!("{}", run.told());
        };
        assert_eq!(
            (answer["plane"].as_str(), answer["outcome"].as_str()),
            (Some("control"), Some("allowed"))
        );
        assert_eq!((run.code, &answer["known"]), (0, &Value::Bool(false)));
        let codes = json["diagnostics"].as_array().unwrap().iter();
        assert!(codes.clone().any(|said| said["code"] == "unknown-action"));
    }
    let run = rolecall(&[
        "can",
        "--role",
        "Reader",
        "Microsoft.Nowhere/register/action",
        "--format",
        "json",
    ]);
    let repairs = &run.json()["result"]["answers"][0]["repairs"];
    let roles: Vec<&str> = repairs
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|r| r["role"].as_str())
        .collect();
    assert!(
        roles.contains(&"Contributor") && roles.contains(&"Owner"),
        "{roles:?}"
    );
}

#[test]
fn an_expectation_decides_the_exit_code() {
    let asked = ["can", "--role", "Reader", DEPLOY, "--expect"];
    let expect = |outcome| rolecall(&[&asked[..], &[outcome]].concat()).code;
    assert_eq!(expect("notGranted"), 0);
    assert_eq!(expect("allowed"), 1);
    assert_eq!(expect("perhaps"), 2);
}

#[test]
fn the_envelope_tells_catalogue_and_inputs() {
    let at = group("rg-osl1");
    let run = rolecall(&[
        "can",
        "Elin Vik",
        "Microsoft.NetworkCloud/clusters/read",
        "--at",
        &at,
        "-i",
        TENANT,
        "--format",
        "json",
    ]);
    assert_eq!(run.code, 0);
    let json = run.json();
    assert_eq!(json["schema"], "rolecall/can/1");
    assert_eq!(json["catalog"]["source"], "core");
    assert_eq!(json["catalog"]["wildcards"], "azure");
    assert_eq!(json["complete"], true);
    let inputs = json["inputs"].as_array().unwrap();
    assert_eq!(inputs.len(), 10);
    assert!(
        inputs
            .iter()
            .all(|i| i["sha256"].as_str().unwrap().len() == 64)
    );
    let records = |kind: &str| -> u64 {
        inputs
            .iter()
            .filter(|i| i["kind"] == kind)
            .map(|i| i["records"].as_u64().unwrap())
            .sum()
    };
    // Two assignments at management groups stand in the exports of both subscriptions.
    assert_eq!(records("roleAssignments"), 21);
    assert_eq!(records("denyAssignments"), 1);
    assert_eq!(records("scheduleInstances"), 1);
    let steps = json["result"]["answers"][0]["derivations"][0]["steps"]
        .as_array()
        .unwrap();
    let kinds: Vec<_> = steps
        .iter()
        .map(|step| step["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        ["groupMembership", "roleAssignment", "roleDefinition"]
    );
    assert_eq!(steps[1]["inherited"], true);
}

/// Of the assignments that are elsewhere, the nearest ten are listed and the others counted.
#[test]
fn assignments_elsewhere_are_counted_beside_the_nearest_ten() {
    const SUBSCRIPTION: &str = "/subscriptions/50000000-0000-4000-8000-000000000001";
    const OTHER: &str = "/subscriptions/50000000-0000-4000-8000-000000000002";
    let who = "11111111-1111-4111-8111-111111111111";
    let at = format!("{SUBSCRIPTION}/resourceGroups/here");
    let assignment = |number: usize, scope: String, role: &str| {
        let base = "/providers/Microsoft.Authorization";
        json!({
            "id": format!("{scope}{base}/roleAssignments/20000000-0000-4000-8000-{number:012}"),
            "principalId": who, "principalType": "User", "scope": scope,
            "roleDefinitionId": format!("{base}/roleDefinitions/{role}"),
        })
    };
    let reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
    let mut assignments = vec![assignment(0, at.clone(), reader)];
    for number in 1..=9 {
        let scope = format!("{OTHER}/resourceGroups/group{number}");
        assignments.push(assignment(number, scope, reader));
    }
    for number in 10..=14 {
        let scope = format!("{SUBSCRIPTION}/resourceGroups/group{number}");
        assignments.push(assignment(number, scope, reader));
    }
    let vault = format!("{at}/providers/Microsoft.KeyVault/vaults/v");
    assignments.push(assignment(15, vault.clone(), reader));
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let file = folder.path().join("assignments.json");
    std::fs::write(&file, serde_json::to_string(&assignments).unwrap()).unwrap();
    let action = "Microsoft.Storage/storageAccounts/delete";
    let ask = |more: &[&str]| {
        let words = ["can", who, action, "--at", &at, "-i", ".", "--no-config"];
        rolecall_in(folder.path(), &[&words[..], more].concat())
    };
    let answer = ask(&["--format", "json"]).result()["answers"][0].take();
    assert_eq!(answer["assignedElsewhere"], 5);
    let rows = answer["whyNot"].as_array().unwrap();
    let scopes: Vec<&str> = rows
        .iter()
        .map(|row| row["scope"].as_str().unwrap())
        .collect();
    assert_eq!((scopes[0], scopes.len()), (at.as_str(), 11));
    let within = scopes
        .iter()
        .filter(|scope| scope.starts_with(SUBSCRIPTION));
    assert_eq!(within.count(), 7);
    assert!(scopes.contains(&vault.as_str()));
    let all = ask(&["--all", "--format", "json"]).result()["answers"][0].take();
    assert_eq!(all.get("assignedElsewhere"), None);
    assert_eq!(all["whyNot"].as_array().unwrap().len(), 16);
    let page = ask(&[]);
    assert!(
        page.stdout
            .contains("5 more assignments elsewhere; `--all` lists them")
    );
    assert!(!ask(&["--all"]).stdout.contains("lists them"));
    let questions = json!([{"who": who, "action": action, "scope": at}]).to_string();
    std::fs::write(folder.path().join("questions.jsonl"), questions).unwrap();
    let asked = [
        "can",
        "--questions",
        "questions.jsonl",
        "-i",
        "assignments.json",
        "--no-config",
        "--format",
        "json",
    ];
    let answers = rolecall_in(folder.path(), &asked).result();
    assert_eq!(answers["answers"][0]["assignedElsewhere"], 5);
}

/// The line that says why the exit code is no yes is about the answer that makes it so.
#[test]
fn the_reason_is_the_answer_that_decides() {
    let vm = "Microsoft.Compute/virtualMachines";
    let assign = "Microsoft.Authorization/roleAssignments";
    for (role, actions, code, reason) in [
        (
            "Reader",
            [format!("{vm}/read"), format!("{vm}/write")],
            1,
            "notGranted: ",
        ),
        (
            "Key Vault Data Access Administrator",
            [format!("{assign}/read"), format!("{assign}/write")],
            4,
            "conditional: ",
        ),
    ] {
        let [one, other] = &actions;
        let run = rolecall(&["can", "--role", role, one, other, "-o", "none"]);
        assert_eq!(run.code, code, "{}", run.stderr);
        assert!(run.stderr.contains(reason), "{}", run.stderr);
        assert!(!run.stderr.contains("allowed: "), "{}", run.stderr);
    }
}
