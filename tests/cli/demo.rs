use std::collections::BTreeSet;

use super::*;

/// The exports and the configuration of the demo.
const DEMO: &str = "demo";

#[test]
fn it_writes_a_report_and_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let run = rolecall_in(folder.path(), &["demo"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(
        run.stderr.contains("wrote rolecall-demo.html"),
        "{}",
        run.stderr
    );
    let html = std::fs::read_to_string(folder.path().join("rolecall-demo.html")).unwrap();
    assert!(html.starts_with("<!DOCTYPE html>"));
    for shown in ["Contoso Telecom", "break-glass-1@", "Suppressed", "ham1"] {
        assert!(html.contains(shown), "{shown}");
    }
}

#[test]
fn other_formats_go_where_they_always_go() {
    let folder = tempfile::tempdir().unwrap();
    let run = rolecall_in(folder.path(), &["demo", "--format", "json"]);
    assert_eq!(run.code, 0);
    assert_eq!(run.json()["complete"], true);
    assert!(run.result()["findings"].as_array().unwrap().len() > 15);
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "no file beside it"
    );
    let run = rolecall_in(folder.path(), &["demo", "-o", "findings.csv"]);
    assert_eq!(run.code, 0);
    assert!(folder.path().join("findings.csv").is_file());
}

#[test]
fn it_shows_most_of_what_can_go_wrong() {
    let run = rolecall(&["demo", "--format", "json"]);
    let summary = run.result()["summary"]["byRule"].take();
    let rules = summary.as_object().unwrap();
    for rule in [
        "owner-at-subscription-or-above",
        "role-assignment-writer",
        "constrained-delegate-breakout",
        "cluster-identity-broken",
        "nexus-owner-where-contributor-suffices",
        "wildcard-custom-role",
        "duplicate-assignment",
        "orphaned-principal",
        "condition-without-effect",
        "expired-suppression",
    ] {
        assert!(rules.contains_key(rule), "{rule}");
    }
}

#[test]
fn its_log_says_what_was_used_and_what_a_change_would_break() {
    let folder = tempfile::tempdir().unwrap();
    rolecall_in(folder.path(), &["demo", "--inputs", DEMO]);
    let both = [
        "-i",
        DEMO,
        "--logs",
        "demo/logs",
        "--no-config",
        "--format",
        "json",
    ];
    let sized = rolecall_in(folder.path(), &[&["rightsize"], &both[..]].concat());
    assert_eq!(sized.code, 1, "{}", sized.stderr);
    let result = sized.result();
    let kinds: BTreeSet<&str> = result["assignments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sized| sized["proposal"]["kind"].as_str().unwrap())
        .collect();
    for kind in ["keep", "remove", "eligible", "customRole"] {
        assert!(kinds.contains(kind), "{kinds:?}");
    }
    std::fs::write(folder.path().join("sized.json"), &sized.stdout).unwrap();
    let change = ["replay", "--change", "sized.json"];
    let replayed = rolecall_in(folder.path(), &[&change[..], &both[..]].concat());
    assert_eq!(
        replayed.result()["classes"]["revoked"],
        0,
        "{}",
        replayed.stdout
    );
    assert_eq!(replayed.result()["disagrees"]["count"], 0);
}

#[test]
fn the_written_exports_give_the_same_findings() {
    let folder = tempfile::tempdir().unwrap();
    let written = rolecall_in(folder.path(), &["demo", "--inputs", DEMO]);
    assert_eq!((written.code, written.stdout.as_str()), (0, ""));
    let shown = rolecall(&["demo", "--format", "json"]);
    let own = rolecall_in(
        folder.path(),
        &[
            "audit",
            "-i",
            DEMO,
            "--logs",
            "demo/logs",
            "--config",
            "demo/rolecall.toml",
            "--today",
            "2026-06-15",
            "--format",
            "json",
        ],
    );
    assert_eq!(own.code, 1);
    assert_eq!(own.json(), shown.json(), "files, digests and all");

    let again = rolecall_in(folder.path(), &["demo", "--inputs", DEMO]);
    assert_eq!(again.code, 0, "the same files may be written again");
    std::fs::write(folder.path().join("demo/groups.json"), "[]").unwrap();
    let refused = rolecall_in(folder.path(), &["demo", "--inputs", DEMO]);
    assert_eq!(refused.code, 3);
    assert!(
        refused
            .stderr
            .contains("another file of that name is there")
    );
    let kept = std::fs::read_to_string(folder.path().join("demo/groups.json")).unwrap();
    assert_eq!(kept, "[]");
}
