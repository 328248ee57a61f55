use std::collections::BTreeSet;

use insta::assert_snapshot;
use serde_json::json;

use super::*;

#[test]
fn the_sample_tenant_for_people() {
    let run = rolecall(&["audit", "-i", TENANT]);
    assert_eq!(run.code, 1);
    assert_snapshot!(run.told());
}

#[test]
fn the_sample_tenant_as_csv() {
    let run = rolecall(&["audit", "-i", TENANT, "--format", "csv"]);
    assert_eq!(run.code, 1);
    assert_snapshot!(run.told());
}

#[test]
fn the_sample_tenant_as_markdown() {
    let run = rolecall(&[
        "audit",
        "-i",
        TENANT,
        "--format",
        "markdown",
        "--severity",
        "high",
    ]);
    assert_snapshot!(run.told());
}

fn findings(run: &Run) -> Vec<Value> {
    run.json()["result"]["findings"].as_array().unwrap().clone()
}

#[test]
fn the_sample_tenants_have_every_fault() {
    let (delegates, faults) = ("tests/fixtures/delegates", "tests/fixtures/faults");
    let limits = nearly_full();
    let full = limits.path().to_str().unwrap();
    let findings = findings(&rolecall(&[
        "audit",
        "--format",
        "json",
        "-i",
        TENANT,
        delegates,
        faults,
        full,
        "--logs",
        "tests/fixtures/answers/used.jsonl",
    ]));
    let rules: BTreeSet<&str> = findings
        .iter()
        .map(|f| f["rule"].as_str().unwrap())
        .collect();
    let of_access = rolecall::audit::rules().iter();
    let of_access = of_access.filter(|rule| !rolecall::audit::is_about_configuration(rule));
    let all: BTreeSet<&str> = of_access.map(|rule| rule.id).collect();
    let missing: Vec<_> = all.difference(&rules).collect();
    assert!(missing.is_empty(), "no sample breaks {missing:?}");
    let ids: BTreeSet<&str> = findings.iter().map(|f| f["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), findings.len(), "ids tell findings apart");
}

/// Too many records to keep: 400 assignments at a management group, 4,000 custom roles.
fn nearly_full() -> tempfile::TempDir {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let place = "/providers/Microsoft.Management/managementGroups/nexus-lab";
    let guid = |kind: u32, at: u32| format!("{kind:08x}-0000-4000-8000-{at:012}");
    let assignments = (0..400).map(|at| {
        json!({
            "id": format!("{place}/providers/Microsoft.Authorization/roleAssignments/{}", guid(1, at)),
            "type": "Microsoft.Authorization/roleAssignments", "scope": place,
            "principalId": guid(2, at), "principalName": format!("Project {at}"), "principalType": "Group",
            "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
        })
    });
    let roles = (0..4000).map(|at| {
        json!({
            "id": format!("{place}/providers/Microsoft.Authorization/roleDefinitions/{}", guid(3, at)),
            "name": guid(3, at), "roleName": format!("Project {at}"), "roleType": "CustomRole",
            "type": "Microsoft.Authorization/roleDefinitions", "assignableScopes": [place],
            "permissions": [{"actions": ["*/read"], "notActions": [], "dataActions": [], "notDataActions": []}],
        })
    });
    for (name, records) in [
        ("assignments", assignments.collect::<Vec<_>>()),
        ("roles", roles.collect()),
    ] {
        let path = folder.path().join(format!("{name}.json"));
        std::fs::write(path, Value::from(records).to_string()).unwrap();
    }
    folder
}

#[test]
fn ids_do_not_depend_on_paths_or_order() {
    let of = |inputs: &[&str]| -> Vec<Value> {
        let run = rolecall(&[&["audit", "--format", "json", "-i"][..], inputs].concat());
        findings(&run)
            .into_iter()
            .map(|f| f["id"].clone())
            .collect()
    };
    let folder = of(&[TENANT]);
    let mut files: Vec<String> =
        std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(TENANT))
            .unwrap()
            .map(|entry| format!("{TENANT}/{}", entry.unwrap().file_name().to_str().unwrap()))
            .collect();
    files.sort();
    files.reverse();
    assert_eq!(
        of(&files.iter().map(String::as_str).collect::<Vec<_>>()),
        folder
    );
}

#[test]
fn a_threshold_decides_the_exit_code() {
    let code =
        |arguments: &[&str]| rolecall(&[&["audit", "-i", TENANT][..], arguments].concat()).code;
    assert_eq!(
        code(&["--rule", "orphaned-principal"]),
        0,
        "low is below the default"
    );
    assert_eq!(
        code(&["--rule", "orphaned-principal", "--fail-on", "low"]),
        1
    );
    assert_eq!(
        code(&["--rule", "orphaned-principal", "--fail-on", "medium"]),
        0
    );
}

#[test]
fn a_severity_narrows_what_is_shown() {
    let run = rolecall(&[
        "audit",
        "-i",
        TENANT,
        "--severity",
        "high",
        "--format",
        "jsonl",
    ]);
    let lines: Vec<Value> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 4);
    assert!(
        lines
            .iter()
            .all(|f| f["severity"] == "critical" || f["severity"] == "high")
    );
}

/// What `--severity` leaves out is said in every format, and passes for nothing in JUnit.
#[test]
fn what_is_not_shown_is_said_in_every_format() {
    let asked = |format: &str, more: &[&str]| {
        let words = [
            "audit",
            "-i",
            TENANT,
            "--severity",
            "critical",
            "--no-config",
            "--format",
            format,
        ];
        rolecall(&[&words[..], more].concat())
    };
    let said = "below severity critical are not shown: ";
    for format in [
        "human", "markdown", "html", "junit", "sarif", "csv", "tsv", "jsonl",
    ] {
        let run = asked(format, &[]);
        let told = match format {
            // Nothing else stands in their rows.
            "csv" | "tsv" | "jsonl" => run.stderr.clone(),
            _ => run.stdout.clone(),
        };
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains(said), "{format}: {}", run.told());
    }
    let log: Value = serde_json::from_str(&asked("sarif", &[]).stdout).unwrap();
    let notes = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
        .as_array()
        .unwrap();
    let notes: Vec<&Value> = notes
        .iter()
        .filter(|note| note["descriptor"]["id"] == "findings-not-shown")
        .collect();
    assert_eq!(notes.len(), 1, "{log}");
    assert!(notes[0]["message"]["text"].as_str().unwrap().contains(said));
    let line_of = |xml: &str, what: &str| xml.lines().filter(|line| line.contains(what)).count();
    let failing = asked("junit", &[]).stdout;
    assert!(line_of(&failing, "<failure type=\"high\"") > 0, "{failing}");
    let passing = asked("junit", &["--fail-on", "critical"]).stdout;
    assert_eq!(line_of(&passing, "<failure type=\"high\""), 0, "{passing}");
    assert!(line_of(&passing, "not shown") > 0, "{passing}");
    // With all shown there is nothing to say.
    let all = rolecall(&["audit", "-i", TENANT, "--no-config", "--format", "csv"]);
    assert!(!all.stderr.contains("not shown"), "{}", all.stderr);
}

/// Findings of two scopes don't read alike.
#[test]
fn findings_of_the_same_title_name_their_scope() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let subscription = |at: u8| format!("/subscriptions/50000000-0000-4000-8000-00000000000{at}");
    let assignment = |at: u8| {
        json!({
            "id": format!("{}/providers/Microsoft.Authorization/roleAssignments/60000000-0000-4000-8000-00000000000{at}", subscription(at)),
            "name": format!("60000000-0000-4000-8000-00000000000{at}"),
            "principalId": "70000000-0000-4000-8000-000000000001",
            "principalName": "anna@example.com",
            "principalType": "User",
            "roleDefinitionId": format!("{}/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635", subscription(at)),
            "roleDefinitionName": "Owner",
            "scope": subscription(at),
            "type": "Microsoft.Authorization/roleAssignments",
        })
    };
    let write = |count: u8| {
        let assignments: Vec<Value> = (1..=count).map(assignment).collect();
        std::fs::write(folder.path().join("a.json"), json!(assignments).to_string()).unwrap();
    };
    let audit = |more: &[&str]| {
        let base = [
            "audit",
            "-i",
            "a.json",
            "--rule",
            "owner-at-subscription-or-above",
            "--no-config",
        ];
        rolecall_in(folder.path(), &[&base, more].concat())
    };
    write(1);
    let one = audit(&[]).stdout;
    assert!(one.contains("holds Owner at subscription ("), "{one}");
    audit(&["-o", "before.json"]);
    write(2);
    for more in [&[][..], &["--all"]] {
        let two = audit(more).stdout;
        for at in [1, 2] {
            assert!(
                two.contains(&format!(
                    "holds Owner at subscription: {}",
                    subscription(at)
                )),
                "{two}"
            );
        }
    }
    // Those that alone count come first, in every format; the others are a line.
    let new = ["--baseline", "before.json", "--new-only"];
    let shown = audit(&new).stdout;
    let (_, listed) = shown.split_once("New findings\n").unwrap();
    assert_eq!(listed.matches("  - ").count(), 1, "{shown}");
    assert!(
        listed.contains(&subscription(2))
            && listed.contains("1 finding that the earlier report has"),
        "{shown}"
    );
    let (_, fixes) = shown.split_once("What to do first\n").unwrap();
    assert!(
        fixes
            .split("New findings")
            .next()
            .unwrap()
            .contains(&subscription(2)),
        "{shown}"
    );
    let json = audit(&[&new[..], &["--format", "json"]].concat());
    let status: Vec<&str> = json.json()["result"]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            if finding["scope"] == json!(subscription(2)) {
                "new"
            } else {
                "known"
            }
        })
        .collect();
    assert_eq!(status, ["new", "known"]);
}
