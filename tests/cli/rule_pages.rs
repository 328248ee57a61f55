//! `rules` and `explain`.

use std::collections::BTreeSet;

use super::*;

#[test]
fn every_page_of_a_rule_is_shown() {
    let list = rolecall(&["rules", "list", "--format", "json"]).result();
    let listed: BTreeSet<&str> = list["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    let pages =
        std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules")).unwrap();
    let mut seen = 0;
    for page in pages {
        let path = page.unwrap().path();
        let id = path.file_stem().unwrap().to_str().unwrap();
        if id == "README" {
            continue;
        }
        assert!(listed.contains(id), "{id}");
        let shown = rolecall(&["rules", "show", id, "--format", "json"]).result();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(shown["page"], text.as_str(), "{id}");
        seen += 1;
    }
    assert!(seen > 90, "{seen}");
}

#[test]
fn a_rule_is_explained_for_people() {
    let run = rolecall(&["rules", "show", "blobs-of-every-account"]);
    assert_eq!(run.code, 0);
    for part in [
        "Why it matters.",
        "False positives.",
        "`rolecall audit`, usually of severity medium",
    ] {
        assert!(run.stdout.contains(part), "{}", run.stdout);
    }
    let run = rolecall(&["rules", "show", "blobs-of-all-accounts"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("did you mean"), "{}", run.stderr);
    let run = rolecall(&["rules", "list", "condition-*", "-o", "tsv"]);
    assert!(run.stdout.lines().count() >= 3, "{}", run.stdout);
    assert!(
        run.stdout
            .lines()
            .all(|line| line.starts_with("condition-"))
    );
}

/// Every clause that an answer can name is in the semantics.
#[test]
fn a_clause_is_explained() {
    for (clause, said) in [
        ("WC-3", "WC-3"),
        ("[WC-3]", "WC-3"),
        ("wc3", "WC-3"),
        ("ev-1", "No access by default"),
        ("AB-12", "AB-10 to AB-23"),
        ("AB-45", "AB-44 to AB-46"),
        ("AB-42", "AB-40, AB-42"),
    ] {
        let run = rolecall(&["explain", clause]);
        assert_eq!(run.code, 0, "{clause}: {}", run.told());
        assert!(run.stdout.contains(said), "{}", run.stdout);
    }
    let rows = rolecall(&["explain", "PL-2", "--format", "json"]).result();
    assert_eq!(rows["clauses"].as_array().unwrap().len(), 3);
    let run = rolecall(&["explain", "WC-99"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("`WC-7`"), "{}", run.stderr);
}
