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
        "audit", "--format", "json", "-i", TENANT, delegates, faults, full,
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
