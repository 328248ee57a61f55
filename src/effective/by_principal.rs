use std::collections::BTreeMap;
use std::sync::Arc;

use super::denials::mark_denied;
use crate::access::{AccessIndex, Authorizer, Doubt, Outcome, Target};
use crate::bits::OperationSet;
use crate::directory::{MembershipHop, Placement};
use crate::ids::{OperationIx, PrincipalId, RoleId};
use crate::model::{ConditionText, Grant, Moment, Permission, Plane, RoleReference, Standing};
use crate::pattern::{ActionPattern, PatternSet};
use crate::scope::Scope;
use crate::span::Place;
use crate::text::NameMap;

/// What one permission of one assignment gives a principal in one plane.
#[derive(Clone, Debug)]
pub struct EffectiveGrant {
    /// Where it holds: the assignment's scope and everything below.
    pub scope: Scope,
    /// In which plane; `None` where the role is unknown.
    pub plane: Option<Plane>,
    /// What is granted, less what is excluded; nothing where the role is unknown.
    pub patterns: PatternSet,
    /// The role's GUID.
    pub role_id: Option<RoleId>,
    /// The role's name.
    pub role: Arc<str>,
    /// The assignment or schedule instance.
    pub assignment: Arc<str>,
    /// The groups that lead from the principal to the holder of the assignment; none where the
    /// principal may be a member, for all that the inputs say.
    pub via: Vec<MembershipHop>,
    /// Allowed, conditional, eligible or undetermined; denied where a deny assignment leaves nothing of it.
    /// What one takes off in part is not taken off here.
    pub outcome: Outcome,
    /// The conditions that bind it.
    pub conditions: Vec<ConditionText>,
    /// What the inputs don't say, where the outcome depends on it.
    pub missing: Vec<Doubt>,
    /// Where the assignment was read.
    pub place: Place,
}

impl EffectiveGrant {
    /// Whether it is certainly the principal's, in a plane.
    pub fn counts_in(&self, plane: Plane) -> bool {
        self.plane == Some(plane) && self.missing.is_empty() && self.outcome != Outcome::Denied
    }
}

/// Every grant of a principal, its groups' among them, by scope, role and assignment. With `at`,
/// those that reach that scope. Grants that may be the principal's, for all that the inputs say, are
/// undetermined and say what is missing. Those of which deny assignments leave nothing are denied.
pub fn grants_of(
    index: &AccessIndex<'_>,
    principal: &PrincipalId,
    at: Option<&Scope>,
    moment: Moment,
) -> Vec<EffectiveGrant> {
    let mut rows = held_by(index, principal, at, moment);
    mark_denied(index, principal, at, moment, &mut rows);
    rows
}

/// The same before deny assignments.
fn held_by(
    index: &AccessIndex<'_>,
    principal: &PrincipalId,
    at: Option<&Scope>,
    moment: Moment,
) -> Vec<EffectiveGrant> {
    let closure = index.groups().closure(principal);
    let ancestors = at.map(|scope| index.hierarchy().ancestors(scope));
    let mut rows = Vec::new();
    let own = index.grants_through(&closure, moment);
    let own = own.map(|(through, grant)| (Some(through), grant));
    let may_be = index.grants_of_open_groups(&closure, moment);
    for (through, grant) in own.chain(may_be.into_iter().map(|grant| (None, grant))) {
        let reach = ancestors.as_ref().map_or(Placement::Within, |ancestors| {
            index.hierarchy().reach(ancestors, grant.scope)
        });
        if reach != Placement::Outside {
            let missing = index.grant_doubts(&grant, reach, moment, through.is_some());
            let via = through.map_or_else(Vec::new, |through| closure.hops(through));
            rows.extend(rows_of(&grant, &via, &missing));
        }
    }
    rows.sort_by(|a, b| {
        let key = |row: &EffectiveGrant| (row.scope.clone(), Arc::clone(&row.role));
        (key(a), &a.assignment, a.plane).cmp(&(key(b), &b.assignment, b.plane))
    });
    rows
}

/// One row for each permission and plane of a grant, or one alone where its role is unknown.
fn rows_of(grant: &Grant<'_>, via: &[MembershipHop], missing: &[Doubt]) -> Vec<EffectiveGrant> {
    let row = |plane, patterns, permission: Option<&Permission>| {
        let inner = permission.and_then(|permission| permission.condition.as_ref());
        let conditions: Vec<_> = inner.into_iter().chain(grant.condition).cloned().collect();
        EffectiveGrant {
            scope: grant.scope.clone(),
            plane,
            patterns,
            role_id: match (grant.role, grant.reference) {
                (Some(role), _) => role.id,
                (None, RoleReference::Id(id)) => Some(*id),
                (None, RoleReference::Name(_)) => None,
            },
            role: grant.role_label(),
            assignment: Arc::clone(grant.id()),
            via: via.to_vec(),
            outcome: match (grant.standing, conditions.is_empty()) {
                (Standing::Eligible, _) => Outcome::Eligible,
                (Standing::Active, _) if !missing.is_empty() => Outcome::Undetermined,
                (Standing::Active, true) => Outcome::Allowed,
                (Standing::Active, false) => Outcome::Conditional,
            },
            conditions,
            missing: missing.to_vec(),
            place: grant.place().clone(),
        }
    };
    let Some(role) = grant.role else {
        return vec![row(None, PatternSet::default(), None)];
    };
    let mut rows = Vec::new();
    for permission in &role.permissions {
        for plane in Plane::BOTH {
            let patterns = permission.plane(plane);
            if !patterns.is_empty() {
                rows.push(row(Some(plane), patterns.clone(), Some(permission)));
            }
        }
    }
    rows
}

/// What a principal may do at one scope, operation by operation.
#[derive(Clone, Debug)]
pub struct ExpandedScope {
    /// The scope at which these operations are allowed.
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
    moment: Moment,
) -> Vec<ExpandedScope> {
    let grants = held_by(index, principal, None, moment);
    let mut scopes: Vec<Scope> = match at {
        Some(scope) => vec![scope.clone()],
        None => grants.iter().map(|grant| grant.scope.clone()).collect(),
    };
    scopes.sort();
    scopes.dedup();
    let mut by_scope: NameMap<&str, Vec<&EffectiveGrant>> = NameMap::default();
    for grant in &grants {
        by_scope
            .entry(grant.scope.folded())
            .or_default()
            .push(grant);
    }
    scopes
        .into_iter()
        .map(|scope| {
            let authorizer = Authorizer::reaching(index, principal, &scope, moment);
            let above = authorizer.ancestors().iter();
            let above = above.filter_map(|at| by_scope.get(at)).flatten();
            let grants: Vec<&EffectiveGrant> = above.copied().collect();
            let of = |plane| allowed_in(index, &authorizer, &grants, plane);
            let (control, data) = (of(Plane::Control), of(Plane::Data));
            debug_assert!(control.bound() == index.catalog().operation_count());
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
    authorizer: &Authorizer<'_, '_>,
    grants: &[&EffectiveGrant],
    plane: Plane,
) -> OperationSet {
    let catalog = index.catalog();
    let mut candidates = OperationSet::new(catalog.operation_count());
    let mut sets: Vec<OperationSet> = Vec::new();
    let mut seen: Vec<&PatternSet> = Vec::new();
    for grant in grants.iter().filter(|grant| grant.plane == Some(plane)) {
        if seen.contains(&&grant.patterns) {
            continue;
        }
        seen.push(&grant.patterns);
        let set = catalog.expand_set(&grant.patterns, plane);
        candidates.union_with(&set);
        sets.push(set);
    }
    for deny in &index.tenant().deny_assignments {
        // One of a management group that may hold the scope may deny.
        if authorizer.reach(&deny.scope) != Placement::Outside {
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
            authorizer.outcome(&Target { action, plane }) == Outcome::Allowed
        });
        if is_allowed {
            allowed.insert(operation);
        }
    }
    allowed
}
