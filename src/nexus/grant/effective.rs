//! What a principal may do, whatever the roles are called, and what would settle a doubt.

use crate::access::{AccessIndex, Authorizer, Derivation, Doubt, Outcome, Step, Target};
use crate::ids::PrincipalId;
use crate::model::{Moment, Plane, RoleGap};
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
    let mut own = access.grants_of(principal, Moment::AsExported);
    own.any(|grant| {
        grant.assignment().is_some()
            && access.is_role(grant.reference, role.id())
            && ancestors.reached_from(grant.scope)
    })
}

pub(super) struct Effective {
    pub(super) outcome: Outcome,
    pub(super) roles: Vec<String>,
    pub(super) doubts: Vec<Doubt>,
}

pub(super) fn effective(authorizer: &Authorizer<'_, '_>, action: &str, plane: Plane) -> Effective {
    let decision = authorizer.decide(&target_of(action, plane));
    let known = decision.coverage().is_none_or(|c| !c.operations.is_empty());
    Effective {
        // A namespace that the catalogue doesn't hold says nothing either way.
        outcome: if known {
            decision.outcome()
        } else {
            Outcome::Allowed
        },
        roles: roles_of(decision.derivations().iter()),
        doubts: decision.doubts().to_vec(),
    }
}

pub(super) fn roles_of<'d>(derivations: impl Iterator<Item = &'d Derivation>) -> Vec<String> {
    let mut roles: Vec<String> = derivations
        .filter(|derivation| derivation.outcome == Outcome::Allowed)
        .flat_map(|derivation| derivation.steps.iter())
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
        Doubt::UnknownKind { principal, .. } => format!(
            "it is not known whether `{principal}` is a group; add the output of \
             `az ad group show --group {principal}`, or its members"
        ),
        Doubt::UnknownIdentity { principal, .. } => format!(
            "it is not known whose name `{principal}` is; add the output of `az ad user show --id {principal}`"
        ),
        Doubt::UnknownTime { assignment } => {
            format!("the start or end of `{assignment}` can't be read; export it again")
        }
        Doubt::Contradicted { assignment } => {
            format!("the exports contradict each other about `{assignment}`; export it again")
        }
        Doubt::CutOff { record } => {
            format!("the export cut off what `{record}` says; export it again")
        }
        Doubt::UnknownHierarchy { scope, .. } => format!(
            "it is not known whether `{scope}` holds the subscription; add the output of \
             `az account management-group show --name {} --expand --recurse`",
            scope.management_group_id().unwrap_or("<group>")
        ),
        Doubt::UnresolvedRole {
            gap: RoleGap::CutOff,
            role,
            ..
        } => format!("the export cut off the role `{role}`; export it again"),
        Doubt::UnresolvedRole {
            gap: RoleGap::Contradicted,
            role,
            ..
        } => format!("the exports contradict each other about the role `{role}`; export it again"),
        Doubt::UnresolvedRole {
            gap: RoleGap::Changed,
            role,
            ..
        } => format!("the role `{role}` was changed since; add the activity log from before"),
        Doubt::UnresolvedRole {
            gap: RoleGap::Unlisted,
            role,
            reference,
            ..
        } => format!(
            "the inputs list the role `{role}` without its permissions; add the output of \
             `az role definition list --name {reference}`"
        ),
        Doubt::UnresolvedRole {
            gap: RoleGap::Undefined,
            role,
            reference,
            ..
        } => format!(
            "the role `{role}` is not in the catalogue; add the output of \
             `az role definition list --name {reference}`"
        ),
        Doubt::AuditDeny { assignment } => {
            format!("the deny assignment `{assignment}` only audits, and may still block")
        }
    }
}
