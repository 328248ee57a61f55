use std::sync::Arc;

use super::{condition, incomplete, role_reference, scope};
use crate::ids::RoleId;
use crate::import::detect::{RecordKind, kind_of};
use crate::import::fragment::Fragment;
use crate::import::record::{Record, text};
use crate::model::{
    AssignmentOrigin, InputKind, PrincipalFound, PrincipalKind, RoleAssignment, RoleReference,
};
use crate::span::Place;
use crate::text as names;

const OWNER: u128 = 0x8e3a_f657_a8ff_443c_a75c_2fe8_c4bc_b635;

/// Takes a role assignment of `az`, REST, Resource Graph or PowerShell (§4.6 to §4.8).
pub(crate) fn role_assignment(fragment: &mut Fragment, record: &Record<'_>, place: Place) {
    fragment.count(InputKind::RoleAssignments);
    let classic = kind_of(record) == RecordKind::ClassicAdministrator
        || record.text(text::RoleDefinitionName).is_some_and(|name| {
            name.contains("ServiceAdministrator") || name.contains("CoAdministrator")
        });
    let id = record
        .text(text::RoleAssignmentId)
        .or_else(|| record.text(text::Id));
    let principal = record
        .text(text::PrincipalId)
        .or_else(|| record.text(text::ObjectId));
    let Some(principal) = principal.or_else(|| record.text(text::Mail).filter(|_| classic)) else {
        return incomplete(fragment, "a role assignment", "a principal", place);
    };
    let role = if classic {
        // A classic administrator is an Owner of the subscription (CL-1).
        RoleReference::Id(RoleId::from_u128(OWNER))
    } else {
        let Some(role) = role_reference(fragment, record) else {
            return incomplete(fragment, "a role assignment", "a role", place);
        };
        role
    };
    let Some(scope) = scope(fragment, record, id, &place) else {
        return incomplete(fragment, "a role assignment", "a scope", place);
    };
    let kind = record
        .text(text::PrincipalType)
        .or_else(|| record.text(text::ObjectType))
        .map_or(PrincipalKind::Unknown, PrincipalKind::parse);
    let name = record
        .text(text::PrincipalName)
        .or_else(|| record.text(text::SignInName));
    let shown = record.text(text::DisplayName);
    let principal = fragment.assigned_principal(principal, (kind, name), shown);
    let id = id.map_or_else(
        || {
            let name = record.text(text::Name).unwrap_or("unnamed");
            let id = format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{name}");
            Arc::from(id)
        },
        Arc::from,
    );
    let condition = condition(fragment, record);
    let assignment = RoleAssignment {
        id,
        principal,
        principal_kind: kind,
        principal_found: found(record),
        role,
        role_name: record
            .text(text::RoleDefinitionName)
            .map(|name| fragment.pool(name)),
        scope,
        condition,
        origin: if classic {
            AssignmentOrigin::ClassicAdministrator
        } else {
            AssignmentOrigin::Standing
        },
        created_on: record.text(text::CreatedOn).map(|time| fragment.pool(time)),
        description: record.text(text::Description).map(Arc::from),
        contradicted: false,
        place,
    };
    fragment.tenant.role_assignments.push(assignment);
}

/// `az` prints an empty name and PowerShell the type `Unknown` for a principal that isn't there.
fn found(record: &Record<'_>) -> PrincipalFound {
    let unknown = record
        .text(text::ObjectType)
        .is_some_and(|kind| names::same(kind, "Unknown"));
    let names = [text::PrincipalName, text::SignInName, text::DisplayName];
    if names.iter().any(|slot| record.text(*slot).is_some()) {
        PrincipalFound::Yes
    } else if unknown || record.raw_text(text::PrincipalName).is_some() {
        PrincipalFound::No
    } else {
        PrincipalFound::NotSaid
    }
}
