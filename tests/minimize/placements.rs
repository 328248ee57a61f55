//! Requirements at scopes: every choice of roles and scopes tried, by the words of the model alone.

use proptest::prelude::*;
use rolecall::catalog::Catalog;
use rolecall::directory::Hierarchy;
use rolecall::minimize::{
    Among, Candidates, Cost, Excess, Objective, Proven, Requirement, SearchLimits, recommend,
    verify_recommendation,
};
use rolecall::model::{OperationClass, Permission, Plane, RoleDefinition, RoleKind, Tenant};
use rolecall::pattern::{ActionPattern, PatternSet, Wildcards};
use rolecall::{RoleIx, Scope};

use super::small::OBJECTIVES;

const OPERATIONS: [&str; 7] = [
    "Microsoft.KeyVault/vaults/delete",
    "Microsoft.KeyVault/vaults/read",
    "Microsoft.KeyVault/vaults/write",
    "Microsoft.NetworkCloud/clusters/deploy/action",
    "Microsoft.NetworkCloud/clusters/read",
    "Microsoft.NetworkCloud/clusters/write",
    "Microsoft.Authorization/roleAssignments/write",
];

const SCOPES: [&str; 5] = [
    "/subscriptions/a",
    "/subscriptions/a/resourceGroups/one",
    "/subscriptions/a/resourceGroups/one/providers/Microsoft.KeyVault/vaults/kv",
    "/subscriptions/a/resourceGroups/ones",
    "/subscriptions/b",
];

/// A requirement and the roles for it, in plain data.
#[derive(Clone, Debug)]
struct Case {
    /// What each role grants, by position in `OPERATIONS`.
    roles: Vec<Vec<usize>>,
    /// (operation, scope)
    required: Vec<(usize, usize)>,
    also_at: Option<usize>,
    max_roles: Option<usize>,
}

fn cases() -> impl Strategy<Value = Case> {
    let role = prop::collection::btree_set(0..OPERATIONS.len(), 1..5)
        .prop_map(|set| set.into_iter().collect::<Vec<_>>());
    (
        prop::collection::vec(role, 1..5),
        prop::collection::vec((0..OPERATIONS.len(), 0..SCOPES.len()), 0..5),
        prop::option::weighted(0.4, 0..SCOPES.len()),
        prop::option::weighted(0.3, 0usize..4),
    )
        .prop_map(|(roles, required, also_at, max_roles)| Case {
            roles,
            required,
            also_at,
            max_roles,
        })
        .prop_filter("few enough choices", |case| case.pairs().len() <= 12)
}

fn reaches(from: usize, to: usize) -> bool {
    from == to || SCOPES[to].starts_with(&format!("{}/", SCOPES[from]))
}

impl Case {
    fn scopes(&self) -> Vec<usize> {
        let mut scopes: Vec<usize> = self.required.iter().map(|(_, scope)| *scope).collect();
        scopes.extend(self.also_at);
        scopes.sort_unstable();
        scopes.dedup();
        scopes
    }

    /// Every role at every scope.
    fn pairs(&self) -> Vec<(usize, usize)> {
        let scopes = self.scopes();
        (0..self.roles.len())
            .flat_map(|role| scopes.iter().map(move |&scope| (role, scope)))
            .collect()
    }

    fn grants(&self, chosen: &[(usize, usize)], operation: usize, scope: usize) -> bool {
        chosen
            .iter()
            .any(|&(role, at)| reaches(at, scope) && self.roles[role].contains(&operation))
    }

    fn is_required(&self, operation: usize, scope: usize) -> bool {
        self.required
            .iter()
            .any(|&(of, at)| of == operation && reaches(at, scope))
    }

    fn cost(&self, classes: &Classes, chosen: &[(usize, usize)]) -> (u64, Excess) {
        let mut excess = Excess::default();
        for scope in self.scopes() {
            for (operation, class) in classes.iter().enumerate() {
                if !self.grants(chosen, operation, scope) || self.is_required(operation, scope) {
                    continue;
                }
                match class {
                    OperationClass::Escalation => excess.escalation += 1,
                    OperationClass::Data => excess.data += 1,
                    OperationClass::Write => excess.write += 1,
                    OperationClass::Read => excess.read += 1,
                }
            }
        }
        (chosen.len() as u64, excess)
    }

    /// The least key of an objective over every choice that covers all that can be covered.
    fn least(&self, classes: &Classes, objective: Objective) -> Option<Vec<u64>> {
        let pairs = self.pairs();
        let coverable: Vec<_> = self
            .required
            .iter()
            .filter(|(operation, scope)| self.grants(&pairs, *operation, *scope))
            .collect();
        (0u32..1 << pairs.len())
            .map(|mask| {
                let on = |at: &usize| mask >> at & 1 == 1;
                let chosen: Vec<_> = (0..pairs.len()).filter(on).map(|at| pairs[at]).collect();
                chosen
            })
            .filter(|chosen| self.max_roles.is_none_or(|most| chosen.len() <= most))
            .filter(|chosen| {
                coverable
                    .iter()
                    .all(|(operation, scope)| self.grants(chosen, *operation, *scope))
            })
            .map(|chosen| key(objective, self.cost(classes, &chosen)))
            .min()
    }
}

type Classes = [OperationClass; OPERATIONS.len()];

fn key(objective: Objective, (count, excess): (u64, Excess)) -> Vec<u64> {
    objective.key(&Cost {
        count,
        foreign: 0,
        excess,
    })
}

/// The core catalogue with the roles of a case, and where those are.
fn catalog(case: &Case) -> (Catalog, Vec<RoleIx>) {
    let mut catalog = Catalog::core(Wildcards::Azure);
    let definitions: Vec<RoleDefinition> = (0..case.roles.len())
        .map(|at| {
            let patterns = case.roles[at].iter().map(|&of| OPERATIONS[of]);
            let patterns = patterns.map(pattern).collect();
            RoleDefinition {
                id: None,
                name: format!("role {at}").into(),
                aliases: Vec::new(),
                kind: RoleKind::Custom,
                published_as: None,
                description: None,
                permissions: vec![Permission {
                    control: PatternSet::new(patterns, Vec::new()),
                    ..Default::default()
                }],
                assignable_scopes: Vec::new(),
                updated_on: None,
                gap: None,
                place: None,
            }
        })
        .collect();
    catalog.add_inputs(&Tenant {
        role_definitions: definitions,
        ..Tenant::default()
    });
    let added = catalog
        .roles()
        .filter(|&at| catalog.role_name(at).starts_with("role "));
    let added = added.collect();
    (catalog, added)
}

fn pattern(text: &str) -> ActionPattern {
    ActionPattern::parse(text).unwrap()
}

fn scope(at: usize) -> Scope {
    Scope::parse(SCOPES[at]).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_choice_of_roles_and_scopes_is_that_of_brute_force(case in cases()) {
        let (catalog, roles) = catalog(&case);
        let mut requirement = Requirement::default();
        for &(operation, at) in &case.required {
            let action = pattern(OPERATIONS[operation]);
            requirement.add_at(action, Plane::Control, Some(&scope(at)));
        }
        let candidates = Candidates {
            among: Among::Only(roles.clone()),
            also_at: case.also_at.map(scope).into_iter().collect(),
            ..Candidates::default()
        };
        requirement.locate(&Hierarchy::default(), &candidates.also_at);
        let all = catalog.classes();
        let classes = OPERATIONS.map(|name| {
            all[catalog.find_in_plane(name, Plane::Control).unwrap().index()]
        });
        for objective in OBJECTIVES {
            let limits = SearchLimits::default();
            let found = recommend(
                &catalog, &requirement, &candidates, objective, case.max_roles, limits,
            );
            let least = case.least(&classes, objective);
            let Ok(found) = found else {
                prop_assert_eq!(least, None);
                continue;
            };
            let proven = verify_recommendation(
                &catalog, &requirement, &candidates, case.max_roles, &found,
            );
            prop_assert_eq!(proven, Ok(Proven::Optimal));
            // What is said of the choice is what the choice is.
            let chosen: Vec<(usize, usize)> = found.roles.iter().map(|role| {
                let at = roles.iter().position(|&of| of == role.role).unwrap();
                let scope = role.scope.as_ref().unwrap().as_str();
                (at, SCOPES.iter().position(|of| *of == scope).unwrap())
            }).collect();
            let cost = case.cost(&classes, &chosen);
            prop_assert_eq!(cost.1, found.excess);
            let by_scope: u64 = found.excess_by_scope.iter().map(|(_, e)| e.total()).sum();
            prop_assert_eq!(by_scope, found.excess.total());
            prop_assert_eq!(Some(key(objective, cost)), least);
            for (operation, at) in &case.required {
                let coverable = case.grants(&case.pairs(), *operation, *at);
                prop_assert_eq!(case.grants(&chosen, *operation, *at), coverable);
            }
        }
    }
}
