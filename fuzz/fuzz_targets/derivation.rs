//! A question to a fixed tenant, by the first bytes; then changes to the answer, by the others. The
//! answer as decided is accepted. Whatever is changed, nothing panics; another outcome, or a
//! derivation that lost a step, or whose scope, role, holder or outcome became another, is
//! rejected; whatever is accepted names only records that the decision names, for as much.
#![cfg_attr(not(test), no_main)]

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use rolecall::access::{
    AccessIndex, Claim, Derivation, Outcome, Request, Step, Target, decide, verify, verify_claim,
    verify_derivation,
};
use rolecall::catalog::Catalog;
use rolecall::condition::Verdict;
use rolecall::import::{self, InputSource, Stdin};
use rolecall::model::{Plane, Tenant};
use rolecall::pattern::{ActionPattern, Wildcards};
use rolecall::{PrincipalId, RoleId, Scope};

#[cfg(not(test))]
libfuzzer_sys::fuzz_target!(|data: &[u8]| run(data));

macro_rules! fixtures {
    ($($name:literal)*) => { [$(include_bytes!(concat!("../../tests/fixtures/", $name)) as &[u8]),*] };
}

static WORLD: LazyLock<(Tenant, Catalog)> = LazyLock::new(|| {
    let files = fixtures!(
        "tenant/role-assignments-prod.json" "tenant/custom-roles.json" "tenant/groups.json"
        "tenant/deny-assignments.json" "tenant/eligible-assignments.json"
        "tenant/management-groups.json" "delegates/role-assignments.json"
    );
    let sources = files.map(|bytes| InputSource::Stdin(Stdin(bytes.to_vec())));
    let tenant = import::read(&sources);
    let mut catalog = Catalog::core(Wildcards::Azure);
    catalog.add_inputs(&tenant);
    (tenant, catalog)
});

const OUTCOMES: [Outcome; 6] = [
    Outcome::Allowed,
    Outcome::Partial,
    Outcome::Conditional,
    Outcome::Eligible,
    Outcome::NotGranted,
    Outcome::Denied,
];

const TARGETS: [(&str, Plane); 6] = [
    (
        "Microsoft.Authorization/roleAssignments/write",
        Plane::Control,
    ),
    ("Microsoft.NetworkCloud/clusters/read", Plane::Control),
    ("Microsoft.NetworkCloud/clusters/delete", Plane::Control),
    (
        "Microsoft.ManagedNetworkFabric/networkFabrics/write",
        Plane::Control,
    ),
    (
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
        Plane::Data,
    ),
    (
        "Microsoft.KeyVault/vaults/secrets/getSecret/action",
        Plane::Data,
    ),
];

struct Bytes<'a>(std::slice::Iter<'a, u8>);

impl Bytes<'_> {
    fn below(&mut self, end: usize) -> usize {
        let byte = self.0.next().copied().unwrap_or(0);
        if end == 0 { 0 } else { usize::from(byte) % end }
    }
}

pub(crate) fn run(data: &[u8]) {
    let (tenant, catalog) = &*WORLD;
    let mut bytes = Bytes(data.iter());
    let people: Vec<&PrincipalId> = tenant.principals.values().map(|p| &p.id).collect();
    let records = &tenant.role_assignments;
    let (name, plane) = TARGETS[bytes.below(TARGETS.len())];
    let action = ActionPattern::parse(name).expect("a name");
    let holder = people[bytes.below(people.len())].clone();
    let scope = match bytes.below(3) {
        0 => records[bytes.below(records.len())].scope.clone(),
        1 => tenant.deny_assignments[0].scope.clone(),
        _ => below(&records[bytes.below(records.len())].scope),
    };
    let request = Request::new(holder, Target { action, plane }, scope);
    let decision = decide(&AccessIndex::new(tenant, catalog), &request);
    assert_eq!(verify(tenant, catalog, &request, &decision), Ok(()));

    let mut claim = Claim {
        outcome: decision.outcome(),
        derivations: decision.derivations().to_vec(),
        coverage: None,
    };
    let accepts = |claim: &Claim| verify_claim(tenant, catalog, &request, claim).is_ok();
    assert!(accepts(&claim));
    let told: BTreeSet<_> = decision.derivations().iter().map(record).collect();
    while bytes.0.len() > 0 {
        let before = claim.clone();
        let at = bytes.below(claim.derivations.len());
        let kind = bytes.below(5);
        match (kind, claim.derivations.get_mut(at)) {
            (0, _) => claim.outcome = OUTCOMES[bytes.below(OUTCOMES.len())],
            (1, Some(_)) => drop(claim.derivations.remove(at)),
            (_, Some(derivation)) => {
                let whole = verify_derivation(tenant, catalog, &request, derivation).is_ok();
                let must_fail = change(derivation, &mut bytes, tenant);
                let still = verify_derivation(tenant, catalog, &request, derivation).is_ok();
                assert!(!(whole && must_fail && still), "{derivation:?}");
            }
            (_, None) => {}
        }
        let accepted = accepts(&claim);
        if accepted {
            assert_eq!(claim.outcome, decision.outcome());
            assert!(
                claim.derivations.iter().all(|d| told.contains(&record(d))),
                "{claim:?}"
            );
            let supports = |d: &Derivation| d.outcome == claim.outcome;
            // What is missing has no derivation.
            let nothing = matches!(claim.outcome, Outcome::NotGranted | Outcome::Undetermined);
            assert!(nothing || claim.derivations.iter().any(supports));
        } else if bytes.below(2) == 0 {
            claim = before;
        }
    }
}

fn below(scope: &Scope) -> Scope {
    Scope::parse(&format!(
        "{}/resourceGroups/rg-x",
        scope.as_str().trim_end_matches('/')
    ))
    .unwrap_or_else(|_| scope.clone())
}

/// The record that a derivation rests on, and what it claims to give.
fn record(derivation: &Derivation) -> (String, Outcome) {
    let ids = derivation.steps.iter().filter_map(|step| match step {
        Step::RoleAssignment { id, .. }
        | Step::Schedule { id, .. }
        | Step::DenyAssignment { id, .. } => Some(&**id),
        _ => None,
    });
    (ids.collect::<Vec<_>>().join(" "), derivation.outcome)
}

/// Changes something of a derivation; whether what was right must now be wrong.
fn change(derivation: &mut Derivation, bytes: &mut Bytes<'_>, tenant: &Tenant) -> bool {
    let steps = Arc::make_mut(&mut derivation.steps);
    let denies = steps
        .iter()
        .any(|s| matches!(s, Step::DenyAssignment { .. }));
    let at = bytes.below(steps.len());
    match bytes.below(5) {
        0 => {
            let before = derivation.outcome;
            derivation.outcome = OUTCOMES[bytes.below(OUTCOMES.len())];
            return derivation.outcome != before;
        }
        1 if !steps.is_empty() => {
            // A deny may name both a group and its member: then one hop less is no mistake.
            let hop = matches!(steps.remove(at), Step::GroupMembership { .. });
            return !(denies && hop);
        }
        2 if !steps.is_empty() => {
            steps.insert(at, steps[at].clone());
            return true;
        }
        3 if at + 1 < steps.len() => {
            let conditions = matches!(
                &steps[at..at + 2],
                [Step::Condition { .. }, Step::Condition { .. }]
            );
            steps.swap(at, at + 1);
            return !conditions;
        }
        _ => {}
    }
    let Some(step) = steps.get_mut(at) else {
        return false;
    };
    let before = step.clone();
    let other = &tenant.role_assignments[bytes.below(tenant.role_assignments.len())];
    match step {
        Step::GroupMembership { from, to, .. } => match bytes.below(2) {
            0 => *from = other.principal.clone(),
            _ => *to = other.principal.clone(),
        },
        Step::RoleAssignment { id, scope, .. } => match bytes.below(2) {
            0 => *id = Arc::clone(&other.id),
            _ => *scope = other.scope.clone(),
        },
        Step::Schedule { id, scope, .. } => match bytes.below(2) {
            0 => *id = Arc::clone(&other.id),
            _ => *scope = other.scope.clone(),
        },
        Step::DenyAssignment {
            id,
            scope,
            permission,
            ..
        } => match bytes.below(3) {
            0 => *id = Arc::clone(&other.id),
            1 => *scope = other.scope.clone(),
            _ => *permission += 1 + bytes.below(9),
        },
        Step::RoleDefinition {
            id, name, pattern, ..
        } => match bytes.below(3) {
            0 => *id = Some(RoleId::from_u128(bytes.below(256) as u128)),
            1 => *name = Arc::from("Another role"),
            // Not one of the role's: it has a segment that none has.
            _ => **pattern = ActionPattern::parse("*/*/never/*").expect("a pattern"),
        },
        Step::Condition { verdict, .. } => {
            *verdict = [Verdict::Met, Verdict::NotMet, Verdict::Unknown][bytes.below(3)];
        }
    }
    let as_right = match (&before, &*step) {
        // Another assignment of the same role at the same scope.
        (Step::RoleAssignment { id, .. }, Step::RoleAssignment { id: other, .. }) => id != other,
        (Step::GroupMembership { .. }, _) => denies,
        _ => false,
    };
    *step != before && !as_right
}
