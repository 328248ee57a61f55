//! The roles that there are to assign, and which of them lead to more rights.

use std::sync::Arc;

use super::proposal::Act;
use crate::bits::OperationSet;
use crate::catalog::{Catalog, EscalationKind};
use crate::ids::{RoleId, RoleIx};
use crate::model::{Permission, Plane, RoleGap};
use crate::pattern::ActionPattern;
use crate::text;

/// A role that may be assigned.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DelegatedRole {
    /// Its GUID.
    pub id: RoleId,
    /// Its name; `None` for an id that a condition names and the catalogue doesn't hold.
    pub name: Option<Arc<str>>,
    /// An operation by which it leads to more rights, held without a condition; `None` where it
    /// holds none, or isn't known.
    pub privilege: Option<Arc<str>>,
    /// Why it isn't known what it grants, where that is so.
    pub gap: Option<RoleGap>,
}

/// Every role of a catalogue that can be assigned, by name. Made once for many questions.
#[derive(Debug)]
pub struct Roster {
    roles: Vec<DelegatedRole>,
    /// The roles that write role assignments under a condition.
    delegates: Vec<(RoleId, RoleIx)>,
}

impl Roster {
    /// Looks up the roles of a catalogue: roles with a GUID, and which of them hold an escalation
    /// operation that grants rights.
    pub fn of(catalog: &Catalog) -> Self {
        let mut grants: Vec<&ActionPattern> = catalog
            .risk()
            .escalation()
            .iter()
            .filter(|e| e.kind == EscalationKind::Grants && e.plane == Plane::Control)
            .map(|entry| &entry.action)
            .collect();
        // The operation that says most stands first.
        grants.sort_by_key(|action| !text::same(action.as_str(), Act::Write.operation()));
        let grants: Vec<(&ActionPattern, OperationSet)> = grants
            .into_iter()
            .map(|action| (action, catalog.expand(action, Plane::Control)))
            .collect();
        let (mut roles, mut delegates) = (Vec::new(), Vec::new());
        for at in catalog.roles() {
            let Some(id) = catalog.role_id(at) else {
                continue;
            };
            let role = catalog.role(at);
            let granted = catalog.granted(at, Plane::Control);
            let matches = |permission: &Permission, action: &str| {
                permission.control.matches(action, catalog.wildcards())
            };
            let holds = |action: &ActionPattern, operations: &OperationSet| {
                let mut each = role.permissions.iter().zip(&granted);
                each.any(|(permission, (set, _))| {
                    // A concrete operation counts by its text, whatever the catalogue holds.
                    let held = if action.is_concrete() {
                        matches(permission, action.as_str())
                    } else {
                        !set.is_disjoint(operations)
                    };
                    permission.condition.is_none() && held
                })
            };
            let privilege = grants
                .iter()
                .find(|(action, operations)| holds(action, operations));
            let privilege = privilege.map(|(action, _)| action);
            let writes = |permission: &Permission| {
                permission.condition.is_some() && matches(permission, Act::Write.operation())
            };
            if role.permissions.iter().any(writes) {
                delegates.push((id, at));
            }
            roles.push(DelegatedRole {
                id,
                name: Some(Arc::clone(&role.name)),
                privilege: privilege.map(|action| Arc::from(action.as_str())),
                gap: role.gap,
            });
        }
        roles.sort_by(|a, b| {
            let name = |role: &DelegatedRole| role.name.clone().unwrap_or_default();
            text::order(&name(a), &name(b)).then(a.id.cmp(&b.id))
        });
        Self { roles, delegates }
    }

    /// The roles, by name.
    pub fn roles(&self) -> &[DelegatedRole] {
        &self.roles
    }

    /// The roles that lead to more rights.
    pub fn privileged(&self) -> impl Iterator<Item = &DelegatedRole> {
        self.roles.iter().filter(|role| role.privilege.is_some())
    }

    /// The role of a GUID, known or not.
    pub(super) fn role(&self, id: RoleId) -> DelegatedRole {
        let known = self.roles.iter().find(|role| role.id == id).cloned();
        known.unwrap_or(DelegatedRole {
            id,
            name: None,
            privilege: None,
            gap: Some(RoleGap::Undefined),
        })
    }

    /// The roles that write role assignments under a condition of their own.
    pub(super) fn delegates(&self) -> &[(RoleId, RoleIx)] {
        &self.delegates
    }
}
