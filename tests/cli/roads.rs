//! `rolecall audit --paths`.

use insta::assert_snapshot;

use super::*;

const ROADS: &str = "tests/fixtures/roads";

fn roads(format: &str) -> Run {
    rolecall(&["audit", "--paths", "-i", ROADS, "--format", format])
}

#[test]
fn roads_for_people() {
    assert_snapshot!(roads("human").told());
}

#[test]
fn roads_as_json() {
    let run = roads("json");
    assert_eq!(run.code, 1);
    assert_eq!(run.json()["schema"], "rolecall/audit/paths/1");
    assert_eq!(run.json()["complete"], true, "{}", run.stderr);
    let result = run.result();
    assert_snapshot!(serde_json::to_string_pretty(&result).unwrap());
    for road in result["roads"].as_array().unwrap() {
        let steps = road["steps"].as_array().unwrap();
        assert_eq!(road["length"], steps.len());
        assert_eq!(road["principal"]["id"], steps[0]["from"]["id"]);
        assert_eq!(road["target"], steps.last().unwrap()["to"]);
        for pair in steps.windows(2) {
            assert_eq!(pair[0]["to"], pair[1]["from"]);
        }
    }
}

#[test]
fn roads_as_csv() {
    assert_snapshot!(roads("csv").stdout);
}

#[test]
fn roads_as_graphviz() {
    let run = roads("dot");
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains(r#"label="\"]; a -> b""#));
    assert_snapshot!(run.stdout);
}

#[test]
fn roads_as_mermaid() {
    let run = roads("mermaid");
    assert!(!run.stdout.contains("<img") && !run.stdout.contains("]; a"));
    assert_snapshot!(run.stdout);
}

#[test]
fn roads_to_keys() {
    let run = rolecall(&["audit", "--paths", "--paths-to", "keys", "-i", ROADS]);
    assert_snapshot!(run.told());
}

#[test]
fn what_the_inputs_lack_is_told() {
    let run = rolecall(&[
        "audit",
        "--paths",
        "-i",
        &format!("{ROADS}/assignments.json"),
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
fn graphs_are_drawn_of_roads_only() {
    let run = rolecall(&["audit", "-i", ROADS, "--format", "dot"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("this command does not write `dot`"),
        "{}",
        run.stderr
    );
    let run = rolecall(&["audit", "--paths-to", "keys", "-i", ROADS]);
    assert_eq!(run.code, 2);
}
