use insta::assert_snapshot;

use super::*;

const DEPLOY: &str = "Microsoft.NetworkCloud/clusters/deploy/action";
const READ: &str = "Microsoft.NetworkCloud/clusters/read";
const SECRET: &str = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
const BJARNE: &str = "bjarne.holm@fjordnett.example";
const CECILIE: &str = "cecilie.dahl@fjordnett.example";

fn ask(who: &str, arguments: &[&str]) -> Run {
    let mut all = vec!["recommend", "--for", who, "-i", TENANT];
    all.extend(arguments);
    rolecall(&all)
}

fn in_json(who: &str, arguments: &[&str]) -> (i32, Value) {
    let mut all = arguments.to_vec();
    all.extend(["--format", "json"]);
    let run = ask(who, &all);
    (run.code, run.result())
}

fn roles(result: &Value) -> usize {
    result["recommendation"]["roles"].as_array().unwrap().len()
}

#[test]
fn only_what_is_missing_is_covered() {
    let run = ask(
        BJARNE,
        &[
            "--action",
            DEPLOY,
            "--data-action",
            SECRET,
            "--at",
            &group("rg-osl1"),
        ],
    );
    assert_snapshot!(run.told());
}

#[test]
fn what_is_held_and_what_goes_is_told_in_json() {
    let at = group("rg-osl1");
    let (code, result) = in_json(
        BJARNE,
        &["--action", DEPLOY, "--data-action", SECRET, "--at", &at],
    );
    assert_eq!(code, 0);
    let held = &result["given"]["held"][0];
    assert_eq!(held["scope"], *at);
    assert_eq!(held["operations"][0]["action"], DEPLOY);
    // Own and through the group.
    assert!(held["through"].as_array().unwrap().len() >= 2, "{held}");
    let required: Vec<&str> = result["recommendation"]["roles"][0]["covers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|covered| covered.as_str().unwrap())
        .collect();
    assert_eq!(required, [SECRET]);
    assert_eq!(result["customRole"]["Actions"].as_array().unwrap().len(), 0);
    // The group of cluster operators has the same role at the same subscription.
    let gone = &result["redundant"][0];
    assert_eq!(
        gone["role"]["name"],
        "Operator Nexus Compute Contributor Role (Preview)"
    );
    assert_eq!(
        (&gone["removable"], &gone["already"], &gone["scope"]),
        (
            &Value::Bool(true),
            &Value::Bool(true),
            &Value::from(PRODUCTION)
        )
    );
    let command = gone["command"].as_str().unwrap();
    assert!(command.starts_with("az role assignment delete --ids /subscriptions/"));
}

#[test]
fn a_recommendation_can_make_an_assignment_needless() {
    // Farid reads the laboratory; a role that reads all of it takes that over.
    let lab = "/subscriptions/5ba1c088-e3d8-53d1-a07a-d5d13585d4c5";
    let asked = [
        "--action",
        "Microsoft.NetworkCloud/clusters/write",
        "--at",
        lab,
    ];
    let mut all = asked.to_vec();
    let names = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(names.path(), "Contributor\n").unwrap();
    let path = names.path().to_str().unwrap().to_owned();
    all.extend(["--among", &path]);
    let (code, result) = in_json("farid.nasser@fjordnett.example", &all);
    assert_eq!(code, 0);
    let gone = &result["redundant"][0];
    assert_eq!(gone["role"]["name"], "Reader");
    assert_eq!(gone["removable"], true);
    assert_eq!(gone["already"], false);
}

#[test]
fn what_is_held_needs_no_role() {
    let run = ask(CECILIE, &["--action", READ, "--at", &group("rg-osl1")]);
    assert_eq!(run.code, 0);
    assert!(run.stdout.starts_with("held  "), "{}", run.stdout);
    assert!(
        run.stdout.contains("of group Nexus Cluster Operators"),
        "{}",
        run.stdout
    );
    let (_, result) = in_json(CECILIE, &["--action", READ, "--at", &group("rg-osl1")]);
    assert_eq!(roles(&result), 0);
    assert_eq!(result["commands"], serde_json::json!([]));
    let emitted = ask(
        CECILIE,
        &[
            "--action",
            READ,
            "--at",
            &group("rg-osl1"),
            "--emit",
            "bicep",
        ],
    );
    assert_eq!(emitted.stdout, "// there is no role to assign\n");
}

#[test]
fn what_a_deny_assignment_blocks_no_role_gives() {
    let at = group("rg-osl1-managed");
    let write = "Microsoft.NetworkCloud/clusters/write";
    let (code, result) = in_json(CECILIE, &["--action", write, "--action", READ, "--at", &at]);
    assert_eq!(code, 1);
    let blocked = &result["given"]["blocked"][0];
    assert_eq!(blocked["operations"][0]["action"], write);
    assert_eq!(blocked["denyAssignments"].as_array().unwrap().len(), 1);
    assert_eq!(result["uncovered"], serde_json::json!([]));
    let run = ask(CECILIE, &["--action", write, "--at", &at]);
    assert!(run.stdout.starts_with("blocked  "), "{}", run.stdout);
}

#[test]
fn what_depends_on_something_is_still_missing() {
    // Eligible for another role.
    let (_, eligible) = in_json(
        CECILIE,
        &[
            "--action",
            "Microsoft.NetworkCloud/bareMetalMachines/runCommand/action",
            "--at",
            PRODUCTION,
        ],
    );
    let because = |result: &Value| {
        let open = result["given"]["open"].as_array().unwrap();
        open.iter()
            .map(|row| row["because"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    if !because(&eligible).is_empty() {
        assert_eq!(because(&eligible), ["eligible"]);
    }
    // Read under a condition.
    let container = format!(
        "{}/providers/Microsoft.Storage/storageAccounts/stosl1output/blobServices/default/containers/runcommands",
        group("rg-osl1")
    );
    let (code, conditional) = in_json(
        "david.moen@fjordnett.example",
        &[
            "--data-action",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
            "--at",
            &container,
        ],
    );
    assert_eq!(code, 0);
    assert_eq!(because(&conditional), ["condition"]);
    assert_eq!(roles(&conditional), 1);
}

#[test]
fn assignments_name_the_principal() {
    let at = group("rg-osl1");
    let run = ask(
        BJARNE,
        &["--data-action", SECRET, "--at", &at, "--emit", "az"],
    );
    assert!(run.stdout.contains("--assignee-object-id b04d2f03-7210-5ed4-8bf8-0d28b25fc92c --assignee-principal-type User"), "{}", run.stdout);
    let bicep = ask(
        BJARNE,
        &["--data-action", SECRET, "--at", &at, "--emit", "bicep"],
    );
    assert!(
        bicep
            .stdout
            .contains("param principalId string = 'b04d2f03-7210-5ed4-8bf8-0d28b25fc92c'")
    );
    assert!(bicep.stdout.contains("principalType: 'User'"));
}

#[test]
fn who_without_exports_or_scope() {
    let id = "b04d2f03-7210-5ed4-8bf8-0d28b25fc92c";
    let bare = rolecall(&["recommend", "--for", id, "--action", READ, "--emit", "az"]);
    assert_eq!(bare.code, 0);
    assert!(bare.stdout.contains(id));
    assert!(bare.stderr.contains("is not considered"), "{}", bare.stderr);
    let named = rolecall(&["recommend", "--for", BJARNE, "--action", READ]);
    assert_eq!((named.code, named.stdout.as_str()), (2, ""));
    let nowhere = ask(BJARNE, &["--action", READ]);
    assert_eq!(nowhere.code, 2);
    assert!(
        nowhere.stderr.contains("where is it required"),
        "{}",
        nowhere.stderr
    );
    let unknown = ask(
        "bjarne.holt@fjordnett.example",
        &["--action", READ, "--at", PRODUCTION],
    );
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.stderr.contains("did you mean"),
        "{}",
        unknown.stderr
    );
}

/// Azure keeps one assignment of a role to a principal at a scope: one under a condition is changed, and no second
/// is created.
#[test]
fn a_role_that_is_held_under_a_condition_is_not_assigned_again() {
    const WHO: &str = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
    const AT: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";
    const BLOB: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
    let id = format!(
        "{AT}/providers/Microsoft.Authorization/roleAssignments/f0000000-0000-4000-8000-000000000004"
    );
    let folder = tempfile::tempdir().unwrap();
    let held = serde_json::json!([{
        "id": id, "name": "f0000000-0000-4000-8000-000000000004", "type": "Microsoft.Authorization/roleAssignments",
        "principalId": WHO, "principalType": "User", "scope": AT,
        "roleDefinitionId": format!("{AT}/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
        "condition": "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'a'",
        "conditionVersion": "2.0",
    }]);
    std::fs::write(folder.path().join("held.json"), held.to_string()).unwrap();
    let ask = |flags: &[&str]| {
        let always = [
            "recommend",
            "--data-action",
            BLOB,
            "--for",
            WHO,
            "--at",
            AT,
            "-i",
            "held.json",
        ];
        rolecall_in(folder.path(), &[&always, flags].concat())
    };
    let run = ask(&["--format", "json"]);
    let result = run.result();
    let commands = result["commands"].to_string();
    assert!(
        commands.contains("az role assignment update --role-assignment"),
        "{commands}"
    );
    assert!(!commands.contains("assignment create"), "{commands}");
    assert_eq!(result["redundant"], serde_json::json!([]));
    let page = ask(&[]).stdout;
    assert!(
        page.contains("is held at") && page.contains("change its condition"),
        "{page}"
    );
    let terraform = ask(&["--emit", "terraform"]).stdout;
    assert!(
        terraform.contains("import {") && terraform.contains(&id),
        "{terraform}"
    );
    let bicep = ask(&["--emit", "bicep"]).stdout;
    assert!(
        bicep.contains("name: 'f0000000-0000-4000-8000-000000000004'"),
        "{bicep}"
    );
    // At another scope a second is created.
    let below = format!("{AT}/resourceGroups/rg");
    let other = [
        "recommend",
        "--data-action",
        BLOB,
        "--for",
        WHO,
        "--at",
        &below,
        "-i",
        "held.json",
        "--format",
        "json",
    ];
    let other = rolecall_in(folder.path(), &other).result()["commands"].to_string();
    assert!(other.contains("assignment create"), "{other}");
    // The first repair of a question says the same.
    let can = |at: &str| {
        let question = [
            "can",
            WHO,
            BLOB,
            "--at",
            at,
            "-i",
            "held.json",
            "--format",
            "json",
        ];
        let answer = rolecall_in(folder.path(), &question).result()["answers"][0].clone();
        let repairs = answer["repairs"].as_array().unwrap().clone();
        let kinds: Vec<String> = repairs
            .iter()
            .map(|repair| {
                format!(
                    "{} {}",
                    repair["kind"].as_str().unwrap(),
                    repair["role"].as_str().unwrap()
                )
            })
            .collect();
        (kinds, repairs)
    };
    let (kinds, repairs) = can(AT);
    assert!(
        kinds.contains(&"changeCondition Storage Blob Data Reader".to_owned()),
        "{kinds:?}"
    );
    assert!(
        !kinds.contains(&"assignRole Storage Blob Data Reader".to_owned()),
        "{kinds:?}"
    );
    assert!(repairs.iter().any(|repair| repair["roleAssignment"] == *id));
    let (kinds, _) = can(&below);
    assert!(
        kinds.contains(&"assignRole Storage Blob Data Reader".to_owned()),
        "{kinds:?}"
    );
}

/// Names of roles are unique in a tenant: a custom role is named after what it is for.
#[test]
fn custom_roles_of_two_requirements_have_two_names() {
    let name = |arguments: &[&str]| {
        let mut all = vec!["recommend", "--format", "json"];
        all.extend(arguments);
        rolecall(&all).result()["customRole"]["Name"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        name(&["--action", DEPLOY]),
        "Custom role: Microsoft.NetworkCloud clusters deploy action"
    );
    assert_eq!(
        name(&["--action", DEPLOY, "--action", READ]),
        "Custom role: Microsoft.NetworkCloud clusters deploy action and 1 more"
    );
    assert_ne!(
        name(&["--task", "deploy-cluster"]),
        name(&["--action", DEPLOY])
    );
    assert_eq!(
        name(&["--action", DEPLOY, "--role-name", "Deployer"]),
        "Deployer"
    );
}

/// A condition that says nothing about an operation leaves it held: there is nothing to assign, and no condition to take
/// off.
#[test]
fn what_a_condition_leaves_alone_is_held() {
    let blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
    let subscription = "/subscriptions/a1000000-0000-4000-8000-000000000001";
    let ann = "a1000000-0000-4000-8000-0000000000a1";
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let records = serde_json::json!([{
        "id": format!("{subscription}/providers/Microsoft.Authorization/roleAssignments/a1000000-0000-4000-8000-0000000000b1"),
        "type": "Microsoft.Authorization/roleAssignments", "scope": subscription,
        "principalId": ann, "principalType": "User",
        "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        "condition": format!("((!(ActionMatches{{'{blobs}/read'}})) OR (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'logs'))"),
        "conditionVersion": "2.0",
    }]);
    std::fs::write(folder.path().join("a.json"), records.to_string()).unwrap();
    let ask = |name: &str| {
        let action = format!("{blobs}/{name}");
        let run = rolecall_in(
            folder.path(),
            &[
                "recommend",
                "--data-action",
                &action,
                "--for",
                ann,
                "--at",
                subscription,
                "-i",
                ".",
                "--no-config",
                "--format",
                "json",
            ],
        );
        (run.json()["result"].clone(), run.stdout)
    };
    let (held, said) = ask("write");
    assert_eq!(held["given"]["held"].as_array().unwrap().len(), 1, "{said}");
    assert_eq!(held["given"]["open"], serde_json::json!([]), "{said}");
    assert_eq!(
        held["recommendation"]["roles"],
        serde_json::json!([]),
        "{said}"
    );
    assert!(!said.contains("null condition"), "{said}");
    let (open, said) = ask("read");
    assert_eq!(open["given"]["held"], serde_json::json!([]), "{said}");
    assert_eq!(open["given"]["open"][0]["because"], "condition", "{said}");
}
