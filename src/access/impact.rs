//! Whose access in a tenant changes when role definitions do.

use std::collections::HashMap;
use std::sync::Arc;

use crate::catalog::{Catalog, CatalogDiff, ChangedRole};
use crate::ids::{PrincipalId, RoleId};
use crate::model::{RoleDefinition, RoleReference, ScheduleKind, Tenant};
use crate::scope::Scope;

/// An assignment of a role that changed.
#[derive(Clone, Debug)]
pub struct Impact<'d> {
    /// Who holds the role.
    pub principal: PrincipalId,
    /// The role as the tenant's assignment means it.
    pub change: RoleChange<'d>,
    /// Where.
    pub scope: Scope,
    /// The role assignment or schedule instance.
    pub assignment: Arc<str>,
    /// Whether the role must be activated first (PI-1).
    pub standing: ImpactStanding,
}

/// What became of the role.
#[derive(Clone, Copy, Debug)]
pub enum RoleChange<'d> {
    /// It grants something else than before.
    Changed(&'d ChangedRole),
    /// The newer catalogue does not hold it.
    Gone(&'d RoleDefinition),
}

impl RoleChange<'_> {
    /// The role.
    pub fn role(&self) -> &RoleDefinition {
        match self {
            Self::Changed(change) => &change.role,
            Self::Gone(role) => role,
        }
    }
}

/// How an assignment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ImpactStanding {
    /// It grants.
    Active,
    /// It must be activated first.
    Eligible,
}

/// The assignments of a tenant whose role changed from one catalogue to another, by principal,
/// role and scope. `newer` resolves roles that an assignment names without a GUID.
pub fn impact<'d>(tenant: &Tenant, newer: &Catalog, diff: &'d CatalogDiff) -> Vec<Impact<'d>> {
    let changed = diff.roles_changed.iter().map(RoleChange::Changed);
    let gone = diff.roles_removed.iter().map(RoleChange::Gone);
    let changes: HashMap<RoleId, RoleChange<'d>> = changed
        .chain(gone)
        .filter_map(|change| Some((change.role().id?, change)))
        .collect();
    let change_of = |role: &RoleReference| {
        let id = match role {
            RoleReference::Id(id) => *id,
            RoleReference::Name(name) => newer.role_id(newer.look_up_role(name).ok()?)?,
        };
        changes.get(&id).copied()
    };
    let mut rows = Vec::new();
    for held in &tenant.role_assignments {
        rows.extend(change_of(&held.role).map(|change| Impact {
            principal: held.principal.clone(),
            change,
            scope: held.scope.clone(),
            assignment: Arc::clone(&held.id),
            standing: ImpactStanding::Active,
        }));
    }
    for held in &tenant.schedules {
        // An active instance shows its role assignment a second time (PI-2).
        if held.kind != ScheduleKind::Eligible {
            continue;
        }
        rows.extend(change_of(&held.role).map(|change| Impact {
            principal: held.principal.clone(),
            change,
            scope: held.scope.clone(),
            assignment: Arc::clone(&held.id),
            standing: ImpactStanding::Eligible,
        }));
    }
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
