//! Deny assignments over what a principal holds: grants are reported as they are assigned, and these say
//! what of them is blocked.

use super::by_principal::EffectiveGrant;
use crate::access::AccessIndex;
use crate::bits::OperationSet;
use crate::ids::PrincipalId;
use crate::model::{DenyAssignment, DenyReach, Plane};
use crate::scope::Scope;

/// A deny assignment that takes operations of some grants away.
#[derive(Clone, Debug)]
pub(crate) struct GrantsDenied<'t> {
    /// The deny assignment.
    pub deny: &'t DenyAssignment,
    /// How many granted operations it blocks, of both planes.
    pub operations: usize,
}

/// The enforced deny assignments that bind a principal and match what it is granted (DN-1 to DN-6):
/// those that reach the scope, or, without one, those that meet a grant at their scope, above or
/// below it. Whether a condition of theirs is met is not asked.
pub(crate) fn denials_of<'t>(
    index: &AccessIndex<'t>,
    principal: &PrincipalId,
    at: Option<&Scope>,
    grants: &[EffectiveGrant],
) -> Vec<GrantsDenied<'t>> {
    let closure = index.groups().closure(principal);
    let among = |id: &PrincipalId| closure.contains(id);
    let mut found = Vec::new();
    for deny in &index.tenant().deny_assignments {
        let reaches = at.is_none_or(|at| reaches(index, deny, at));
        if !deny.binds(among) || !reaches {
            continue;
        }
        let met: Vec<&EffectiveGrant> = grants
            .iter()
            .filter(|grant| at.is_some() || meets(index, deny, &grant.scope))
            .collect();
        let operations = Plane::BOTH.map(|plane| blocked(index, deny, &met, plane));
        let operations: usize = operations.iter().sum();
        if operations > 0 {
            found.push(GrantsDenied { deny, operations });
        }
    }
    found
}

fn reaches(index: &AccessIndex<'_>, deny: &DenyAssignment, scope: &Scope) -> bool {
    match deny.reach {
        DenyReach::SelfOnly => deny.scope == *scope,
        DenyReach::SelfAndChildren => index.hierarchy().ancestors(scope).reached_from(&deny.scope),
    }
}

/// Whether a grant at a scope and a deny assignment hold anywhere together.
fn meets(index: &AccessIndex<'_>, deny: &DenyAssignment, granted: &Scope) -> bool {
    reaches(index, deny, granted)
        || index
            .hierarchy()
            .ancestors(&deny.scope)
            .reached_from(granted)
}

fn blocked(
    index: &AccessIndex<'_>,
    deny: &DenyAssignment,
    grants: &[&EffectiveGrant],
    plane: Plane,
) -> usize {
    let catalog = index.catalog();
    let mut denied = OperationSet::new(catalog.operation_count());
    for permission in &deny.permissions {
        denied.union_with(&catalog.expand_set(permission.plane(plane), plane));
    }
    let mut held = OperationSet::new(catalog.operation_count());
    for grant in grants.iter().filter(|grant| grant.plane == Some(plane)) {
        held.union_with(&catalog.expand_set(&grant.patterns, plane));
    }
    denied.iter().filter(|&at| held.contains(at)).count()
}
