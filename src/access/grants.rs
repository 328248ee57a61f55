//! Who holds what: the one place that walks role assignments and schedule instances.
//!
//! A schedule instance that shows a role assignment of the inputs a second time is not a grant of
//! its own; it is the window of that assignment (PI-2). Every analysis goes through these lists.

use std::sync::{Arc, OnceLock};

use super::by_holder::ByHolder;
use crate::catalog::Catalog;
use crate::directory::{Hierarchy, Placement};
use crate::ids::{IdKey, PrincipalId};
use crate::model::{
    Grant, GrantIx, Moment, Origin, RoleDefinition, RoleGap, RoleReference, Schedule, ScheduleKind,
    Standing, Tenant, Timing, Window,
};
use crate::scope::{Scope, ScopeKind};
use crate::text::NameMap;

/// The grants of a tenant, by holder and by scope.
#[derive(Debug)]
pub(super) struct GrantTable<'t> {
    tenant: &'t Tenant,
    holders: NameMap<&'t PrincipalId, u32>,
    by_holder: ByHolder,
    /// Made when first asked for.
    by_scope: OnceLock<ByScope>,
    /// The role of each grant.
    of_grant: Vec<u32>,
    role_numbers: NameMap<&'t RoleReference, u32>,
    roles: Vec<HeldRole>,
    /// The active instances that show an assignment, where there are any.
    windows: NameMap<u32, Vec<&'t Schedule>>,
    /// Of each schedule instance: whether it shows an assignment of the inputs.
    shown: Vec<bool>,
}

/// A role that a record gives.
#[derive(Debug)]
struct HeldRole {
    /// The name of its definition, also where it isn't known what that grants.
    name: Option<Arc<str>>,
    definition: Result<RoleDefinition, RoleGap>,
}

/// Grants by the folded text of their scope.
#[derive(Debug, Default)]
struct ByScope {
    grants: NameMap<Arc<str>, Vec<GrantIx>>,
    at_management_groups: Vec<GrantIx>,
}

impl<'t> GrantTable<'t> {
    pub(super) fn new(tenant: &'t Tenant, catalog: &Catalog) -> Self {
        let assignments = &tenant.role_assignments;
        let (windows, shown) = windows(tenant);
        let mut holders: NameMap<&PrincipalId, u32> = NameMap::default();
        let mut role_numbers: NameMap<&RoleReference, u32> = NameMap::default();
        let mut roles = Vec::new();
        let count = assignments.len() + tenant.schedules.len();
        let (mut of_grant, mut holder_of) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let records = assignments.iter().map(|a| (&a.principal, &a.role));
        let instances = tenant.schedules.iter().map(|s| (&s.principal, &s.role));
        for (principal, role) in records.chain(instances) {
            let next = number(holders.len());
            holder_of.push(*holders.entry(principal).or_insert(next));
            let role = *role_numbers.entry(role).or_insert_with(|| {
                roles.push(HeldRole::new(catalog, role));
                number(roles.len() - 1)
            });
            of_grant.push(role);
        }
        let grants = holder_of.iter().enumerate().filter_map(|(at, holder)| {
            let instance = at.checked_sub(assignments.len());
            let repeated = instance.is_some_and(|instance| shown[instance]);
            (!repeated).then_some((number(at), *holder))
        });
        Self {
            by_holder: ByHolder::new(grants, holders.len()),
            tenant,
            holders,
            by_scope: OnceLock::new(),
            of_grant,
            role_numbers,
            roles,
            windows,
            shown,
        }
    }

    pub(super) fn get(&self, GrantIx(at): GrantIx) -> Grant<'_> {
        let assignments = &self.tenant.role_assignments;
        let role = &self.roles[self.of_grant[at as usize] as usize];
        match assignments.get(at as usize) {
            Some(record) => Grant {
                number: GrantIx(at),
                holder: &record.principal,
                reference: &record.role,
                role: role.definition.as_ref().ok(),
                role_name: role.name.as_ref(),
                scope: &record.scope,
                condition: record.condition.as_ref(),
                standing: Standing::Active,
                window: match self.windows.get(&at) {
                    _ if self.windows.is_empty() => Window::Open,
                    Some(instances) => Window::Shown(instances),
                    None => Window::Open,
                },
                origin: Origin::Assignment(record),
            },
            None => {
                let record = &self.tenant.schedules[at as usize - assignments.len()];
                Grant {
                    number: GrantIx(at),
                    holder: &record.principal,
                    reference: &record.role,
                    role: role.definition.as_ref().ok(),
                    role_name: role.name.as_ref(),
                    scope: &record.scope,
                    condition: record.condition.as_ref(),
                    standing: match record.kind {
                        ScheduleKind::Eligible => Standing::Eligible,
                        ScheduleKind::Activated | ScheduleKind::Assigned => Standing::Active,
                    },
                    window: Window::Own(record),
                    origin: Origin::Schedule(record),
                }
            }
        }
    }

    /// Every grant, whenever it counts, by number.
    pub(super) fn all(&self) -> impl Iterator<Item = Grant<'_>> {
        self.records().map(|(number, ..)| self.get(number))
    }

    pub(super) fn of(&self, holder: &PrincipalId) -> impl Iterator<Item = Grant<'_>> {
        self.numbers_of(holder).map(|number| self.get(number))
    }

    pub(super) fn numbers_of(&self, holder: &PrincipalId) -> impl Iterator<Item = GrantIx> + '_ {
        let known = self.holders.get(holder);
        let grants = known.map_or(&[][..], |&holder| self.by_holder.of(holder));
        grants.iter().map(|&at| GrantIx(at))
    }

    /// Everyone who holds a grant, in no order.
    pub(super) fn holders(&self) -> impl Iterator<Item = &'t PrincipalId> {
        self.holders.keys().copied()
    }

    /// The number, holder and scope of each grant, by number.
    pub(super) fn records(&self) -> impl Iterator<Item = (GrantIx, &'t PrincipalId, &'t Scope)> {
        let tenant = self.tenant;
        let assignments = tenant.role_assignments.len();
        let assigned = tenant.role_assignments.iter();
        let assigned = assigned.map(|a| (&a.principal, &a.scope)).enumerate();
        let scheduled = tenant.schedules.iter().enumerate();
        let scheduled = scheduled.filter(|(at, _)| !self.shown[*at]);
        let scheduled = scheduled.map(move |(at, s)| (assignments + at, (&s.principal, &s.scope)));
        let records = assigned.chain(scheduled);
        records.map(|(at, (holder, scope))| (GrantIx(number(at)), holder, scope))
    }

    pub(super) fn holds(&self, holder: &PrincipalId) -> bool {
        self.holders.contains_key(holder)
    }

    fn by_scope(&self) -> &ByScope {
        self.by_scope.get_or_init(|| {
            let mut by_scope = ByScope::default();
            for (number, _, scope) in self.records() {
                let there = by_scope.grants.entry(scope.shared()).or_default();
                there.push(number);
                if scope.kind() == ScopeKind::ManagementGroup {
                    by_scope.at_management_groups.push(number);
                }
            }
            by_scope
        })
    }

    /// The grants at a scope, given by its folded text.
    pub(super) fn at(&self, scope: &str) -> impl Iterator<Item = Grant<'_>> {
        let there = self.by_scope().grants.get(scope).into_iter().flatten();
        there.map(|&number| self.get(number))
    }

    /// The grants at management groups.
    pub(super) fn at_management_groups(&self) -> impl Iterator<Item = Grant<'_>> {
        let there = self.by_scope().at_management_groups.iter();
        there.map(|&number| self.get(number))
    }

    pub(super) fn role(&self, reference: &RoleReference) -> Option<&RoleDefinition> {
        self.held_role(reference)?.definition.as_ref().ok()
    }

    /// The name of a role that somebody holds, where its definition is there.
    pub(super) fn role_name(&self, reference: &RoleReference) -> Option<&Arc<str>> {
        self.held_role(reference)?.name.as_ref()
    }

    fn held_role(&self, reference: &RoleReference) -> Option<&HeldRole> {
        let number = self.role_numbers.get(reference)?;
        Some(&self.roles[*number as usize])
    }

    /// The number of a grant's role.
    pub(super) fn role_number(&self, GrantIx(at): GrantIx) -> u32 {
        self.of_grant[at as usize]
    }

    /// The role definitions that somebody holds.
    pub(super) fn roles(&self) -> impl Iterator<Item = &RoleDefinition> {
        self.roles
            .iter()
            .filter_map(|role| role.definition.as_ref().ok())
    }

    /// Whether a schedule instance shows an assignment of the inputs.
    pub(super) fn is_shown(&self, schedule: usize) -> bool {
        self.shown[schedule]
    }
}

/// Grants that reach a scope, each with whether that is certain (SCP-3). Those that are over, or yet
/// to come, are left out.
pub(super) fn reaching<'a>(
    table: &'a GrantTable<'_>,
    hierarchy: &Hierarchy,
    scope: &Scope,
    moment: Moment,
) -> Vec<(Grant<'a>, Placement)> {
    let ancestors = hierarchy.ancestors(scope);
    let within = ancestors.iter().flat_map(|ancestor| table.at(ancestor));
    let mut found: Vec<_> = within.map(|grant| (grant, Placement::Within)).collect();
    let open = table.at_management_groups();
    let open = open.filter(|grant| hierarchy.reach(&ancestors, grant.scope) == Placement::Unknown);
    found.extend(open.map(|grant| (grant, Placement::Unknown)));
    found.retain(|(grant, _)| counts(grant, moment));
    found
}

/// Whether a grant counts at a moment, or might.
pub(super) fn counts(grant: &Grant<'_>, moment: Moment) -> bool {
    matches!(
        grant.window.timing(moment),
        Timing::Current | Timing::Unknown
    )
}

/// The active instances that show each assignment, and which instances do.
fn windows(tenant: &Tenant) -> (NameMap<u32, Vec<&Schedule>>, Vec<bool>) {
    let mut windows: NameMap<u32, Vec<&Schedule>> = NameMap::default();
    let mut shown = vec![false; tenant.schedules.len()];
    let mut by_origin: NameMap<(IdKey, &PrincipalId), Vec<usize>> = NameMap::default();
    for (at, schedule) in tenant.schedules.iter().enumerate() {
        if schedule.kind != ScheduleKind::Eligible
            && let Some(origin) = &schedule.origin_assignment
        {
            let key = (IdKey::of_assignment(origin), &schedule.principal);
            by_origin.entry(key).or_default().push(at);
        }
    }
    if by_origin.is_empty() {
        return (windows, shown);
    }
    for (at, assignment) in tenant.role_assignments.iter().enumerate() {
        let key = (IdKey::of_assignment(&assignment.id), &assignment.principal);
        for &instance in by_origin.get(&key).into_iter().flatten() {
            shown[instance] = true;
            let window = windows.entry(number(at)).or_default();
            window.push(&tenant.schedules[instance]);
        }
    }
    (windows, shown)
}

impl HeldRole {
    fn new(catalog: &Catalog, role: &RoleReference) -> Self {
        let found = find(catalog, role);
        Self {
            name: found
                .as_ref()
                .map(|definition| Arc::clone(&definition.name)),
            definition: certain(found),
        }
    }
}

/// The definition of a role, or why it isn't known what it grants.
pub(super) fn resolve(catalog: &Catalog, role: &RoleReference) -> Result<RoleDefinition, RoleGap> {
    certain(find(catalog, role))
}

fn find(catalog: &Catalog, role: &RoleReference) -> Option<RoleDefinition> {
    let found = match role {
        RoleReference::Id(id) => catalog.find_role_id(*id),
        RoleReference::Name(name) => catalog.look_up_role(name).ok(),
    };
    found.map(|number| catalog.role(number))
}

fn certain(found: Option<RoleDefinition>) -> Result<RoleDefinition, RoleGap> {
    let definition = found.ok_or(RoleGap::Undefined)?;
    definition.gap.map_or(Ok(definition), Err)
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
