//! Exports carry their own catalogue: role definitions and provider operations among the inputs
//! count for answers about them.

use std::fs;
use std::path::PathBuf;

use rolecall::RoleId;
use rolecall::catalog::Catalog;
use rolecall::pattern::Wildcards;
use serde_json::json;

use super::*;
use crate::shared::shared;

const SUBSCRIPTION: &str = "/subscriptions/5d1f0a52-0000-4000-8000-0000000000aa";
const WEAVER: &str = "a0000000-0000-4000-8000-000000000001";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const MINDER: &str = "70000000-0000-4000-8000-000000000001";
const KEEPER: &str = "70000000-0000-4000-8000-000000000002";

/// A folder with files.
fn exports(files: &[(&str, Value)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content.to_string()).unwrap();
    }
    folder
}

/// A role as `az role definition list` prints it.
#[allow(
    clippy::needless_pass_by_value,
    reason = "values are written at the call"
)]
fn role(id: &str, name: &str, kind: &str, actions: &[&str], updated_on: Value) -> Value {
    json!({
        "assignableScopes": ["/"], "createdBy": null, "createdOn": null, "description": "",
        "id": format!("/providers/Microsoft.Authorization/roleDefinitions/{id}"),
        "name": id, "roleName": name, "roleType": kind,
        "type": "Microsoft.Authorization/roleDefinitions",
        "permissions": [{
            "actions": actions, "notActions": [], "dataActions": [], "notDataActions": [],
            "condition": null, "conditionVersion": null,
        }],
        "updatedBy": null, "updatedOn": updated_on,
    })
}

fn with_data_actions(mut role: Value, actions: &[&str]) -> Value {
    role["permissions"][0]["dataActions"] = json!(actions);
    role
}

/// Operations of one provider as `az provider operation list` prints them.
fn operations(namespace: &str, operations: &[(&str, bool)]) -> Value {
    let listed: Vec<Value> = operations
        .iter()
        .map(|(name, data)| {
            json!({"description": "", "displayName": "", "isDataAction": data,
                "name": format!("{namespace}/{name}"), "origin": "user", "properties": null})
        })
        .collect();
    json!([{
        "displayName": namespace, "name": namespace, "operations": [],
        "id": format!("/providers/Microsoft.Authorization/providerOperations/{namespace}"),
        "resourceTypes": [{"displayName": "", "name": "all", "operations": listed}],
        "type": "Microsoft.Authorization/providerOperations",
    }])
}

fn assignment(at: usize, role: &str, created_on: &str) -> Value {
    let id = format!("b0000000-0000-4000-8000-{at:012}");
    json!({
        "condition": null, "conditionVersion": null, "createdBy": null, "createdOn": created_on,
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/{id}"),
        "name": id, "principalId": WEAVER, "principalName": "weaver@contoso.example",
        "principalType": "User", "scope": SUBSCRIPTION,
        "roleDefinitionId": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}"),
        "roleDefinitionName": null, "type": "Microsoft.Authorization/roleAssignments",
    })
}

/// Two roles and the operations of their provider, with somebody who holds both.
fn looms() -> [(&'static str, Value); 3] {
    let minder = role(
        MINDER,
        "Loom Minder",
        "BuiltInRole",
        &["Contoso.Looms/*/read"],
        json!("2026-05-01T08:00:00.000000+00:00"),
    );
    let keeper = role(
        KEEPER,
        "Loom Keeper",
        "CustomRole",
        &["Contoso.Looms/looms/*"],
        json!("2026-04-01T08:00:00.000000+00:00"),
    );
    let keeper = with_data_actions(keeper, &["Contoso.Looms/looms/threads/*"]);
    [
        ("roles.json", json!([minder, keeper])),
        (
            "operations.json",
            operations(
                "Contoso.Looms",
                &[
                    ("looms/read", false),
                    ("looms/write", false),
                    ("looms/start/action", false),
                    ("bobbins/read", false),
                    ("looms/threads/read", true),
                    ("looms/threads/write", true),
                ],
            ),
        ),
        (
            "assignments.json",
            json!([
                assignment(1, MINDER, "2026-05-02T08:00:00.000000+00:00"),
                assignment(2, KEEPER, "2026-05-02T08:00:00.000000+00:00"),
            ]),
        ),
    ]
}

/// The answer without where role definitions were read, since an image names no file, and without what
/// would allow it, since the core has roles that an image of these exports doesn't.
fn without_sources(mut value: Value) -> Value {
    match &mut value {
        Value::Object(map) => {
            map.remove("source");
            map.remove("repairs");
            map.values_mut()
                .for_each(|v| *v = without_sources(v.take()));
        }
        Value::Array(list) => list.iter_mut().for_each(|v| *v = without_sources(v.take())),
        _ => {}
    }
    value
}

#[test]
fn exports_answer_as_a_catalogue_made_of_them() {
    let files = looms();
    let folder = exports(&files);
    let image = folder.path().join("looms.image");
    let made = rolecall_in(
        folder.path(),
        &[
            "catalog",
            "import",
            "roles.json",
            "operations.json",
            "-o",
            "looms.image",
        ],
    );
    assert_eq!(made.code, 0, "{}", made.told());
    let assignments = exports(&files[2..]);
    let with_roles = exports(&[files[0].clone(), files[2].clone()]);
    let at = ["--at", SUBSCRIPTION];
    let plain: &[&[&str]] = &[
        &[
            "can",
            "weaver@contoso.example",
            "Contoso.Looms/looms/threads/read",
            at[0],
            at[1],
        ],
        &[
            "can",
            "weaver@contoso.example",
            "Contoso.Looms/*",
            at[0],
            at[1],
        ],
        &[
            "can",
            "weaver@contoso.example",
            "Contoso.Looms/bobbins/read",
            at[0],
            at[1],
        ],
        &[
            "can",
            "weaver@contoso.example",
            "Contoso.Looms/bobbins/write",
            at[0],
            at[1],
        ],
        &["can", "--role", "loom minder", "Contoso.Looms/*/read"],
        &["who", "Contoso.Looms/looms/*", at[0], at[1]],
        &["what", "weaver@contoso.example", "--expand"],
        &["roles", "expand", "Loom Keeper"],
        &["roles", "show", MINDER],
        &["roles", "compare", "Loom Keeper", "Loom Minder"],
        &[
            "roles",
            "list",
            "--grants",
            "Contoso.Looms/looms/read",
            "--kind",
            "custom",
        ],
        &["roles", "export", "Loom Keeper"],
        &["conditions", "delegation", "--role", "Loom Keeper"],
        &[
            "recommend",
            "--data-action",
            "Contoso.Looms/looms/threads/*",
            "--among",
            "custom",
        ],
        &["audit"],
    ];
    for arguments in plain {
        let run = |inputs: &Path, more: &[&str]| {
            let mut command = command();
            command.current_dir(inputs).args(*arguments);
            finish(command.args(["-i", ".", "--format", "json"]).args(more))
        };
        let exported = run(folder.path(), &[]);
        let image = image.to_str().unwrap();
        let imported = run(with_roles.path(), &["--catalog", image]);
        assert_eq!(
            exported.code,
            imported.code,
            "{arguments:?}: {}",
            exported.told()
        );
        let [exported, imported] = [exported, imported].map(|run| without_sources(run.result()));
        assert_eq!(exported, imported, "{arguments:?}");
        if arguments[0] == "can" && arguments[1] != "--role" {
            // No role definition among the inputs at all.
            let bare = without_sources(
                finish(
                    command()
                        .current_dir(assignments.path())
                        .args(*arguments)
                        .args(["-i", ".", "--format", "json", "--catalog", image]),
                )
                .result(),
            );
            assert_eq!(exported, bare, "{arguments:?}");
        }
    }
}

#[test]
fn the_envelope_says_what_comes_from_the_inputs() {
    let folder = exports(&looms());
    let asked = ["roles", "expand", "Loom Keeper", "--format", "json"];
    let run = rolecall_in(folder.path(), &[&asked[..], &["-i", "."]].concat());
    let catalog = &run.json()["catalog"];
    let core = rolecall(&["catalog", "info", "--format", "json"]);
    let core = &core.json()["catalog"];
    assert_eq!(
        catalog["fromInputs"],
        json!({"roles": 2, "operations": 6, "newest": "2026-05-01"})
    );
    for (field, more) in [("roles", 2), ("operations", 6)] {
        assert_eq!(
            catalog[field].as_u64().unwrap(),
            core[field].as_u64().unwrap() + more
        );
    }
    assert_eq!(core.get("fromInputs"), None);
    assert_eq!(
        run.result()["data"],
        json!([
            "Contoso.Looms/looms/threads/read",
            "Contoso.Looms/looms/threads/write"
        ])
    );
    // Inputs without roles and operations add nothing.
    let bare = exports(&looms()[2..]);
    let run = rolecall_in(
        bare.path(),
        &[
            "can",
            "--role",
            "Reader",
            "Microsoft.Network/virtualNetworks/read",
            "-i",
            ".",
            "--format",
            "json",
        ],
    );
    assert_eq!(run.json()["catalog"].get("fromInputs"), None);
    // Nor does what the catalogue has already.
    let known = operations("Microsoft.NetworkCloud", &[("clusters/read", false)]);
    let known = exports(&[("operations.json", known)]);
    let run = rolecall_in(
        known.path(),
        &[
            "can",
            "--role",
            "Reader",
            "Microsoft.NetworkCloud/clusters/read",
            "-i",
            ".",
            "--format",
            "json",
        ],
    );
    assert_eq!(run.json()["catalog"], *core);
}

#[test]
fn what_exports_carry_can_be_listed() {
    let folder = exports(&looms());
    let run = rolecall_in(folder.path(), &["catalog", "info", "-i", "."]);
    assert!(
        run.stdout
            .contains("of these, the inputs hold 2 roles and 6 operations"),
        "{}",
        run.stdout
    );
    let asked = ["operations", "list", "Contoso.Looms/*", "--plane", "data"];
    let listed = |more: &[&str]| {
        let run = rolecall_in(folder.path(), &[&asked[..], more].concat());
        (run.code, run.stdout.lines().count())
    };
    assert_eq!(listed(&["-i", ".", "--format", "jsonl"]), (0, 2));
    assert_eq!(listed(&[]).0, 1);
    let run = rolecall_in(
        folder.path(),
        &[
            "operations",
            "search",
            "threads",
            "-i",
            ".",
            "--format",
            "json",
        ],
    );
    assert_eq!(run.result()["operations"].as_array().unwrap().len(), 2);
}

/// What is said of a definition of Reader in the inputs, and whether it counts.
fn reader_of(kind: &str, updated_on: Value, catalog: Option<&Path>) -> (bool, Value) {
    let reader = role(
        READER,
        "Reader",
        kind,
        &["Contoso.Looms/looms/start/action"],
        updated_on,
    );
    let folder = exports(&[("roles.json", json!([reader]))]);
    let mut command = command();
    command.current_dir(folder.path()).args([
        "can",
        "--role",
        READER,
        "Contoso.Looms/looms/start/action",
        "--plane",
        "control",
        "-i",
        ".",
        "--format",
        "json",
    ]);
    if let Some(catalog) = catalog {
        command.arg("--catalog").arg(catalog);
    }
    let run = finish(&mut command);
    let said = run.json()["diagnostics"].take();
    let said = said.as_array().unwrap().iter();
    let mut said = said.filter(|d| d["code"].as_str().unwrap().starts_with("role-definition-"));
    let one = said.next().unwrap().clone();
    assert_eq!(said.next(), None);
    assert_eq!(
        run.json()["catalog"].get("fromInputs").is_some(),
        run.code == 0
    );
    (run.code == 0, one)
}

#[test]
fn the_newer_definition_of_a_built_in_role_counts() {
    let day = "2026-03-08";
    for (kind, updated_on, counts, said) in [
        (
            "BuiltInRole",
            json!("2026-03-09T00:00:00.000000+00:00"),
            true,
            "changed on 2026-03-09, differs from the catalogue's of 2026-03-08; the inputs' is used",
        ),
        (
            "BuiltInRole",
            json!("2026-03-08T00:00:00Z"),
            true,
            "changed on 2026-03-08, differs from",
        ),
        (
            "BuiltInRole",
            json!("2026-03-08T01:00:00+02:00"),
            false,
            "changed on 2026-03-07, is older than the catalogue's of 2026-03-08, which is used",
        ),
        (
            "BuiltInRole",
            json!("2024-01-01T00:00:00Z"),
            false,
            "is older than",
        ),
        (
            "BuiltInRole",
            json!(null),
            true,
            "which gives no date, differs from",
        ),
        // The year 1 stands for no date (G7).
        (
            "BuiltInRole",
            json!("0001-01-01T08:00:00.0000000Z"),
            true,
            "which gives no date",
        ),
        (
            "CustomRole",
            json!("2024-01-01T00:00:00Z"),
            true,
            "the inputs' is used",
        ),
    ] {
        let (counted, diagnostic) = reader_of(kind, updated_on.clone(), None);
        assert_eq!(counted, counts, "{kind} {updated_on}");
        let message = diagnostic["message"].as_str().unwrap();
        assert!(message.contains(said) && message.contains(day), "{message}");
        let code = if counts {
            "role-definition-replaced"
        } else {
            "role-definition-older"
        };
        assert_eq!(diagnostic["code"], code);
        assert_eq!(diagnostic["source"], "./roles.json#/0");
    }
}

#[test]
fn an_imported_catalogue_keeps_when_its_roles_were_changed() {
    let reader = role(
        READER,
        "Reader",
        "BuiltInRole",
        &["*/read"],
        json!("2025-02-01T00:00:00Z"),
    );
    let folder = exports(&[
        ("roles.json", json!([reader])),
        (
            "operations.json",
            operations("Contoso.Looms", &[("looms/read", false)]),
        ),
    ]);
    let made = rolecall_in(
        folder.path(),
        // Old lists, imported late.
        &[
            "catalog",
            "import",
            ".",
            "-o",
            "old.image",
            "--date",
            "2026-08-01",
        ],
    );
    assert_eq!(made.code, 0, "{}", made.told());
    let image = folder.path().join("old.image");
    let at = |updated_on| reader_of("BuiltInRole", json!(updated_on), Some(&image));
    assert!(at("2025-02-01T00:00:01Z").0);
    let (counts, said) = at("2025-01-31T23:59:59Z");
    assert!(!counts);
    let message = said["message"].as_str().unwrap();
    assert!(
        message.contains("the catalogue's, changed on 2025-02-01"),
        "{message}"
    );
}

#[test]
fn a_provider_settles_the_plane_that_the_core_only_guesses() {
    let core = rolecall::catalog::Catalog::core(rolecall::pattern::Wildcards::Azure);
    let mut guessed = Vec::new();
    core.for_each_operation(|at, name, _| {
        if core.plane_is_uncertain(at) {
            guessed.push(name.to_owned());
        }
    });
    let name = guessed.first().expect("the core guesses a plane").as_str();
    let (namespace, rest) = name.split_once('/').unwrap();
    let asked = |listed: &[(&str, bool)]| {
        let folder = exports(&[("operations.json", operations(namespace, listed))]);
        let run = rolecall_in(
            folder.path(),
            &[
                "can",
                "--role",
                "Contributor",
                name,
                "-i",
                ".",
                "--format",
                "json",
            ],
        );
        let json = run.json();
        let answers = json["result"]["answers"].as_array().unwrap().clone();
        let planes: Vec<String> = answers
            .iter()
            .map(|answer| answer["plane"].as_str().unwrap().to_owned())
            .collect();
        let uncertain = json["diagnostics"].to_string().contains("uncertain-plane");
        (planes, uncertain, json["catalog"].clone())
    };
    let (planes, uncertain, core) = asked(&[]);
    assert_eq!((planes, uncertain), (vec!["control".to_owned()], true));
    let counts = |catalog: &Value| catalog["operations"].as_u64().unwrap();
    let (planes, uncertain, catalog) = asked(&[(rest, true)]);
    assert_eq!((planes, uncertain), (vec!["data".to_owned()], false));
    assert_eq!(counts(&catalog), counts(&core));
    assert_eq!(catalog["fromInputs"]["operations"], 1);
    let (planes, uncertain, catalog) = asked(&[(rest, false)]);
    assert_eq!((planes, uncertain), (vec!["control".to_owned()], false));
    assert_eq!(counts(&catalog), counts(&core));
    assert_eq!(catalog["fromInputs"]["operations"], 1);
    let (planes, uncertain, catalog) = asked(&[(rest, false), (rest, true)]);
    assert_eq!(planes, ["control", "data"]);
    assert!(!uncertain);
    assert_eq!(counts(&catalog), counts(&core) + 1);
    // One whose plane is known may be in the other one too (PL-1).
    let both = operations("Microsoft.NetworkCloud", &[("clusters/read", true)]);
    let folder = exports(&[("operations.json", both)]);
    let run = rolecall_in(
        folder.path(),
        &[
            "can",
            "--role",
            "Reader",
            "Microsoft.NetworkCloud/clusters/read",
            "-i",
            ".",
            "--format",
            "json",
        ],
    );
    assert_eq!(run.result()["answers"].as_array().unwrap().len(), 2);
}

#[test]
fn people_are_told_of_the_catalogue_where_it_matters() {
    let folder = exports(&looms());
    let told = |arguments: &[&str]| {
        let run = rolecall_in(folder.path(), &[arguments, &["-i", "."]].concat());
        let lines: Vec<&str> = run.stderr.lines().collect();
        let said = lines.iter().filter(|line| line.contains("catalogue of"));
        said.map(|line| (*line).to_owned()).collect::<Vec<_>>()
    };
    let core = "note: judged by the core catalogue of 2026-03-08, with 2 roles and 6 operations of the inputs";
    let can = |action, more: &[&str]| {
        let asked = [
            "can",
            "weaver@contoso.example",
            action,
            "--at",
            SUBSCRIPTION,
        ];
        told(&[&asked, more].concat())
    };
    assert_eq!(can("Contoso.Looms/looms/read", &[]), [""; 0]);
    assert_eq!(can("Contoso.Looms/*", &[]), [core]);
    assert_eq!(can("Contoso.Looms/looms/paint/action", &[]), [core]);
    assert_eq!(can("Contoso.Looms/*", &["--format", "json"]), [""; 0]);
    assert_eq!(
        can("Contoso.Looms/*", &["--when", "2026-06-07"]),
        [format!(
            "{core}; it is 91 days older than the day asked about: `rolecall catalog update` makes a new one"
        )]
    );
    assert_eq!(can("Contoso.Looms/*", &["--when", "2026-06-06"]), [core]);
    assert_eq!(can("Contoso.Looms/*", &["--when", "2025-06-06"]), [core]);
    assert_eq!(told(&["what", "weaver@contoso.example"]), [""; 0]);
    assert_eq!(
        told(&["what", "weaver@contoso.example", "--expand"]),
        [core]
    );
    assert_eq!(told(&["roles", "expand", "Loom Keeper"]), [core]);
    assert_eq!(told(&["roles", "show", "Loom Keeper"]), [""; 0]);
    let action = ["--action", "Contoso.Looms/looms/write"];
    assert_eq!(
        told(&["recommend", action[0], action[1], "--among", "custom"]),
        [""; 0]
    );
    let pattern = ["--action", "Contoso.Looms/looms/*"];
    assert_eq!(
        told(&["recommend", pattern[0], pattern[1], "--among", "custom"]),
        [core]
    );

    let newer = assignment(3, MINDER, "2026-09-01T08:00:00Z");
    fs::write(folder.path().join("newer.json"), json!([newer]).to_string()).unwrap();
    let run = rolecall_in(folder.path(), &["who", "Contoso.Looms/*", "-i", "."]);
    assert!(
        run.stderr
            .contains("; it is 177 days older than the newest record of the inputs: "),
        "{}",
        run.stderr
    );
}

#[test]
fn a_role_that_nothing_defines_is_named_with_the_command_that_fetches_it() {
    let [_, _, assignments] = looms();
    let folder = exports(&[assignments]);
    let command = format!("az role definition list --name {MINDER} -o json > roles.json");
    let asked = [
        "can",
        "weaver@contoso.example",
        "Contoso.Looms/looms/read",
        "--at",
        SUBSCRIPTION,
    ];
    let run = rolecall_in(folder.path(), &[&asked[..], &["-i", "."]].concat());
    assert!(run.stderr.contains(&command), "{}", run.stderr);
    assert!(
        run.stderr.contains("rolecall catalog update"),
        "{}",
        run.stderr
    );
    let run = rolecall_in(folder.path(), &["audit", "-i", ".", "--format", "json"]);
    let findings = run.result()["findings"].take();
    let finding = findings.as_array().unwrap().iter();
    let mut finding =
        finding.filter(|f| f["rule"] == "unresolved-role" && f["role"]["id"] == MINDER);
    let remediation = &finding.next().unwrap()["remediation"];
    assert_eq!(remediation["commands"], json!([command]));
    assert!(
        remediation["text"]
            .as_str()
            .unwrap()
            .contains("rolecall catalog update")
    );
}

/// The lists of the whole of Azure, where they are.
fn azure() -> Option<[PathBuf; 2]> {
    Some([
        shared("facts/az-role-definition-list.json")?,
        shared("facts/az-provider-operation-list.json")?,
    ])
}

#[test]
fn inputs_that_hold_all_of_azure_leave_the_core_behind() {
    let Some(lists) = azure() else { return };
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let image = folder.path().join("azure.image");
    let made = finish(
        command()
            .args(["catalog", "import", "--date", "2026-08-22", "-o"])
            .arg(&image)
            .args(&lists),
    );
    assert_eq!(made.code, 0, "{}", made.told());
    for arguments in [
        &[
            "can",
            "--role",
            "Virtual Machine Contributor",
            "Microsoft.Compute/*",
        ][..],
        &[
            "can",
            "--role",
            "Storage Blob Data Reader",
            "Microsoft.Storage/*/read",
        ],
        &["roles", "expand", "Storage Blob Data Owner"],
        &[
            "recommend",
            "--data-action",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
        ],
        &[
            "recommend",
            "--action",
            "Microsoft.ContainerService/managedClusters/*",
            "--minimize",
            "excess",
        ],
        &["can", "--role", "Reader", "Microsoft.KeyVault/vaults/read"],
    ] {
        let runs = [false, true].map(|from_inputs| {
            let mut command = command();
            command.args(arguments).args(["--format", "json"]);
            if from_inputs {
                command.arg("-i").args(&lists);
            } else {
                command.arg("--catalog").arg(&image);
            }
            finish(&mut command).json()
        });
        let said: Vec<&Value> = runs[1]["diagnostics"].as_array().unwrap().iter().collect();
        assert!(said.iter().all(|d| d["code"] != "core-catalog"), "{said:?}");
        let [imported, exported] = &runs;
        let [imported_result, exported_result] =
            [imported, exported].map(|run| without_sources(run["result"].clone()));
        assert!(imported_result == exported_result, "{arguments:?}");
        assert_eq!(exported["complete"], imported["complete"], "{arguments:?}");
    }
}

fn sides(old: &[(&str, Value)], new: &[(&str, Value)]) -> (tempfile::TempDir, tempfile::TempDir) {
    (exports(old), exports(new))
}

fn diff(old: &[(&str, Value)], new: &[(&str, Value)]) -> Run {
    let (old, new) = sides(old, new);
    finish(
        command()
            .arg("diff")
            .args([old.path(), new.path()])
            .args(["--format", "json"]),
    )
}

#[test]
fn a_diff_takes_each_side_for_what_it_was() {
    let reader = |actions: &[&str], day: &str| {
        json!([role(READER, "Reader", "BuiltInRole", actions, json!(day))])
    };
    let held = (
        "assignments.json",
        json!([assignment(1, READER, "2025-01-01T00:00:00Z")]),
    );
    let listed = operations(
        "Contoso.Looms",
        &[("looms/read", false), ("looms/write", false)],
    );
    // Both definitions are older than the core catalogue, and neither is what it holds.
    let run = diff(
        &[
            held.clone(),
            (
                "roles.json",
                reader(&["Contoso.Looms/looms/read"], "2025-01-01T00:00:00Z"),
            ),
        ],
        &[
            held.clone(),
            (
                "roles.json",
                reader(&["Contoso.Looms/looms/*"], "2025-06-01T00:00:00Z"),
            ),
            ("operations.json", listed.clone()),
        ],
    );
    let result = run.result();
    let definitions = result["definitions"].as_array().unwrap();
    assert_eq!(definitions.len(), 1, "{}", run.stdout);
    assert_eq!(definitions[0]["id"], READER);
    let gained = result["effective"]["gained"].as_array().unwrap();
    assert_eq!(gained.len(), 1, "{}", run.stdout);
    assert_eq!(gained[0]["operations"], 1);
    assert_eq!(gained[0]["examples"], json!(["Contoso.Looms/looms/write"]));

    // A definition that one side lacks, and an operation that one list lacks, are no change.
    let minder = role(
        MINDER,
        "Loom Minder",
        "BuiltInRole",
        &["Contoso.Looms/*"],
        json!("2025-01-01T00:00:00Z"),
    );
    let both = [
        (
            "assignments.json",
            json!([assignment(1, MINDER, "2025-01-01T00:00:00Z")]),
        ),
        ("roles.json", json!([minder.clone()])),
    ];
    let with = |more: (&'static str, Value)| [&both[..], &[more]].concat();
    let other = role(
        KEEPER,
        "Loom Keeper",
        "BuiltInRole",
        &["Contoso.Looms/*"],
        json!(null),
    );
    for (old, new) in [
        (both.to_vec(), with(("operations.json", listed.clone()))),
        (
            vec![both[0].clone(), ("roles.json", json!([other.clone()]))],
            with(("other.json", json!([other]))),
        ),
    ] {
        let result = diff(&old, &new).result();
        for list in ["gained", "lost", "mayHaveGained", "mayHaveLost"] {
            assert_eq!(result["effective"][list], json!([]), "{result}");
        }
        assert_eq!(result["definitions"], json!([]), "{result}");
    }
}

/// Gives access to vaults, under a condition that names the roles that it may give.
const VAULT_ACCESS: &str = "8b54135c-b56d-4d72-a534-26097cfdc8d8";

/// Key Vault Data Access Administrator as the core has it, with one more action or none, and without its condition.
fn vault_access(more: &[&str], updated_on: Value) -> Value {
    let core = Catalog::core(Wildcards::Azure);
    let id = RoleId::parse(VAULT_ACCESS).unwrap();
    let known = core.role(core.find_role_id(id).unwrap());
    assert!(known.permissions[0].condition.is_some());
    let actions = known.permissions[0].control.granted().iter();
    let mut actions: Vec<String> = actions.map(ToString::to_string).collect();
    actions.extend(more.iter().map(ToString::to_string));
    let actions: Vec<&str> = actions.iter().map(String::as_str).collect();
    role(
        VAULT_ACCESS,
        &known.name,
        "BuiltInRole",
        &actions,
        updated_on,
    )
}

#[test]
fn a_built_in_role_keeps_the_condition_that_an_export_left_out() {
    let may_write = |role: Value| {
        let folder = exports(&[("roles.json", json!([role]))]);
        let answered = rolecall_in(
            folder.path(),
            &[
                "can",
                "--role",
                VAULT_ACCESS,
                "Microsoft.Authorization/roleAssignments/write",
                "-i",
                ".",
                "--format",
                "json",
            ],
        );
        let answer: Value = serde_json::from_str(&answered.stdout).unwrap();
        let diagnostics = answer["diagnostics"].as_array().unwrap();
        let is_said = diagnostics
            .iter()
            .any(|said| said["code"] == "role-definition-without-condition");
        assert!(is_said, "{answer}");
        (
            answer["result"]["outcome"].clone(),
            answer["complete"].clone(),
        )
    };
    for updated_on in [json!(null), json!("2099-01-01T00:00:00Z")] {
        let (outcome, complete) = may_write(vault_access(&[], updated_on.clone()));
        assert_eq!((outcome, complete), (json!("conditional"), json!(true)));
        // What else is in it counts, and it isn't known that nothing was left out.
        let changed = vault_access(&["Contoso.Looms/looms/start/action"], updated_on);
        assert_eq!(may_write(changed).1, json!(false));
    }
}

#[test]
fn a_catalogue_is_not_made_of_roles_that_lost_their_conditions() {
    let files = [
        ("roles.json", json!([vault_access(&[], json!(null))])),
        (
            "operations.json",
            operations("Contoso.Looms", &[("looms/read", false)]),
        ),
    ];
    let folder = exports(&files);
    let import = ["catalog", "import", ".", "-o", "cut.image"];
    let refused = rolecall_in(folder.path(), &import);
    assert_eq!(refused.code, 3, "{}", refused.told());
    assert!(
        refused
            .told()
            .contains("the conditions of `Key Vault Data Access Administrator`")
    );
    assert!(!folder.path().join("cut.image").exists());
    let forced = rolecall_in(folder.path(), &[&import[..], &["--force"]].concat());
    assert_eq!(forced.code, 0, "{}", forced.told());
}
