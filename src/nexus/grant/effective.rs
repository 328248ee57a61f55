//! What a principal may do, whatever the roles are called, and what would settle a doubt.

use crate::access::{
    AccessIndex, Derivation, Doubt, Outcome, Request, Standing, Step, Target, decide_pattern,
};
use crate::ids::PrincipalId;
use crate::model::Plane;
use crate::nexus::requirement::NeededRole;
use crate::pattern::ActionPattern;
use crate::scope::Scope;

pub(in crate::nexus) fn target_of(action: &str, plane: Plane) -> Target {
    Target {
        action: ActionPattern::literal(action),
        plane,
    }
}
/// Whether a principal itself has a role at a scope or above.
pub(super) fn holds_role(
    access: &AccessIndex<'_>,
    principal: &PrincipalId,
    role: &NeededRole,
    scope: &Scope,
) -> bool {
    let ancestors = access.hierarchy().ancestors(scope);
    access.assignments_of(principal).iter().any(|&at| {
        let assignment = &access.tenant().role_assignments[at];
        access.is_role(&assignment.role, role.id()) && ancestors.reached_from(&assignment.scope)
    })
}

pub(super) struct Effective {
    pub(super) outcome: Outcome,
    pub(super) roles: Vec<String>,
    pub(super) doubts: Vec<Doubt>,
}

pub(super) fn effective(
    access: &AccessIndex<'_>,
    standing: &Standing<'_, '_>,
    principal: &PrincipalId,
    scope: &Scope,
    action: &str,
    plane: Plane,
) -> Effective {
    let target = target_of(action, plane);
    if target.action.is_concrete() {
        let decision = standing.decide(&target);
        return Effective {
            outcome: decision.outcome(),
            roles: roles_of(decision.derivations().iter()),
            doubts: decision.doubts().to_vec(),
        };
    }
    let request = Request::new(principal.clone(), target, scope.clone());
    let decision = decide_pattern(access, &request);
    // A namespace that the catalogue doesn't hold says nothing either way.
    let outcome = if decision.coverage.operations.is_empty() {
        Outcome::Allowed
    } else {
        decision.outcome
    };
    Effective {
        outcome,
        roles: roles_of(decision.derivations.iter()),
        doubts: decision.doubts,
    }
}

pub(super) fn roles_of<'d>(derivations: impl Iterator<Item = &'d Derivation>) -> Vec<String> {
    let mut roles: Vec<String> = derivations
        .filter(|derivation| derivation.outcome == Outcome::Allowed)
        .flat_map(|derivation| &derivation.steps)
        .filter_map(|step| match step {
            Step::RoleDefinition { name, .. } => Some(name.to_string()),
            _ => None,
        })
        .collect();
    roles.sort();
    roles.dedup();
    roles
}

/// The doubt, and the export that settles it.
pub(super) fn settle(doubt: &Doubt) -> String {
    match doubt {
        Doubt::MissingMembers { group, .. } => format!(
            "the members of the group `{group}` are not listed; add the output of \
             `az ad group member list --group {group}`"
        ),
        Doubt::UnknownHierarchy { scope, .. } => format!(
            "whether `{scope}` holds the subscription is not known; add the output of \
             `az account management-group show --name {} --expand --recurse`",
            scope.management_group_id().unwrap_or("<group>")
        ),
        Doubt::UnresolvedRole { role, .. } => format!(
            "the role `{role}` is not in the catalogue; add the output of \
             `az role definition list --name {role}`"
        ),
        Doubt::AuditDeny { assignment } => {
            format!("the deny assignment `{assignment}` only audits, and may still block")
        }
    }
}
