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
    for (files, rules) in [(of_audit, rules()), (files("src/lint/rules"), lint_rules())] {
        let listed: BTreeSet<String> = rules.iter().map(|rule| rule.id.replace('-', "_")).collect();
        assert_eq!(listed, files);
        assert!(
            rules.is_sorted_by(|a, b| a.id < b.id),
            "in order, each once"
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
