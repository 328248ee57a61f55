//! Roles without a tenant: what the union of some roles grants.

use std::sync::Arc;

use super::conditions::{Circumstances, Conditions, Judge};
use super::coverage::under_pattern;
use super::derivation::{ConditionOwner, Derivation, Reason, WhyNot};
use super::future::Reach;
use super::grant::{RoleGrant, grant, role_step};
use super::{Decision, Outcome, Target};
use crate::catalog::{Bound, Catalog};
use crate::ids::RoleIx;
use crate::model::RoleDefinition;
use crate::pattern::{ActionPattern, Wildcards};

/// Decides one operation, or every operation under a pattern, for the union of some roles (EV-4).
pub fn decide_roles(
    catalog: &Catalog,
    roles: &[RoleIx],
    target: &Target,
    circumstances: &Circumstances,
) -> Decision {
    decide_roles_under(catalog, roles, target, circumstances, catalog.wildcards())
}

/// The same under either reading of WC-5.
pub fn decide_roles_under(
    catalog: &Catalog,
    roles: &[RoleIx],
    target: &Target,
    circumstances: &Circumstances,
    wildcards: Wildcards,
) -> Decision {
    let definitions: Vec<RoleDefinition> = roles.iter().map(|&role| catalog.role(role)).collect();
    let mut conditions = Conditions::default();
    let permissions = definitions.iter().flat_map(|role| &role.permissions);
    permissions
        .filter_map(|permission| permission.condition.as_ref())
        .for_each(|condition| conditions.learn(condition));
    let judge = Judge {
        conditions: &conditions,
        circumstances,
        wildcards,
    };
    if target.action.is_concrete() {
        return decide(&definitions, target, judge);
    }
    let mut reach = Reach::default();
    for definition in &definitions {
        reach.add(&definition.permissions, target.plane, Bound::Free);
    }
    let future = reach.future(&target.action, wildcards);
    let stand_in = || reach.stand_in(&target.action, wildcards);
    under_pattern(catalog, target, future, stand_in, |single| {
        decide(&definitions, single, judge)
    })
}

fn decide(definitions: &[RoleDefinition], target: &Target, judge: Judge<'_>) -> Decision {
    let (mut derivations, mut why_not) = (Vec::new(), Vec::new());
    for definition in definitions {
        let row = |because, pattern: Option<&ActionPattern>| WhyNot {
            assignment: None,
            role: Arc::clone(&definition.name),
            scope: None,
            because,
            pattern: pattern.cloned(),
            place: definition.place.clone(),
        };
        let owner = ConditionOwner::RoleAssignment;
        let (outcome, found) = match grant(definition, target, (None, owner), judge) {
            RoleGrant::Yes(found) => (Outcome::Allowed, found),
            RoleGrant::Open(found) => {
                why_not.push(row(Reason::Condition, Some(found.pattern)));
                (Outcome::Conditional, found)
            }
            RoleGrant::No { because, pattern } => {
                why_not.push(row(because, pattern));
                continue;
            }
        };
        let mut steps = vec![role_step(definition, &found)];
        steps.extend(found.of);
        derivations.push(Derivation { outcome, steps });
    }
    let best = derivations.iter().map(|derivation| derivation.outcome);
    let outcome = best.min().unwrap_or(Outcome::NotGranted);
    if outcome == Outcome::Allowed {
        why_not.clear();
    }
    Decision {
        outcome,
        coverage: None,
        derivations,
        why_not,
        doubts: Vec::new(),
    }
}
