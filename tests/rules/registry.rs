//! One list of rules: what an audit reports can be asked for by name.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;

/// The files of a folder that hold a rule, without ending.
fn files(folder: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).unwrap();
    let stems = entries.map(|entry| {
        let path = entry.unwrap().path();
        path.file_stem().unwrap().to_str().unwrap().to_owned()
    });
    stems.filter(|stem| stem != "mod").collect()
}

#[test]
fn every_file_of_a_rule_is_in_the_list() {
    let mut of_audit = files("src/audit/rules");
    of_audit.extend(files("src/audit/upkeep"));
    for (files, rules) in [
        (of_audit, rules()),
        (files("src/lint/rules"), rolecall::lint::rules()),
    ] {
        let listed: BTreeSet<String> = rules.iter().map(|rule| rule.id.replace('-', "_")).collect();
        assert_eq!(listed, files);
        assert!(
            rules.is_sorted_by(|a, b| a.id < b.id),
            "in order, each once"
        );
    }
}

/// A rule that looks for operations without any in `roles/effects.json` doesn't compile; what no rule
/// looks for is found here.
#[test]
fn operations_of_rules_are_those_of_rules_that_exist() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("roles/effects.json");
    let effects: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let listed = effects["rules"].as_object().unwrap();
    assert!(listed.len() > 20);
    for id in listed.keys() {
        let file = format!("src/audit/rules/{}.rs", id.replace('-', "_"));
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let source = std::fs::read_to_string(source).unwrap();
        assert!(
            source.contains(&format!("RuleOperations::of(\"{id}\")")),
            "{id}"
        );
    }
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
