//! Everyone who can, wherever that is, is what is decided at each scope.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::select;
use rolecall::access::{AccessIndex, Outcome, Request, Step, Target, decide};
use rolecall::effective::{HolderAnywhere, HoldersAnywhere, who_can, who_can_anywhere};
use rolecall::model::{Plane, Tenant};
use rolecall::pattern::ActionPattern;
use rolecall::{PrincipalId, Scope};

use super::generator::{ACTIONS, Spelling, exports, question, read, request, world};
use super::one_truth::{catalog, everyone, plain};
use super::oracle::{Assignment, At, Deny, Entry, Who, World};

/// Scopes at which something stands in the inputs, and scopes below them.
fn scopes(tenant: &Tenant) -> BTreeSet<Scope> {
    let mut found = BTreeSet::from([Scope::root()]);
    found.extend(tenant.role_assignments.iter().map(|a| a.scope.clone()));
    found.extend(tenant.deny_assignments.iter().map(|d| d.scope.clone()));
    found.extend(tenant.schedules.iter().map(|s| s.scope.clone()));
    for group in &tenant.management_groups {
        found.insert(Scope::management_group(&group.id));
        found.extend(group.children.iter().map(|child| match child {
            rolecall::model::ManagementGroupChild::Group(id) => Scope::management_group(id),
            rolecall::model::ManagementGroupChild::Subscription(scope) => scope.clone(),
        }));
    }
    let below: Vec<Scope> = found
        .iter()
        .filter_map(|scope| match scope.kind() {
            rolecall::ScopeKind::Subscription => Some(format!("{scope}/resourceGroups/other")),
            rolecall::ScopeKind::ResourceGroup | rolecall::ScopeKind::Resource => {
                Some(format!("{scope}/providers/Microsoft.Other/things/below"))
            }
            _ => None,
        })
        .map(|text| Scope::parse(&text).unwrap())
        .collect();
    found.extend(below);
    found
}

/// What the list says of a principal at a scope: the nearest entry or exception at it or above it.
fn said(index: &AccessIndex<'_>, holder: &HolderAnywhere, at: &Scope) -> Option<Outcome> {
    let ancestors = index.hierarchy().ancestors(at);
    let entries = holder
        .scopes
        .iter()
        .map(|held| (held.scope, held.outcome, false));
    let except = holder.scopes.iter().flat_map(|held| held.except());
    let except = except.map(|e| (e.scope, e.outcome, e.only_here));
    let known = entries.chain(except);
    let known = known.filter(|(scope, _, only_here)| !only_here || *scope == at);
    let distances = known.filter_map(|(scope, outcome, only_here)| {
        let distance = ancestors.position(scope)?;
        Some((distance, !only_here, outcome))
    });
    let nearest: Vec<_> = distances.collect();
    let least = nearest
        .iter()
        .map(|(distance, below, _)| (*distance, *below))
        .min()?;
    let mut found = nearest.iter().filter(|(d, b, _)| (*d, *b) == least);
    let (.., outcome) = found.next()?;
    assert!(
        found.next().is_none(),
        "two entries at one scope: {:?}",
        holder.scopes
    );
    Some(*outcome)
}

fn of<'h>(list: &'h HoldersAnywhere, id: &PrincipalId) -> Option<&'h HolderAnywhere> {
    let mut own = list.holders.iter().filter(|holder| holder.principal == *id);
    let found = own.next();
    assert!(own.next().is_none(), "{id} twice");
    found
}

const ASKED: [&str; 4] = [
    "Microsoft.Alpha/*",
    "*/read",
    "Microsoft.Alpha/things/*",
    "Contoso.None/*",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn anywhere_is_everywhere(
        world in world(),
        question in question(),
        pattern in proptest::option::of(select(&ASKED[..])),
    ) {
        let tenant = read(&exports(&world, Spelling::Plain));
        let catalog = catalog(&tenant);
        let index = AccessIndex::new(&tenant, &catalog);
        let Request { mut target, moment, circumstances, .. } = request(&question, Spelling::Plain);
        if let Some(pattern) = pattern {
            target.action = ActionPattern::parse(pattern).unwrap();
        }
        let list = who_can_anywhere(&index, &target, moment, &circumstances);
        for at in scopes(&tenant) {
            let there = who_can(&index, &target, &at, moment, &circumstances);
            for one in everyone() {
                let id = request(&plain(&question, one), Spelling::Plain).principal;
                let said = of(&list, &id).and_then(|holder| said(&index, holder, &at));
                let listed = there.iter().find(|row| row.principal == id).map(|row| row.outcome);
                let asked = Request {
                    target: target.clone(),
                    moment,
                    circumstances: circumstances.clone(),
                    ..Request::new(id.clone(), target.clone(), at.clone())
                };
                let decided = decide(&index, &asked).outcome();
                match said {
                    Some(said) => prop_assert_eq!(said, decided, "{} at {}: {:#?}", id, at, of(&list, &id)),
                    None => prop_assert_eq!(None, listed, "{} at {}", id, at),
                }
            }
            // What is missing of a row at a scope is said of everyone together.
            if there.iter().all(|row| row.outcome != Outcome::Undetermined) {
                continue;
            }
            prop_assert!(!list.doubts.is_empty());
        }
        for holder in &list.holders {
            let best = holder.scopes.iter().map(|held| held.outcome).min();
            prop_assert_eq!(best, Some(holder.outcome));
            prop_assert!(holder.outcome != Outcome::Undetermined || !holder.doubts.is_empty());
            prop_assert!(!holder.derivations.is_empty() || !holder.through.is_empty() || !holder.doubts.is_empty());
            for group in &holder.through {
                prop_assert!(of(&list, group).is_some());
            }
            let widest = holder.scopes.iter().map(|held| held.scope.kind());
            prop_assert!(widest.is_sorted());
        }
    }
}

/// A deny assignment takes from a group what it leaves to a member: the member's path through the
/// group, which isn't listed itself, is its own then.
#[test]
fn a_path_leads_through_a_group_that_can_nothing() {
    let entry = |data: &'static str| Entry {
        actions: Vec::new(),
        not_actions: Vec::new(),
        data_actions: vec![data],
        not_data_actions: Vec::new(),
        gate: None,
    };
    let world = World {
        roles: vec![vec![entry("Microsoft.Alpha/things/*")]],
        groups: vec![
            None,
            Some(vec![Who::User(0)]),
            Some(vec![Who::Group(1)]),
            None,
        ],
        parents: vec![0; 4],
        subscriptions: vec![None; 2],
        assignments: vec![Assignment {
            who: Who::Group(2),
            role: 0,
            at: At::Root,
            gate: None,
            window: None,
        }],
        schedules: Vec::new(),
        denies: vec![Deny {
            at: At::Root,
            self_only: false,
            principals: Vec::new(),
            excluded: vec![Who::User(0)],
            entries: vec![entry("Microsoft.Alpha/things/*")],
            gate: None,
            audit: false,
        }],
    };
    let tenant = read(&exports(&world, Spelling::Plain));
    let catalog = catalog(&tenant);
    let index = AccessIndex::new(&tenant, &catalog);
    let target = Target {
        action: ActionPattern::parse("Microsoft.Alpha/*").unwrap(),
        plane: Plane::Data,
    };
    let list = who_can_anywhere(&index, &target, Default::default(), &Default::default());
    let [member] = &list.holders[..] else {
        panic!("one can: {:#?}", list.holders);
    };
    assert_eq!(member.outcome, Outcome::Partial);
    assert!(member.through.is_empty());
    let [path] = &member.derivations[..] else {
        panic!("one path: {member:#?}");
    };
    let memberships = path.steps.iter();
    let memberships = memberships.filter(|step| matches!(step, Step::GroupMembership { .. }));
    assert_eq!(memberships.count(), 2);
}

#[test]
fn the_operations_of_the_patterns_are_known() {
    let tenant = Tenant::default();
    let catalog = catalog(&tenant);
    for asked in &ASKED[..3] {
        let asked = ActionPattern::parse(asked).unwrap();
        assert!(catalog.expand(&asked, Plane::Control).len() > 1);
    }
    let target = Target {
        action: ActionPattern::parse(ACTIONS[0]).unwrap(),
        plane: Plane::Control,
    };
    let index = AccessIndex::new(&tenant, &catalog);
    let nobody = who_can_anywhere(&index, &target, Default::default(), &Default::default());
    assert!(nobody.holders.is_empty() && nobody.doubts.is_empty());
}
