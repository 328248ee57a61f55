use super::*;

/// The code and the messages of a run that prints no answer.
fn complaint(arguments: &[&str]) -> (i32, String) {
    let run = rolecall(arguments);
    assert_eq!(run.stdout, "", "{}", run.told());
    (run.code, run.stderr)
}

fn file(name: &str, text: &str) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("inputs");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn malformed_json_is_placed() {
    let path = file(
        "malformed.json",
        "[\n  {\"id\": \"x\",\n   \"scope\" \"/\"}\n]\n",
    );
    let (code, told) = complaint(&["audit", "-i", &path]);
    assert_eq!(code, 3);
    assert!(
        told.contains(&format!("`{path}` is not JSON here: expected `:`")),
        "{told}"
    );
    assert!(told.contains(&format!("at {path}:3:12")), "{told}");
    assert!(told.contains("help: expected an export of"), "{told}");
}

#[test]
fn truncated_json_is_placed() {
    let path = file("truncated.json", "[{\"id\": \"x\"},\n");
    let (code, told) = complaint(&["audit", "-i", &path]);
    assert_eq!(code, 3);
    assert!(told.contains("ends in the middle of its JSON"), "{told}");
    assert!(told.contains(&format!("at {path}:2:1")), "{told}");
}

#[test]
fn a_damaged_file_beside_good_ones_is_told_and_passed_over() {
    let path = file("beside.json", "{\"id\": ");
    let run = rolecall(&["audit", "-i", TENANT, &path, "--format", "json"]);
    let json = run.json();
    assert_eq!(json["complete"], false);
    let diagnostics = json["diagnostics"].as_array().unwrap();
    assert!(
        diagnostics.iter().any(|d| d["code"] == "malformed-json"),
        "{diagnostics:?}"
    );
    assert!(!json["result"]["findings"].as_array().unwrap().is_empty());
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let (code, told) = complaint(&["audit", "-i", "no/such/file.json"]);
    assert_eq!(code, 3);
    assert!(
        told.contains("can't read `no/such/file.json`: there is no such file"),
        "{told}"
    );
}

#[test]
fn nothing_is_not_called_clean() {
    let folder = tempfile::tempdir().unwrap();
    for options in [&[][..], &["--paths"]] {
        let empty = folder.path().to_str().unwrap();
        let (code, told) = complaint(&[&["audit", "-i", empty], options].concat());
        assert_eq!(code, 3, "{told}");
        assert!(told.contains("nothing to audit"), "{told}");
        assert!(told.contains("rolecall collect -o"), "{told}");
    }
    // Neither earlier answers nor what is beside roles says who has access.
    let answer = r#"{"schema": "rolecall/who/1", "result": {}}"#;
    let lock = r#"[{"id": "/subscriptions/x/providers/Microsoft.Authorization/locks/l", "name": "l", "type": "Microsoft.Authorization/locks"}]"#;
    for (name, text) in [("answer.json", answer), ("locks.json", lock)] {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let (code, told) = complaint(&["audit", "-i", file.to_str().unwrap()]);
        assert_eq!(code, 3, "{name}: {told}");
        assert!(told.contains("nothing to audit"), "{name}: {told}");
    }
}

#[test]
fn nobody_is_said_to_have_no_access_where_nothing_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().to_str().unwrap();
    let id = "99999999-0000-4000-8000-000000000000";
    let action = "Microsoft.Storage/storageAccounts/read";
    for arguments in [
        &["who", action, "-i", empty][..],
        &["who", action, "--at", PRODUCTION, "-i", empty],
        &["what", id, "-i", empty],
        &["can", id, action, "--at", PRODUCTION, "-i", empty],
        &["diff", empty, empty],
        &["diff", TENANT, empty],
        &["diff", empty, TENANT],
    ] {
        let (code, told) = complaint(arguments);
        assert_eq!(code, 3, "{arguments:?}: {told}");
        assert!(told.contains("no export"), "{arguments:?}: {told}");
    }
}

#[test]
fn inputs_without_assignments_leave_the_answer_incomplete() {
    let roles = format!("{TENANT}/custom-roles.json");
    let id = "99999999-0000-4000-8000-000000000000";
    let action = "Microsoft.Storage/storageAccounts/read";
    for arguments in [
        &["who", action, "--at", PRODUCTION][..],
        &["what", id],
        &["can", id, action, "--at", PRODUCTION],
    ] {
        let run = rolecall(&[arguments, &["-i", &roles, "--format", "json"]].concat());
        let json = run.json();
        assert_eq!(run.code, 4, "{arguments:?}");
        assert_eq!(json["complete"], false, "{arguments:?}");
        let codes = json["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .map(|d| &d["code"]);
        assert!(
            codes.into_iter().any(|code| code == "no-role-assignments"),
            "{json}"
        );
    }
}

#[test]
fn an_audit_of_nobodys_assignments_is_not_clean() {
    let groups = format!("{TENANT}/groups.json");
    for arguments in [&["audit"][..], &["audit", "--paths"]] {
        let run = rolecall(&[arguments, &["-i", &groups, "--format", "json"]].concat());
        assert_eq!(run.code, 4, "{arguments:?}: {}", run.stderr);
        assert_eq!(run.json()["complete"], false, "{arguments:?}");
    }
}

/// Eligible assignments alone say nothing of those that are active.
#[test]
fn exports_of_eligible_assignments_alone_are_not_clean() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let eligible = folder.path().join("eligible-assignments.json");
    std::fs::copy(format!("{TENANT}/eligible-assignments.json"), &eligible).unwrap();
    let eligible = eligible.to_str().unwrap();
    let who = "Microsoft.Storage/storageAccounts/delete";
    for arguments in [
        &["audit", "--fail-on", "critical", "-i", eligible][..],
        &["audit", "--paths", "-i", eligible],
        &["who", who, "--at", PRODUCTION, "-i", eligible],
        &["diff", eligible, eligible],
    ] {
        let run = rolecall(arguments);
        assert_eq!(run.code, 4, "{arguments:?}: {}", run.told());
        assert!(
            run.stdout.starts_with("incomplete  "),
            "{arguments:?}: {}",
            run.told()
        );
        let json = rolecall(&[arguments, &["--format", "json"]].concat()).json();
        assert_eq!(json["complete"], false, "{arguments:?}");
    }
    let report = folder.path().join("report.md");
    let run = rolecall(&["audit", "-i", eligible, "-o", report.to_str().unwrap()]);
    assert_eq!(run.code, 4, "{}", run.told());
    let report = std::fs::read_to_string(report).unwrap();
    assert!(report.starts_with("**incomplete**"), "{report}");
}

#[test]
fn exports_that_are_missing_can_be_gathered() {
    for arguments in [
        &["audit"][..],
        &["audit", "-i", "no/such/folder"],
        &["who", "Microsoft.Storage/storageAccounts/read"],
        &["what", "alice"],
        &[
            "can",
            "alice",
            "Microsoft.Storage/storageAccounts/read",
            "--at",
            PRODUCTION,
        ],
    ] {
        let (_, told) = complaint(arguments);
        assert!(
            told.contains("`rolecall collect -o exports/` gathers"),
            "{arguments:?}: {told}"
        );
    }
}

#[test]
fn an_unknown_role_gets_near_names() {
    let (code, told) = complaint(&[
        "can",
        "--role",
        "Contributer",
        "Microsoft.Storage/storageAccounts/read",
    ]);
    assert_eq!(code, 2);
    assert_eq!(
        told,
        "error: no role `Contributer` in the catalogue\n  help: did you mean `Contributor`?\n"
    );
}

#[test]
fn an_unknown_task_gets_near_names() {
    let (code, told) = complaint(&["recommend", "--task", "manage-keysets"]);
    assert_eq!(code, 2);
    assert!(
        told.starts_with("error: no task `manage-keysets`"),
        "{told}"
    );
    assert!(told.contains("`manage-all-keysets`"), "{told}");
}

#[test]
fn an_unknown_principal_gets_near_names() {
    let (code, told) = complaint(&[
        "can",
        "Elin Wik",
        "Microsoft.Storage/storageAccounts/read",
        "--at",
        PRODUCTION,
        "-i",
        TENANT,
    ]);
    assert_eq!(code, 2);
    assert!(told.contains("help: did you mean `Elin Vik`?"), "{told}");
}

#[test]
fn an_application_id_is_no_object_id() {
    let text = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(TENANT)
            .join("service-principals.json"),
    )
    .unwrap();
    let principals: Value = serde_json::from_str(&text).unwrap();
    let application = principals[0]["appId"].as_str().unwrap();
    let (code, told) = complaint(&[
        "can",
        application,
        "Microsoft.Storage/storageAccounts/read",
        "--at",
        PRODUCTION,
        "-i",
        TENANT,
    ]);
    assert_eq!(code, 2);
    let object = principals[0]["id"].as_str().unwrap();
    assert!(
        told.contains(&format!("the principal's object id is `{object}`")),
        "{told}"
    );
}

#[test]
fn an_unknown_form_of_scope_lists_the_forms() {
    for scope in [
        "/subscriptions",
        "/subscriptions/x/resourceGroups/y/z",
        "/resourceGroups/y",
    ] {
        let (code, told) = complaint(&[
            "can",
            "Elin Vik",
            "Microsoft.Storage/storageAccounts/read",
            "--at",
            scope,
            "-i",
            TENANT,
        ]);
        assert_eq!(code, 2, "{scope}");
        assert!(
            told.contains(&format!("`{scope}` is not a scope: ")),
            "{told}"
        );
        for form in [
            "`/`",
            "`/subscriptions/{id}`",
            "managementGroups/{id}",
            "resourceGroups/{name}`",
        ] {
            assert!(told.contains(form), "{told}");
        }
    }
}

#[test]
fn a_malformed_action_is_underlined() {
    let (code, told) = complaint(&[
        "can",
        "--role",
        "Reader",
        "Microsoft.Storage/storage accounts/read",
    ]);
    assert_eq!(code, 2);
    assert!(
        told.contains("\n  Microsoft.Storage/storage accounts/read\n"),
        "{told}"
    );
    assert!(told.contains('^'), "{told}");
}

#[test]
fn wrong_usage_is_2() {
    for arguments in [
        &["frobnicate"][..],
        &["can"],
        &["can", "someone"],
        &["can", "someone", "Microsoft.Storage/storageAccounts/read"],
        &["can", "--role", "Reader"],
        &["recommend"],
        &["recommend", "--minimize", "fear", "--all-tasks"],
        &["audit"],
        &["audit", "-i", TENANT, "--rule", "no-such-rule"],
        &["audit", "-i", TENANT, "-o", "report.docx"],
    ] {
        let (code, told) = complaint(arguments);
        assert_eq!(code, 2, "{arguments:?}: {told}");
        assert!(told.starts_with("error: "), "{told}");
    }
}

#[test]
fn the_way_out_is_numbered_as_promised() {
    let blob = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
    let container = group("rg-osl1")
        + "/providers/Microsoft.Storage/storageAccounts/stosl1output/blobServices/default/containers/runcommands";
    let rows: [(i32, &[&str]); 5] = [
        (
            0,
            &[
                "can",
                "--role",
                "Reader",
                "Microsoft.Storage/storageAccounts/read",
            ],
        ),
        (
            1,
            &[
                "can",
                "--role",
                "Reader",
                "Microsoft.Storage/storageAccounts/write",
            ],
        ),
        (
            2,
            &[
                "can",
                "--role",
                "Nobody At All",
                "Microsoft.Storage/storageAccounts/write",
            ],
        ),
        (
            3,
            &[
                "can",
                "--role",
                "Reader",
                "*/read",
                "--catalog",
                "README.md",
            ],
        ),
        (
            4,
            &[
                "can",
                "David Moen",
                "--data-action",
                blob,
                "--at",
                &container,
                "-i",
                TENANT,
            ],
        ),
    ];
    for (code, arguments) in rows {
        assert_eq!(rolecall(arguments).code, code, "{arguments:?}");
    }
    assert_eq!(rolecall(&["--help"]).code, 0);
    assert_eq!(
        rolecall(&["--version"]).stdout,
        concat!("rolecall ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

/// Whatever the parser refuses, it shows how the command is used.
#[test]
fn a_refused_command_line_ends_with_an_example() {
    for (arguments, example) in [
        (
            &["rightsize", "--nonsense"][..],
            "rolecall rightsize -i exports/ --logs usage.jsonl",
        ),
        (
            &["history", "-i", "demo"],
            "rolecall history -i exports/ --logs insights-activity-logs/",
        ),
        (
            &["rightsize", "--window", "soon"],
            "rolecall rightsize -i exports/ --logs usage.jsonl",
        ),
        (
            &["rules", "show"],
            "rolecall rules show blobs-of-every-account",
        ),
        (
            &["nonsense"],
            "rolecall can --role Reader Microsoft.Storage/storageAccounts/listKeys/action",
        ),
    ] {
        let (code, told) = complaint(arguments);
        assert_eq!(code, 2, "{told}");
        assert!(told.ends_with(&format!("\nExample: {example}\n")), "{told}");
    }
    // One of the command itself, where its examples begin with another.
    for command in ["verify", "catalog import"] {
        let words: Vec<&str> = command.split(' ').chain(["--nonsense"]).collect();
        let (_, told) = complaint(&words);
        let (_, example) = told.rsplit_once("\nExample: ").unwrap();
        assert!(example.contains(&format!("rolecall {command}")), "{told}");
    }
}

#[test]
fn the_id_of_a_finding_is_no_clause_and_said_to_be_one() {
    for id in ["f9062cd37f067a3c2", "9062cd37f067a3c2", "F9062CD37F067A3C2"] {
        let (code, told) = complaint(&["explain", id]);
        assert_eq!(code, 2, "{told}");
        assert!(
            told.contains(&format!("`{id}` is the id of a finding"))
                && told.contains("result.findings[?id=='f9062cd37f067a3c2']"),
            "{told}"
        );
    }
}

/// As elsewhere, commas part what is listed; those of a glob are its own.
#[test]
fn options_for_rules_take_lists() {
    let ask = |words: &[&str]| {
        let check = ["nexus", "check", "-i", TENANT, "--format", "csv"];
        rolecall(&[&check[..], words].concat()).stdout
    };
    let apart = ask(&["--only", "A1", "--only", "R2"]);
    assert!(apart.lines().count() > 1, "{apart}");
    for together in ["A1,R2", "A1, R2,", "{A1,R2}"] {
        assert_eq!(ask(&["--only", together]), apart, "{together}");
    }
}
