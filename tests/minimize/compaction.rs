//! Roles in the fewest patterns: exactly what they grant today, and provably no shorter.

use rolecall::catalog::Catalog;
use rolecall::minimize::{SearchLimits, compact, compact_role};
use rolecall::model::Plane;
use rolecall::pattern::{CompactionProblem, Wildcards};
use rolecall::{OperationIx, OperationSet};

const ROLES: [&str; 6] = [
    "Owner",
    "Contributor",
    "Reader",
    "Storage Account Contributor",
    "Key Vault Secrets Officer",
    "Virtual Machine Contributor",
];

#[test]
fn the_list_of_a_role_grants_the_same_today() {
    let catalog = Catalog::core(Wildcards::Azure);
    for name in ROLES {
        let at = catalog.look_up_role(name).unwrap();
        let short = compact_role(&catalog, &catalog.role(at), 0, SearchLimits::default());
        for plane in Plane::BOTH {
            let list = short.plane(plane);
            let (free, _) = catalog.granted_by_condition(at, plane);
            assert_eq!(list.operations, free, "{name}");
            let granted = catalog.expand_set(short.permission().plane(plane), plane);
            assert_eq!(granted, free, "{name}");
            assert!(list.overspill.is_empty());
            assert!(
                list.is_optimal(),
                "{name}: {} of {}",
                list.lower_bound,
                list.patterns.len()
            );
            assert!(list.patterns.iter().all(|pattern| pattern.stars() <= 1));
        }
    }
}

#[test]
fn overspill_buys_shorter_lists_within_its_limit() {
    let catalog = Catalog::core(Wildcards::Azure);
    let role = catalog.role(catalog.look_up_role("Contributor").unwrap());
    let mut last = usize::MAX;
    for overspill in [0, 1, 5, 30] {
        let short = compact_role(&catalog, &role, overspill, SearchLimits::default()).control;
        assert!(short.overspill.len() <= overspill);
        assert!(short.overspill.is_disjoint(&short.operations));
        assert!(short.patterns.len() <= last && short.lower_bound <= short.patterns.len());
        last = short.patterns.len();
        let mut granted = OperationSet::new(catalog.operation_count());
        for pattern in &short.patterns {
            granted.union_with(&catalog.expand(pattern, Plane::Control));
        }
        assert_eq!(granted, short.operations.union(&short.overspill));
    }
    assert!(last < 55, "{last}");
}

#[test]
fn the_search_betters_greed() {
    // Every third operation of a provider: the stars that fit overlap, and greed takes too many.
    let catalog = Catalog::core(Wildcards::Azure);
    let mut names = Vec::new();
    let mut indices = Vec::new();
    catalog.for_each_operation(|at, name, plane| {
        if plane == Plane::Control {
            names.push(name.to_owned());
            indices.push(at);
        }
    });
    let mut shorter = 0;
    for step in 2..12 {
        let picks: Vec<usize> = (0..names.len()).filter(|at| at % step != 0).collect();
        let all = catalog.operation_count();
        let wanted = OperationSet::of(all, picks.iter().map(|&at| indices[at]));
        let list = compact(
            &catalog,
            &wanted,
            Plane::Control,
            0,
            SearchLimits::default(),
        );
        let target = OperationSet::of(names.len(), picks.iter().map(|&at| OperationIx::new(at)));
        let greedy = CompactionProblem::new(&names, &target, 0, Wildcards::Azure).greedy();
        assert!(list.is_optimal());
        assert!(list.patterns.len() <= greedy.patterns.len());
        shorter += greedy.patterns.len() - list.patterns.len();
    }
    assert!(shorter > 0);
}
