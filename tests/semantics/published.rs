//! The relations of published roles, held to the published operations. Skipped, with a word, where
//! the facts aren't there.

use std::path::PathBuf;

use rolecall::pattern::{
    ActionPattern, CompactionProblem, PatternLanguage, PatternSet, RelationKind, Wildcards,
};
use rolecall::{OperationIx, OperationSet};
use serde_json::Value;

fn read(file: &str) -> Option<String> {
    let shared = std::env::var_os("ROLECALL_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let path = shared.join("facts").join(file);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped: {} isn't there", path.display());
    }
    text
}

struct Role {
    name: String,
    sets: Vec<PatternSet>,
    language: PatternLanguage,
    today: OperationSet,
}

/// Some of the roles that grant anything on the control plane, always with the broadest.
fn roles(text: &str, operations: &[&str]) -> Vec<Role> {
    let broad = [
        "Owner",
        "Contributor",
        "Reader",
        "Log Analytics Contributor",
    ];
    text.lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .enumerate()
        .filter(|(at, role)| {
            at % 20 == 0 || broad.contains(&role["name"].as_str().unwrap_or_default())
        })
        .map(|(_, role)| {
            let sets: Vec<PatternSet> = role["permissions"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| PatternSet::new(list(entry, "actions"), list(entry, "notActions")))
                .collect();
            let granted = |name: &str| sets.iter().any(|s| s.matches(name, Wildcards::Azure));
            let hits = (0..operations.len()).filter(|&at| granted(operations[at]));
            Role {
                name: role["name"].as_str().unwrap().to_owned(),
                language: PatternLanguage::new(&sets, Wildcards::Azure),
                today: OperationSet::of(operations.len(), hits.map(OperationIx::new)),
                sets,
            }
        })
        .filter(|role| role.sets.iter().any(|set| !set.is_empty()))
        .collect()
}

fn list(entry: &Value, key: &str) -> Vec<ActionPattern> {
    let texts = entry[key].as_array().into_iter().flatten();
    texts
        .map(|text| ActionPattern::parse(text.as_str().unwrap()).unwrap())
        .collect()
}

#[test]
fn what_holds_for_ever_holds_today() {
    let (Some(roles_text), Some(operations_text)) =
        (read("azure-roles.jsonl"), read("operations.tsv"))
    else {
        return;
    };
    let operations: Vec<&str> = operations_text
        .lines()
        .step_by(8)
        .filter_map(|line| line.split('\t').next())
        .collect();
    let roles = roles(&roles_text, &operations);
    assert!(roles.len() > 20);
    for a in &roles {
        for (at, name) in operations.iter().enumerate().step_by(5) {
            let expected = a.today.contains(OperationIx::new(at));
            assert_eq!(a.language.contains(name), expected, "{}: {name}", a.name);
        }
        for b in &roles {
            let relation = a.language.relate(&b.language).unwrap();
            let holds = match relation.kind {
                RelationKind::Equal => a.today == b.today,
                RelationKind::Subset => a.today.is_subset(&b.today),
                RelationKind::Superset => b.today.is_subset(&a.today),
                RelationKind::Disjoint => a.today.is_disjoint(&b.today),
                RelationKind::Overlapping => true,
            };
            assert!(holds, "{} {} {relation:?}", a.name, b.name);
            for (witness, inside, outside) in
                [(&relation.only_in_a, a, b), (&relation.only_in_b, b, a)]
            {
                if let Some(name) = witness {
                    assert!(
                        inside
                            .sets
                            .iter()
                            .any(|s| s.matches(name, Wildcards::Azure))
                    );
                    assert!(
                        !outside
                            .sets
                            .iter()
                            .any(|s| s.matches(name, Wildcards::Azure))
                    );
                }
            }
        }
        let compaction =
            CompactionProblem::new(&operations, &a.today, 0, Wildcards::Azure).greedy();
        let compact = PatternSet::new(compaction.patterns, Vec::new());
        for (at, name) in operations.iter().enumerate().step_by(5) {
            let expected = a.today.contains(OperationIx::new(at));
            assert_eq!(
                compact.matches(name, Wildcards::Azure),
                expected,
                "{}: {name}",
                a.name
            );
        }
    }
    let find = |name: &str| roles.iter().find(|role| role.name == name).unwrap();
    let (owner, contributor) = (find("Owner"), find("Contributor"));
    let relation = owner.language.relate(&contributor.language).unwrap();
    assert_eq!(relation.kind, RelationKind::Superset);
    let reader = find("Reader")
        .language
        .relate(&contributor.language)
        .unwrap();
    assert_eq!(reader.kind, RelationKind::Subset);
}
