//! Recommendations for principals of a tenant, carried out: what is required is then held, and what
//! was called removable is not missed.

use rolecall::access::{AccessIndex, Circumstances, Outcome, Request, Target, decide};
use rolecall::catalog::Catalog;
use rolecall::effective::{ExpandedScope, expand_grants};
use rolecall::import::{self, InputSource};
use rolecall::minimize::{
    Candidates, Objective, Proven, Removability, Requirement, SearchLimits, give, recommend,
    redundant, verify_recommendation,
};
use rolecall::model::{Moment, Plane, RoleReference, Tenant};
use rolecall::pattern::{ActionPattern, Wildcards};
use rolecall::{PrincipalId, Scope};
use serde_json::Value;

use super::image::shared;
use crate::support::azure;

const ALWAYS: [(&str, Plane); 3] = [
    ("Microsoft.NetworkCloud/clusters/read", Plane::Control),
    ("Microsoft.Storage/storageAccounts/write", Plane::Control),
    (
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
        Plane::Data,
    ),
];

fn outcome(
    tenant: &Tenant,
    catalog: &Catalog,
    who: &PrincipalId,
    (action, plane): &(String, Plane),
    scope: &Scope,
) -> Outcome {
    let request = Request {
        principal: who.clone(),
        target: Target {
            action: ActionPattern::parse(action).unwrap(),
            plane: *plane,
        },
        scope: scope.clone(),
        moment: Moment::AsExported,
        circumstances: Circumstances::default(),
    };
    decide(&AccessIndex::new(tenant, catalog), &request).outcome()
}

/// What is allowed at each of some scopes.
fn access(
    tenant: &Tenant,
    catalog: &Catalog,
    who: &PrincipalId,
    at: &[Scope],
) -> Vec<ExpandedScope> {
    let index = AccessIndex::new(tenant, catalog);
    let of = |scope| expand_grants(&index, who, Some(scope), Moment::AsExported);
    at.iter().flat_map(of).collect()
}

#[derive(Default)]
struct Seen {
    held: usize,
    missing: usize,
    blocked: usize,
    removed: usize,
    groups: usize,
}

fn carry_out(
    tenant: &Tenant,
    catalog: &Catalog,
    who: &PrincipalId,
    required: &[((String, Plane), Scope)],
    seen: &mut Seen,
) {
    let mut requirement = Requirement::default();
    for ((action, plane), scope) in required {
        let action = ActionPattern::parse(action).unwrap();
        requirement.add_at(action, *plane, Some(scope));
    }
    let index = AccessIndex::new(tenant, catalog);
    let candidates = Candidates::default();
    requirement.locate(index.hierarchy(), &[]);
    let given = give(&index, who, &mut requirement, &[], Moment::AsExported);
    // What counts as held: everything without conditions and schedules.
    let mut firm = tenant.clone();
    firm.role_assignments.retain(|a| a.condition.is_none());
    firm.schedules.clear();
    for (operation, scope) in required {
        let said = given.held.iter().any(|row| {
            row.scope == *scope
                && (row.operations.iter()).any(|(name, plane)| {
                    name.eq_ignore_ascii_case(&operation.0) && *plane == operation.1
                })
        });
        let is = outcome(&firm, catalog, who, operation, scope) == Outcome::Allowed;
        assert_eq!(said, is, "{who} {operation:?} {scope}");
        seen.held += usize::from(is);
    }
    let objective = Objective::Risk;
    let found = recommend(
        catalog,
        &requirement,
        &candidates,
        objective,
        None,
        SearchLimits::default(),
    )
    .unwrap();
    let proven = verify_recommendation(catalog, &requirement, &candidates, None, &found);
    assert_eq!(proven, Ok(Proven::Optimal));
    let rows = redundant(&index, who, &found, Moment::AsExported);
    // Carried out.
    let mut after = tenant.clone();
    let template = &tenant.role_assignments[0];
    for (at, role) in found.roles.iter().enumerate() {
        let mut assignment = template.clone();
        assignment.id = format!("new-{at}").into();
        assignment.principal = who.clone();
        assignment.role = match role.id {
            Some(id) => RoleReference::Id(id),
            None => RoleReference::Name(role.name.as_str().into()),
        };
        assignment.scope = role.scope.clone().unwrap();
        assignment.condition = None;
        after.role_assignments.push(assignment);
    }
    let mut scopes: Vec<Scope> = required.iter().map(|(_, scope)| scope.clone()).collect();
    scopes.extend(rows.iter().map(|row| row.assignment.scope.clone()));
    scopes.sort();
    scopes.dedup();
    let goes = |id: &str| {
        (rows.iter()).any(|row| row.removability == Removability::Safe && &**row.id() == id)
    };
    let gone = after.role_assignments.iter().filter(|a| goes(&a.id));
    for assignment in gone.clone() {
        assert_eq!(assignment.principal, *who);
        assert_eq!(assignment.condition, None);
    }
    let count = gone.count();
    if count > 0 {
        let before = access(&after, catalog, who, &scopes);
        after.role_assignments.retain(|a| !goes(&a.id));
        let then = access(&after, catalog, who, &scopes);
        for (a, b) in before.iter().zip(&then) {
            assert_eq!(
                (&a.control, &a.data),
                (&b.control, &b.data),
                "{who} {}",
                a.scope
            );
        }
    }
    seen.removed += count;
    seen.groups += rows
        .iter()
        .filter(|row| row.removability == Removability::OfGroup)
        .count();
    for (operation, scope) in required {
        let blocked = given.blocked.iter().any(|row| {
            row.scope == *scope
                && row
                    .operations
                    .iter()
                    .any(|(name, _)| name.eq_ignore_ascii_case(&operation.0))
        });
        let open = found
            .uncovered
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case(&operation.0));
        let expected = match (blocked, open) {
            (true, _) => Outcome::Denied,
            (false, true) => continue,
            (false, false) => Outcome::Allowed,
        };
        seen.blocked += usize::from(blocked);
        seen.missing += usize::from(!blocked);
        assert_eq!(
            outcome(&after, catalog, who, operation, scope),
            expected,
            "{who} {operation:?} {scope}"
        );
    }
}

#[test]
fn recommendations_hold_once_carried_out() {
    let (Some(folder), Some(mut catalog)) = (shared(), azure(Wildcards::Azure)) else {
        println!("skipped: no shared vectors");
        return;
    };
    let vectors = folder.join("vectors");
    let tenant = import::read(&[InputSource::Path(vectors.join("tenant-a"))]);
    catalog.add_inputs(&tenant);
    let text = std::fs::read_to_string(vectors.join("tenant-a.questions.json")).unwrap();
    let questions: Vec<Value> = serde_json::from_str(&text).unwrap();
    let mut seen = Seen::default();
    let scope = |row: &Value| Scope::parse(row["scope"].as_str().unwrap()).unwrap();
    for (at, row) in questions.iter().enumerate().step_by(20) {
        let who = PrincipalId::new(row["who"].as_str().unwrap());
        let (own, other) = (scope(row), scope(&questions[(at + 1) % questions.len()]));
        let plane = if row["plane"] == "data" {
            Plane::Data
        } else {
            Plane::Control
        };
        let mut required = vec![(
            (row["action"].as_str().unwrap().to_owned(), plane),
            own.clone(),
        )];
        required.extend(ALWAYS.map(|(name, plane)| ((name.to_owned(), plane), own.clone())));
        required.push(((ALWAYS[0].0.to_owned(), ALWAYS[0].1), other));
        carry_out(&tenant, &catalog, &who, &required, &mut seen);
    }
    // Those who hold something, asked for more of it where they hold it.
    for assignment in tenant.role_assignments.iter().step_by(8) {
        let required: Vec<_> = ALWAYS
            .iter()
            .map(|(name, plane)| (((*name).to_owned(), *plane), assignment.scope.clone()))
            .collect();
        carry_out(
            &tenant,
            &catalog,
            &assignment.principal,
            &required,
            &mut seen,
        );
    }
    println!(
        "{} held, {} missing, {} blocked, {} removed, {} of groups",
        seen.held, seen.missing, seen.blocked, seen.removed, seen.groups
    );
    assert!(
        seen.held > 0 && seen.missing > 0 && seen.blocked > 0,
        "too tame"
    );
    assert!(seen.removed > 0, "nothing was removable");
}
