//! `rolecall audit --paths`.

use insta::assert_snapshot;

use super::*;

const PATHS: &str = "tests/fixtures/paths";

fn run_as(format: &str) -> Run {
    rolecall(&["audit", "--paths", "-i", PATHS, "--format", format])
}

#[test]
fn paths_for_people() {
    assert_snapshot!(run_as("human").told());
}

#[test]
fn paths_as_json() {
    let run = run_as("json");
    assert_eq!(run.code, 1);
    assert_eq!(run.json()["schema"], "rolecall/audit/paths/2");
    assert_eq!(run.json()["complete"], true, "{}", run.stderr);
    let result = run.result();
    assert_snapshot!(serde_json::to_string_pretty(&result).unwrap());
    for path in result["paths"].as_array().unwrap() {
        let steps = path["steps"].as_array().unwrap();
        assert_eq!(path["length"], steps.len());
        assert_eq!(path["principal"]["id"], steps[0]["from"]["id"]);
        assert_eq!(path["target"], steps.last().unwrap()["to"]);
        for pair in steps.windows(2) {
            assert_eq!(pair[0]["to"], pair[1]["from"]);
        }
    }
}

#[test]
fn paths_as_csv() {
    assert_snapshot!(run_as("csv").stdout);
}

#[test]
fn paths_as_graphviz() {
    let run = run_as("dot");
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains(r#"label="\"]; a -> b""#));
    assert_snapshot!(run.stdout);
}

#[test]
fn paths_as_mermaid() {
    let run = run_as("mermaid");
    assert!(!run.stdout.contains("<img") && !run.stdout.contains("]; a"));
    assert_snapshot!(run.stdout);
}

#[test]
fn paths_to_keys() {
    let run = rolecall(&["audit", "--paths", "--paths-to", "keys", "-i", PATHS]);
    assert_snapshot!(run.told());
}

#[test]
fn what_the_inputs_lack_is_told() {
    let run = rolecall(&[
        "audit",
        "--paths",
        "-i",
        &format!("{PATHS}/assignments.json"),
        "--format",
        "json",
    ]);
    assert_eq!(run.json()["complete"], false);
    let codes: Vec<Value> = run.json()["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["code"].clone())
        .collect();
    for code in ["missing-hosts", "missing-members", "unresolved-role"] {
        assert!(codes.contains(&Value::from(code)), "{codes:?}");
    }
}

#[test]
fn graphs_are_drawn_of_paths_only() {
    let run = rolecall(&["audit", "-i", PATHS, "--format", "dot"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("this command does not write `dot`"),
        "{}",
        run.stderr
    );
    let run = rolecall(&["audit", "--paths-to", "keys", "-i", PATHS]);
    assert_eq!(run.code, 2);
}

/// Many principals with long names who may run code where the sample's build agent is.
fn many() -> tempfile::TempDir {
    let scope = "/subscriptions/2c0d3b5e-77a1-4f0e-9a35-6f1f2f0c1a01/resourceGroups/build";
    let row = |at: usize| {
        let name = format!("{at:08x}-1111-4222-8333-444444444444");
        serde_json::json!({
            "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"),
            "name": name, "type": "Microsoft.Authorization/roleAssignments",
            "principalId": format!("{at:08x}-aaaa-4bbb-8ccc-dddddddddddd"), "principalType": "User",
            "principalName": format!("$$x$$ & y {at} {}", "n".repeat(600)),
            "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
            "scope": scope,
        })
    };
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<Value> = (0..150).map(row).collect();
    std::fs::write(
        folder.path().join("many.json"),
        Value::from(rows).to_string(),
    )
    .unwrap();
    folder
}

#[test]
fn mermaid_gets_what_it_draws_and_what_it_does_not_is_said() {
    let folder = many();
    let run_as = |format: &str| {
        let more = folder.path().to_str().unwrap();
        rolecall(&["audit", "--paths", "-i", PATHS, more, "--format", format])
    };
    let run = run_as("mermaid");
    assert!(run.stdout.starts_with("flowchart LR\n"), "{}", run.told());
    assert!(run.stdout.len() <= 50_000, "{}", run.stdout.len());
    let edges = run.stdout.matches("-->").count() + run.stdout.matches("-.->").count();
    assert!((1..=500).contains(&edges), "{edges}");
    let note = run.stdout.lines().nth(1).unwrap();
    assert!(note.contains("more paths are not drawn"), "{note}");
    let said = note.trim().trim_start_matches("%% ");
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert!(
        !run.stdout.contains("$$") && !run.stdout.contains('&'),
        "{}",
        run.stdout
    );
    let dot = run_as("dot");
    assert!(
        dot.stderr.contains("more paths are not drawn"),
        "{}",
        dot.stderr
    );
}
