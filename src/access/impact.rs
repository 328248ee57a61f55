//! Whose access in a tenant changes when role definitions do.

use std::collections::HashMap;
use std::sync::Arc;

use super::AccessIndex;
use crate::catalog::{CatalogDiff, ChangedRole};
use crate::ids::{PrincipalId, RoleId};
use crate::model::{Grant, RoleDefinition, RoleReference, Standing};
use crate::scope::Scope;

/// An assignment of a role that changed.
#[derive(Clone, Debug)]
pub(crate) struct Impact<'d> {
    /// Who holds the role.
    pub principal: PrincipalId,
    /// The role as the tenant's assignment means it.
    pub change: RoleChange<'d>,
    /// The scope of the assignment.
    pub scope: Scope,
    /// The role assignment or schedule instance.
    pub assignment: Arc<str>,
    /// Whether the role must be activated first (PI-1).
    pub standing: Standing,
}

/// What became of the role.
#[derive(Clone, Copy, Debug)]
pub(crate) enum RoleChange<'d> {
    /// It grants something else than before.
    Changed(&'d ChangedRole),
    /// The newer catalogue does not hold it.
    Gone(&'d RoleDefinition),
}

impl RoleChange<'_> {
    /// The role.
    pub(crate) fn role(&self) -> &RoleDefinition {
        match self {
            Self::Changed(change) => &change.role,
            Self::Gone(role) => role,
        }
    }
}

/// The grants of a tenant whose role changed from one catalogue to another, by principal, role and
/// scope. The index is of the newer catalogue, which resolves roles that an assignment names without
/// a GUID.
pub(crate) fn impact<'d>(index: &AccessIndex<'_>, diff: &'d CatalogDiff) -> Vec<Impact<'d>> {
    let changed = diff.roles_changed.iter().map(RoleChange::Changed);
    let gone = diff.roles_removed.iter().map(RoleChange::Gone);
    let changes: HashMap<RoleId, RoleChange<'d>> = changed
        .chain(gone)
        .filter_map(|change| Some((change.role().id?, change)))
        .collect();
    let change_of = |grant: &Grant<'_>| {
        let id = match grant.reference {
            RoleReference::Id(id) => *id,
            RoleReference::Name(_) => grant.role?.id?,
        };
        changes.get(&id).copied()
    };
    let mut rows: Vec<Impact<'d>> = index
        .grants_ever()
        .filter_map(|grant| {
            Some(Impact {
                change: change_of(&grant)?,
                principal: grant.holder.clone(),
                scope: grant.scope.clone(),
                assignment: Arc::clone(grant.id()),
                standing: grant.standing,
            })
        })
        .collect();
    rows.sort_by(|a, b| key(a).cmp(&key(b)));
    rows
}

fn key<'a>(row: &'a Impact<'_>) -> (&'a str, &'a str, &'a str, &'a str) {
    let role = &row.change.role().name;
    (
        row.principal.as_str(),
        role,
        row.scope.folded(),
        &row.assignment,
    )
}
