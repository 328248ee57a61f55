//! What `diff_tenants` says of two random worlds against an oracle that decides every principal,
//! operation and scope of both.

use proptest::prelude::*;
use proptest::sample::select;
use rolecall::access::{AccessIndex, Outcome};
use rolecall::catalog::{Catalog, import_catalog};
use rolecall::diff::{self, AccessChange, AccessReach, AccessTurn, TenantDiff};
use rolecall::model::{Plane, ProviderOperation, Tenant};
use rolecall::pattern::Wildcards;

use super::generator::{ACTIONS, Spelling, USERS, exports, read, request, world};
use super::oracle::{At, Gate, Kind, Question, Side, Who, World};
use serde_json::Value;

/// The operations of the worlds, all in both planes but one, which no catalogue holds yet.
fn image() -> Vec<u8> {
    let mut tenant = Tenant::default();
    for name in &ACTIONS[..4] {
        for plane in Plane::BOTH {
            let name = (*name).to_owned();
            tenant.operations.push(ProviderOperation {
                name,
                plane,
                description: None,
            });
        }
    }
    let core = Catalog::core(Wildcards::Azure);
    tenant.role_definitions = vec![core.role(core.look_up_role("Reader").unwrap())];
    import_catalog(&tenant, &core, "2026-01-01").unwrap()
}

/// The second world with some parts of the first.
fn mixed(old: &World, other: &World, keep: &[bool; 7]) -> World {
    let [
        roles,
        groups,
        tree,
        subscriptions,
        assignments,
        schedules,
        denies,
    ] = *keep;
    let pick = |kept: bool| if kept { old.clone() } else { other.clone() };
    World {
        roles: pick(roles).roles,
        groups: pick(groups).groups,
        parents: pick(tree).parents,
        subscriptions: pick(subscriptions).subscriptions,
        assignments: pick(assignments).assignments,
        schedules: pick(schedules).schedules,
        denies: pick(denies).denies,
    }
}

/// A world, and one that differs in a part, or in several.
fn pair() -> impl Strategy<Value = (World, World)> {
    let keep = prop_oneof![
        4 => (0..7usize).prop_map(|changed| std::array::from_fn(|part| part != changed)),
        1 => any::<[bool; 7]>(),
    ];
    let fewer = (any::<bool>(), any::<prop::sample::Index>());
    (world(), world(), keep, fewer).prop_map(|(old, other, keep, (fewer, at))| {
        let mut new = mixed(&old, &other, &keep);
        if fewer {
            // One assignment less, and one without its condition.
            new.assignments.remove(at.index(new.assignments.len()));
            if let Some(bound) = new.assignments.iter_mut().find(|a| a.gate.is_some()) {
                bound.gate = None;
            }
        }
        (old, new)
    })
}

fn places() -> Vec<At> {
    let mut places = vec![At::Root];
    places.extend((0..4).map(At::Group));
    for s in 0..2 {
        places.push(At::Subscription(s));
        for g in 0..2 {
            places.extend([At::ResourceGroup(s, g), At::Resource(s, g)]);
        }
    }
    places
}

fn everyone() -> Vec<Who> {
    let users = (0..USERS).map(Who::User);
    users.chain((0..4).map(Who::Group)).collect()
}

fn degree(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Allowed => 3,
        Outcome::Partial | Outcome::Conditional | Outcome::Undetermined => 2,
        Outcome::Eligible => 1,
        Outcome::NotGranted | Outcome::Denied => 0,
    }
}

struct Compared {
    catalog: Catalog,
    diff: TenantDiff,
}

fn compared(old: &World, new: &World, image: &[u8]) -> Compared {
    let [old, new] = [old, new].map(|world| exports(world, Spelling::Plain));
    compared_of(&old, &new, image)
}

fn compared_of(old: &[Value], new: &[Value], image: &[u8]) -> Compared {
    let [before, after] = [old, new].map(|documents| {
        let tenant = read(documents);
        let mut catalog = Catalog::open(image.to_vec(), "test", Wildcards::Azure).unwrap();
        catalog.add_inputs(&tenant);
        (tenant, catalog)
    });
    let diff = diff::compare(
        &AccessIndex::new(&before.0, &before.1),
        &AccessIndex::new(&after.0, &after.1),
    );
    Compared {
        catalog: after.1,
        diff,
    }
}

impl Compared {
    fn holds(&self, row: &AccessChange, question: &Question) -> bool {
        let asked = request(question, Spelling::Plain);
        let plane = asked.target.plane;
        let operation = self.catalog.find_in_plane(question.action, plane);
        row.principal == asked.principal
            && row.plane == plane
            && operation.is_some_and(|at| row.operations.contains(at))
    }
}

fn questions(who: Who, at: At) -> Vec<Question> {
    let mut questions = Vec::new();
    for action in &ACTIONS[..4] {
        for side in [Side::Control, Side::Data] {
            questions.push(Question {
                who,
                action,
                side,
                at,
                hour: None,
                gates: [None, None],
            });
        }
    }
    questions
}

fn place_of(row: &AccessChange) -> At {
    let at = places().into_iter().find(|at| {
        let question = questions(Who::User(0), *at).remove(0);
        request(&question, Spelling::Plain).scope == row.scope
    });
    at.unwrap_or_else(|| panic!("{}", row.scope))
}

fn check(old: &World, new: &World, image: &[u8]) -> [usize; 2] {
    let compared = compared(old, new, image);
    let effective = &compared.diff.effective;
    let mut seen = [0, 0];
    for who in everyone() {
        for at in places() {
            for question in questions(who, at) {
                let (before, after) = (old.shown(&question), new.shown(&question));
                let (was, is) = (degree(before), degree(after));
                let (rows, world) = match was.cmp(&is) {
                    std::cmp::Ordering::Equal => continue,
                    std::cmp::Ordering::Less => (&effective.gained, new),
                    std::cmp::Ordering::Greater => (&effective.lost, old),
                };
                seen[usize::from(was > is)] += 1;
                let told = rows.iter().any(|row| {
                    let (from, to) = (degree(row.before), degree(row.after));
                    let as_much = if was < is {
                        from <= was && to >= is
                    } else {
                        from >= was && to <= is
                    };
                    as_much && compared.holds(row, &question) && world.covers(place_of(row), at)
                });
                assert!(told, "{before:?} -> {after:?} is not told: {question:?}");
            }
        }
    }
    for row in effective.rows() {
        assert!(
            !row.examples.is_empty() && !row.causes.is_empty(),
            "{row:?}"
        );
        if row.reach == AccessReach::Below {
            continue;
        }
        for who in everyone() {
            for question in questions(who, place_of(row)) {
                if compared.holds(row, &question) {
                    let said = (row.before, row.after);
                    assert_eq!(
                        (old.shown(&question), new.shown(&question)),
                        said,
                        "{question:?}"
                    );
                }
            }
        }
        if row.operations.is_empty() {
            future(row, old, new);
        }
    }
    seen
}

/// A name that no catalogue holds: the oracle decides it where it is one of its actions.
fn future(row: &AccessChange, old: &World, new: &World) {
    let Some(action) = ACTIONS
        .iter()
        .find(|a| row.examples.iter().any(|e| e.eq_ignore_ascii_case(a)))
    else {
        return;
    };
    let side = match row.plane {
        Plane::Control => Side::Control,
        Plane::Data => Side::Data,
    };
    for who in everyone() {
        let question = Question {
            who,
            action,
            side,
            at: place_of(row),
            hour: None,
            gates: [None, None],
        };
        if request(&question, Spelling::Plain).principal == row.principal {
            let said = (row.before, row.after);
            assert_eq!((old.shown(&question), new.shown(&question)), said);
        }
    }
}

#[test]
fn every_change_of_access_is_told_and_no_other() {
    let image = image();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = [0, 0];
    let strategy = pair();
    for _ in 0..200 {
        use proptest::strategy::ValueTree;
        let (old, new) = strategy.new_tree(&mut runner).unwrap().current();
        let found = check(&old, &new, &image);
        seen = [seen[0] + found[0], seen[1] + found[1]];
        let same = compared(&old, &old, &image).diff;
        assert!(same.is_empty(), "nothing changed: {same:?}");
    }
    assert!(seen.iter().all(|count| *count > 1_000), "{seen:?}");
}

/// Standing access alone, or as if all that is eligible were activated.
#[derive(Clone, Copy, Debug)]
enum Reach {
    Standing,
    Activated,
}

impl Reach {
    fn of(self, world: &World) -> World {
        let mut world = world.clone();
        match self {
            Self::Standing => world.schedules.retain(|s| s.kind == Kind::Active),
            Self::Activated => world
                .schedules
                .iter_mut()
                .for_each(|s| s.kind = Kind::Active),
        }
        world
    }
}

/// Whether some request is allowed by the second and not by the first, by trying every value of the
/// attributes.
fn grows(less: &World, more: &World, question: &Question) -> bool {
    [Reach::Standing, Reach::Activated]
        .into_iter()
        .any(|reach| {
            let [less, more] = [less, more].map(|world| reach.of(world));
            let values = [false, true];
            let mut tried = values
                .iter()
                .flat_map(|a| values.map(|b| [Some(*a), Some(b)]));
            tried.any(|gates| {
                let question = Question {
                    gates,
                    ..question.clone()
                };
                let allowed = |world: &World| world.shown(&question) == Outcome::Allowed;
                allowed(&more) && !allowed(&less)
            })
        })
}

/// Every growth of access is reported where some attributes make one; nothing is reported where none do.
fn check_growth(old: &World, new: &World, image: &[u8]) -> [usize; 2] {
    let compared = compared(old, new, image);
    let effective = &compared.diff.effective;
    let mut seen = [0, 0];
    for who in everyone() {
        for at in places() {
            for question in questions(who, at) {
                for (less, more, towards) in [(old, new, Way::More), (new, old, Way::Less)] {
                    if !grows(less, more, &question) {
                        continue;
                    }
                    let told = |turn: AccessTurn| {
                        let mut rows = effective.list(turn).iter();
                        rows.any(|row| {
                            compared.holds(row, &question) && more.covers(place_of(row), at)
                        })
                    };
                    let [certain, possible] = towards.turns();
                    let by = if told(certain) { 0 } else { 1 };
                    assert!(by == 0 || told(possible), "{towards:?}: {question:?}");
                    seen[by] += 1;
                }
            }
        }
    }
    // With deny assignments, what conditions grant and what they take back may never meet.
    if [old, new].iter().any(|world| !world.denies.is_empty()) {
        return seen;
    }
    for row in effective
        .rows()
        .filter(|row| row.reach == AccessReach::ScopeAndBelow)
    {
        let (less, more) = match row.turn.towards() {
            rolecall::diff::Side::New => (old, new),
            rolecall::diff::Side::Old => (new, old),
        };
        for who in everyone() {
            for question in questions(who, place_of(row)) {
                if compared.holds(row, &question) {
                    assert!(grows(less, more, &question), "{row:?} of {question:?}");
                }
            }
        }
    }
    seen
}

#[test]
fn what_conditions_may_let_through_is_told_and_nothing_else() {
    let image = image();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = (pair(), any::<bool>()).prop_map(|((old, mut new), swap)| {
        if swap {
            // Nothing but the conditions differs.
            new = old.clone();
            let other = |gate: Gate| if gate == Gate::A { Gate::B } else { Gate::A };
            for gate in new.assignments.iter_mut().map(|a| &mut a.gate) {
                *gate = gate.map(other);
            }
        }
        (old, new)
    });
    let mut seen = [0, 0];
    for _ in 0..150 {
        use proptest::strategy::ValueTree;
        let (old, new) = strategy.new_tree(&mut runner).unwrap().current();
        let found = check_growth(&old, &new, &image);
        seen = [seen[0] + found[0], seen[1] + found[1]];
    }
    assert!(seen[0] > 1_000 && seen[1] > 100, "{seen:?}");
}

/// Which way access went.
#[derive(Clone, Copy, Debug)]
enum Way {
    More,
    Less,
}

impl Way {
    /// The certain turn and the possible one.
    fn turns(self) -> [AccessTurn; 2] {
        match self {
            Self::More => [AccessTurn::Gained, AccessTurn::MayHaveGained],
            Self::Less => [AccessTurn::Lost, AccessTurn::MayHaveLost],
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn gains_one_way_are_losses_the_other((old, new) in pair(), who in select(everyone())) {
        let image = image();
        let there = compared(&old, &new, &image).diff.effective;
        let back = compared(&new, &old, &image).diff.effective;
        let asked = questions(who, At::Root).remove(0);
        let principal = request(&asked, Spelling::Plain).principal;
        let keys = |rows: &[AccessChange], turned: bool| {
            let rows = rows.iter().filter(|row| row.principal == principal);
            let mut keys: Vec<_> = rows
                .map(|row| {
                    let (a, b) = (row.before, row.after);
                    let (a, b) = if turned { (b, a) } else { (a, b) };
                    let operations: Vec<_> = row.operations.iter().collect();
                    let examples = row.examples.join(" ").to_lowercase();
                    (row.scope.clone(), row.reach, row.plane, a, b, operations, examples)
                })
                .collect();
            keys.sort();
            keys
        };
        prop_assert_eq!(keys(&there.gained, false), keys(&back.lost, true));
        prop_assert_eq!(keys(&there.may_have_gained, false), keys(&back.may_have_lost, true));
        prop_assert_eq!(keys(&there.may_have_lost, false), keys(&back.may_have_gained, true));
        prop_assert_eq!(keys(&there.lost, false), keys(&back.gained, true));
    }

    #[test]
    fn neither_the_order_of_files_nor_the_case_of_ids_changes_anything(
        (old, new) in pair(),
        turns in 0..6usize,
    ) {
        let image = image();
        let spelt = |world: &World| {
            let mut documents = exports(world, Spelling::UpperCase);
            documents.rotate_left(turns);
            for document in &mut documents {
                if let Some(records) = document.as_array_mut() {
                    records.reverse();
                }
            }
            documents
        };
        let plain = |world: &World| exports(world, Spelling::Plain);
        let rows = |diff: &TenantDiff| -> Vec<String> {
            let rows = diff.effective.rows().map(|row| {
                let mut causes: Vec<String> = row
                    .causes
                    .iter()
                    .map(|cause| format!("{:?} {}", cause.kind, cause.subject.to_lowercase()))
                    .collect();
                causes.sort();
                format!(
                    "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {causes:?}",
                    row.turn, row.principal.as_str().to_lowercase(), row.scope.to_string().to_lowercase(),
                    row.reach, row.plane, row.before, row.after,
                    row.operations.iter().collect::<Vec<_>>(),
                )
            });
            let mut rows: Vec<String> = rows.collect();
            rows.sort();
            rows
        };
        let respelt = compared_of(&plain(&old), &spelt(&old), &image).diff;
        prop_assert!(respelt.is_empty(), "{:?}", rows(&respelt));
        let straight = compared_of(&plain(&old), &plain(&new), &image).diff;
        let crossed = compared_of(&plain(&old), &spelt(&new), &image).diff;
        prop_assert_eq!(rows(&straight), rows(&crossed));
        prop_assert_eq!(straight.assignments.changed.len(), crossed.assignments.changed.len());
    }
}
