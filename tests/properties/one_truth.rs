//! One question, one answer: whatever command asks it, in whatever order the inputs are read, and
//! whichever of them is missing.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rolecall::access::{
    AccessIndex, BulkIndex, Circumstances, Decision, Doubt, Outcome, Step, Target, decide,
};
use rolecall::audit::{self, Thresholds, rules};
use rolecall::catalog::{Catalog, import_catalog};
use rolecall::effective::{Capability, capability_matrix, grants_of, who_can};
use rolecall::minimize::{Requirement, give};
use rolecall::model::{Plane, ProviderOperation, Tenant};
use rolecall::paths::{PathQuestion, escalation_paths};
use rolecall::pattern::{ActionPattern, Wildcards};
use serde_json::Value;

use super::generator::{ACTIONS, Spelling, USERS, exports, question, read, request, world};
use super::oracle::{Question, Who, World};

/// Rules about instances that are over or yet to come, or that have no end.
const OF_SCHEDULES: [&str; 3] = [
    "schedule-outside-its-time",
    "permanent-eligibility",
    "long-activation",
];

const OWNS: &str = "Microsoft.Authorization/roleAssignments/write";

/// A catalogue with the operations of the worlds and the one by which somebody owns a scope.
pub(super) fn catalog(tenant: &Tenant) -> Catalog {
    let mut known = Tenant::default();
    for name in ACTIONS.iter().chain(&[OWNS]) {
        for plane in Plane::BOTH {
            let name = (*name).to_owned();
            known.operations.push(ProviderOperation {
                name,
                plane,
                description: None,
            });
        }
    }
    let core = Catalog::core(Wildcards::Azure);
    known.role_definitions = vec![core.role(core.look_up_role("Reader").unwrap())];
    let image = import_catalog(&known, &core, "2026-01-01").unwrap();
    let mut catalog = Catalog::open(image, "test", Wildcards::Azure).unwrap();
    catalog.add_inputs(tenant);
    catalog
}

pub(super) fn everyone() -> Vec<Who> {
    let users = (0..USERS).map(Who::User);
    users.chain((0..4).map(Who::Group)).collect()
}

/// The question without attributes: what lists are asked.
pub(super) fn plain(question: &Question, who: Who) -> Question {
    Question {
        who,
        gates: [None, None],
        ..question.clone()
    }
}

fn only_members(decision: &Decision) -> bool {
    !decision.why_not().iter().any(|row| row.because.is_open())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn every_command_gives_one_answer(world in world(), question in question()) {
        let tenant = read(&exports(&world, Spelling::Plain));
        let catalog = catalog(&tenant);
        let index = AccessIndex::new(&tenant, &catalog);
        let asked = request(&plain(&question, question.who), Spelling::Plain);
        let (moment, scope, target) = (asked.moment, &asked.scope, &asked.target);
        let nothing_given = Circumstances::default();
        let who = who_can(&index, target, scope, moment, &nothing_given);
        let bulk = BulkIndex::new(&index, moment);
        let chain = bulk.chain(scope);
        let operation = bulk.operation(target.action.as_str(), target.plane).unwrap();
        let matrix = capability_matrix(&index, moment);
        let thresholds = Thresholds { as_of: moment.time(), ..Thresholds::default() };
        let findings = audit::run(&index, rules(), &thresholds);
        let paths = escalation_paths(&index, PathQuestion { moment, ..PathQuestion::default() });
        for one in everyone() {
            let own = request(&plain(&question, one), Spelling::Plain);
            let id = &own.principal;
            let decision = decide(&index, &own);
            let outcome = decision.outcome();
            // who
            match who.iter().find(|row| row.principal == *id) {
                Some(row) => prop_assert_eq!(row.outcome, outcome),
                None => prop_assert!(match outcome {
                    Outcome::NotGranted => true,
                    Outcome::Denied => !decision.derivations().iter().any(rolecall::access::Derivation::grants),
                    Outcome::Undetermined => only_members(&decision),
                    _ => false,
                }, "who leaves out {:?}: {:?}", one, outcome),
            }
            // recommend --for
            {
                let mut requirement = Requirement::default();
                requirement.add_at(target.action.clone(), target.plane, Some(scope));
                let held = !give(&index, id, &mut requirement, &[], moment).held.is_empty();
                prop_assert!(!held || outcome == Outcome::Allowed, "recommend takes for held: {:?}", outcome);
                // What is assigned for a time may be over when it is needed.
                let is_of_schedule = |id: &str| index.tenant().schedules.iter()
                    .any(|schedule| &*schedule.id == id || schedule.origin_assignment.as_deref() == Some(id));
                let is_assignment =
                    |step: &Step| matches!(step, Step::RoleAssignment { id, .. } if !is_of_schedule(id));
                let is_lasting = |path: &rolecall::access::Derivation| {
                    path.outcome == Outcome::Allowed && path.steps.iter().any(is_assignment)
                };
                let lasts = decision.derivations().iter().any(is_lasting);
                prop_assert!(held || !(outcome == Outcome::Allowed && lasts), "recommend does not take for held");
            }
            // bulk
            if let Some(principal) = bulk.principal(id.as_str()) {
                prop_assert_eq!(bulk.outcome(principal, operation, &chain, scope), outcome);
            }
            // what
            let rows = grants_of(&index, id, Some(scope), moment);
            let matching = || rows.iter().filter(|row| {
                row.plane.is_none_or(|plane| plane == target.plane)
                    && (row.plane.is_none() || row.patterns.matches(target.action.as_str(), Wildcards::Azure))
            });
            let has = |wanted: Outcome| matching().any(|row| row.outcome == wanted);
            let said = match outcome {
                Outcome::Allowed => has(Outcome::Allowed),
                Outcome::Conditional => has(Outcome::Allowed) || has(Outcome::Conditional),
                Outcome::Eligible => has(Outcome::Eligible) && !has(Outcome::Allowed),
                Outcome::NotGranted => {
                    !has(Outcome::Allowed) && !has(Outcome::Conditional) && !has(Outcome::Undetermined)
                }
                Outcome::Undetermined => {
                    has(Outcome::Undetermined) || has(Outcome::Allowed) || has(Outcome::Conditional)
                }
                Outcome::Denied | Outcome::Partial => true,
            };
            prop_assert!(said, "what says otherwise of {:?}: {:?}", one, outcome);
            prop_assert!(outcome == Outcome::Denied || !has(Outcome::Denied), "what denies {:?} {:?}", one, outcome);
            // The matrix, audit and paths know of nobody who holds nothing at the moment.
            let held = grants_of(&index, id, None, moment);
            // What deny assignments may take away of it is held all the same.
            let is_of_deny = |doubt: &rolecall::access::Doubt| {
                doubt.assignment().to_ascii_lowercase().contains("/denyassignments/")
            };
            let certain = held.iter().filter(|row| row.missing.iter().all(is_of_deny));
            let is_bare = certain.count() == 0;
            let row = matrix.iter().find(|row| row.principal == *id);
            if outcome == Outcome::Allowed && target.action.as_str().ends_with("/read") && target.plane == Plane::Control {
                prop_assert!(row.is_some_and(|row| row.reach(Capability::Read).standing.is_some()));
            }
            if is_bare {
                prop_assert!(row.is_none_or(|row| Capability::ALL.iter().all(|c| row.reach(*c).is_empty())));
                prop_assert!(paths.owners.iter().all(|owner| owner.principal != *id));
                prop_assert!(paths.paths.iter().all(|path| path.principal != *id));
                let about = findings.iter().filter(|finding| finding.role.is_some() && !OF_SCHEDULES.contains(&finding.rule));
                let about = about.filter(|finding| finding.principal.as_ref().is_some_and(|p| p.id == *id));
                prop_assert_eq!(about.map(|finding| finding.rule).collect::<Vec<_>>(), Vec::<&str>::new());
            }
        }
        for owner in &paths.owners {
            let decision = decide(&index, &rolecall::access::Request {
                moment,
                ..rolecall::access::Request::new(
                    owner.principal.clone(),
                    Target { action: ActionPattern::parse(OWNS).unwrap(), plane: Plane::Control },
                    owner.scope.clone(),
                )
            });
            prop_assert!(decision.derivations().iter().any(|d| matches!(d.outcome, Outcome::Allowed | Outcome::Eligible)), "{:?}", owner);
        }
    }

    #[test]
    fn the_order_of_the_inputs_changes_nothing(
        world in world(),
        questions in proptest::collection::vec(question(), 6),
        order in Just(vec![0usize, 1, 2, 3, 4, 5]).prop_shuffle(),
        cut in any::<proptest::sample::Index>(),
    ) {
        let documents = exports(&world, Spelling::Plain);
        let mut other: Vec<Value> = order.iter().map(|&at| documents[at].clone()).collect();
        // The list of role assignments in two files, the later records first.
        if let Some(list) = other.iter_mut().find(|d| d.is_array() && d[0]["principalId"].is_string())
            && let Some(items) = list.as_array_mut()
        {
            let rest = items.split_off(cut.index(items.len()));
            other.insert(0, Value::from(rest));
        }
        let [one, other] = [documents, other].map(|documents| {
            let tenant = read(&documents);
            let catalog = catalog(&tenant);
            let index = AccessIndex::new(&tenant, &catalog);
            let answers = questions.iter().map(|question| {
                let asked = request(question, Spelling::Plain);
                let decision = decide(&index, &asked);
                let mut paths: Vec<(Outcome, usize)> = decision
                    .derivations()
                    .iter()
                    .map(|path| (path.outcome, path.steps.len()))
                    .collect();
                paths.sort_unstable();
                (decision.outcome(), paths, decision.doubts().to_vec())
            });
            answers.collect::<Vec<_>>()
        });
        prop_assert_eq!(one, other);
    }
}

/// A piece that the exports of a world lack, found later: the world with it.
fn completions(world: &World) -> Vec<World> {
    let mut found = Vec::new();
    for at in 0..world.subscriptions.len() {
        for group in (0..world.parents.len()).filter(|_| world.subscriptions[at].is_none()) {
            let mut placed = world.clone();
            placed.subscriptions[at] = Some(group);
            found.push(placed);
        }
    }
    for at in (0..world.groups.len()).filter(|at| world.groups[*at].is_none()) {
        let lists = [
            vec![],
            vec![Who::User(0), Who::User(1)],
            vec![Who::User(2), Who::Group((at + 1) % 4)],
        ];
        for list in lists {
            let mut listed = world.clone();
            listed.groups[at] = Some(list);
            found.push(listed);
        }
    }
    let unknown = world.roles.len();
    if world.assignments.iter().any(|a| a.role == unknown) {
        for like in 0..unknown {
            let mut defined = world.clone();
            defined.roles.push(world.roles[like].clone());
            found.push(defined);
        }
    }
    found
}

/// What is complete stays as it is whatever is found later; a no that lacks something can only become
/// an eligibility or a deny, never a yes.
#[test]
fn a_missing_piece_turns_only_what_says_so() {
    let mut runner = TestRunner::deterministic();
    let mut seen = [0, 0, 0];
    for _ in 0..120 {
        let world = world().new_tree(&mut runner).unwrap().current();
        let tenant = read(&exports(&world, Spelling::Plain));
        let catalog = catalog(&tenant);
        let index = AccessIndex::new(&tenant, &catalog);
        let completions = completions(&world);
        for _ in 0..10 {
            let question = question().new_tree(&mut runner).unwrap().current();
            let decision = decide(&index, &request(&question, Spelling::Plain));
            let before = decision.outcome();
            for completed in &completions {
                // The piece is there: the rest of what the world lacks still is not.
                let after = completed.decide(&question);
                if decision.doubts().is_empty() {
                    assert_eq!(after, before, "{question:?}");
                    seen[0] += 1;
                } else if before == Outcome::NotGranted {
                    assert!(
                        matches!(
                            after,
                            Outcome::NotGranted | Outcome::Eligible | Outcome::Denied
                        ),
                        "{question:?}: {after:?}"
                    );
                    seen[1] += 1;
                } else if before == Outcome::Undetermined && after != before {
                    seen[2] += 1;
                }
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 20), "{seen:?}");
}

/// On inputs that lack nothing, no answer is undetermined.
#[test]
fn nothing_is_undetermined_where_nothing_is_missing() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..150 {
        let mut world = world().new_tree(&mut runner).unwrap().current();
        world.groups.iter_mut().for_each(|list| {
            list.get_or_insert_with(Vec::new);
        });
        for parent in &mut world.subscriptions {
            parent.get_or_insert(0);
        }
        let known = world.roles.len();
        world.assignments.iter_mut().for_each(|a| a.role %= known);
        let tenant = read(&exports(&world, Spelling::Plain));
        let catalog = catalog(&tenant);
        let index = AccessIndex::new(&tenant, &catalog);
        for _ in 0..10 {
            let question = question().new_tree(&mut runner).unwrap().current();
            let decision = decide(&index, &request(&question, Spelling::Plain));
            assert_ne!(decision.outcome(), Outcome::Undetermined, "{question:?}");
            let audits = decision
                .doubts()
                .iter()
                .all(|d| matches!(d, Doubt::AuditDeny { .. }));
            assert!(audits, "{:?}", decision.doubts());
        }
    }
}
