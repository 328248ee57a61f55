//! What every published role grants, held to a naive expansion. Skipped, with a word, where the
//! facts aren't there.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rolecall::catalog::Catalog;
use rolecall::model::{Plane, RoleKind};
use rolecall::pattern::Wildcards;
use rolecall::{OperationSet, RoleId};
use serde_json::Value;

use super::naive;
use crate::shared::shared;
use crate::support::azure;

/// Operation names of one plane, in lower case.
type Names = BTreeSet<String>;

/// The facts, read without the program.
struct Facts {
    roles: Vec<Value>,
    operations: BTreeMap<Plane, Names>,
}

fn facts() -> Option<Facts> {
    let read = |path| -> Option<Value> {
        let text = std::fs::read_to_string(shared(path)?).unwrap();
        Some(serde_json::from_str(&text).unwrap())
    };
    let roles = read("facts/az-role-definition-list.json")?;
    let providers = read("facts/az-provider-operation-list.json")?;
    let mut operations = BTreeMap::from(Plane::BOTH.map(|plane| (plane, Names::new())));
    for provider in providers.as_array().unwrap() {
        let types = provider["resourceTypes"].as_array().unwrap().iter();
        for holder in types.chain([provider]) {
            for operation in holder["operations"].as_array().unwrap() {
                let plane = match operation["isDataAction"].as_bool() {
                    Some(true) => Plane::Data,
                    _ => Plane::Control,
                };
                let name = operation["name"].as_str().unwrap().to_lowercase();
                operations.get_mut(&plane).unwrap().insert(name);
            }
        }
    }
    Some(Facts {
        roles: roles.as_array().unwrap().clone(),
        operations,
    })
}

/// Patterns expanded one at a time over all names, each distinct pattern once.
#[derive(Default)]
struct Expansions(BTreeMap<(Plane, String), Names>);

impl Expansions {
    fn of(&mut self, pattern: &str, plane: Plane, names: &Names, wildcards: Wildcards) -> Names {
        let folded = pattern.trim().to_lowercase();
        let key = (plane, folded.clone());
        self.0
            .entry(key)
            .or_insert_with(|| {
                // The naive matcher tries every split; a name without the fixed beginning and end
                // needs none.
                let first = folded.split('*').next().unwrap().trim_end_matches('/');
                let last = folded.rsplit('*').next().unwrap();
                names
                    .iter()
                    .filter(|name| name.starts_with(first) && name.ends_with(last))
                    .filter(|name| naive::matches(&folded, name, wildcards))
                    .cloned()
                    .collect()
            })
            .clone()
    }

    fn permission(
        &mut self,
        entry: &Value,
        plane: Plane,
        names: &Names,
        wildcards: Wildcards,
    ) -> Names {
        let (granted, excluded) = match plane {
            Plane::Control => ("actions", "notActions"),
            Plane::Data => ("dataActions", "notDataActions"),
        };
        let mut union = |list: &str| -> Names {
            let patterns = entry[list].as_array().unwrap();
            patterns
                .iter()
                .flat_map(|p| self.of(p.as_str().unwrap(), plane, names, wildcards))
                .collect()
        };
        let taken_back = union(excluded);
        &union(granted) - &taken_back
    }
}

fn names(catalog: &Catalog, set: &OperationSet, plane: Plane) -> Names {
    set.iter()
        .map(|at| {
            let operation = catalog.operation(at);
            assert_eq!(operation.plane, plane);
            operation.name.to_lowercase()
        })
        .collect()
}

fn every_role_expands_as_by_hand(wildcards: Wildcards) {
    let (Some(catalog), Some(facts)) = (azure(wildcards), facts()) else {
        return;
    };
    assert_eq!(facts.roles.len(), 928);
    let mut expansions = Expansions::default();
    let (mut conditional, mut pairs) = (0, 0);
    for role in &facts.roles {
        let id = RoleId::parse(role["name"].as_str().unwrap()).unwrap();
        let at = catalog.find_role_id(id).unwrap();
        assert_eq!(
            catalog.role_name(at),
            role["roleName"].as_str().unwrap().trim()
        );
        for plane in Plane::BOTH {
            let known = &facts.operations[&plane];
            let (mut free, mut bound) = (Names::new(), Names::new());
            for entry in role["permissions"].as_array().unwrap() {
                let granted = expansions.permission(entry, plane, known, wildcards);
                match entry["condition"].as_str() {
                    None => free.extend(granted),
                    Some(_) => bound.extend(granted),
                }
            }
            bound = &bound - &free;
            let (found_free, found_bound) = catalog.granted_by_condition(at, plane);
            let what = format!("{} {plane}", role["roleName"]);
            let differing = &names(&catalog, &found_free, plane) ^ &free;
            assert!(differing.is_empty(), "{what}: {differing:?}");
            assert_eq!(
                names(&catalog, &found_bound, plane),
                bound,
                "{what}, conditional"
            );
            conditional += usize::from(!bound.is_empty());
            pairs += free.len();
        }
    }
    assert!(conditional > 0 && pairs > 100_000, "{conditional} {pairs}");
}

#[test]
fn every_published_role_expands_as_by_hand() {
    every_role_expands_as_by_hand(Wildcards::Azure);
}

#[test]
fn and_under_strict_wildcards() {
    every_role_expands_as_by_hand(Wildcards::Strict);
}

#[test]
fn sets_and_patterns_tell_the_same() {
    let Some(catalog) = azure(Wildcards::Azure) else {
        return;
    };
    // `granted` reads sets from the image; here the same from patterns, as for custom roles.
    for role in catalog.roles() {
        let definition = catalog.role(role);
        for plane in Plane::BOTH {
            let stored = catalog.granted(role, plane);
            for (permission, (set, _)) in definition.permissions.iter().zip(&stored) {
                let expanded = catalog.expand_set(permission.plane(plane), plane);
                assert!(expanded == *set, "{} {plane}", definition.name);
            }
            assert_eq!(stored.len(), definition.permissions.len());
        }
    }
}

#[test]
fn the_whole_of_azure_keeps_what_the_core_documents() {
    let Some(catalog) = azure(Wildcards::Azure) else {
        return;
    };
    let kinds: Vec<RoleKind> = catalog.roles().map(|at| catalog.role_kind(at)).collect();
    let count = |kind| kinds.iter().filter(|k| **k == kind).count();
    assert_eq!(count(RoleKind::BuiltIn), 928);
    let core = Catalog::core(Wildcards::Azure);
    let documented: HashSet<String> = core
        .roles()
        .filter(|&at| core.role_kind(at) == RoleKind::Documented)
        .map(|at| core.role_name(at))
        .collect();
    assert_eq!(count(RoleKind::Documented), documented.len());
    assert_eq!(catalog.tasks(), core.tasks());
}

#[test]
fn what_begins_and_ends_alike_only_by_an_overlap_is_no_match() {
    let Some(catalog) = azure(Wildcards::Strict) else {
        return;
    };
    // More than a block of names under the prefix, and the short one is not the first of them.
    let pattern =
        rolecall::pattern::ActionPattern::parse("Microsoft.Compute/virtualMachines/*/read")
            .unwrap();
    let short = catalog.find_in_plane("Microsoft.Compute/virtualMachines/read", Plane::Control);
    let expanded = catalog.expand(&pattern, Plane::Control);
    assert!(!expanded.is_empty() && !expanded.contains(short.unwrap()));
}

#[test]
fn stored_classes_are_those_of_each_operation() {
    for catalog in [
        Some(Catalog::core(Wildcards::Azure)),
        Some(Catalog::core(Wildcards::Strict)),
        azure(Wildcards::Azure),
    ]
    .into_iter()
    .flatten()
    {
        let classes = catalog.classes();
        catalog.for_each_operation(|at, name, _| {
            assert_eq!(classes[at.index()], catalog.class(at), "{name}");
        });
    }
}

#[test]
fn a_misspelt_operation_is_recognised() {
    let catalog = Catalog::core(Wildcards::Azure);
    for (wanted, found) in [
        (
            "Microsoft.NetworkCloud/clusters/deplo/action",
            "Microsoft.NetworkCloud/clusters/deploy/action",
        ),
        (
            "Microsoft.NetworkClod/clusters/deploy/action",
            "Microsoft.NetworkCloud/clusters/deploy/action",
        ),
        (
            "userAssignedIdentities/assign/action",
            "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
        ),
    ] {
        let near = catalog.operations_like(wanted);
        assert_eq!(
            near.first().map(String::as_str),
            Some(found),
            "{wanted}: {near:?}"
        );
    }
    assert!(catalog.operations_like("Foo.Bar/baz/read").is_empty());
    assert!(catalog.knows_namespace("microsoft.networkcloud/x"));
    assert!(!catalog.knows_namespace("Microsoft.NetworkClou/x"));
}
