//! Roles without a tenant: what the union of some roles grants.

use std::sync::Arc;

use super::conditions::{Circumstances, Conditions, Judge};
use super::coverage::under_pattern;
use super::derivation::{ConditionOwner, Derivation, Doubt, Reason, WhyNot};
use super::future::Reach;
use super::grant::{RoleGrant, grant, role_step};
use super::{Decision, Outcome, Target};
use crate::catalog::{Bound, Catalog};
use crate::ids::RoleIx;
use crate::model::{RoleDefinition, RoleGap};
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
pub(crate) fn decide_roles_under(
    catalog: &Catalog,
    roles: &[RoleIx],
    target: &Target,
    circumstances: &Circumstances,
    wildcards: Wildcards,
) -> Decision {
    let definitions = roles.iter().map(|&role| catalog.role(role));
    let (definitions, open): (Vec<RoleDefinition>, Vec<RoleDefinition>) =
        definitions.partition(|role| role.gap.is_none());
    let mut decision = decide_known(catalog, &definitions, target, circumstances, wildcards);
    // Whatever else they grant, it adds nothing to what is allowed.
    if decision.outcome() != Outcome::Allowed {
        decision.why_not.extend(open.iter().filter_map(not_known));
        decision.doubt(open.into_iter().filter_map(doubt).collect());
    }
    decision
}

/// That it isn't known what a role grants.
fn not_known(definition: &RoleDefinition) -> Option<WhyNot> {
    definition
        .gap
        .map(|_| why_not(definition, Reason::UnresolvedRole, None))
}

fn doubt(definition: RoleDefinition) -> Option<Doubt> {
    let name = definition.name;
    Some(match definition.gap? {
        RoleGap::Contradicted => Doubt::Contradicted { assignment: name },
        RoleGap::CutOff | RoleGap::Changed | RoleGap::Undefined | RoleGap::Unlisted => {
            Doubt::CutOff { record: name }
        }
    })
}

fn why_not(
    definition: &RoleDefinition,
    because: Reason,
    pattern: Option<&ActionPattern>,
) -> WhyNot {
    WhyNot {
        assignment: None,
        role: Arc::clone(&definition.name),
        scope: None,
        because,
        gap: definition.gap,
        pattern: pattern.cloned(),
        place: definition.place.clone(),
    }
}

fn decide_known(
    catalog: &Catalog,
    definitions: &[RoleDefinition],
    target: &Target,
    circumstances: &Circumstances,
    wildcards: Wildcards,
) -> Decision {
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
        return decide(definitions, target, judge);
    }
    let mut reach = Reach::default();
    for definition in definitions {
        reach.add(&definition.permissions, target.plane, Bound::Free);
    }
    let future = reach.future(&target.action, wildcards);
    let stand_in = || reach.stand_in(&target.action, wildcards);
    under_pattern(catalog, target, future, stand_in, |single| {
        decide(definitions, single, judge)
    })
}

fn decide(definitions: &[RoleDefinition], target: &Target, judge: Judge<'_>) -> Decision {
    let (mut derivations, mut stopped) = (Vec::new(), Vec::new());
    for definition in definitions {
        let row = |because, pattern| why_not(definition, because, pattern);
        let owner = ConditionOwner::RoleAssignment;
        let (outcome, found) = match grant(definition, target, (None, owner), judge) {
            RoleGrant::Yes(found) => (Outcome::Allowed, found),
            RoleGrant::Open(found) => {
                stopped.push(row(Reason::Condition, Some(found.pattern)));
                (Outcome::Conditional, found)
            }
            RoleGrant::No { because, pattern } => {
                stopped.push(row(because, pattern));
                continue;
            }
        };
        let mut steps = vec![role_step(definition, &found)];
        steps.extend(found.of);
        derivations.push(Derivation::new(outcome, steps));
    }
    let best = derivations.iter().map(|derivation| derivation.outcome);
    let outcome = best.min().unwrap_or(Outcome::NotGranted);
    if outcome == Outcome::Allowed {
        stopped.clear();
    }
    Decision {
        outcome,
        coverage: None,
        derivations,
        why_not: stopped,
        doubts: Vec::new(),
    }
}
