//! What Azure keeps one assignment of.

use std::sync::Arc;

use super::{AccessIndex, grants};
use crate::catalog::Catalog;
use crate::ids::PrincipalId;
use crate::model::{RoleAssignment, RoleReference};
use crate::scope::Scope;
use crate::text;

/// Who has which role where. Azure keeps one assignment of it, whatever its condition: that one is created
/// again changes nothing (`RoleAssignmentExists`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct AssignmentKey {
    principal: PrincipalId,
    role: RoleReference,
    scope: Scope,
}

impl AssignmentKey {
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

/// The assignment with a condition by which a principal holds a role at the very scope.
pub(crate) fn conditional_assignment<'a>(
    index: &'a AccessIndex<'_>,
    principal: &PrincipalId,
    scope: &Scope,
    role: &RoleReference,
) -> Option<&'a RoleAssignment> {
    let catalog = index.catalog();
    let wanted = AssignmentKey::new(catalog, principal, role, scope);
    let mut own = index.grants_ever_of(principal);
    own.find_map(|grant| {
        let record = grant.assignment().filter(|_| grant.scope == scope)?;
        let is_it = record.condition.is_some() && AssignmentKey::of(catalog, record) == wanted;
        is_it.then_some(record)
    })
}
