//! What Azure keeps one assignment of.

use std::sync::Arc;

use super::grants;
use crate::catalog::Catalog;
use crate::ids::PrincipalId;
use crate::model::{RoleAssignment, RoleReference};
use crate::scope::Scope;
use crate::text;

/// Who has which role where. Azure keeps one assignment of it, whatever its condition: that one is created
/// again changes nothing (`RoleAssignmentExists`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HeldRole {
    principal: PrincipalId,
    role: RoleReference,
    scope: Scope,
}

impl HeldRole {
    /// A role that is named by its GUID where the catalogue has its name.
    pub(crate) fn new(
        catalog: &Catalog,
        principal: &PrincipalId,
        role: &RoleReference,
        scope: &Scope,
    ) -> Self {
        let known = match role {
            RoleReference::Id(id) => Some(*id),
            RoleReference::Name(_) => {
                let known = grants::resolve(catalog, role).ok();
                known.and_then(|role| role.id)
            }
        };
        let role = match (known, role) {
            (Some(id), _) => RoleReference::Id(id),
            (None, RoleReference::Id(id)) => RoleReference::Id(*id),
            (None, RoleReference::Name(name)) => RoleReference::Name(Arc::from(text::fold(name))),
        };
        Self {
            principal: principal.clone(),
            role,
            scope: scope.clone(),
        }
    }

    pub(crate) fn of(catalog: &Catalog, record: &RoleAssignment) -> Self {
        Self::new(catalog, &record.principal, &record.role, &record.scope)
    }
}
