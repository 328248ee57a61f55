//! Who reaches owner-like access where, by a naive fix-point over `decide`, against the graph.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rolecall::access::{AccessIndex, Decision, Outcome, Request, Target, decide};
use rolecall::catalog::Catalog;
use rolecall::model::{Plane, Protection, RoleReference, Tenant};
use rolecall::paths::{PathNode, PathQuestion, escalation_paths};
use rolecall::pattern::{ActionPattern, Wildcards};
use rolecall::{PrincipalId, Scope};

use super::bed::{
    APP, Bed, CONTRIBUTOR, CORE, IDENTITY_OPERATOR, OTHER, OWNER, RBAC_ADMINISTRATOR, READER,
    SUBSCRIPTION, id, identity_id, role_id,
};

const ASSIGNS: &str = "Microsoft.Authorization/roleAssignments/write";
const SCHEDULES: [&str; 2] = [
    "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
    "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
];
const REWRITES: &str = "Microsoft.Authorization/roleDefinitions/write";
const LIFTS: &str = "Microsoft.Authorization/denyAssignments/delete";
const FEDERATES: &str =
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write";
const ATTACHES: &str = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";
const RUNS: [&str; 4] = [
    "Microsoft.Compute/virtualMachines/runCommand/action",
    "Microsoft.Compute/virtualMachines/runCommands/write",
    "Microsoft.Compute/virtualMachines/extensions/write",
    "Microsoft.Compute/virtualMachines/write",
];
/// An operation of the data plane, which no deny generated here takes.
const SIGNS_IN: &str = "Microsoft.Compute/virtualMachines/loginAsAdmin/action";
const ADMINISTRATOR_LOGIN: &str = "1c0163c0-47e6-4577-8991-ea5c82e286e4";
// A deny generated here never takes the last: who may make anything else may make that.
const MAKES: [&str; 3] = [
    "Microsoft.ContainerInstance/containerGroups/write",
    "Microsoft.Compute/virtualMachines/write",
    "Microsoft.Web/sites/write",
];

const PEOPLE: [&str; 4] = ["ann", "bob", "cyd", "eve"];
const GROUPS: [&str; 2] = ["ops", "dev"];
pub(super) const IDENTITIES: [&str; 4] = ["vm1", "vm2", "id1", "lost"];

/// Roles under short names; the conditional ones assign what they name.
const ROLES: [&str; 11] = [
    "owner",
    "contributor",
    "reader",
    "runner",
    "federator",
    "attacher",
    "maker",
    "writer",
    "lifter",
    "may-assign-contributor",
    "may-assign-owner",
];

#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) who: &'static str,
    pub(super) role: &'static str,
    at: String,
    eligible: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Denied {
    at: String,
    actions: Vec<&'static str>,
    bound: Vec<&'static str>,
    spared: Vec<&'static str>,
    system: bool,
}

#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) given: Vec<Given>,
    members: Vec<Vec<&'static str>>,
    denied: Vec<Denied>,
}

fn machine_id(group: &str, name: &str) -> String {
    format!("{group}/providers/Microsoft.Compute/virtualMachines/{name}")
}

fn scopes() -> Vec<String> {
    let mut all: Vec<String> = ["/", SUBSCRIPTION, OTHER, APP, CORE]
        .map(str::to_owned)
        .into();
    all.push(machine_id(APP, "vm1"));
    all.push(identity_id(CORE, "id1"));
    all
}

fn given() -> impl Strategy<Value = Given> {
    let who = [&PEOPLE[..], &GROUPS, &IDENTITIES].concat();
    (select(who), select(&ROLES[..]), select(scopes()), 0..6u8).prop_map(|(who, role, at, dice)| {
        Given {
            eligible: dice == 0 && PEOPLE.contains(&who) && !role.starts_with("may"),
            // Owners at the root hide everything else.
            at: if role == "owner" && at == "/" {
                APP.to_owned()
            } else {
                at
            },
            who,
            role,
        }
    })
}

fn denied() -> impl Strategy<Value = Denied> {
    let who = [&PEOPLE[..], &GROUPS, &IDENTITIES].concat();
    let actions = [
        &RUNS[..],
        &[ASSIGNS, FEDERATES, ATTACHES, REWRITES, LIFTS, MAKES[0]],
    ]
    .concat();
    (
        select(scopes()),
        subsequence(actions, 1..7),
        subsequence(who.clone(), 0..3),
        subsequence(who, 1..3),
        prop::bool::weighted(0.3),
    )
        .prop_map(|(at, actions, bound, spared, system)| Denied {
            at,
            actions,
            bound,
            spared,
            system,
        })
}

pub(super) fn world() -> impl Strategy<Value = World> {
    let members = [&PEOPLE[..], &IDENTITIES, &GROUPS].concat();
    (
        vec(given(), 2..12),
        vec(subsequence(members, 0..4), 2),
        vec(denied(), 0..3),
    )
        .prop_map(|(given, members, denied)| World {
            given,
            members,
            denied,
        })
}

fn definition(role: &str) -> String {
    match role {
        "owner" => OWNER.to_owned(),
        "contributor" => CONTRIBUTOR.to_owned(),
        "reader" => READER.to_owned(),
        "attacher" => IDENTITY_OPERATOR.to_owned(),
        "may-assign-contributor" | "may-assign-owner" => RBAC_ADMINISTRATOR.to_owned(),
        custom => role_id(custom),
    }
}

fn condition(role: &str) -> Option<String> {
    let list = match role {
        "may-assign-contributor" => CONTRIBUTOR,
        "may-assign-owner" => OWNER,
        _ => return None,
    };
    Some(format!(
        "!(ActionMatches{{'«RA»/write'}}) OR (@Request[«RA»:RoleDefinitionId] GuidEquals {list})"
    ))
}

impl World {
    pub(super) fn tenant(&self) -> Tenant {
        let mut bed = Bed::default()
            .machine(APP, "vm1")
            .machine(CORE, "vm2")
            .identity(CORE, "id1")
            .add(serde_json::json!({"id": id("lost"), "displayName": "lost", "servicePrincipalType": "ManagedIdentity", "appId": role_id("lost")}))
            .role("runner", &[RUNS[0]], &[])
            .role("federator", &[FEDERATES], &[])
            .role("maker", &[MAKES[0]], &[])
            .role("writer", &[REWRITES], &[])
            .role("lifter", &[LIFTS], &[]);
        for (group, members) in GROUPS.iter().zip(&self.members) {
            bed = bed.group(group, members);
        }
        for g in &self.given {
            bed = if g.eligible {
                bed.eligible(g.who, &definition(g.role), &g.at)
            } else {
                let kind = if GROUPS.contains(&g.who) {
                    "Group"
                } else if PEOPLE.contains(&g.who) {
                    "User"
                } else {
                    "ServicePrincipal"
                };
                bed.assign_as(
                    g.who,
                    kind,
                    &definition(g.role),
                    &g.at,
                    condition(g.role).as_deref(),
                )
            };
        }
        for d in &self.denied {
            let protection = if d.system { "system" } else { "user" };
            bed = bed.deny(&d.at, &d.actions, (&d.bound, &d.spared), protection);
        }
        bed.tenant()
    }
}

/// A principal, and how many deny assignments it has lifted, by position.
type Acting = (PrincipalId, BTreeSet<usize>);

struct Oracle<'a> {
    tenant: &'a Tenant,
    catalog: &'a Catalog,
}

impl Oracle<'_> {
    /// The tenant after some deny assignments were lifted.
    fn without(&self, lifted: &BTreeSet<usize>) -> Tenant {
        let mut tenant = self.tenant.clone();
        let mut at = 0;
        tenant.deny_assignments.retain(|_| {
            at += 1;
            !lifted.contains(&(at - 1))
        });
        tenant
    }

    /// The tenant in which a role is assigned besides, or instead of all that there was.
    fn with(tenant: &Tenant, who: &PrincipalId, role: &str, at: &str, alone: bool) -> Tenant {
        let mut more = tenant.clone();
        let mut one = Bed::default()
            .assign("x", role, at)
            .tenant()
            .role_assignments
            .remove(0);
        one.principal = who.clone();
        if alone {
            more.role_assignments.clear();
            more.schedules.clear();
        }
        more.role_assignments.push(one);
        more
    }

    fn outcome(&self, tenant: &Tenant, who: &PrincipalId, action: &str, at: &str) -> Outcome {
        self.decision(tenant, who, action, at).outcome()
    }

    fn decision(&self, tenant: &Tenant, who: &PrincipalId, action: &str, at: &str) -> Decision {
        let index = AccessIndex::new(tenant, self.catalog);
        let target = Target {
            action: ActionPattern::parse(action).unwrap(),
            plane: if action == SIGNS_IN {
                Plane::Data
            } else {
                Plane::Control
            },
        };
        decide(
            &index,
            &Request::new(who.clone(), target, Scope::parse(at).unwrap()),
        )
    }

    fn may(&self, tenant: &Tenant, who: &PrincipalId, action: &str, at: &str) -> bool {
        let outcome = self.outcome(tenant, who, action, at);
        matches!(
            outcome,
            Outcome::Allowed | Outcome::Conditional | Outcome::Eligible
        )
    }

    fn owns(&self, tenant: &Tenant, who: &PrincipalId) -> BTreeSet<String> {
        let owned = |at: &String| {
            // A conditional grant hides an eligible one in the outcome, not among the derivations.
            let decision = self.decision(tenant, who, ASSIGNS, at);
            let mut paths = decision.derivations().iter();
            decision.outcome() != Outcome::Denied
                && paths.any(|path| matches!(path.outcome, Outcome::Allowed | Outcome::Eligible))
        };
        scopes().into_iter().filter(owned).collect()
    }

    fn closure(&self, who: &PrincipalId) -> BTreeSet<PrincipalId> {
        let index = AccessIndex::new(self.tenant, self.catalog);
        index.groups().closure(who).ids().cloned().collect()
    }

    /// The scopes that a principal comes to own, by whatever it takes.
    fn reached(&self, start: &PrincipalId) -> BTreeSet<String> {
        let mut owned = BTreeSet::new();
        let mut seen: BTreeSet<Acting> = BTreeSet::new();
        let mut pending: Vec<Acting> = vec![(start.clone(), BTreeSet::new())];
        while let Some((who, lifted)) = pending.pop() {
            if !seen.insert((who.clone(), lifted.clone())) {
                continue;
            }
            let tenant = self.without(&lifted);
            let captured = self.act(&tenant, &who, &mut owned);
            pending.extend(captured.into_iter().map(|id| (id, BTreeSet::new())));
            for (at, deny) in self.tenant.deny_assignments.iter().enumerate() {
                let liftable = deny.protection == Protection::User && !lifted.contains(&at);
                if liftable && self.may(&tenant, &who, LIFTS, deny.scope.as_str()) {
                    let mut more = lifted.clone();
                    more.insert(at);
                    pending.push((who.clone(), more));
                }
            }
        }
        owned
    }

    /// What one principal can do: the identities it takes; what it owns is added.
    fn act(
        &self,
        tenant: &Tenant,
        who: &PrincipalId,
        owned: &mut BTreeSet<String>,
    ) -> BTreeSet<PrincipalId> {
        let closure = self.closure(who);
        let mut captured = BTreeSet::new();
        // By its own records, by each role that it may assign itself alone, by what it owns alone.
        let mut settings = vec![tenant.clone()];
        let mut owns = self.owns(tenant, who);
        for a in &tenant.role_assignments {
            let Some(condition) = a
                .condition
                .as_ref()
                .filter(|_| closure.contains(&a.principal))
            else {
                continue;
            };
            let at = a.scope.as_str();
            if self.outcome(tenant, who, ASSIGNS, at) == Outcome::Denied {
                continue;
            }
            for role in [CONTRIBUTOR, OWNER] {
                if condition.text.contains(role) {
                    settings.push(Self::with(tenant, who, role, at, true));
                    owns.extend(self.owns(settings.last().unwrap(), who));
                }
            }
        }
        // Where assigning is denied, scheduling may not be.
        for setting in &settings {
            let schedules =
                |at: &&String| SCHEDULES.iter().any(|op| self.may(setting, who, op, at));
            owns.extend(scopes().iter().filter(schedules).cloned());
        }
        // A custom role that is held becomes everything.
        let held = tenant
            .role_assignments
            .iter()
            .map(|a| (&a.principal, &a.role, &a.scope));
        let eligible = tenant
            .schedules
            .iter()
            .map(|s| (&s.principal, &s.role, &s.scope));
        for (holder, role, scope) in held.chain(eligible) {
            let mut custom = tenant.role_definitions.iter();
            let alone = Self::with(tenant, who, OWNER, scope.as_str(), true);
            if custom.any(|r| *role == RoleReference::Id(r.id.unwrap()))
                && closure.contains(holder)
                && self.may(tenant, who, REWRITES, SUBSCRIPTION)
                && self.outcome(&alone, who, ASSIGNS, scope.as_str()) == Outcome::Allowed
            {
                owns.insert(scope.as_str().to_owned());
            }
        }
        for at in &owns {
            settings.push(Self::with(tenant, who, OWNER, at, true));
            settings.push(Self::with(tenant, who, ADMINISTRATOR_LOGIN, at, true));
        }
        for setting in &settings {
            let may = |action: &str, at: &str| self.may(setting, who, action, at);
            for (group, machine) in [(APP, "vm1"), (CORE, "vm2")] {
                let mut ways = RUNS.iter().chain([&SIGNS_IN]);
                if ways.any(|run| may(run, &machine_id(group, machine))) {
                    captured.insert(PrincipalId::new(&id(machine)));
                }
            }
            let identity = identity_id(CORE, "id1");
            let makes = || {
                scopes()
                    .iter()
                    .any(|at| MAKES.iter().any(|make| may(make, at)))
            };
            if may(FEDERATES, &identity) || (may(ATTACHES, &identity) && makes()) {
                captured.insert(PrincipalId::new(&id("id1")));
            }
            for a in &self.tenant.role_assignments {
                let at = a.scope.as_str();
                let code = || RUNS.iter().chain(&MAKES).any(|run| may(run, at));
                let homeless = ["lost", "id1"]
                    .iter()
                    .any(|name| a.principal.as_str() == id(name));
                if homeless && at != "/" && code() {
                    captured.insert(a.principal.clone());
                }
            }
        }
        owned.extend(owns);
        captured
    }
}

/// The widest scopes of some, less those that others hold.
fn widest(scopes: &BTreeSet<String>, less: &BTreeSet<String>) -> BTreeSet<String> {
    let covers = |outer: &str, inner: &str| {
        Scope::parse(outer)
            .unwrap()
            .contains(&Scope::parse(inner).unwrap())
    };
    let is_widest = |at: &&String| {
        !scopes.iter().any(|other| other != *at && covers(other, at))
            && !less.iter().any(|other| covers(other, at))
    };
    scopes.iter().filter(is_widest).cloned().collect()
}

fn compare(world: &World) -> BTreeMap<String, BTreeSet<String>> {
    let tenant = world.tenant();
    let mut catalog = Catalog::core(Wildcards::Azure);
    catalog.add_inputs(&tenant);
    let index = AccessIndex::new(&tenant, &catalog);
    let found = escalation_paths(&index, PathQuestion::default());
    let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in &found.paths {
        let PathNode::Owner(scope) = &path.target else {
            panic!("{:?}", path.target);
        };
        let scopes = told.entry(path.principal.to_string()).or_default();
        scopes.insert(scope.as_str().to_owned());
    }
    let oracle = Oracle {
        tenant: &tenant,
        catalog: &catalog,
    };
    let mut expected: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for name in [&PEOPLE[..], &IDENTITIES].concat() {
        let who = PrincipalId::new(&id(name));
        let targets = widest(&oracle.reached(&who), &oracle.owns(&tenant, &who));
        if !targets.is_empty() {
            expected.insert(who.to_string(), targets);
        }
    }
    assert_eq!(told, expected);
    told
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn the_graph_reaches_what_a_naive_fix_point_reaches(world in world()) {
        compare(&world);
    }
}

#[test]
fn who_may_not_run_commands_gives_itself_a_sign_in() {
    let told = compare(&World {
        given: vec![
            Given {
                who: "eve",
                role: "owner",
                at: machine_id(APP, "vm1"),
                eligible: true,
            },
            Given {
                who: "vm1",
                role: "owner",
                at: APP.to_owned(),
                eligible: false,
            },
        ],
        members: vec![vec!["eve"], vec![]],
        denied: vec![Denied {
            at: "/".to_owned(),
            actions: RUNS.to_vec(),
            bound: vec!["ops"],
            spared: vec!["cyd"],
            system: false,
        }],
    });
    assert_eq!(told[&id("eve")], BTreeSet::from([APP.to_owned()]));
}

#[test]
fn groups_in_each_other_do_not_wait_for_each_other() {
    let told = compare(&World {
        given: vec![Given {
            who: "ops",
            role: "writer",
            at: "/".to_owned(),
            eligible: false,
        }],
        members: vec![vec!["dev"], vec!["cyd", "ops"]],
        denied: Vec::new(),
    });
    assert!(told[&id("cyd")].contains("/"));
}

#[test]
fn the_generator_makes_paths_of_every_kind() {
    let mut runner = TestRunner::deterministic();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut longest = 0;
    for _ in 0..400 {
        let tenant = world().new_tree(&mut runner).unwrap().current().tenant();
        let mut catalog = Catalog::core(Wildcards::Azure);
        catalog.add_inputs(&tenant);
        let found = escalation_paths(
            &AccessIndex::new(&tenant, &catalog),
            PathQuestion::default(),
        );
        for path in &found.paths {
            longest = longest.max(path.steps.len());
            for step in &path.steps {
                *kinds.entry(step.kind.as_str()).or_default() += 1;
            }
        }
    }
    for kind in [
        "memberOf",
        "activates",
        "assignsRole",
        "owns",
        "rewritesRole",
        "liftsDeny",
        "makesCompute",
        "assignsIdentity",
        "federatesIdentity",
        "runsCode",
        "actsAs",
    ] {
        assert!(
            kinds.get(kind).is_some_and(|count| *count >= 3),
            "{kind}: {kinds:?}"
        );
    }
    assert!(longest >= 6, "{longest}");
}
