//! Where there are many pairs, a group stands for its members: nobody is left out, nobody is added.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rolecall::PrincipalId;
use rolecall::access::AccessIndex;
use rolecall::catalog::Catalog;
use rolecall::model::Tenant;
use rolecall::paths::{EscalationPaths, PathNode, PathQuestion, escalation_paths};
use rolecall::pattern::Wildcards;

use super::bed::{APP, Bed, CONTRIBUTOR, OWNER, SUBSCRIPTION, id};
use super::oracle::{World, world};

fn paths_of(tenant: &Tenant, most_pairs: usize) -> EscalationPaths {
    let mut catalog = Catalog::core(Wildcards::Azure);
    catalog.add_inputs(tenant);
    let question = PathQuestion {
        most_pairs,
        ..PathQuestion::default()
    };
    escalation_paths(&AccessIndex::new(tenant, &catalog), question)
}

type Pairs<'p> = BTreeSet<(&'p PrincipalId, &'p PathNode)>;

fn pairs(found: &EscalationPaths) -> Pairs<'_> {
    let paths = found.paths.iter();
    paths.map(|path| (&path.principal, &path.target)).collect()
}

/// A principal and everyone in it.
fn with_members(index: &AccessIndex<'_>, holder: &PrincipalId) -> Vec<PrincipalId> {
    let lists = index.tenant().group_members.iter();
    let listed = lists.flat_map(|list| &list.members);
    let inside = listed.filter(|member| index.groups().closure(member).contains(holder));
    let mut all: Vec<PrincipalId> = inside.chain([holder]).cloned().collect();
    all.sort();
    all.dedup();
    all
}

fn check(world: &World) {
    let tenant = world.tenant();
    let catalog = Catalog::core(Wildcards::Azure);
    let index = AccessIndex::new(&tenant, &catalog);
    let each = paths_of(&tenant, usize::MAX);
    let held = paths_of(&tenant, 0);
    assert!(!each.by_holder);
    assert_eq!(held.by_holder, !each.paths.is_empty());
    assert_eq!(held.principals, each.principals);

    let each_pairs = pairs(&each);
    let mut stood_for: Pairs<'_> = BTreeSet::new();
    let mut members: BTreeMap<(&PrincipalId, &PathNode), usize> = BTreeMap::new();
    for path in &held.paths {
        let inside = with_members(&index, &path.principal);
        let of_path: Pairs<'_> = each_pairs
            .iter()
            .filter(|(who, target)| *target == &path.target && inside.contains(who))
            .copied()
            .collect();
        assert!(path.members >= 1);
        assert!(path.members <= of_path.len(), "{path:#?}");
        let most = members.entry((&path.principal, &path.target)).or_default();
        *most = (*most).max(path.members);
        stood_for.extend(of_path);
        // What a path begins with is more than being in a group.
        assert_ne!(path.steps[0].kind.as_str(), "memberOf");
    }
    assert_eq!(stood_for, each_pairs);
    if tenant.deny_assignments.is_empty() {
        for ((holder, target), count) in members {
            let inside = with_members(&index, holder);
            let all = each_pairs
                .iter()
                .filter(|(who, other)| *other == target && inside.contains(who));
            assert_eq!(count, all.count());
        }
    }

    let cost = |found: &EscalationPaths| found.cut.grants.len();
    if each.cut.is_smallest && held.cut.is_smallest {
        assert_eq!(cost(&each), cost(&held));
    }
    let ids = |found: &EscalationPaths| -> BTreeMap<String, Option<usize>> {
        let grants = found.cut.grants.iter();
        grants
            .map(|cut| (found.grant(cut.grant).id.to_string(), cut.alone))
            .collect()
    };
    let of_each = ids(&each);
    for (id, alone) in ids(&held) {
        assert!(of_each.get(&id).is_none_or(|other| *other == alone), "{id}");
    }
    let mut less = tenant.clone();
    let cut = ids(&held);
    less.role_assignments.retain(|a| !cut.contains_key(&*a.id));
    less.schedules.retain(|s| !cut.contains_key(&*s.id));
    assert!(paths_of(&less, usize::MAX).paths.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn groups_stand_for_their_members(world in world()) {
        check(&world);
    }
}

#[test]
fn a_path_begins_at_the_group_that_holds_the_record() {
    let tenant = Bed::default()
        .machine(APP, "vm")
        .assign_as("vm", "ServicePrincipal", OWNER, SUBSCRIPTION, None)
        .group("dev", &["ann", "bob"])
        .group("ops", &["dev", "cyd"])
        .assign_as("ops", "Group", CONTRIBUTOR, APP, None)
        .tenant();
    let found = paths_of(&tenant, 2);
    assert!(found.by_holder);
    assert_eq!(found.principals, 3);
    let shown: Vec<(String, usize)> = found
        .paths
        .iter()
        .map(|path| (path.principal.to_string(), path.members))
        .collect();
    assert_eq!(shown, [(id("ops"), 3)]);
    assert!(!paths_of(&tenant, 3).by_holder);
}
