use std::path::PathBuf;

use insta::assert_snapshot;
use serde_json::json;

use super::*;
use crate::shared::shared;

/// Keeps a document for `verify` to read.
fn kept(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("verify-{name}.json"));
    std::fs::write(&path, text).unwrap();
    path
}

fn verify(name: &str, text: &str, inputs: &str) -> Run {
    let path = kept(name, text);
    rolecall(&[
        "verify",
        path.to_str().unwrap(),
        "-i",
        inputs,
        "--format",
        "json",
    ])
}

/// Asks, and has the answer verified.
fn accepted(name: &str, arguments: &[&str]) -> Value {
    let asked = rolecall(&[arguments, &["-i", TENANT, "--format", "json"]].concat());
    assert!(asked.code != 2 && asked.code != 3, "{}", asked.stderr);
    let verdict = verify(name, &asked.stdout, TENANT);
    let result = verdict.result();
    assert_eq!(result["verdict"], "accepted", "{result:#}");
    assert_eq!(verdict.code, 0);
    asked.json()
}

const ASTRID: &str = "astrid.lund@fjordnett.example";

#[test]
fn answers_of_every_kind_are_accepted() {
    let at = group("rg-osl1");
    for (name, action) in [
        ("one", "Microsoft.NetworkCloud/clusters/deploy/action"),
        ("pattern", "Microsoft.NetworkCloud/*"),
        ("both-planes", "Contoso.Unheard/of/read"),
    ] {
        accepted(name, &["can", ASTRID, action, "--at", &at]);
    }
    accepted(
        "roles",
        &["can", "--role", "Reader", "Microsoft.Compute/*/read"],
    );
    accepted(
        "who",
        &["who", "Microsoft.Authorization/roleAssignments/write"],
    );
    accepted("who-pattern", &["who", "Microsoft.KeyVault/*", "--at", &at]);
    accepted("what", &["what", ASTRID]);
    accepted("what-there", &["what", ASTRID, "--at", &at, "--expand"]);
}

#[test]
fn what_was_given_is_part_of_the_answer() {
    let action = "Microsoft.Authorization/roleAssignments/write";
    let delegates = "tests/fixtures/delegates";
    let asked = rolecall(&[
        "who",
        action,
        "-i",
        delegates,
        "--format",
        "json",
        "--when",
        "2026-08-22T09:30:00Z",
        "--attr",
        "@Request[Microsoft.Authorization/roleAssignments:PrincipalType]=User",
    ]);
    let result = asked.result();
    let first = result["answers"].get(0).unwrap_or(&result);
    assert_eq!(
        first["given"],
        json!({
            "when": "2026-08-22T09:30:00Z",
            "attributes": {
                "@Request[Microsoft.Authorization/roleAssignments:PrincipalType]": "User",
            },
        })
    );
    let verdict = verify("given", &asked.stdout, delegates);
    assert_eq!(
        verdict.result()["verdict"],
        "accepted",
        "{}",
        verdict.stdout
    );
}

/// Every change of one value in a derivation, an outcome or a count, with its pointer.
fn changes(value: &Value, at: &str, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                // Names and places are for people; a residual follows from the rest.
                let told = [
                    "name",
                    "source",
                    "inherited",
                    "needs",
                    "residual",
                    "deciding",
                ];
                let apart = [
                    "whyNot",
                    "repairs",
                    "undocumented",
                    "future",
                    "known",
                    "version",
                ];
                if !told.contains(&name.as_str()) && !apart.contains(&name.as_str()) {
                    changes(field, &format!("{at}/{name}"), found);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                changes(item, &format!("{at}/{index}"), found);
            }
        }
        Value::String(_) => found.push((at.to_owned(), json!("Contoso.Other/thing"))),
        Value::Number(number) => found.push((at.to_owned(), json!(number.as_u64().unwrap() + 1))),
        Value::Bool(_) | Value::Null => {}
    }
}

#[test]
fn no_changed_answer_is_accepted() {
    let at = group("rg-osl1");
    let answers = [
        accepted(
            "changed-one",
            &[
                "can",
                ASTRID,
                "Microsoft.NetworkCloud/clusters/deploy/action",
                "--at",
                &at,
            ],
        ),
        accepted(
            "changed-pattern",
            &["can", ASTRID, "Microsoft.ManagedIdentity/*", "--at", &at],
        ),
        accepted("changed-what", &["what", "Astrid Lund", "--at", &at]),
        accepted(
            "changed-who",
            &["who", "Microsoft.Authorization/roleAssignments/write"],
        ),
    ];
    let mut tried = 0;
    for answer in &answers {
        let mut found = Vec::new();
        for part in [
            "/result/answers/0/derivations",
            "/result/answers/0/coverage",
            "/result/answers/0/outcome",
            "/result/grants",
            "/result/operations",
            "/result/principals",
        ] {
            if let Some(value) = answer.pointer(part) {
                changes(value, part, &mut found);
            }
        }
        // A wide list is tried here and there.
        let step = found.len() / 40 + 1;
        for (pointer, value) in found.into_iter().step_by(step) {
            if pointer.contains("/role/")
                || pointer.contains("/via/")
                || pointer.ends_with("/condition")
                || pointer.ends_with("/type")
            {
                continue;
            }
            let mut changed = answer.clone();
            *changed.pointer_mut(&pointer).unwrap() = value;
            let verdict = verify("changed", &changed.to_string(), TENANT);
            // Words that stand for nothing can't be read; everything else is rejected.
            assert!(
                matches!(verdict.code, 1 | 3),
                "{pointer}: {}",
                verdict.stdout
            );
            tried += 1;
        }
    }
    assert!(tried > 60, "{tried} changes were tried");
}

#[test]
fn another_tenant_gives_other_answers() {
    let asked = rolecall(&["what", ASTRID, "-i", TENANT, "--format", "json"]);
    let path = kept("elsewhere", &asked.stdout);
    let run = rolecall(&[
        "verify",
        path.to_str().unwrap(),
        "-i",
        "tests/fixtures/delegates",
    ]);
    assert_eq!(run.code, 1);
    assert_snapshot!(run.told());
}

#[test]
fn what_is_no_answer_is_refused() {
    let audit = rolecall(&["audit", "-i", TENANT, "--format", "json"]);
    let cases = [
        ("broken", "{\"schema\":".to_owned()),
        ("no-schema", "{}".to_owned()),
        ("audit", audit.stdout),
        ("no-result", json!({"schema": "rolecall/can/1"}).to_string()),
    ];
    for (name, text) in cases {
        let path = kept(name, &text);
        let run = rolecall(&["verify", path.to_str().unwrap(), "-i", TENANT]);
        assert_eq!(run.code, 3, "{name}");
        assert!(
            run.stderr.contains("help: ") || run.stderr.contains("at "),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn an_answer_from_exports_is_not_checked_without_them() {
    let asked = rolecall(&["what", ASTRID, "-i", TENANT, "--format", "json"]);
    let path = kept("no-inputs", &asked.stdout);
    let run = rolecall(&["verify", path.to_str().unwrap()]);
    assert_eq!(run.code, 2, "{}", run.told());
    assert!(run.stderr.contains("with `-i`: `tests/"), "{}", run.stderr);
}

#[test]
fn the_400_answers_about_the_synthetic_tenant_are_accepted() {
    let (Some(folder), Some(questions)) = (
        shared("vectors/tenant-a"),
        shared("vectors/tenant-a.questions.json"),
    ) else {
        return;
    };
    let folder = folder.to_str().unwrap();
    let questions = questions.to_str().unwrap();
    let asked = rolecall(&[
        "can",
        "--questions",
        questions,
        "-i",
        folder,
        "--format",
        "json",
    ]);
    let verdict = verify("tenant-a", &asked.stdout, folder);
    assert_eq!(verdict.code, 0, "{}", verdict.stdout);
    assert_eq!(verdict.result()["checks"].as_array().unwrap().len(), 400);
}

/// People read names, so that a changed one is a changed answer.
#[test]
fn a_changed_name_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answer.json");
    for ask in [
        &[
            "can",
            "cecilie.dahl@fjordnett.example",
            "Microsoft.NetworkCloud/clusters/read",
        ][..],
        &["who", "Microsoft.NetworkCloud/clusters/read"],
        &["what", "cecilie.dahl@fjordnett.example"],
    ] {
        let made =
            rolecall(&[ask, &["--at", PRODUCTION, "-i", TENANT, "--format", "json"]].concat());
        let verify = |text: &str| {
            std::fs::write(&file, text).unwrap();
            rolecall(&["verify", file.to_str().unwrap(), "-i", TENANT])
        };
        assert_eq!(verify(&made.stdout).code, 0, "{ask:?}");
        for name in ["cecilie.dahl@fjordnett.example", "Nexus Cluster Operators"] {
            let quoted = format!("\"name\": \"{name}\"");
            if ask[0] == "what" && name.starts_with("Nexus") {
                continue;
            }
            assert!(made.stdout.contains(&quoted), "{ask:?} {name}");
            let changed = made.stdout.replacen(&quoted, "\"name\": \"Mallory\"", 1);
            let run = verify(&changed);
            assert_eq!(run.code, 1, "{ask:?} {name}: {}", run.told());
            assert!(run.stdout.contains("call it `Mallory`"), "{}", run.told());
        }
    }
}

#[test]
fn a_path_that_is_left_out_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answer.json");
    for (who, action) in [
        (
            "astrid.lund@fjordnett.example",
            "Microsoft.NetworkCloud/clusters/read",
        ),
        ("bjarne.holm@fjordnett.example", "Microsoft.NetworkCloud/*"),
    ] {
        let ask = [
            "can", who, action, "-g", "rg-osl1", "-i", TENANT, "--format", "json",
        ];
        let whole = rolecall(&ask).json();
        let paths = whole["result"]["answers"][0]["derivations"]
            .as_array()
            .unwrap();
        assert!(paths.len() > 1, "{who}");
        let record = |path: &Value| -> String {
            let steps = path["steps"].as_array().unwrap();
            let id = steps
                .iter()
                .find_map(|step| step["id"].as_str().filter(|id| id.starts_with('/')));
            id.unwrap().to_owned()
        };
        for dropped in paths.iter().map(record) {
            let mut less = whole.clone();
            let left = &mut less["result"]["answers"][0]["derivations"];
            left.as_array_mut()
                .unwrap()
                .retain(|path| record(path) != dropped);
            std::fs::write(&file, less.to_string()).unwrap();
            let run = rolecall(&["verify", file.to_str().unwrap(), "-i", TENANT]);
            assert_eq!(run.code, 1, "{who} {dropped}: {}", run.told());
        }
    }
}

#[test]
fn other_exports_are_rejected_unless_that_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(project.join(TENANT)).unwrap() {
        let from = entry.unwrap().path();
        std::fs::copy(&from, folder.path().join(from.file_name().unwrap())).unwrap();
    }
    let answer = folder
        .path()
        .parent()
        .unwrap()
        .join(format!("{}-answer.json", std::process::id()));
    let answer = answer.to_str().unwrap();
    let ask = [
        "who",
        "Microsoft.NetworkCloud/clusters/read",
        "--at",
        PRODUCTION,
        "-i",
        TENANT,
    ];
    assert_eq!(rolecall(&[&ask[..], &["-o", answer]].concat()).code, 0);
    let exports = folder.path().to_str().unwrap();
    let verify = |more: &[&str]| rolecall(&[&["verify", answer, "-i", exports], more].concat());
    assert_eq!(verify(&[]).code, 0, "the same bytes elsewhere");
    let extra = folder.path().join("extra.json");
    for change in [
        Some("[]"),
        // What blanks change is another file.
        None,
    ] {
        match change {
            Some(text) => std::fs::write(&extra, text).unwrap(),
            None => {
                std::fs::remove_file(&extra).unwrap();
                let groups = folder.path().join("groups.json");
                let text = std::fs::read_to_string(&groups).unwrap();
                std::fs::write(&groups, text + "\n").unwrap();
            }
        }
        let run = verify(&[]);
        assert_eq!(run.code, 1, "{}", run.told());
        assert!(run.stdout.contains("`--loose`"), "{}", run.told());
        let loose = verify(&["--loose"]);
        assert_eq!(loose.code, 0, "{}", loose.told());
        assert!(loose.stderr.contains("the answer was"), "{}", loose.told());
    }
    std::fs::remove_file(answer).unwrap();
}

/// An answer of `recommend`, as JSON.
fn recommended(arguments: &[&str]) -> Value {
    let asked = rolecall(&[&["recommend"], arguments, &["--format", "json"]].concat());
    assert!(asked.code < 2, "{}", asked.stderr);
    asked.json()
}

/// What `verify` says of an answer that needs no exports.
fn judged(name: &str, answer: &Value) -> (i32, Value) {
    let path = kept(name, &answer.to_string());
    let run = rolecall(&["verify", path.to_str().unwrap(), "--format", "json"]);
    (run.code, run.result()["checks"][0].clone())
}

#[test]
fn least_sets_are_accepted() {
    let s = "/subscriptions/00000000-0000-4000-8000-000000000001";
    let (g, h) = (
        format!("{s}/resourceGroups/g"),
        format!("{s}/resourceGroups/h"),
    );
    let secret = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
    let runs: &[(&str, &[&str])] = &[
        ("set-task", &["--task", "deploy-cluster"]),
        ("set-documented", &["--task", "write-run-output"]),
        (
            "set-pattern",
            &["Microsoft.NetworkCloud/clusters/*", "--minimize", "excess"],
        ),
        (
            "set-unknown",
            &["Contoso.Unheard/of/read", "--minimize", "roles"],
        ),
        (
            "set-uncovered",
            &["--data-action", secret, "--among", "nexus"],
        ),
        (
            "set-without",
            &[
                "Microsoft.Compute/virtualMachines/restart/action",
                "--without",
                "*/delete",
            ],
        ),
        (
            "set-scopes",
            &[
                "Microsoft.NetworkCloud/clusters/read",
                "--at",
                &g,
                secret,
                "--at",
                &h,
                "--also-at",
                s,
            ],
        ),
        (
            "set-any",
            &["--task", "view-racks", "--any-role", "--published-only"],
        ),
        (
            "set-few",
            &["--task", "create-l2-network", "--max-roles", "1"],
        ),
    ];
    for (name, arguments) in runs {
        let (code, check) = judged(name, &recommended(arguments));
        assert_eq!(check["status"], "accepted", "{name}: {check:#}");
        assert_eq!(code, 0, "{name}");
    }
    let all = recommended(&["--all-tasks"]);
    let path = kept("set-all", &all.to_string());
    let run = rolecall(&["verify", path.to_str().unwrap(), "--format", "json"]);
    assert_eq!(run.result()["verdict"], "accepted");
    assert_eq!(run.result()["checks"].as_array().unwrap().len(), 99);
    let held = accepted(
        "set-for",
        &[
            "recommend",
            "--for",
            "bjarne.holm@fjordnett.example",
            "Microsoft.NetworkCloud/clusters/deploy/action",
            secret,
            "--at",
            &group("rg-osl1"),
        ],
    );
    assert!(held["result"]["given"].is_object());
}

#[test]
fn altered_sets_are_rejected() {
    let honest = recommended(&["--task", "deploy-cluster"]);
    let set = &honest["result"]["recommendation"];
    assert_eq!(
        set["roles"][0]["name"],
        "Operator Nexus Compute Contributor Role (Preview)"
    );
    type Change = fn(&mut Value);
    let changes: &[(&str, Change, &str)] = &[
        (
            "excess",
            |a| a["recommendation"]["excess"]["write"] = json!(1),
            "beyond the requirement",
        ),
        (
            "covers",
            |a| a["recommendation"]["roles"][0]["covers"] = json!([]),
            "does not cover",
        ),
        (
            "uncovered",
            |a| a["uncovered"] = json!([{"action": "Microsoft.NetworkCloud/clusters/read", "plane": "control", "scope": null}]),
            "uncovered",
        ),
        (
            "role",
            |a| a["recommendation"]["roles"] = json!([]),
            "uncovered",
        ),
        (
            "foreign",
            |a| a["recommendation"]["roles"][0]["foreign"] = json!(true),
            "meant for",
        ),
        (
            "bound",
            |a| a["recommendation"]["certificate"]["lowerBound"] = json!([9, 9, 9, 9, 9]),
            "lower bound",
        ),
        (
            "custom",
            |a| a["customRoles"][0]["Actions"] = json!(["Microsoft.NetworkCloud/*"]),
            "custom role",
        ),
        ("advice", |a| a["advice"]["do"] = json!("assign"), "advised"),
        (
            "without",
            |a| a["chosenFrom"]["without"] = json!(["*/delete"]),
            "must not be",
        ),
        (
            "excluded",
            |a| {
                a["chosenFrom"]["excluded"] = json!([{"id": null, "name": "Operator Nexus Compute Contributor Role (Preview)"}]);
            },
            "may not be chosen",
        ),
        (
            "most",
            |a| a["chosenFrom"]["maxRoles"] = json!(0),
            "more roles",
        ),
    ];
    for (name, change, why) in changes {
        let mut altered = honest.clone();
        change(&mut altered["result"]);
        let (code, check) = judged(&format!("altered-{name}"), &altered);
        assert_eq!(
            (code, &check["status"]),
            (1, &json!("rejected")),
            "{name}: {check:#}"
        );
        let because = check["because"].as_str().unwrap();
        assert!(because.contains(why), "{name}: {because}");
    }
    // A set that covers it and isn't the least: the honest answer to another question.
    let mut worse = recommended(&[
        "--task",
        "deploy-cluster",
        "--among",
        "tests/fixtures/answers/owner.txt",
    ]);
    worse["result"]["chosenFrom"]["among"] = Value::Null;
    let (code, check) = judged("altered-worse", &worse);
    assert_eq!(code, 1, "{check:#}");
}

/// The text that an answer emits is made again, in each form.
#[test]
fn emitted_roles_are_accepted_in_every_form() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = folder.path().join("answer.json");
    let help = rolecall(&["recommend", "--help"]).stdout;
    for form in [
        "az",
        "bicep",
        "terraform",
        "powershell",
        "powershell-flat",
        "rest",
    ] {
        assert!(help.contains(&format!("- {form}:")), "{form}");
        let answer = rolecall(&[
            "recommend",
            "--task",
            "deploy-cluster",
            "--emit",
            "custom-role",
            "--as",
            form,
            "--format",
            "json",
        ]);
        std::fs::write(&path, &answer.stdout).unwrap();
        let run = rolecall(&["verify", path.to_str().unwrap()]);
        assert_eq!(run.code, 0, "{form}: {}", run.told());
    }
}
