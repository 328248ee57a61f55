//! Roles without a tenant: what the union of some roles grants.

use std::sync::Arc;

use super::conditions::{Circumstances, Conditions, Judge};
use super::coverage::{Coverage, extend_distinct, pattern_outcome, unknown_outcome};
use super::derivation::{ConditionOwner, Derivation, Reason, WhyNot, open_needs, open_residual};
use super::future::Reach;
use super::grant::{Grant, grant, role_step};
use super::{Outcome, Target};
use crate::bits::OperationSet;
use crate::catalog::{Bound, Catalog};
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
pub fn decide_roles(
    catalog: &Catalog,
    roles: &[RoleIx],
    target: &Target,
    circumstances: &Circumstances,
) -> RoleAnswer {
    decide_roles_under(catalog, roles, target, circumstances, catalog.wildcards())
}

/// The same under either reading of WC-5.
pub fn decide_roles_under(
    catalog: &Catalog,
    roles: &[RoleIx],
    target: &Target,
    circumstances: &Circumstances,
    wildcards: Wildcards,
) -> RoleAnswer {
    let definitions: Vec<RoleDefinition> = roles.iter().map(|&role| catalog.role(role)).collect();
    let conditions = Conditions::default();
    let judge = Judge {
        conditions: &conditions,
        circumstances,
        wildcards,
    };
    decide(&definitions, target, judge)
}

impl RoleAnswer {
    /// What conditions ask for that the request doesn't say, sorted.
    pub fn needs(&self) -> Vec<&str> {
        open_needs(self.outcome, &self.derivations)
    }

    /// What is left of the conditions on which the answer hangs.
    pub fn residual(&self) -> Option<String> {
        open_residual(self.outcome, &self.derivations)
    }
}

fn decide(definitions: &[RoleDefinition], target: &Target, judge: Judge<'_>) -> RoleAnswer {
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
        let mut derive = |outcome, step, of: Vec<_>| {
            let mut steps = vec![step];
            steps.extend(of);
            derivations.push(Derivation { outcome, steps });
        };
        match grant(
            definition,
            target,
            (None, ConditionOwner::RoleAssignment),
            judge,
        ) {
            Grant::Yes(found) => {
                let step = role_step(definition, &found);
                derive(Outcome::Allowed, step, found.of);
            }
            Grant::Open(found) => {
                why_not.push(row(Reason::Condition, Some(found.pattern)));
                let step = role_step(definition, &found);
                derive(Outcome::Conditional, step, found.of);
            }
            Grant::No { because, pattern } => why_not.push(row(because, pattern)),
        }
    }
    let best = derivations
        .iter()
        .map(|derivation| derivation.outcome)
        .min();
    let outcome = best.unwrap_or(Outcome::NotGranted);
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
pub fn decide_roles_pattern(
    catalog: &Catalog,
    roles: &[RoleIx],
    target: &Target,
    circumstances: &Circumstances,
) -> RoleAnswer {
    let definitions: Vec<RoleDefinition> = roles.iter().map(|&role| catalog.role(role)).collect();
    let mut conditions = Conditions::default();
    let permissions = definitions.iter().flat_map(|role| &role.permissions);
    permissions
        .filter_map(|p| p.condition.as_ref())
        .for_each(|c| conditions.learn(c));
    let judge = Judge {
        conditions: &conditions,
        circumstances,
        wildcards: catalog.wildcards(),
    };
    let mut reach = Reach::default();
    for definition in &definitions {
        reach.add(&definition.permissions, target.plane, Bound::Free);
    }
    let future = reach.future(&target.action, catalog.wildcards());
    let operations = catalog.expand(&target.action, target.plane);
    let mut granted = OperationSet::new(operations.bound());
    let (mut derivations, mut why_not) = (Vec::new(), Vec::new());
    let mut outcomes = Vec::new();
    let mut decide = |name: &str| {
        let single = Target {
            action: ActionPattern::literal(name),
            plane: target.plane,
        };
        let answer = decide(&definitions, &single, judge);
        extend_distinct(&mut derivations, &answer.derivations);
        extend_distinct(&mut why_not, &answer.why_not);
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
    let outcome = pattern_outcome(&outcomes);
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
