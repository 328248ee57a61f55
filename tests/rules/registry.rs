//! One list of rules: what an audit reports can be asked for by name.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;

/// The ids that the source of the audit gives to rules, each with its file.
fn written() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/audit")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
            // A rule has a title and a finding has none of its own.
            for (at, start) in text.match_indices("id: \"") {
                let (id, rest) = text[at + start.len()..].split_once('"').unwrap();
                if rest
                    .trim_start_matches(',')
                    .trim_start()
                    .starts_with("title: \"")
                {
                    found.push((id.to_owned(), stem.clone()));
                }
            }
            for (at, start) in text.match_indices("rule: \"") {
                let (id, _) = text[at + start.len()..].split_once('"').unwrap();
                found.push((id.to_owned(), stem.clone()));
            }
        }
    }
    found
}

#[test]
fn every_id_in_the_source_is_in_the_list() {
    let written = written();
    assert!(written.len() > 80, "the source was read: {}", written.len());
    for (id, file) in &written {
        assert_eq!(id.replace('-', "_"), *file);
    }
    let ids: BTreeSet<&str> = written.iter().map(|(id, _)| id.as_str()).collect();
    let listed: BTreeSet<&str> = rules().iter().map(|rule| rule.id).collect();
    assert_eq!(ids, listed);
    assert!(
        rules().is_sorted_by(|a, b| a.id < b.id),
        "in order, each once"
    );
}

#[test]
fn every_rule_of_the_list_is_found_by_its_id() {
    for rule in rules() {
        assert_eq!(find_rule(rule.id).unwrap().id, rule.id);
        assert_eq!(find_rule(&rule.id.to_uppercase()).unwrap().id, rule.id);
    }
    let error = find_rule("no-such-rule").unwrap_err();
    assert_eq!(error.known.len(), rules().len());
}
