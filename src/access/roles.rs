//! Roles without a tenant: what the union of some roles grants.

use std::sync::Arc;

use super::coverage::{Coverage, pattern_outcome, unknown_outcome};
use super::derivation::{Derivation, Reason, WhyNot};
use super::future::{Bound, Reach};
use super::grant::{Grant, grant, role_step};
use super::{Outcome, Target};
use crate::bits::OperationSet;
use crate::catalog::Catalog;
use crate::ids::RoleIx;
use crate::model::RoleDefinition;
use crate::pattern::{ActionPattern, Wildcards};

/// What some roles together give for an operation.
#[derive(Clone, Debug)]
pub struct RoleAnswer {
    /// Allowed, conditional or not granted; of a pattern also partial.
    pub outcome: Outcome,
    /// One path for each role that grants.
    pub derivations: Vec<Derivation>,
    /// One row for each role that does not.
    pub why_not: Vec<WhyNot>,
    /// For a pattern: how much of it is granted.
    pub coverage: Option<Coverage>,
}

/// Decides one operation for the union of some roles (EV-4).
pub fn decide_roles(catalog: &Catalog, roles: &[RoleIx], target: &Target) -> RoleAnswer {
    decide_roles_under(catalog, roles, target, catalog.wildcards())
}

/// The same under either reading of WC-5.
pub fn decide_roles_under(
    catalog: &Catalog,
    roles: &[RoleIx],
    target: &Target,
    wildcards: Wildcards,
) -> RoleAnswer {
    let (mut derivations, mut why_not) = (Vec::new(), Vec::new());
    for &role in roles {
        let definition = catalog.role(role);
        let row = |because, pattern: Option<&ActionPattern>| WhyNot {
            assignment: None,
            role: Arc::clone(&definition.name),
            scope: None,
            because,
            pattern: pattern.cloned(),
            place: definition.place.clone(),
        };
        match grant(&definition, target, None, wildcards) {
            Grant::Yes {
                permission,
                pattern,
                rule,
            } => derivations.push(Derivation {
                outcome: Outcome::Allowed,
                steps: vec![role_step(&definition, permission, pattern, rule)],
            }),
            Grant::Open {
                permission,
                pattern,
                rule,
                of,
            } => {
                let mut steps = vec![role_step(&definition, permission, pattern, rule)];
                steps.extend(of);
                derivations.push(Derivation {
                    outcome: Outcome::Conditional,
                    steps,
                });
                why_not.push(row(Reason::Condition, Some(pattern)));
            }
            Grant::No { because, pattern } => why_not.push(row(because, pattern)),
        }
    }
    let outcome = derivations
        .iter()
        .map(|derivation| derivation.outcome)
        .min()
        .unwrap_or(Outcome::NotGranted);
    if outcome == Outcome::Allowed {
        why_not.clear();
    }
    RoleAnswer {
        outcome,
        derivations,
        why_not,
        coverage: None,
    }
}

/// Decides every operation under a pattern for the union of some roles. Where the catalogue holds
/// none, the answer goes by the text of the patterns.
pub fn decide_roles_pattern(catalog: &Catalog, roles: &[RoleIx], target: &Target) -> RoleAnswer {
    let operations = catalog.expand(&target.action, target.plane);
    let definitions: Vec<RoleDefinition> = roles.iter().map(|&role| catalog.role(role)).collect();
    let mut reach = Reach::default();
    for definition in &definitions {
        reach.add(&definition.permissions, target.plane, Bound::No);
    }
    let future = reach.future(&target.action, catalog.wildcards());
    let mut granted = OperationSet::new(operations.bound());
    let (mut derivations, mut why_not) = (Vec::<Derivation>::new(), Vec::<WhyNot>::new());
    let mut outcomes = Vec::new();
    let mut decide = |name: &str| {
        let single = Target {
            action: ActionPattern::literal(name),
            plane: target.plane,
        };
        let answer = decide_roles(catalog, roles, &single);
        for derivation in answer.derivations {
            if !derivations.contains(&derivation) {
                derivations.push(derivation);
            }
        }
        for row in answer.why_not {
            if !why_not.contains(&row) {
                why_not.push(row);
            }
        }
        outcomes.push(answer.outcome);
        answer.outcome
    };
    for operation in operations.iter() {
        if decide(&catalog.operation(operation).name) == Outcome::Allowed {
            granted.insert(operation);
        }
    }
    if operations.is_empty()
        && let Some(name) = reach.stand_in(&target.action, catalog.wildcards())
    {
        decide(&name);
    }
    let outcome = pattern_outcome(outcomes.iter().copied());
    RoleAnswer {
        outcome: if operations.is_empty() {
            unknown_outcome(outcome, future)
        } else {
            outcome
        },
        derivations,
        why_not,
        coverage: Some(Coverage {
            operations,
            granted,
            future,
        }),
    }
}
