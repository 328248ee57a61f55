//! Deny assignments over what a principal holds: grants are reported as they are assigned, and these say
//! what of them is blocked.

use std::sync::Arc;

use super::by_principal::EffectiveGrant;
use crate::access::{AccessIndex, Authorizer, Doubt, Outcome, Target};
use crate::bits::OperationSet;
use crate::catalog::Catalog;
use crate::directory::{Ancestors, Placement};
use crate::ids::PrincipalId;
use crate::model::{DenyAssignment, DenyEffect, DenyReach, Moment, Plane};
use crate::pattern::{ActionPattern, PatternSet};
use crate::scope::Scope;

/// A deny assignment that takes operations of some grants away.
#[derive(Clone, Debug)]
pub(crate) struct GrantsDenied<'t> {
    /// The deny assignment.
    pub deny: &'t DenyAssignment,
    /// How many granted operations it blocks, of both planes.
    pub operations: usize,
    /// Why it may not; none where it certainly does.
    pub doubts: Vec<Doubt>,
}

/// The enforced deny assignments that bind a principal, or may, and match what it is granted (DN-1 to
/// DN-6): those that reach the scope, or may, or, without one, those that meet a grant at their scope, above
/// or below it. Whether a condition of theirs is met is not asked.
pub(crate) fn denials_of<'t>(
    index: &AccessIndex<'t>,
    principal: &PrincipalId,
    at: Option<&Scope>,
    grants: &[EffectiveGrant],
) -> Vec<GrantsDenied<'t>> {
    let closure = index.groups().closure(principal);
    let among = |id: &PrincipalId| closure.contains(id);
    let mut found = Vec::new();
    let at = at.map(|at| (at, index.hierarchy().ancestors(at)));
    for deny in &index.tenant().deny_assignments {
        let enforced = deny.effect == DenyEffect::Enforced;
        let binding = enforced.then(|| index.deny_binding(deny, among)).flatten();
        let Some(doubts) = binding else {
            continue;
        };
        let meets = |grant: &&EffectiveGrant| match &at {
            Some((at, above)) => reaches(index, deny, at, above),
            None => meets(index, deny, &grant.scope),
        };
        let each = grants.iter().map(|grant| (grant, meets(&grant)));
        let (certain, open): (Vec<_>, Vec<_>) = each
            .filter(|(_, met)| *met != Placement::Outside)
            .partition(|(_, met)| *met == Placement::Within && doubts.is_empty());
        let count = |met: &[(&EffectiveGrant, Placement)]| -> usize {
            let met: Vec<&EffectiveGrant> = met.iter().map(|(grant, _)| *grant).collect();
            let operations = Plane::BOTH.map(|plane| blocked(index, deny, &met, plane));
            operations.iter().sum()
        };
        let operations = count(&certain);
        if operations > 0 {
            found.push(GrantsDenied {
                deny,
                operations,
                doubts: Vec::new(),
            });
        }
        // A certain deny leaves nothing open.
        let is_open = |(grant, _): &(&EffectiveGrant, Placement)| grant.outcome != Outcome::Denied;
        let open: Vec<_> = open.into_iter().filter(is_open).collect();
        let operations = count(&open);
        if operations > 0 {
            let is_unplaced = open.iter().any(|(_, met)| *met == Placement::Unknown);
            let unplaced = is_unplaced.then(|| Doubt::UnknownHierarchy {
                scope: deny.scope.clone(),
                assignment: Arc::clone(&deny.id),
            });
            found.push(GrantsDenied {
                deny,
                operations,
                doubts: doubts.into_iter().chain(unplaced).collect(),
            });
        }
    }
    found
}

/// Marks the grants of which deny assignments leave nothing, or may, at the scope asked about, else at their own,
/// and below it (DN-4).
pub(super) fn mark_denied(
    index: &AccessIndex<'_>,
    principal: &PrincipalId,
    at: Option<&Scope>,
    moment: Moment,
    grants: &mut [EffectiveGrant],
) {
    if index.tenant().deny_assignments.is_empty() {
        return;
    }
    for grants in grants.chunk_by_mut(|one, other| at.is_some() || one.scope == other.scope) {
        let Some(scope) = at.or(grants.first().map(|grant| &grant.scope)).cloned() else {
            continue;
        };
        if may_be_denied(index, &scope) {
            // What is denied at a scope alone may be done below it.
            let authorizer = Authorizer::reaching(index, principal, &scope, moment).below();
            mark_denied_by(index, &authorizer, grants);
        }
    }
}

fn mark_denied_by(
    index: &AccessIndex<'_>,
    authorizer: &Authorizer<'_, '_>,
    grants: &mut [EffectiveGrant],
) {
    for grant in grants {
        let Some(plane) = grant.plane.filter(|_| grant.missing.is_empty()) else {
            continue;
        };
        let is_active = grant.outcome != Outcome::Eligible;
        let (mut gives_any, mut doubts) = (false, Vec::new());
        let is_left = names(index.catalog(), &grant.patterns, plane).any(|name| {
            gives_any = true;
            let action = ActionPattern::literal(&name);
            let target = Target { action, plane };
            match authorizer.outcome(&target) {
                Outcome::Denied => false,
                Outcome::Undetermined if is_active => {
                    if doubts.is_empty() {
                        let decision = authorizer.decide(&target);
                        let of_denies = decision.doubts().iter();
                        let of_denies = of_denies.filter(|doubt| doubt.is_of_deny(index.tenant()));
                        doubts = of_denies.cloned().collect();
                    }
                    doubts.is_empty()
                }
                _ => true,
            }
        });
        if is_left || !gives_any {
            continue;
        }
        grant.outcome = match doubts.is_empty() {
            true => Outcome::Denied,
            false => Outcome::Undetermined,
        };
        grant.missing = doubts;
    }
}

/// Whether an enforced deny assignment reaches a scope and what is below it, or may.
fn may_be_denied(index: &AccessIndex<'_>, scope: &Scope) -> bool {
    let above = index.hierarchy().ancestors(scope);
    let mut denies = index.tenant().deny_assignments.iter();
    denies.any(|deny| {
        deny.effect == DenyEffect::Enforced
            && deny.reach == DenyReach::SelfAndChildren
            && index.hierarchy().reach(&above, &deny.scope) != Placement::Outside
    })
}

/// The operations that patterns give, and a name for each pattern of which the catalogue holds none.
fn names(catalog: &Catalog, patterns: &PatternSet, plane: Plane) -> impl Iterator<Item = String> {
    let held = catalog.expand_set(patterns, plane);
    let held: Vec<_> = held.iter().collect();
    let held = held.into_iter().map(|at| catalog.operation(at).name);
    let granted = patterns.granted().iter();
    let unknown = granted.filter(move |pattern| catalog.expand(pattern, plane).is_empty());
    let unknown = unknown.map(|pattern| pattern.as_str().replace('*', "any"));
    let wildcards = catalog.wildcards();
    held.chain(unknown.filter(move |name| patterns.matches(name, wildcards)))
}

/// Whether a deny assignment reaches a scope, which has these ancestors.
fn reaches(
    index: &AccessIndex<'_>,
    deny: &DenyAssignment,
    scope: &Scope,
    above: &Ancestors,
) -> Placement {
    match deny.reach {
        DenyReach::SelfOnly if deny.scope == *scope => Placement::Within,
        DenyReach::SelfOnly => Placement::Outside,
        DenyReach::SelfAndChildren => index.hierarchy().reach(above, &deny.scope),
    }
}

/// Whether a grant at a scope and a deny assignment hold anywhere together.
fn meets(index: &AccessIndex<'_>, deny: &DenyAssignment, granted: &Scope) -> Placement {
    let hierarchy = index.hierarchy();
    if (hierarchy.ancestors(&deny.scope)).reached_from(granted) {
        return Placement::Within;
    }
    let from_above = reaches(index, deny, granted, &hierarchy.ancestors(granted));
    let from_below = hierarchy.reach(&hierarchy.ancestors(&deny.scope), granted);
    match (from_above, from_below) {
        (Placement::Within, _) => Placement::Within,
        (Placement::Outside, Placement::Outside) => Placement::Outside,
        _ => Placement::Unknown,
    }
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
