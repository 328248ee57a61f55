//! The smallest cut: nothing is left after it, and nothing smaller does it.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rolecall::access::AccessIndex;
use rolecall::catalog::Catalog;
use rolecall::model::Tenant;
use rolecall::paths::{Basis, EscalationPaths, PathQuestion, escalation_paths};
use rolecall::pattern::Wildcards;

use super::bed::{APP, Bed, CONTRIBUTOR, CORE, OTHER, OWNER, SUBSCRIPTION, id};
use super::oracle::{IDENTITIES, World, world};

fn paths_of(tenant: &Tenant) -> EscalationPaths {
    let mut catalog = Catalog::core(Wildcards::Azure);
    catalog.add_inputs(tenant);
    escalation_paths(&AccessIndex::new(tenant, &catalog), PathQuestion::default())
}

/// The tenant without some of its assignments and eligibilities.
fn without(tenant: &Tenant, ids: &[&str]) -> Tenant {
    let mut less = tenant.clone();
    less.role_assignments.retain(|a| !ids.contains(&&*a.id));
    less.schedules.retain(|s| !ids.contains(&&*s.id));
    less
}

fn cut_ids(found: &EscalationPaths) -> Vec<String> {
    let each = found.cut.grants.iter();
    each.map(|cut| found.grant(cut.grant).id.to_string())
        .collect()
}

/// Whether any set of up to three records that costs less cuts all paths.
fn some_cut_below(tenant: &Tenant, prices: &[(&str, usize)], cost: usize) -> bool {
    fn choose<'i>(
        from: &[(&'i str, usize)],
        left: usize,
        chosen: &mut Vec<&'i str>,
        cuts: &dyn Fn(&[&str]) -> bool,
    ) -> bool {
        cuts(chosen)
            || chosen.len() < 3
                && (0..from.len()).any(|at| {
                    let (id, price) = from[at];
                    if price > left {
                        return false;
                    }
                    chosen.push(id);
                    let found = choose(&from[at + 1..], left - price, chosen, cuts);
                    chosen.pop();
                    found
                })
    }
    choose(prices, cost - 1, &mut Vec::new(), &|ids| {
        paths_of(&without(tenant, ids)).paths.is_empty()
    })
}

/// What the removal of a record costs: that of people's own ownership more than all else.
fn price(tenant: &Tenant, id: &str) -> usize {
    let assigned = tenant.role_assignments.iter();
    let assigned = assigned.map(|a| (&*a.id, &a.principal, &a.role));
    let eligible = tenant.schedules.iter();
    let eligible = eligible.map(|s| (&*s.id, &s.principal, &s.role));
    let owned = assigned.chain(eligible).any(|(record, principal, role)| {
        let identity = IDENTITIES
            .iter()
            .any(|name| principal.as_str() == super::bed::id(name));
        record == id && !identity && role.to_string() == OWNER
    });
    if owned { 100 } else { 1 }
}

fn check(world: &World) {
    let tenant = world.tenant();
    let found = paths_of(&tenant);
    let cut = cut_ids(&found);
    let ids: Vec<&str> = cut.iter().map(String::as_str).collect();
    let left = paths_of(&without(&tenant, &ids));
    assert!(left.paths.is_empty(), "{:#?}", left.paths);
    assert_eq!(cut.is_empty(), found.paths.is_empty());
    let at_least = found.cut.at_least;
    assert!(at_least <= cut.len(), "{at_least}: {cut:?}");
    assert!(!found.cut.is_smallest || at_least == cut.len());
    // What is assumed to live where it holds a role lives nowhere without it.
    let assumed = found
        .paths
        .iter()
        .any(|path| path.basis() == Basis::Assumed);
    if !found.cut.is_smallest || assumed || cut.is_empty() || cut.len() > 3 {
        return;
    }
    let all = tenant.role_assignments.iter().map(|a| &*a.id);
    let all = all.chain(tenant.schedules.iter().map(|s| &*s.id));
    let mut prices: Vec<(&str, usize)> = all.map(|id| (id, price(&tenant, id))).collect();
    prices.sort_unstable();
    let cost = cut.iter().map(|id| price(&tenant, id)).sum();
    assert!(
        !some_cut_below(&tenant, &prices, cost),
        "less than {cost} is enough: {cut:?}"
    );
}

#[test]
fn nothing_is_left_and_nothing_smaller_does_it() {
    proptest!(ProptestConfig::with_cases(48), |(world in world())| {
        check(&world);
    });
}

#[test]
fn the_generator_makes_cuts_of_several() {
    let mut runner = TestRunner::deterministic();
    let mut sizes = [0usize; 8];
    for _ in 0..200 {
        let world = world().new_tree(&mut runner).unwrap().current();
        let found = paths_of(&world.tenant());
        if found.cut.is_smallest {
            sizes[found.cut.grants.len().min(7)] += 1;
        }
    }
    assert!(sizes[..4].iter().all(|count| *count >= 3), "{sizes:?}");
}

fn shown(bed: &Bed) -> Vec<(String, String, usize, Option<usize>)> {
    let found = bed.paths();
    assert!(found.cut.is_smallest);
    let each = found.cut.grants.iter().map(|cut| {
        let grant = found.grant(cut.grant);
        (
            grant.principal.to_string(),
            grant.role.to_string(),
            cut.paths,
            cut.alone,
        )
    });
    each.collect()
}

#[test]
fn the_right_of_the_identity_goes_where_many_come_in() {
    let bed = ["ann", "bob", "cyd"].iter().fold(
        Bed::default().machine(APP, "vm").assign_as(
            "vm",
            "ServicePrincipal",
            OWNER,
            SUBSCRIPTION,
            None,
        ),
        |bed, who| bed.assign(who, CONTRIBUTOR, APP),
    );
    assert_eq!(shown(&bed), [(id("vm"), "Owner".to_owned(), 3, Some(3))]);
}

#[test]
fn one_persons_right_goes_where_it_opens_many_identities() {
    let bed = ["vm1", "vm2", "vm3"]
        .iter()
        .fold(Bed::default(), |bed, vm| {
            bed.machine(APP, vm).assign_as(
                vm,
                "ServicePrincipal",
                OWNER,
                &format!("{SUBSCRIPTION}/resourceGroups/{vm}"),
                None,
            )
        });
    assert_eq!(
        shown(&bed.assign("eve", CONTRIBUTOR, APP)),
        [(id("eve"), "Contributor".to_owned(), 3, Some(3))]
    );
}

#[test]
fn owners_keep_what_is_theirs() {
    // Ann owns a group by right; a machine in it owns more.
    let bed = Bed::default()
        .machine(APP, "vm")
        .assign("ann", OWNER, APP)
        .assign_as("vm", "ServicePrincipal", OWNER, OTHER, None);
    assert_eq!(shown(&bed), [(id("vm"), "Owner".to_owned(), 1, Some(1))]);
    assert!(
        bed.paths()
            .owners
            .iter()
            .any(|owner| owner.principal.as_str() == id("ann"))
    );
}

#[test]
fn a_clean_tenant_needs_no_cut() {
    let bed = Bed::default()
        .machine(APP, "vm")
        .assign("ann", CONTRIBUTOR, CORE);
    assert_eq!(shown(&bed), []);
}
