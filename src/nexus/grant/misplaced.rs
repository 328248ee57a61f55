//! Roles that are there, but on the wrong principal (A8).

use crate::access::{AccessIndex, Authorizer};
use crate::ids::PrincipalId;
use crate::model::{Grant, Moment, PrincipalKind};
use crate::nexus::check::CheckInput;
use crate::nexus::cluster::Cluster;
use crate::nexus::requirement::{NeededBy, Requirement};
use crate::nexus::resource_id::ResourceId;

/// The role is there, but on a principal that does not serve the setting (A8).
pub(super) fn misplaced(
    input: &CheckInput<'_>,
    access: &AccessIndex<'_>,
    requirement: &Requirement,
    authorizer: &Authorizer<'_, '_>,
) -> Option<String> {
    let reaches = |grant: &Grant<'_>| {
        grant.assignment().is_some()
            && access.is_role(grant.reference, requirement.role.id())
            && authorizer.ancestors().reached_from(grant.scope)
    };
    let cluster = input.cluster;
    let grants = access.grants(Moment::AsExported);
    let rows: Vec<Grant<'_>> = grants.filter(reaches).collect();
    rows.iter()
        .find_map(|a| on_another_id(cluster, input, requirement, a.holder))
        .or_else(|| {
            rows.iter()
                .find(|a| is_stranger(access, a, cluster))
                .map(|a| match requirement.holder {
                    NeededBy::System => format!(
                        "the role is assigned to `{}`, which no input names: perhaps the old \
                         principal id of a system-assigned identity that was removed and made \
                         again",
                        a.holder
                    ),
                    _ => format!(
                        "the role is assigned to `{}`, which no input names",
                        a.holder
                    ),
                })
        })
}

fn on_another_id(
    cluster: &Cluster,
    input: &CheckInput<'_>,
    requirement: &Requirement,
    principal: &PrincipalId,
) -> Option<String> {
    let client_of = |id: &ResourceId| {
        let own = cluster
            .identity
            .find(id)
            .and_then(|entry| entry.client.as_deref());
        own.or_else(|| input.resources.identity(id)?.client.as_deref())
            .map(PrincipalId::new)
    };
    if let NeededBy::User(id) = &requirement.holder
        && client_of(id).as_ref() == Some(principal)
    {
        return Some(format!(
            "the role is assigned to the clientId of `{}`; assignments go by its principalId",
            id.name()
        ));
    }
    if requirement.holder != NeededBy::System
        && cluster.identity.has_system()
        && cluster.identity.principal.as_ref() == Some(principal)
    {
        return Some("the role is assigned to the system-assigned identity".to_owned());
    }
    cluster
        .identity
        .attached
        .iter()
        .find(|entry| {
            requirement.holder != NeededBy::User(entry.id.clone())
                && (entry.principal.as_ref() == Some(principal)
                    || entry.client.as_deref().map(PrincipalId::new).as_ref() == Some(principal))
        })
        .map(|entry| {
            format!(
                "the role is assigned to another identity of the cluster, `{}`",
                entry.id.name()
            )
        })
}

/// A service principal that no input gives a name.
pub(super) fn is_stranger(access: &AccessIndex<'_>, grant: &Grant<'_>, cluster: &Cluster) -> bool {
    let id = grant.holder;
    let of_cluster = cluster.identity.principal.as_ref() == Some(id)
        || cluster
            .identity
            .attached
            .iter()
            .any(|entry| entry.principal.as_ref() == Some(id));
    let known = access.tenant().principal(id);
    let nameless = known
        .is_none_or(|p| p.sign_in_name.is_none() && p.display_name.is_none() && p.app_id.is_none());
    let kind = known.map_or(grant.principal_kind(), |p| p.kind);
    !of_cluster
        && nameless
        && matches!(
            kind,
            PrincipalKind::ServicePrincipal
                | PrincipalKind::ManagedIdentity
                | PrincipalKind::Unknown
        )
}
