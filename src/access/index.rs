use std::sync::Arc;

use super::conditions::Conditions;
use super::{Doubt, Target};
use crate::catalog::Catalog;
use crate::directory::{Groups, Hierarchy};
use crate::ids::{AssignmentKey, PrincipalId, RoleId};
use crate::model::{
    PrincipalKind, RoleAssignment, RoleDefinition, RoleReference, Schedule, ScheduleKind, Tenant,
};
use crate::scope::Scope;
use crate::text;
use crate::text::{NameMap, NameSet};

/// A tenant snapshot made ready for many requests: assignments by principal, roles resolved,
/// memberships and management groups as graphs.
///
/// Building takes time and memory linear in the tenant.
#[derive(Debug)]
pub struct AccessIndex<'t> {
    tenant: &'t Tenant,
    catalog: &'t Catalog,
    groups: Groups,
    hierarchy: Hierarchy,
    assignments: NameMap<PrincipalId, Vec<usize>>,
    schedules: NameMap<PrincipalId, Vec<usize>>,
    roles: NameMap<RoleReference, Option<RoleDefinition>>,
    /// Names (last segments) of the loaded assignments.
    loaded: NameSet<AssignmentKey>,
    /// Assignments to groups whose members are not listed, with the unlisted group.
    unlisted: Vec<(usize, PrincipalId)>,
    conditions: Conditions,
}

impl<'t> AccessIndex<'t> {
    /// Indexes a tenant. Custom roles of the tenant must have been added to the catalogue with
    /// [`Catalog::add_roles`].
    pub fn new(tenant: &'t Tenant, catalog: &'t Catalog) -> Self {
        let mut assignments: NameMap<PrincipalId, Vec<usize>> = NameMap::default();
        let mut schedules: NameMap<PrincipalId, Vec<usize>> = NameMap::default();
        let mut roles: NameMap<RoleReference, Option<RoleDefinition>> = NameMap::default();
        let mut resolve = |role: &RoleReference| {
            if !roles.contains_key(role) {
                roles.insert(role.clone(), resolve_role(catalog, role));
            }
        };
        for (at, assignment) in tenant.role_assignments.iter().enumerate() {
            resolve(&assignment.role);
            assignments
                .entry(assignment.principal.clone())
                .or_default()
                .push(at);
        }
        for (at, schedule) in tenant.schedules.iter().enumerate() {
            resolve(&schedule.role);
            schedules
                .entry(schedule.principal.clone())
                .or_default()
                .push(at);
        }
        let mut conditions = Conditions::default();
        let of_roles = roles.values().flatten().flat_map(|role| &role.permissions);
        let of_denies = tenant
            .deny_assignments
            .iter()
            .flat_map(|deny| &deny.permissions);
        of_roles
            .chain(of_denies)
            .filter_map(|permission| permission.condition.as_ref())
            .chain(
                tenant
                    .role_assignments
                    .iter()
                    .filter_map(|a| a.condition.as_ref()),
            )
            .chain(tenant.schedules.iter().filter_map(|s| s.condition.as_ref()))
            .chain(
                tenant
                    .deny_assignments
                    .iter()
                    .filter_map(|d| d.condition.as_ref()),
            )
            .for_each(|condition| conditions.learn(condition));
        let groups = Groups::new(tenant);
        let mut gaps: NameMap<&PrincipalId, Option<PrincipalId>> = NameMap::default();
        let mut unlisted = Vec::new();
        for (at, assignment) in tenant.role_assignments.iter().enumerate() {
            let kind = tenant.principal(&assignment.principal).map(|p| p.kind);
            let group = |kind| matches!(kind, PrincipalKind::Group | PrincipalKind::ForeignGroup);
            if !group(assignment.principal_kind) && !kind.is_some_and(group) {
                continue;
            }
            let gap = gaps
                .entry(&assignment.principal)
                .or_insert_with(|| groups.is_complete(&assignment.principal, tenant).err());
            if let Some(gap) = gap {
                unlisted.push((at, gap.clone()));
            }
        }
        Self {
            tenant,
            catalog,
            hierarchy: Hierarchy::new(tenant),
            assignments,
            schedules,
            roles,
            loaded: tenant
                .role_assignments
                .iter()
                .map(|a| AssignmentKey::of(&a.id))
                .collect(),
            unlisted,
            conditions,
            groups,
        }
    }

    /// The doubts that assignments to unlisted groups raise about everyone: those that reach one
    /// of the scopes (any scope, if none is given) and grant one of the targets (anything, if none
    /// is given).
    pub fn unlisted_doubts(&self, scopes: &[Scope], targets: &[Target]) -> Vec<Doubt> {
        let reached: Vec<_> = scopes
            .iter()
            .map(|scope| self.hierarchy.ancestors(scope))
            .collect();
        let wildcards = self.catalog.wildcards();
        let mut doubts: Vec<Doubt> = self
            .unlisted
            .iter()
            .map(|(at, group)| (&self.tenant.role_assignments[*at], group))
            .filter(|(a, _)| reached.is_empty() || reached.iter().any(|r| r.reached_from(&a.scope)))
            .filter(|(a, _)| {
                let Some(role) = self.role(&a.role) else {
                    return true;
                };
                targets.is_empty()
                    || targets.iter().any(|target| {
                        role.permissions.iter().any(|permission| {
                            let set = permission.plane(target.plane);
                            !target.action.is_concrete()
                                || set.matches(target.action.as_str(), wildcards)
                        })
                    })
            })
            .map(|(assignment, group)| Doubt::MissingMembers {
                group: group.clone(),
                assignment: Arc::clone(&assignment.id),
            })
            .collect();
        doubts.sort();
        doubts.dedup();
        doubts
    }

    pub(super) fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    /// Whether the inputs hold the role assignment with this id, whatever its scope prefix.
    pub fn is_loaded(&self, assignment: &str) -> bool {
        self.loaded.contains(&AssignmentKey::of(assignment))
    }

    /// Positions of the assignments to groups whose members are not all listed, each with the
    /// group without a list.
    pub fn unlisted(&self) -> &[(usize, PrincipalId)] {
        &self.unlisted
    }

    /// The tenant.
    pub fn tenant(&self) -> &'t Tenant {
        self.tenant
    }

    /// The catalogue.
    pub fn catalog(&self) -> &'t Catalog {
        self.catalog
    }

    /// Who belongs to which group.
    pub fn groups(&self) -> &Groups {
        &self.groups
    }

    /// Which management group holds what.
    pub fn hierarchy(&self) -> &Hierarchy {
        &self.hierarchy
    }

    /// Positions of the role assignments of a principal.
    pub fn assignments_of(&self, principal: &PrincipalId) -> &[usize] {
        self.assignments.get(principal).map_or(&[], Vec::as_slice)
    }

    /// Positions of the schedule instances of a principal.
    pub fn schedules_of(&self, principal: &PrincipalId) -> &[usize] {
        self.schedules.get(principal).map_or(&[], Vec::as_slice)
    }

    /// The schedule instance that gives an assignment its end (PI-2).
    pub(crate) fn window(&self, assignment: &RoleAssignment) -> Option<&'t Schedule> {
        self.schedules_of(&assignment.principal)
            .iter()
            .map(|&at| &self.tenant().schedules[at])
            .find(|schedule| {
                schedule.kind != ScheduleKind::Eligible
                    && schedule.origin_assignment.as_deref().is_some_and(|id| {
                        text::same(id.rsplit('/').next().unwrap_or(id), assignment.name())
                    })
            })
    }

    /// The definition that an assignment's role means.
    pub fn role(&self, role: &RoleReference) -> Option<&RoleDefinition> {
        self.roles.get(role).and_then(Option::as_ref)
    }

    /// The name to show for an assignment's role.
    pub fn role_label(&self, role: &RoleReference, printed: Option<&str>) -> String {
        match self.role(role) {
            Some(definition) => definition.name.to_string(),
            None => printed.map_or_else(|| role.to_string(), str::to_owned),
        }
    }
}

fn resolve_role(catalog: &Catalog, role: &RoleReference) -> Option<RoleDefinition> {
    let found = match role {
        RoleReference::Id(id) => catalog.find_role_id(*id),
        RoleReference::Name(name) => catalog.look_up_role(name).ok(),
    };
    found.map(|at| catalog.role(at))
}

impl AccessIndex<'_> {
    /// Whether a role reference means this GUID.
    pub fn is_role(&self, role: &RoleReference, id: RoleId) -> bool {
        match role {
            RoleReference::Id(own) => *own == id,
            RoleReference::Name(name) => self
                .role(role)
                .is_some_and(|r| r.id == Some(id) || text::same(&r.name, name)),
        }
    }
}
