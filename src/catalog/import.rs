//! Makes an image of role definitions and operations that were read from exports.

use std::collections::HashSet;

use super::image::format::Section;
use super::source::{Source, SourceOperation, SourcePermission, SourceRole};
use super::{Catalog, image};
use crate::model::{Permission, RoleDefinition, RoleGap, RoleKind, Tenant};
use crate::pattern::ActionPattern;
use crate::text;

/// Why no catalogue can be made of the inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportCatalogError {
    /// There is no role definition.
    #[error("the inputs hold no role definition")]
    NoRoles,
    /// There is no provider operation.
    #[error("the inputs hold no provider operation")]
    NoOperations,
}

/// The image of a catalogue with the role definitions and operations of `tenant`, and the
/// documented roles, tasks and risk lists of `base`.
///
/// # Errors
///
/// When the inputs hold no role definitions or no operations.
pub fn import_catalog(
    tenant: &Tenant,
    base: &Catalog,
    date: &str,
) -> Result<Vec<u8>, ImportCatalogError> {
    // What is listed without permissions defines nothing.
    let listed = tenant.role_definitions.iter();
    let defined: Vec<&RoleDefinition> = listed
        .filter(|role| role.gap != Some(RoleGap::Unlisted))
        .collect();
    if defined.is_empty() {
        return Err(ImportCatalogError::NoRoles);
    }
    if tenant.operations.is_empty() {
        return Err(ImportCatalogError::NoOperations);
    }
    let operations = tenant.operations.iter().map(|operation| SourceOperation {
        name: operation.name.clone(),
        plane: operation.plane,
        // The provider itself states the plane.
        plane_is_uncertain: false,
        description: operation.description.clone().or_else(|| {
            let known = base.find_in_plane(&operation.name, operation.plane);
            known.and_then(|known| base.description(known))
        }),
    });
    let mut roles: Vec<SourceRole> = defined.into_iter().map(source_role).collect();
    let known: HashSet<String> = roles
        .iter()
        .map(|role| text::fold(&role.name).into_owned())
        .collect();
    for role in base.roles().map(|at| base.role(at)) {
        if role.kind == RoleKind::Documented && !known.contains(&*text::fold(&role.name)) {
            roles.push(source_role(&role));
        }
    }
    let json = |section| String::from_utf8_lossy(base.image.json(section)).into_owned();
    Ok(image::write(&Source {
        label: "imported".to_owned(),
        date: date.to_owned(),
        operations: operations.collect(),
        roles,
        tasks: json(Section::Tasks),
        escalation: json(Section::Escalation),
        service_roles: json(Section::ServiceRoles),
        remarks: json(Section::Remarks),
    }))
}

pub(super) fn source_role(role: &RoleDefinition) -> SourceRole {
    SourceRole {
        id: role.id.map(crate::ids::RoleId::to_u128),
        name: role.name.to_string(),
        aliases: role.aliases.iter().map(ToString::to_string).collect(),
        kind: role.kind,
        published_as: role.published_as.map(crate::ids::RoleId::to_u128),
        description: role
            .description
            .as_deref()
            .filter(|d| !d.is_empty())
            .map(str::to_owned),
        assignable_scopes: role
            .assignable_scopes
            .iter()
            .map(ToString::to_string)
            .collect(),
        permissions: role.permissions.iter().map(source_permission).collect(),
        updated_on: role.updated_on.as_deref().map(str::to_owned),
    }
}

fn source_permission(permission: &Permission) -> SourcePermission {
    let list = |patterns: &[ActionPattern]| patterns.iter().map(ToString::to_string).collect();
    SourcePermission {
        lists: [
            list(permission.control.granted()),
            list(permission.control.excluded()),
            list(permission.data.granted()),
            list(permission.data.excluded()),
        ],
        condition: permission
            .condition
            .as_ref()
            .map(|condition| (condition.text.to_string(), condition.version.to_string())),
    }
}
