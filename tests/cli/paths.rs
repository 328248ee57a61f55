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
