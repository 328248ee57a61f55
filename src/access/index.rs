use std::sync::{Arc, OnceLock};

use super::by_holder::ByHolder;
use super::conditions::Conditions;
use super::{Doubt, Target};
use crate::catalog::Catalog;
use crate::directory::{Groups, Hierarchy};
use crate::ids::{IdKey, PrincipalId, RoleId};
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
    holders: NameMap<PrincipalId, usize>,
    /// Positions of assignments, by holder.
    assignments: ByHolder,
    schedules: ByHolder,
    roles: NameMap<RoleReference, Option<RoleDefinition>>,
    /// Names (last segments) of the loaded assignments, once one is asked for.
    loaded: OnceLock<NameSet<IdKey>>,
    /// Assignments to groups whose members are not listed, with the unlisted group.
    unlisted: Vec<(usize, PrincipalId)>,
    conditions: Conditions,
}

impl<'t> AccessIndex<'t> {
    /// Indexes a tenant. Custom roles of the tenant must have been added to the catalogue with
    /// [`Catalog::add_roles`].
    pub fn new(tenant: &'t Tenant, catalog: &'t Catalog) -> Self {
        let mut holders: NameMap<PrincipalId, usize> = NameMap::default();
        let mut roles: NameMap<RoleReference, Option<RoleDefinition>> = NameMap::default();
        let mut resolve = |role: &RoleReference| {
            if !roles.contains_key(role) {
                roles.insert(role.clone(), resolve_role(catalog, role));
            }
        };
        let mut number = |principal: &PrincipalId| {
            if let Some(known) = holders.get(principal) {
                return *known;
            }
            let next = holders.len();
            holders.insert(principal.clone(), next);
            next
        };
        let assigned: Vec<usize> = tenant
            .role_assignments
            .iter()
            .map(|assignment| {
                resolve(&assignment.role);
                number(&assignment.principal)
            })
            .collect();
        let scheduled: Vec<usize> = tenant
            .schedules
            .iter()
            .map(|schedule| {
                resolve(&schedule.role);
                number(&schedule.principal)
            })
            .collect();
        let assignments = ByHolder::new(&assigned, holders.len());
        let schedules = ByHolder::new(&scheduled, holders.len());
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
        let unlisted = unlisted(tenant, &groups, (&assigned, holders.len()));
        Self {
            tenant,
            catalog,
            hierarchy: Hierarchy::new(tenant),
            holders,
            assignments,
            schedules,
            roles,
            loaded: OnceLock::new(),
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
        let mut doubts: Vec<Doubt> = self
            .unlisted
            .iter()
            .map(|(at, group)| (&self.tenant.role_assignments[*at], group))
            .filter(|(a, _)| reached.is_empty() || reached.iter().any(|r| r.reached_from(&a.scope)))
            .filter(|(a, _)| self.may_grant(&a.role, targets))
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
        let loaded = self.loaded.get_or_init(|| {
            let all = self.tenant.role_assignments.iter();
            all.map(|a| IdKey::of_assignment(&a.id)).collect()
        });
        loaded.contains(&IdKey::of_assignment(assignment))
    }

    /// Whether a schedule instance only shows an assignment of the inputs a second time (PI-2).
    pub(crate) fn repeats_assignment(&self, schedule: &Schedule) -> bool {
        let shown = schedule.origin_assignment.as_deref();
        schedule.kind != ScheduleKind::Eligible && shown.is_some_and(|id| self.is_loaded(id))
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
        let holder = self.holders.get(principal);
        holder.map_or(&[], |&holder| self.assignments.of(holder))
    }

    /// Positions of the schedule instances of a principal.
    pub fn schedules_of(&self, principal: &PrincipalId) -> &[usize] {
        let holder = self.holders.get(principal);
        holder.map_or(&[], |&holder| self.schedules.of(holder))
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

/// The assignments to groups whose members are not all listed, with the unlisted group; each
/// assignment with the number of its holder.
fn unlisted(
    tenant: &Tenant,
    groups: &Groups,
    (holders, count): (&[usize], usize),
) -> Vec<(usize, PrincipalId)> {
    let group = |kind| matches!(kind, PrincipalKind::Group | PrincipalKind::ForeignGroup);
    let mut known: Vec<Option<bool>> = vec![None; count];
    let mut gaps: Vec<Option<Option<PrincipalId>>> = vec![None; count];
    let incomplete = groups.incomplete(tenant);
    let mut unlisted = Vec::new();
    for ((at, assignment), &holder) in tenant.role_assignments.iter().enumerate().zip(holders) {
        let is_group = group(assignment.principal_kind)
            || *known[holder].get_or_insert_with(|| {
                let principal = tenant.principal(&assignment.principal);
                principal.is_some_and(|principal| group(principal.kind))
            });
        if !is_group {
            continue;
        }
        let gap = gaps[holder].get_or_insert_with(|| {
            let group = &assignment.principal;
            let doubtful = !groups.is_listed(group) || incomplete.contains(group);
            doubtful.then(|| groups.is_complete(group, tenant).err())?
        });
        if let Some(gap) = gap {
            unlisted.push((at, gap.clone()));
        }
    }
    unlisted
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
