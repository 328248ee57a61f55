//! Access as laws over random tenants: the oracle agrees, every derivation stands up to the
//! checker and no mutated one does, and access only ever moves one way.

mod anywhere;
mod diff;
mod generator;
mod one_truth;
#[path = "oracle/decide.rs"]
mod oracle;
mod order;

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rolecall::access::{
    AccessIndex, Claim, ConditionOwner, Decision, Derivation, GrantClaim, HolderClaim, Outcome,
    Request, Step, decide, verify, verify_derivation, verify_grants, verify_holders,
};
use rolecall::catalog::Catalog;
use rolecall::condition::Verdict;
use rolecall::effective::{grants_of, who_can};
use rolecall::model::{ConditionText, Plane, Tenant};
use rolecall::pattern::{ActionPattern, MatchRule, Wildcards};
use rolecall::{PrincipalId, Scope};
use serde_json::Value;

use generator::{Spelling, deny, exports, question, read, request, world};
use oracle::{Question, World};

/// Everything that a decision needs.
struct Setting {
    tenant: Tenant,
    catalog: Catalog,
}

impl Setting {
    fn of(documents: &[Value]) -> Self {
        let tenant = read(documents);
        let errors: Vec<_> = tenant.diagnostics.iter().map(|d| &d.message).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let mut catalog = Catalog::core(Wildcards::Azure);
        catalog.add_inputs(&tenant);
        Self { tenant, catalog }
    }

    fn decide(&self, request: &Request) -> Decision {
        decide(&AccessIndex::new(&self.tenant, &self.catalog), request)
    }
}

fn outcomes(world: &World, questions: &[Question]) -> Vec<Outcome> {
    let setting = Setting::of(&exports(world, Spelling::Plain));
    let outcome = |q: &Question| setting.decide(&request(q, Spelling::Plain)).outcome();
    questions.iter().map(outcome).collect()
}

/// Derivations that claim something else, each wrong whatever the tenant is.
fn mutations(derivation: &Derivation) -> Vec<Derivation> {
    let mut wrong = Vec::new();
    for outcome in Outcome::ALL {
        if outcome != derivation.outcome {
            wrong.push(Derivation {
                outcome,
                ..derivation.clone()
            });
        }
    }
    let elsewhere = Scope::parse("/subscriptions/ffffffff-0000-4000-8000-000000000000").unwrap();
    let stranger = ActionPattern::parse("Microsoft.Gamma/none/read").unwrap();
    let other = |rule| match rule {
        MatchRule::VanishingMiddle => MatchRule::Star,
        _ => MatchRule::VanishingMiddle,
    };
    let denies = derivation
        .steps
        .iter()
        .any(|s| matches!(s, Step::DenyAssignment { .. }));
    for (at, step) in derivation.steps.iter().enumerate() {
        // A deny may name both a group and its member: then one hop less is no mistake.
        if !(denies && matches!(step, Step::GroupMembership { .. })) {
            let mut shorter = derivation.clone();
            Arc::make_mut(&mut shorter.steps).remove(at);
            wrong.push(shorter);
        }
        let mut again = derivation.clone();
        Arc::make_mut(&mut again.steps).insert(at, step.clone());
        wrong.push(again);
        macro_rules! changed {
            ($variant:ident, $field:ident, $value:expr) => {{
                let mut changed = derivation.clone();
                if let Step::$variant { $field, .. } = &mut Arc::make_mut(&mut changed.steps)[at] {
                    *$field = $value;
                }
                wrong.push(changed);
            }};
        }
        match step {
            Step::GroupMembership { .. } => {
                changed!(GroupMembership, from, PrincipalId::new("nobody"));
                changed!(GroupMembership, to, PrincipalId::new("nobody"));
            }
            Step::RoleAssignment { .. } => {
                changed!(RoleAssignment, id, "none".into());
                changed!(RoleAssignment, scope, elsewhere.clone());
            }
            Step::Schedule { .. } => {
                changed!(Schedule, id, "none".into());
                changed!(Schedule, scope, elsewhere.clone());
            }
            Step::RoleDefinition { .. } => {
                changed!(RoleDefinition, permission, 7);
                changed!(RoleDefinition, pattern, Box::new(stranger.clone()));
                changed!(RoleDefinition, rule, other(*rule));
                changed!(RoleDefinition, name, "Owner".into());
            }
            Step::DenyAssignment { .. } => {
                changed!(DenyAssignment, permission, 7);
                changed!(DenyAssignment, pattern, Box::new(stranger.clone()));
                changed!(DenyAssignment, rule, other(*rule));
                changed!(DenyAssignment, scope, elsewhere.clone());
                changed!(DenyAssignment, id, "none".into());
            }
            Step::Condition { .. } => {
                let owner = match step {
                    Step::Condition {
                        on: ConditionOwner::Schedule,
                        ..
                    } => ConditionOwner::Permission,
                    _ => ConditionOwner::Schedule,
                };
                changed!(Condition, on, owner);
                changed!(Condition, condition, Box::new(ConditionText::new("true")));
                for value in [Verdict::Met, Verdict::NotMet, Verdict::Unknown] {
                    if !matches!(step, Step::Condition { verdict: own, .. } if *own == value) {
                        changed!(Condition, verdict, value);
                    }
                }
            }
        }
    }
    wrong
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn decide_is_the_oracle(world in world(), questions in vec(question(), 12)) {
        let setting = Setting::of(&exports(&world, Spelling::Plain));
        for question in &questions {
            let request = request(question, Spelling::Plain);
            let decision = setting.decide(&request);
            prop_assert_eq!(decision.outcome(), world.decide(question), "{:?}", question);
            let verdict = verify(&setting.tenant, &setting.catalog, &request, &decision);
            prop_assert!(verdict.is_ok(), "{:?}: {:?}", question, verdict);
        }
    }

    #[test]
    fn no_mutated_derivation_is_accepted(world in world(), questions in vec(question(), 6)) {
        let setting = Setting::of(&exports(&world, Spelling::Plain));
        for question in &questions {
            let request = request(question, Spelling::Plain);
            let decision = setting.decide(&request);
            let check = |d: &Derivation| verify_derivation(&setting.tenant, &setting.catalog, &request, d);
            for derivation in decision.derivations() {
                prop_assert!(check(derivation).is_ok());
                for mutated in mutations(derivation) {
                    prop_assert!(check(&mutated).is_err(), "accepted {:#?}", mutated);
                }
            }
        }
    }

    #[test]
    fn lists_of_holders_hold_and_have_no_gap(world in world(), question in question()) {
        let setting = Setting::of(&exports(&world, Spelling::Plain));
        let Setting { tenant, catalog } = &setting;
        let index = AccessIndex::new(tenant, catalog);
        let Request { target, scope, moment, circumstances, .. } = request(&question, Spelling::Plain);
        let mut claims: Vec<HolderClaim> = who_can(&index, &target, &scope, moment, &circumstances)
            .into_iter()
            .map(|holder| HolderClaim {
                principal: holder.principal,
                claim: Claim {
                    outcome: holder.outcome,
                    derivations: holder.derivations,
                    coverage: None,
                },
            })
            .collect();
        let verify = |claims: &[HolderClaim]| {
            verify_holders(tenant, catalog, &target, &scope, moment, &circumstances, claims)
        };
        let verdict = verify(&claims);
        prop_assert!(verdict.is_ok(), "{:?}", verdict);
        if claims.pop().is_some() {
            prop_assert!(verify(&claims).is_err());
        }
    }

    #[test]
    fn lists_of_grants_hold_and_have_no_gap(world in world(), question in question()) {
        let setting = Setting::of(&exports(&world, Spelling::Plain));
        let Setting { tenant, catalog } = &setting;
        let index = AccessIndex::new(tenant, catalog);
        let Request { principal, scope, moment, .. } = request(&question, Spelling::Plain);
        for at in [None, Some(&scope)] {
            let texts = |patterns: &[ActionPattern]| -> Vec<String> {
                patterns.iter().map(ToString::to_string).collect()
            };
            let mut claims: Vec<GrantClaim> = grants_of(&index, &principal, at, moment)
                .into_iter()
                .map(|grant| GrantClaim {
                    assignment: grant.assignment.to_ascii_lowercase(),
                    scope: grant.scope,
                    plane: grant.plane,
                    role: grant.role.to_string(),
                    actions: texts(grant.patterns.granted()),
                    not_actions: texts(grant.patterns.excluded()),
                    outcome: grant.outcome,
                    is_certain: grant.missing.is_empty(),
                })
                .collect();
            let verify = |claims: &[GrantClaim]| {
                verify_grants(tenant, catalog, &principal, at, moment, claims)
            };
            let verdict = verify(&claims);
            prop_assert!(verdict.is_ok(), "{:?}", verdict);
            if let Some(mut last) = claims.pop() {
                prop_assert!(verify(&claims).is_err());
                let other = if last.plane == Some(Plane::Data) { Plane::Control } else { Plane::Data };
                last.plane = Some(other);
                claims.push(last);
                prop_assert!(verify(&claims).is_err());
            }
        }
    }

    #[test]
    fn a_derivation_needs_its_records(world in world(), question in question()) {
        let setting = Setting::of(&exports(&world, Spelling::Plain));
        let request = request(&question, Spelling::Plain);
        let decision = setting.decide(&request);
        let mut bare = setting.tenant.clone();
        bare.role_assignments.clear();
        bare.schedules.clear();
        bare.deny_assignments.clear();
        for derivation in decision.derivations() {
            let verdict = verify_derivation(&bare, &setting.catalog, &request, derivation);
            prop_assert!(verdict.is_err());
        }
    }

    #[test]
    fn removing_an_assignment_never_adds_access(
        world in world(),
        at in any::<prop::sample::Index>(),
        questions in vec(question(), 8),
    ) {
        prop_assume!(!world.assignments.is_empty());
        let mut less = world.clone();
        less.assignments.remove(at.index(world.assignments.len()));
        let pairs = outcomes(&world, &questions).into_iter().zip(outcomes(&less, &questions));
        for ((before, after), question) in pairs.zip(&questions) {
            prop_assert!(before <= after, "{before:?} became {after:?}: {question:?}");
        }
    }

    #[test]
    fn adding_a_deny_never_adds_access(
        world in world(),
        deny in deny(),
        questions in vec(question(), 8),
    ) {
        let mut more = world.clone();
        more.denies.push(deny);
        let pairs = outcomes(&world, &questions).into_iter().zip(outcomes(&more, &questions));
        for ((before, after), question) in pairs.zip(&questions) {
            prop_assert!(before <= after, "{before:?} became {after:?}: {question:?}");
        }
    }

    #[test]
    fn order_and_spelling_change_nothing(
        world in world(),
        questions in vec(question(), 8),
        order in Just(vec![0usize, 1, 2, 3, 4, 5]).prop_shuffle(),
    ) {
        let documents = exports(&world, Spelling::Plain);
        let mut spelt = exports(&world, Spelling::UpperCase);
        for document in &mut spelt {
            let wrapped = document.is_object();
            let list = if wrapped { document.get_mut("value") } else { Some(document) };
            if let Some(list) = list.and_then(Value::as_array_mut) {
                list.reverse();
            }
        }
        let shuffled: Vec<Value> = order.iter().map(|&at| spelt[at].clone()).collect();
        let (one, other) = (Setting::of(&documents), Setting::of(&shuffled));
        for question in &questions {
            let first = one.decide(&request(question, Spelling::Plain));
            let second = other.decide(&request(question, Spelling::UpperCase));
            prop_assert_eq!(first.outcome(), second.outcome(), "{:?}", question);
            prop_assert_eq!(first.derivations().len(), second.derivations().len());
            prop_assert_eq!(first.doubts().len(), second.doubts().len());
        }
    }
}

#[test]
fn the_generator_reaches_everything() {
    let mut runner = TestRunner::deterministic();
    let mut outcomes: BTreeMap<Outcome, usize> = BTreeMap::new();
    let mut steps: BTreeMap<&str, usize> = BTreeMap::new();
    let mut nested = 0;
    for _ in 0..250 {
        let world = world().new_tree(&mut runner).unwrap().current();
        let setting = Setting::of(&exports(&world, Spelling::Plain));
        for _ in 0..10 {
            let question = question().new_tree(&mut runner).unwrap().current();
            let decision = setting.decide(&request(&question, Spelling::Plain));
            *outcomes.entry(decision.outcome()).or_default() += 1;
            for derivation in decision.derivations() {
                let hops = derivation
                    .steps
                    .iter()
                    .filter(|s| matches!(s, Step::GroupMembership { .. }));
                nested += usize::from(hops.count() > 1);
                for step in derivation.steps.iter() {
                    let name = match step {
                        Step::GroupMembership { .. } => "group",
                        Step::RoleAssignment { scope, .. }
                            if scope.management_group_id().is_some() =>
                        {
                            "management group"
                        }
                        Step::RoleAssignment { .. } => "assignment",
                        Step::Schedule { .. } => "schedule",
                        Step::DenyAssignment { .. } => "deny",
                        Step::RoleDefinition {
                            rule: MatchRule::VanishingMiddle,
                            ..
                        } => "vanishing middle",
                        Step::RoleDefinition { .. } => "role",
                        Step::Condition { .. } => "condition",
                    };
                    *steps.entry(name).or_default() += 1;
                }
            }
        }
    }
    let enough = |outcome| outcomes.get(&outcome).is_some_and(|count| *count >= 20);
    for outcome in Outcome::ALL {
        // A single operation is never partly allowed.
        assert!(
            outcome == Outcome::Partial || enough(outcome),
            "{outcome:?} in {outcomes:?}"
        );
    }
    assert!(
        steps.len() == 8 && steps.values().all(|count| *count >= 10),
        "{steps:?}"
    );
    assert!(nested >= 20, "{nested} derivations through nested groups");
}
