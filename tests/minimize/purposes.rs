//! What published roles are meant for: shared namespaces, plain roles, kin and foreign ones (cli.md §4).

use rolecall::catalog::Catalog;
use rolecall::import::{self, InputSource};
use rolecall::minimize::{
    Advice, Among, Candidates, Objective, Recommendation, Requirement, SearchLimits, other_sets,
    recommend,
};
use rolecall::model::Plane;
use rolecall::pattern::{ActionPattern, Wildcards};
use serde_json::Value;

use super::image::shared;

/// The data that ships with the program.
fn file() -> Value {
    serde_json::from_str(include_str!("../../roles/purposes.json")).unwrap()
}

fn requirement(actions: &[(&str, Plane)]) -> Requirement {
    let mut requirement = Requirement::default();
    for (action, plane) in actions {
        requirement.add(ActionPattern::parse(action).unwrap(), *plane);
    }
    requirement
}

fn found(catalog: &Catalog, requirement: &Requirement, any_role: bool) -> Recommendation {
    let candidates = Candidates {
        any_role,
        ..Candidates::default()
    };
    let limits = SearchLimits::default();
    recommend(
        catalog,
        requirement,
        &candidates,
        Objective::Risk,
        None,
        limits,
    )
    .unwrap()
}

fn names(found: &Recommendation) -> Vec<&str> {
    found.roles.iter().map(|role| &*role.name).collect()
}

#[test]
fn a_plain_role_comes_before_a_foreign_one_that_grants_less() {
    let catalog = Catalog::core(Wildcards::Azure);
    let deploys = requirement(&[("Microsoft.Resources/deployments/write", Plane::Control)]);
    let plain = found(&catalog, &deploys, false);
    assert_eq!(names(&plain), ["Contributor"]);
    assert_eq!(plain.minimum.lower_bound[0], 0);
    // It grants so much that a custom role is what to take.
    assert_eq!(plain.advice, Advice::CreateCustomRole);
    let any = found(&catalog, &deploys, true);
    assert!(any.roles[0].is_foreign, "{:?}", names(&any));
    assert!(any.excess.total() < plain.excess.total());
    let candidates = Candidates::default();
    let limits = SearchLimits::default();
    let others = other_sets(&catalog, &deploys, &candidates, &plain, None, limits);
    assert_eq!(others.any_role.unwrap().roles, any.roles);
}

#[test]
fn a_role_for_the_namespace_is_kin() {
    let catalog = Catalog::core(Wildcards::Azure);
    for (action, plane, name) in [
        (
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
            Plane::Data,
            "Storage Blob Data Reader",
        ),
        (
            "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            Plane::Data,
            "Key Vault Secrets User",
        ),
        (
            "Microsoft.Compute/virtualMachines/read",
            Plane::Control,
            "Reader",
        ),
    ] {
        let found = found(&catalog, &requirement(&[(action, plane)]), false);
        assert_eq!(names(&found), [name]);
        assert!(found.roles.iter().all(|role| !role.is_foreign));
    }
}

#[test]
fn what_is_little_and_leads_to_nothing_is_assigned() {
    let catalog = Catalog::core(Wildcards::Azure);
    let reads = requirement(&[("Microsoft.Compute/virtualMachines/read", Plane::Control)]);
    assert_eq!(found(&catalog, &reads, false).advice, Advice::Assign);
    let published = Candidates {
        published_only: true,
        ..Candidates::default()
    };
    let deploys = requirement(&[("Microsoft.Resources/deployments/write", Plane::Control)]);
    let limits = SearchLimits::default();
    let only = recommend(
        &catalog,
        &deploys,
        &published,
        Objective::Risk,
        None,
        limits,
    )
    .unwrap();
    assert_eq!(only.advice, Advice::Assign);
    let nothing = requirement(&[("Contoso.None/things/write", Plane::Control)]);
    let among = Candidates {
        among: Among::Only(Vec::new()),
        ..Candidates::default()
    };
    let none = recommend(&catalog, &nothing, &among, Objective::Risk, None, limits).unwrap();
    assert_eq!(none.advice, Advice::CreateCustomRole);
}

#[test]
fn what_ships_is_what_the_whole_of_azure_counts() {
    let Some(folder) = shared() else {
        println!("skipped: no shared facts");
        return;
    };
    let file = file();
    let text = std::fs::read_to_string(folder.join("facts/az-role-definition-list.json")).unwrap();
    let roles: Vec<Value> = serde_json::from_str(&text).unwrap();
    let least = roles.len().div_ceil(12);
    let patterns = |role: &Value| {
        let permissions = role["permissions"].as_array().unwrap().iter();
        let lists =
            permissions.flat_map(|p| ["actions", "dataActions"].map(|list| p[list].as_array()));
        let texts = lists.flatten().flatten().filter_map(Value::as_str);
        texts
            .map(str::to_lowercase)
            .collect::<std::collections::BTreeSet<_>>()
    };
    let all: Vec<_> = roles.iter().map(patterns).collect();
    let named = |list: &str| -> Vec<String> {
        let list = file[list].as_array().unwrap().iter();
        list.map(|name| name.as_str().unwrap().to_lowercase())
            .collect()
    };
    for namespace in named("shared") {
        let of = |p: &String| p.split('/').next() == Some(&*namespace);
        let count = all.iter().filter(|role| role.iter().any(of)).count();
        assert!(count >= least, "{namespace}: {count}");
    }
    for pattern in named("common") {
        let count = all.iter().filter(|role| role.contains(&pattern)).count();
        assert!(count >= least, "{pattern}: {count}");
    }
    // Through the catalogue that the exports carry.
    let inputs = folder.join("facts/az-role-definition-list.json");
    let tenant = import::read(&[InputSource::Path(inputs)]);
    let mut catalog = Catalog::core(Wildcards::Azure);
    let _ = catalog.add_inputs(&tenant);
    for (actions, name) in [
        (
            ("Microsoft.Resources/tags/write", Plane::Control),
            "Tag Contributor",
        ),
        (
            ("Microsoft.Authorization/locks/write", Plane::Control),
            "Locks Contributor",
        ),
        (
            ("Microsoft.Resources/templateSpecs/write", Plane::Control),
            "Template Spec Contributor",
        ),
        (
            ("Microsoft.Insights/Metrics/Write", Plane::Data),
            "Monitoring Metrics Publisher",
        ),
    ] {
        assert_eq!(
            names(&found(&catalog, &requirement(&[actions]), false)),
            [name]
        );
    }
}
