use insta::assert_snapshot;

use super::*;

const CLUSTER: &str = "tests/fixtures/nexus/f1/cluster.json";
const RESOURCES: &str = "tests/fixtures/nexus/f1/resources.json";
const ID: &str = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/";

/// `nexus check` of a fixture that has assignments of its own.
fn check(fixture: &str, more: &[&str]) -> Run {
    let assignments = format!("tests/fixtures/nexus/{fixture}/assignments.json");
    let base = [
        "nexus",
        "check",
        "--cluster",
        CLUSTER,
        "-i",
        &assignments,
        RESOURCES,
        "--api-version",
        "2025-02-01",
    ];
    rolecall(&[&base[..], more].concat())
}

fn file(name: &str, text: &str) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nexus");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// A cluster with these identities, and its vault on `A`.
fn cluster_with(kind: &str, names: &[&str]) -> String {
    let entries = names
        .iter()
        .map(|name| (format!("{ID}{name}"), serde_json::json!({})));
    let entries: serde_json::Map<String, Value> = entries.collect();
    let mut cluster = serde_json::json!({
        "id": ID.split("/Microsoft").next().unwrap().to_owned() + "/Microsoft.NetworkCloud/clusters/c1",
        "name": "c1",
        "identity": {"type": kind, "userAssignedIdentities": entries},
    });
    cluster["secretArchiveSettings"] = serde_json::json!({
        "vaultUri": "https://kv.vault.azure.net/",
        "associatedIdentity": {
            "identityType": "UserAssignedIdentity",
            "userAssignedIdentityResourceId": format!("{ID}A"),
        },
    });
    file(
        &format!("{kind}-{}.json", names.join("-")),
        &cluster.to_string(),
    )
}

#[test]
fn f1_passes_for_people() {
    let run = check("f1", &[]);
    assert_eq!(run.code, 0);
    assert_snapshot!(run.told());
}

#[test]
fn f2_lacks_the_platform_s_role() {
    let run = check("f2", &[]);
    assert_eq!(run.code, 1);
    assert_snapshot!(run.told());
}

#[test]
fn f4_has_a_role_without_data_actions_as_markdown() {
    let run = check("f4", &["--format", "markdown"]);
    assert_eq!(run.code, 1);
    assert_snapshot!(run.told());
}

#[test]
fn f2_as_csv() {
    assert_snapshot!(check("f2", &["--format", "csv"]).told());
}

#[test]
fn f2_as_json_has_the_contract_s_fields() {
    let json = check("f2", &["--format", "json"]).json();
    assert_eq!(json["schema"], "rolecall/nexus-check/1");
    assert_eq!(json["complete"], true);
    assert_eq!(json["result"]["verdict"], "fail");
    let checks = json["result"]["checks"].as_array().unwrap();
    let a4 = checks.iter().find(|check| check["rule"] == "A4").unwrap();
    assert_eq!(a4["severity"], "error");
    assert_eq!(a4["status"], "fail");
    assert_eq!(a4["fix"].as_array().unwrap().len(), 2);
    let inputs: Vec<(&str, &str)> = json["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| (i["path"].as_str().unwrap(), i["kind"].as_str().unwrap()))
        .collect();
    assert_eq!(
        inputs,
        [
            (CLUSTER, "clusters"),
            (
                "tests/fixtures/nexus/f2/assignments.json",
                "roleAssignments"
            ),
            (RESOURCES, "mixed"),
        ]
    );
}

#[test]
fn a_check_that_holds_has_no_consequence_and_says_so_as_text() {
    let mut held = 0;
    for fixture in ["f1", "f2"] {
        let result = check(fixture, &["--format", "json"]).result();
        for check in result["checks"].as_array().unwrap() {
            let consequence = check["consequence"].as_str().unwrap();
            match check["status"].as_str().unwrap() {
                "pass" => {
                    assert_eq!(consequence, "", "{check}");
                    held += 1;
                }
                "fail" => assert_ne!(consequence, "", "{check}"),
                _ => (),
            }
        }
    }
    assert!(held > 1);
}

#[test]
fn what_no_input_says_is_undetermined_and_incomplete() {
    let run = rolecall(&["nexus", "check", "--cluster", CLUSTER, "--format", "json"]);
    assert_eq!(run.code, 4);
    let json = run.json();
    assert_eq!(json["complete"], false);
    assert_eq!(json["result"]["verdict"], "unknown");
    assert!(
        run.stderr.contains("`az role assignment list --all`"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_platform_s_object_id_settles_a4() {
    let mut rows: Vec<Value> = serde_json::from_str(
        &std::fs::read_to_string("tests/fixtures/nexus/f1/assignments.json").unwrap(),
    )
    .unwrap();
    let platform = rows
        .iter_mut()
        .find(|row| {
            row["principalName"] != "" && row["roleDefinitionName"] == "Managed Identity Operator"
        })
        .unwrap();
    platform["principalName"] = "".into();
    let object = platform["principalId"].as_str().unwrap().to_owned();
    let path = file("unnamed.json", &Value::from(rows).to_string());
    let run = |more: &[&str]| {
        let base = [
            "nexus",
            "check",
            "--cluster",
            CLUSTER,
            "-i",
            &path,
            RESOURCES,
        ];
        rolecall(&[&base[..], more].concat()).code
    };
    assert_ne!(run(&[]), 0);
    assert_eq!(run(&["--platform-principal", &object]), 0);
}

#[test]
fn the_cluster_of_the_sample_tenant() {
    let run = rolecall(&[
        "nexus",
        "check",
        "--cluster",
        "tests/fixtures/tenant/cluster-osl1.json",
        "-i",
        TENANT,
    ]);
    assert_eq!(run.code, 1);
    assert!(
        run.stdout.starts_with("fail  osl1: 1 error, 1 warning"),
        "{}",
        run.stdout
    );
    let failing: Vec<&str> = run
        .stdout
        .lines()
        .filter(|l| l.starts_with("R3 error"))
        .collect();
    assert_eq!(failing, ["R3 error: stosl1output"]);
}

#[test]
fn u10_replaces_the_identity() {
    let cluster = cluster_with("UserAssigned", &["A"]);
    let run = rolecall(&[
        "nexus",
        "simulate",
        "--cluster",
        &cluster,
        "--",
        "az",
        "networkcloud",
        "cluster",
        "update",
        "--name",
        "c1",
        "-g",
        "rg",
        "--mi-user-assigned",
        "B",
    ]);
    assert_eq!(run.code, 1);
    assert_snapshot!(run.told());
}

#[test]
fn p8_drops_the_system_identity_too() {
    let cluster = cluster_with("SystemAssigned,UserAssigned", &["A", "B"]);
    let body = serde_json::json!({
        "identity": {"type": "UserAssigned", "userAssignedIdentities": {format!("{ID}B"): null}},
    });
    let patch = file("p8.json", &body.to_string());
    let simulate = [
        "nexus",
        "simulate",
        "--cluster",
        &cluster,
        "--patch",
        &patch,
    ];
    let run = rolecall(&simulate);
    assert_eq!(run.code, 1);
    assert_snapshot!(run.told());
    assert_snapshot!(rolecall(&[&simulate[..], &["--format", "csv"]].concat()).stdout);
    let json = rolecall(&[&simulate[..], &["--format", "json"]].concat()).json();
    assert_eq!(json["schema"], "rolecall/nexus-simulate/1");
    assert_eq!(json["result"]["lost"]["systemAssigned"], true);
    assert_eq!(json["result"]["after"]["userAssigned"][0], format!("{ID}A"));
}

#[test]
fn a_pasted_command_from_a_file_and_from_the_line_are_one() {
    let cluster = cluster_with("UserAssigned", &["A"]);
    let pasted = format!(
        "$ az networkcloud cluster update --name c1 \\\n    --resource-group rg \\\n    --mi-user-assigned \"{ID}A\" \"{ID}B\"\n"
    );
    let path = file("pasted.txt", &pasted);
    let from_file = rolecall(&[
        "nexus",
        "simulate",
        "--cluster",
        &cluster,
        "--command",
        &path,
    ]);
    assert_eq!(from_file.code, 0, "{}", from_file.told());
    let mut words = vec!["nexus", "simulate", "--cluster", &cluster, "az"];
    let ids = ["A", "B"].map(|name| format!("{ID}{name}"));
    words.extend(["networkcloud", "cluster", "update", "-n", "c1", "-g", "rg"]);
    words.extend(["--mi-user-assigned", &ids[0], &ids[1]]);
    let from_line = rolecall(&words);
    assert_eq!(from_line.stdout, from_file.stdout);
    let stdin = finish(
        command()
            .args(["nexus", "simulate", "--cluster", &cluster, "--command", "-"])
            .write_stdin(pasted),
    );
    assert_eq!(stdin.stdout, from_file.stdout);
}

#[test]
fn a_new_cluster_needs_no_cluster() {
    let run = rolecall(&[
        "nexus",
        "simulate",
        "--",
        "az",
        "networkcloud",
        "cluster",
        "create",
        "--mi-system-assigned",
    ]);
    assert_eq!(run.code, 0, "{}", run.told());
}

#[test]
fn a_plan_with_user_assigned_identities() {
    assert_snapshot!(
        rolecall(&[
            "nexus",
            "plan",
            "--identity",
            "uami",
            "--name",
            "c1",
            "-g",
            "rg",
            "--location",
            "eastus",
            "--uami",
            "u1",
        ])
        .told()
    );
}

#[test]
fn a_plan_to_the_system_identity_from_a_user_assigned_one() {
    let run = rolecall(&[
        "nexus",
        "plan",
        "--cluster",
        CLUSTER,
        "--identity",
        "sami",
        "-i",
        "tests/fixtures/nexus/f1/assignments.json",
        RESOURCES,
    ]);
    assert_eq!(run.code, 0);
    assert_snapshot!(run.told());
}

#[test]
fn a_plan_to_remove_an_identity_as_csv() {
    let cluster = cluster_with("SystemAssigned,UserAssigned", &["A", "B"]);
    let plan = ["nexus", "plan", "--cluster", &cluster, "--remove", "b"];
    assert_snapshot!(rolecall(&[&plan[..], &["--format", "csv"]].concat()).told());
    let json = rolecall(&[&plan[..], &["--format", "json"]].concat()).json();
    assert_eq!(json["schema"], "rolecall/nexus-plan/1");
    assert_eq!(json["result"]["steps"][0]["n"], 1);
}

/// Commands of a plan as shown, fed back to `simulate`.
#[test]
fn what_a_plan_shows_can_be_pasted_into_simulate() {
    let plan = rolecall(&["nexus", "plan", "--cluster", CLUSTER, "--identity", "sami"]);
    let shown: Vec<&str> = plan
        .stdout
        .split("  az networkcloud cluster update")
        .skip(1)
        .collect();
    assert_eq!(shown.len(), 2, "{}", plan.stdout);
    for (at, rest) in shown.iter().enumerate() {
        let command = rest.split("\n\n").next().unwrap();
        assert!(command.contains(" \\\n"), "{command}");
        let path = file(
            &format!("step{at}.txt"),
            &format!("az networkcloud cluster update{command}"),
        );
        let run = rolecall(&[
            "nexus",
            "simulate",
            "--cluster",
            CLUSTER,
            "--command",
            &path,
            "--format",
            "json",
        ]);
        let json = run.json();
        assert_eq!(json["diagnostics"], serde_json::json!([]), "{command}");
        assert_eq!(json["result"]["error"], Value::Null, "{command}");
        assert_eq!(
            json["result"]["lost"]["userAssigned"],
            serde_json::json!([])
        );
    }
}

/// Runs that print no answer: the exit code and a part of what is said.
#[test]
fn what_can_t_be_read_says_what_to_give() {
    let cluster = std::fs::read_to_string(CLUSTER).unwrap();
    let two = file(
        "two.json",
        &format!("[{cluster},{}]", cluster.replace("c1", "c2")),
    );
    let unclosed = file(
        "unclosed.txt",
        "az networkcloud cluster update -n 'c1 -g rg",
    );
    let body = file(
        "body.json",
        "{\"identity\": {\"type\": \"SystemAssigned\"}}",
    );
    let [list, object, nothing, broken] = [
        ("list.json", "[]"),
        ("object.json", "{}"),
        ("nothing.json", "\n"),
        ("broken.json", "{\n \"id\": \"x\" \"y\"}"),
    ]
    .map(|(name, text)| file(name, text));
    let other = "tests/fixtures/nexus/f1/assignments.json";
    let check = |cluster: &'static str| vec!["nexus", "check", "--cluster", cluster];
    let simulate = |option: &'static str| vec!["nexus", "simulate", "--cluster", CLUSTER, option];
    let platform = "3365d4ea-bb16-4bc9-86dd-f2c8cf6f1f56";
    let rows: [(i32, Vec<&str>, &str); 21] = [
        (
            3,
            check("no/such.json"),
            "can't read `no/such.json`: there is no such file",
        ),
        (
            3,
            check("tests/fixtures"),
            "can't read `tests/fixtures`: it is a folder",
        ),
        (
            3,
            vec!["nexus", "plan", "--cluster", &two],
            "several clusters: `c1`, `c2`\n  help: give one of them alone",
        ),
        (
            3,
            [&check(other)[..3], &[&list]].concat(),
            "this is not a cluster: it is an empty list\n  help: `az networkcloud cluster show",
        ),
        (
            3,
            [&check(other)[..3], &[&object]].concat(),
            "neither the id of a cluster, nor its settings",
        ),
        (
            3,
            [&check(other)[..3], &[&nothing]].concat(),
            "is empty\n  help:",
        ),
        (
            3,
            [&check(other)[..3], &[&broken]].concat(),
            "broken.json:2:12\n",
        ),
        (3, check(other), "it is a list of other records"),
        (
            2,
            [&check(CLUSTER)[..], &["--api-version", "today"]].concat(),
            "`today` is not an API version",
        ),
        (
            2,
            [&check(CLUSTER)[..], &["--platform-principal", platform]].concat(),
            "is the id of the application",
        ),
        (
            2,
            [&check("-")[..], &["-i", "-"]].concat(),
            "`-i` and `--cluster` can't both be read",
        ),
        (
            2,
            vec!["nexus", "simulate", "--cluster", CLUSTER],
            "required arguments",
        ),
        (
            2,
            [
                &simulate("--")[..],
                &["az", "networkcloud", "cluster", "show"],
            ]
            .concat(),
            "paste the whole command",
        ),
        (
            2,
            vec![
                "nexus",
                "simulate",
                "--",
                "az",
                "networkcloud",
                "cluster",
                "update",
            ],
            "depends on the cluster",
        ),
        (
            3,
            [&simulate("--command")[..], &[&unclosed]].concat(),
            "the single quote on line 1 has no end",
        ),
        (
            3,
            [&simulate("--command")[..], &[&body]].concat(),
            "give it with `--patch`",
        ),
        (
            3,
            [&simulate("--patch")[..], &[&unclosed]].concat(),
            "give it with `--command`",
        ),
        (
            3,
            [&simulate("--patch")[..], &[&list]].concat(),
            "it is not an object\n  help: a body looks like",
        ),
        (
            2,
            vec!["nexus", "plan"],
            "a plan for which identities?\n  help: `--identity uami`",
        ),
        (
            2,
            vec!["nexus", "plan", "--cluster", CLUSTER, "--remove", "u9"],
            "`u9` is not attached to the cluster\n  help: `all`, `uami`, `sami`, or the name or id of one; attached: `u1`",
        ),
        (
            2,
            vec!["nexus", "plan", "--identity", "sami", "--uami", "x"],
            "`--uami` is for a plan with user-assigned identities",
        ),
    ];
    for (code, arguments, part) in rows {
        let run = rolecall(&arguments);
        assert_eq!(run.code, code, "{arguments:?}: {}", run.told());
        assert_eq!(run.stdout, "", "{arguments:?}");
        assert!(run.stderr.contains(part), "{arguments:?}: {}", run.stderr);
    }
}

/// Two clusters as `az networkcloud cluster list` prints them: the second has no vault.
fn listed() -> String {
    let cluster = std::fs::read_to_string(CLUSTER).unwrap();
    let mut second: Value =
        serde_json::from_str(&cluster.replace("clusters/c1", "clusters/c2")).unwrap();
    second["name"] = "c2".into();
    second["secretArchiveSettings"]["vaultUri"] = "https://other.vault.azure.net/".into();
    file("listed.json", &format!("[{cluster},{second}]"))
}

const F1: &str = "tests/fixtures/nexus/f1/assignments.json";

#[test]
fn several_clusters_are_checked_at_once() {
    let list = listed();
    let run = |more: &[&str]| {
        let base = ["nexus", "check", "--cluster", &list, "-i", F1, RESOURCES];
        rolecall(&[&base[..], more].concat())
    };
    let json = run(&["--format", "json"]);
    assert_eq!(json.code, 1, "{}", json.told());
    let result = json.result();
    assert_eq!(result["verdict"], "fail");
    let clusters = result["clusters"].as_array().unwrap();
    let verdicts: Vec<(&str, &str)> = clusters
        .iter()
        .map(|one| {
            (
                one["name"].as_str().unwrap(),
                one["verdict"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(verdicts, [("c1", "pass"), ("c2", "fail")]);
    let a3: Vec<(&Value, &Value)> = result["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["rule"] == "A3")
        .map(|check| (&check["cluster"], &check["status"]))
        .collect();
    assert_eq!(a3.len(), 2);
    assert_eq!((a3[0].0, a3[1].0), (&Value::from("c1"), &Value::from("c2")));
    let page = run(&[]).stdout;
    assert!(
        page.starts_with("fail  2 clusters: 1 pass, 1 fail, 0 unknown\n"),
        "{page}"
    );
    assert!(page.contains("\nc2: fail\n  - error A3 "), "{page}");
    // What doesn't pass comes first.
    let at = |row: &str| page.find(row).unwrap();
    assert!(at("\n c2 ") < at("\n c1 "), "{page}");
    let all = run(&["--all"]).stdout;
    assert!(
        all.contains("c2 A3 error: ") && all.contains("c1 checklist"),
        "{all}"
    );
    // Several files are one list, and without `--cluster` the inputs' own clusters count.
    let [c1, c2] = [0, 1].map(|at| {
        let list: Value = serde_json::from_str(&std::fs::read_to_string(&list).unwrap()).unwrap();
        file(&format!("listed-{at}.json"), &list[at].to_string())
    });
    let files = rolecall(&["nexus", "check", "--cluster", &c1, &c2, "-i", F1, RESOURCES]);
    assert_eq!(files.stdout, page);
    let inputs = rolecall(&["nexus", "check", "-i", F1, RESOURCES, &list]);
    assert_eq!(inputs.stdout, page);
    let none = rolecall(&["nexus", "check", "-i", F1]);
    assert_eq!(none.code, 2);
    assert!(
        none.stderr.contains("no cluster to check"),
        "{}",
        none.stderr
    );
}

#[test]
fn checks_of_clusters_in_the_formats_of_build_servers() {
    let list = listed();
    let run = |format: &str, more: &[&str]| {
        let base = [
            "nexus",
            "check",
            "--cluster",
            &list,
            "-i",
            F1,
            RESOURCES,
            "--format",
            format,
        ];
        rolecall(&[&base[..], more].concat())
    };
    let sarif = run("sarif", &[]).json();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        let location = &result["locations"][0];
        let uri = location["physicalLocation"]["artifactLocation"]["uri"]
            .as_str()
            .unwrap();
        assert!(uri.ends_with("listed.json"), "{uri}");
        let names = location["logicalLocations"][0]["name"].as_str();
        assert_eq!(names, Some("c2"), "{result}");
    }
    let errors = results.iter().filter(|result| result["level"] == "error");
    assert!(errors.count() > 0);
    let junit = run("junit", &[]).stdout;
    assert!(
        junit.contains("<testsuite name=\"c1\"") && junit.contains("<testsuite name=\"c2\""),
        "{junit}"
    );
    assert!(junit.contains("<failure type=\"error\""), "{junit}");
    // What can't be judged is an error there, and a notification in SARIF.
    let open = rolecall(&["nexus", "check", "--cluster", CLUSTER, "--format", "junit"]);
    assert_eq!(open.code, 4);
    assert!(
        open.stdout.contains("<error type=\"unknown\""),
        "{}",
        open.stdout
    );
    let open = rolecall(&["nexus", "check", "--cluster", CLUSTER, "--format", "sarif"]).json();
    let said = open["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(said.contains("undetermined-rule"), "{said}");
    let only = run("sarif", &["--only", "grants"]).json();
    let overrides = &only["runs"][0]["invocations"][0]["ruleConfigurationOverrides"];
    assert!(
        overrides.to_string().contains("left out by `--only`"),
        "{overrides}"
    );
}

#[test]
fn a_redacted_check_judges_the_same_and_names_nothing() {
    let plain = rolecall(&["nexus", "check", "--cluster", CLUSTER, "-i", F1, RESOURCES]);
    for format in ["human", "json", "csv", "markdown", "sarif", "junit"] {
        let words = [
            "nexus",
            "check",
            "--redact",
            "--cluster",
            CLUSTER,
            "-i",
            F1,
            RESOURCES,
            "--format",
            format,
        ];
        let run = rolecall(&words);
        assert_eq!(run.code, plain.code, "{}", run.told());
        for name in [
            "11111111-1111-1111-1111-111111111111",
            "acct",
            "kv.vault",
            "/u1",
            "`c1`",
        ] {
            assert!(
                !run.told().contains(name),
                "{format}: {name}\n{}",
                run.told()
            );
        }
    }
}

#[test]
fn a_change_is_judged_by_every_rule_on_the_state_after() {
    let update = [
        "--",
        "az",
        "networkcloud",
        "cluster",
        "update",
        "-n",
        "c1",
        "-g",
        "rg",
    ];
    let simulate = |flags: &[&str]| {
        let base = [
            "nexus",
            "simulate",
            "--cluster",
            CLUSTER,
            "--format",
            "json",
            "-i",
            F1,
            RESOURCES,
        ];
        rolecall(&[&base[..], &update, flags].concat())
    };
    let u1 = format!("{ID}u1");
    let kept = simulate(&["--tags", "a=b"]);
    assert_eq!(kept.code, 0, "{}", kept.told());
    assert_eq!(kept.result()["check"]["verdict"], "pass");
    let settings = kept.result()["settings"].clone();
    assert_eq!(settings["before"], settings["after"]);
    assert_eq!(
        settings["before"]["secretArchiveSettings"]["vaultUri"],
        "https://kv.vault.azure.net/"
    );
    // A new identity of the cluster's own has no grants: the vault is out of reach.
    let own = simulate(&[
        "--mi-system-assigned",
        "--mi-user-assigned",
        &u1,
        "--secret-archive-settings",
        "vault-uri=https://kv.vault.azure.net/",
        "identity-type=SystemAssignedIdentity",
    ]);
    assert_eq!(own.code, 1, "{}", own.told());
    let result = own.result();
    assert_eq!(result["brokenSettings"], serde_json::json!([]));
    let checks = result["check"]["checks"].as_array().unwrap();
    let a3 = checks.iter().find(|check| check["rule"] == "A3").unwrap();
    assert_eq!(a3["status"], "fail");
    assert!(a3["message"].as_str().unwrap().contains("is new"), "{a3}");
    // An identity that nothing is granted to is named.
    let identity = file("u7.json", &serde_json::json!([{
        "id": format!("{ID}u7"), "name": "u7", "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
        "principalId": "aaaaaaaa-0000-0000-0000-000000000077", "clientId": "cccccccc-0000-0000-0000-000000000077",
    }]).to_string());
    let base = [
        "nexus",
        "simulate",
        "--cluster",
        CLUSTER,
        "-i",
        F1,
        RESOURCES,
        &identity,
    ];
    let u7 = format!("{ID}u7");
    let two = rolecall(&[&base[..], &update, &["--mi-user-assigned", &u1, &u7]].concat());
    assert_eq!(two.code, 0, "{}", two.told());
    assert!(
        two.stdout
            .contains("`u7` (`aaaaaaaa-0000-0000-0000-000000000077`) has no role assignment"),
        "{}",
        two.stdout
    );
    assert!(
        two.stdout
            .contains("would the cluster pass afterwards: pass"),
        "{}",
        two.stdout
    );
}

#[test]
fn removal_by_request_from_the_line_and_the_cluster_as_it_would_be() {
    let body = file("none.json", "{\"identity\":{\"type\":\"None\"}}");
    let after = file("after.json", "");
    let url = format!(
        "{}/Microsoft.NetworkCloud/clusters/c1?api-version=2025-02-01",
        ID.split("/Microsoft").next().unwrap()
    );
    let at = format!("@{body}");
    let run = rolecall(&[
        "nexus",
        "simulate",
        "--cluster",
        CLUSTER,
        "--write-after",
        &after,
        "--",
        "az",
        "rest",
        "--method",
        "PATCH",
        "--url",
        &url,
        "--body",
        &at,
    ]);
    assert_eq!(run.code, 1, "{}", run.told());
    assert!(run.stdout.starts_with("loses  "), "{}", run.stdout);
    let written: Value = serde_json::from_str(&std::fs::read_to_string(&after).unwrap()).unwrap();
    assert_eq!(written["identity"]["type"], "None");
    assert_eq!(written["location"], "eastus");
    let again = rolecall(&[
        "nexus",
        "check",
        "--cluster",
        &after,
        "--only",
        "identities",
    ]);
    assert_eq!(again.code, 1, "{}", again.told());
    let part = file(
        "part.txt",
        "\"identity\": {\n  \"type\": \"SystemAssigned\"\n",
    );
    let run = rolecall(&[
        "nexus",
        "simulate",
        "--cluster",
        CLUSTER,
        "--patch",
        &part,
        "--format",
        "json",
    ]);
    assert_eq!(
        run.json()["result"]["after"]["type"],
        "SystemAssigned",
        "{}",
        run.told()
    );
    assert!(run.stderr.contains("part of a body"), "{}", run.stderr);
}

#[test]
fn a_check_that_could_judge_nothing_is_unknown() {
    for only in ["A6", "A7", "R2", "V5", "V3"] {
        let base = ["nexus", "check", "--format", "json", "--cluster", CLUSTER];
        let run = rolecall(&[&base[..], &["--only", only]].concat());
        assert_eq!(run.code, 4, "{only} {}", run.told());
        let result = run.result();
        assert_eq!(result["verdict"], "unknown");
        let checks = result["checks"].as_array().unwrap();
        assert!(!checks.is_empty(), "{only}");
        assert!(checks.iter().all(|check| check["status"] == "unknown"));
    }
}

#[test]
fn a_cluster_of_the_inputs_goes_by_its_name() {
    let ask = |cluster: &[&str]| {
        let base = [
            "nexus",
            "check",
            "-i",
            "demo",
            "--format",
            "json",
            "--cluster",
        ];
        rolecall(&[&base[..], cluster].concat())
    };
    let (named, filed) = (ask(&["HAM1"]), ask(&["demo/cluster-ham1.json"]));
    assert_eq!(named.code, 1, "{}", named.told());
    assert_eq!(named.result()["clusters"], filed.result()["clusters"]);
    assert_eq!(ask(&["ham2"]).code, 3);
}
