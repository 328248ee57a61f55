use std::collections::BTreeMap;
use std::sync::Arc;

use crate::access::{AccessIndex, Outcome, Standing, Target};
use crate::bits::OperationSet;
use crate::directory::MembershipHop;
use crate::ids::{OperationIx, PrincipalId, RoleId};
use crate::model::{ConditionText, Permission, Plane, RoleDefinition, ScheduleKind, Timestamp};
use crate::pattern::{ActionPattern, PatternSet};
use crate::scope::Scope;
use crate::span::Place;

/// What one permission of one assignment gives a principal in one plane.
#[derive(Clone, Debug)]
pub struct EffectiveGrant {
    /// Where it holds: the assignment's scope and everything below.
    pub scope: Scope,
    /// In which plane.
    pub plane: Plane,
    /// What is granted, less what is excluded.
    pub patterns: PatternSet,
    /// The role's GUID.
    pub role_id: Option<RoleId>,
    /// The role's name.
    pub role: Arc<str>,
    /// The assignment or schedule instance.
    pub assignment: Arc<str>,
    /// The groups that lead from the principal to the holder of the assignment.
    pub via: Vec<MembershipHop>,
    /// Allowed, conditional or eligible; denies are not taken off.
    pub outcome: Outcome,
    /// The conditions that bind it.
    pub conditions: Vec<ConditionText>,
    /// Where the assignment stands.
    pub place: Place,
}

/// Every grant of a principal, its groups' among them, by scope, role and assignment. With `at`,
/// those that reach that scope.
pub fn grants_of(
    index: &AccessIndex<'_>,
    principal: &PrincipalId,
    at: Option<&Scope>,
    time: Option<Timestamp>,
) -> Vec<EffectiveGrant> {
    let ancestors = at.map(|scope| index.hierarchy().ancestors(scope));
    let reaches = |scope: &Scope| ancestors.as_ref().is_none_or(|a| a.reached_from(scope));
    let mut grants = Vec::new();
    for (holder, via) in index.groups().closure(principal) {
        for &at in index.assignments_of(&holder) {
            let assignment = &index.tenant().role_assignments[at];
            let Some(role) = index.role(&assignment.role) else {
                continue;
            };
            let over = time.is_some_and(|time| {
                let window = index.window(assignment);
                window.is_some_and(|schedule| schedule.position(time).is_ne())
            });
            if over || !reaches(&assignment.scope) {
                continue;
            }
            push(&mut grants, role, |permission, plane| EffectiveGrant {
                scope: assignment.scope.clone(),
                plane,
                patterns: permission.plane(plane).clone(),
                role_id: role.id,
                role: Arc::clone(&role.name),
                assignment: Arc::clone(&assignment.id),
                via: via.clone(),
                outcome: Outcome::Allowed,
                conditions: both(permission, assignment.condition.as_ref()),
                place: assignment.place.clone(),
            });
        }
        for &at in index.schedules_of(&holder) {
            let schedule = &index.tenant().schedules[at];
            let shown_twice = index.repeats_assignment(schedule);
            let current = time.is_none_or(|time| schedule.position(time).is_eq());
            let Some(role) = index.role(&schedule.role) else {
                continue;
            };
            if shown_twice || !current || !reaches(&schedule.scope) {
                continue;
            }
            let eligible = schedule.kind == ScheduleKind::Eligible;
            push(&mut grants, role, |permission, plane| EffectiveGrant {
                scope: schedule.scope.clone(),
                plane,
                patterns: permission.plane(plane).clone(),
                role_id: role.id,
                role: Arc::clone(&role.name),
                assignment: Arc::clone(&schedule.id),
                via: via.clone(),
                outcome: if eligible {
                    Outcome::Eligible
                } else {
                    Outcome::Allowed
                },
                conditions: both(permission, schedule.condition.as_ref()),
                place: schedule.place.clone(),
            });
        }
    }
    for grant in &mut grants {
        if grant.outcome == Outcome::Allowed && !grant.conditions.is_empty() {
            grant.outcome = Outcome::Conditional;
        }
    }
    grants.sort_by(|a, b| {
        (&a.scope, &a.role, &a.assignment, a.plane).cmp(&(
            &b.scope,
            &b.role,
            &b.assignment,
            b.plane,
        ))
    });
    grants
}

fn push(
    grants: &mut Vec<EffectiveGrant>,
    role: &RoleDefinition,
    grant: impl Fn(&Permission, Plane) -> EffectiveGrant,
) {
    for permission in &role.permissions {
        for plane in Plane::BOTH {
            if !permission.plane(plane).is_empty() {
                grants.push(grant(permission, plane));
            }
        }
    }
}

fn both(permission: &Permission, outer: Option<&ConditionText>) -> Vec<ConditionText> {
    permission.condition.iter().chain(outer).cloned().collect()
}

/// What a principal may do at one scope, operation by operation.
#[derive(Clone, Debug)]
pub struct ExpandedScope {
    /// Where.
    pub scope: Scope,
    /// The operations that are allowed there.
    pub control: Vec<OperationIx>,
    /// The data operations that are allowed there.
    pub data: Vec<OperationIx>,
}

/// What a principal may do at each scope where it holds something (or at one scope), with denies
/// taken off and conditions that are open left out.
///
/// Operations that the same patterns treat alike are decided once.
pub fn expand_grants(
    index: &AccessIndex<'_>,
    principal: &PrincipalId,
    at: Option<&Scope>,
    time: Option<Timestamp>,
) -> Vec<ExpandedScope> {
    let grants = grants_of(index, principal, None, time);
    let mut scopes: Vec<Scope> = match at {
        Some(scope) => vec![scope.clone()],
        None => grants.iter().map(|grant| grant.scope.clone()).collect(),
    };
    scopes.sort();
    scopes.dedup();
    let catalog = index.catalog();
    scopes
        .into_iter()
        .map(|scope| {
            let standing = Standing::new(index, principal, &scope, time, Default::default());
            let of = |plane| allowed_in(index, &standing, &grants, plane);
            let (control, data) = (of(Plane::Control), of(Plane::Data));
            debug_assert!(control.bound() == catalog.operation_count());
            ExpandedScope {
                scope,
                control: control.iter().collect(),
                data: data.iter().collect(),
            }
        })
        .collect()
}

/// The operations of a plane that are allowed: for each class of operations that no pattern in
/// play tells apart, one decision.
fn allowed_in(
    index: &AccessIndex<'_>,
    standing: &Standing<'_, '_>,
    grants: &[EffectiveGrant],
    plane: Plane,
) -> OperationSet {
    let catalog = index.catalog();
    let mut candidates = OperationSet::new(catalog.operation_count());
    let mut sets: Vec<OperationSet> = Vec::new();
    let mut seen: Vec<&PatternSet> = Vec::new();
    for grant in grants.iter().filter(|grant| grant.plane == plane) {
        if !standing.ancestors().reached_from(&grant.scope) || seen.contains(&&grant.patterns) {
            continue;
        }
        seen.push(&grant.patterns);
        let set = catalog.expand_set(&grant.patterns, plane);
        candidates.union_with(&set);
        sets.push(set);
    }
    for deny in &index.tenant().deny_assignments {
        if standing.ancestors().reached_from(&deny.scope) {
            sets.extend(
                deny.permissions
                    .iter()
                    .map(|p| catalog.expand_set(p.plane(plane), plane)),
            );
        }
    }
    let guarded: Vec<ActionPattern> = grants
        .iter()
        .flat_map(|grant| &grant.conditions)
        .filter_map(|condition| crate::condition::Condition::parse(&condition.text).ok())
        .flat_map(|condition| condition.targets().into_iter().cloned().collect::<Vec<_>>())
        .collect();
    sets.extend(guarded.iter().map(|pattern| catalog.expand(pattern, plane)));
    let mut verdicts: BTreeMap<Vec<bool>, bool> = BTreeMap::new();
    let mut allowed = OperationSet::new(catalog.operation_count());
    for operation in candidates.iter() {
        let class: Vec<bool> = sets.iter().map(|set| set.contains(operation)).collect();
        let is_allowed = *verdicts.entry(class).or_insert_with(|| {
            let action = ActionPattern::literal(&catalog.operation(operation).name);
            standing.decide(&Target { action, plane }).outcome() == Outcome::Allowed
        });
        if is_allowed {
            allowed.insert(operation);
        }
    }
    allowed
}
