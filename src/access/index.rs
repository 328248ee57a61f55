use std::collections::BTreeSet;
use std::sync::Arc;

use super::Doubt;
use super::conditions::Conditions;
use super::grants::{self, GrantTable};
use super::open_groups::{Gap, OpenGroups};
use crate::catalog::Catalog;
use crate::directory::{Closure, Groups, Hierarchy, Placement};
use crate::ids::{PrincipalId, RoleId};
use crate::model::{
    Grant, GrantIx, Moment, RoleDefinition, RoleGap, RoleReference, Standing, Tenant, Timing,
};
use crate::scope::Scope;

/// A tenant snapshot made ready for many requests: grants by holder and scope, roles resolved,
/// memberships and management groups as graphs.
///
/// Building takes time and memory linear in the tenant.
#[derive(Debug)]
pub struct AccessIndex<'t> {
    tenant: &'t Tenant,
    catalog: &'t Catalog,
    groups: Groups<'t>,
    hierarchy: Hierarchy,
    grants: GrantTable<'t>,
    open_groups: OpenGroups<'t>,
    conditions: Conditions,
}

impl<'t> AccessIndex<'t> {
    /// Indexes a tenant. What its exports say of roles and operations must have been added to the
    /// catalogue with [`Catalog::add_inputs`].
    pub fn new(tenant: &'t Tenant, catalog: &'t Catalog) -> Self {
        let grants = GrantTable::new(tenant, catalog);
        let groups = Groups::new(tenant);
        Self {
            tenant,
            catalog,
            hierarchy: Hierarchy::new(tenant),
            open_groups: OpenGroups::new(tenant, &groups, &grants),
            conditions: conditions(tenant, &grants),
            grants,
            groups,
        }
    }

    /// Every grant that counts at a moment, or might: assignments first, in the order of the inputs.
    pub fn grants(&self, moment: Moment) -> impl Iterator<Item = Grant<'_>> {
        let all = self.grants.all();
        all.filter(move |grant| grants::counts(grant, moment))
    }

    /// The grants that a principal holds itself, not through its groups, and that count at a moment.
    pub fn grants_of(
        &self,
        holder: &PrincipalId,
        moment: Moment,
    ) -> impl Iterator<Item = Grant<'_>> {
        let own = self.grants.of(holder);
        own.filter(move |grant| grants::counts(grant, moment))
    }

    /// The grants of a principal and its groups that count at a moment, nearest holder first, each
    /// with the position of its holder in the closure.
    pub fn grants_through<'s>(
        &'s self,
        closure: &'s Closure<'_>,
        moment: Moment,
    ) -> impl Iterator<Item = (usize, Grant<'s>)> {
        let holders = closure.ids().enumerate();
        holders.flat_map(move |(at, holder)| {
            let own = self.grants_of(holder, moment);
            own.map(move |grant| (at, grant))
        })
    }

    /// The grants that reach a scope and count at a moment. `Placement::Unknown` are those at
    /// management groups that may hold the scope, for all that the inputs say (SCP-3).
    pub fn grants_reaching(&self, scope: &Scope, moment: Moment) -> Vec<(Grant<'_>, Placement)> {
        grants::reaching(&self.grants, &self.hierarchy, scope, moment)
    }

    /// The grants that count at a moment of groups, or of what may be groups, that the principal of a
    /// closure may be in: their members are not all listed.
    pub fn grants_of_open_groups(&self, closure: &Closure<'_>, moment: Moment) -> Vec<Grant<'_>> {
        let open = self.open_groups.all().into_iter();
        let open = open.map(|number| self.grant(number));
        open.filter(|grant| grants::counts(grant, moment) && self.may_be_behind(grant, closure))
            .collect()
    }

    /// Whether the principal of a closure may be in the group that holds a grant, or the person.
    pub(super) fn may_be_behind(&self, grant: &Grant<'_>, closure: &Closure<'_>) -> bool {
        let gap = self.open_groups.gap(grant.holder);
        !closure.contains(grant.holder)
            && gap.is_some_and(|gap| gap.may_be(closure.principal(), self.tenant))
    }

    /// The holders of grants that count at a moment who are groups, or may be, and whose members are
    /// not all listed, sorted. A person whose object id isn't known (CL-1) is none.
    pub fn open_holders(&self, moment: Moment) -> Vec<&PrincipalId> {
        let open = self.open_groups.all().into_iter();
        let grants = open.map(|number| self.grant(number));
        let is_person = |id| matches!(self.open_groups.gap(id), Some(Gap::Identity(_)));
        let counting =
            grants.filter(|grant| grants::counts(grant, moment) && !is_person(grant.holder));
        let mut holders: Vec<&PrincipalId> = counting.map(|grant| grant.holder).collect();
        holders.sort();
        holders.dedup();
        holders
    }

    /// What the inputs don't say of a grant: whether its scope holds the one asked about, whether it
    /// counts at the moment, what its record and its role say and, unless the principal is known to
    /// hold it, who is in the group.
    pub fn grant_doubts(
        &self,
        grant: &Grant<'_>,
        reach: Placement,
        moment: Moment,
        is_holder: bool,
    ) -> Vec<Doubt> {
        let assignment = || Arc::clone(grant.id());
        let hierarchy = (reach == Placement::Unknown).then(|| Doubt::UnknownHierarchy {
            scope: grant.scope.clone(),
            assignment: assignment(),
        });
        let is_timeless = grant.window.timing(moment) == Timing::Unknown;
        let time = is_timeless.then(|| Doubt::UnknownTime {
            assignment: assignment(),
        });
        let content = grant.is_contradicted().then(|| Doubt::Contradicted {
            assignment: assignment(),
        });
        let gap = grant.role.is_none().then(|| self.role_gap(grant.reference));
        let role = gap.flatten().map(|gap| Doubt::UnresolvedRole {
            gap,
            role: grant.role_label().to_string(),
            reference: grant.reference.to_string(),
            assignment: assignment(),
        });
        let unlisted = self.open_groups.gap(grant.holder).filter(|_| !is_holder);
        let members = unlisted.map(|unlisted| unlisted.doubt(grant.id()));
        let all = [hierarchy, time, content, role, members];
        all.into_iter().flatten().collect()
    }

    /// Every grant, those that are over or yet to come among them.
    pub fn grants_ever(&self) -> impl Iterator<Item = Grant<'_>> {
        self.grants.all()
    }

    /// The grants that a principal holds itself, those that are over or yet to come among them.
    pub fn grants_ever_of(&self, holder: &PrincipalId) -> impl Iterator<Item = Grant<'_>> {
        self.grants.of(holder)
    }

    /// The numbers of the same.
    pub(super) fn grant_numbers_of(
        &self,
        holder: &PrincipalId,
    ) -> impl Iterator<Item = GrantIx> + '_ {
        self.grants.numbers_of(holder)
    }

    /// The grant with a number.
    pub fn grant(&self, number: GrantIx) -> Grant<'_> {
        self.grants.get(number)
    }

    /// Whether a record of the inputs gives this principal itself a role.
    pub fn is_holder(&self, principal: &PrincipalId) -> bool {
        self.grants.holds(principal)
    }

    /// Whether a schedule instance, by its position, shows an assignment of the inputs a second time
    /// (PI-2).
    pub fn repeats_assignment(&self, schedule: usize) -> bool {
        self.grants.is_shown(schedule)
    }

    /// The schedule instances that need an activation first, in the order of the inputs.
    pub fn eligibilities(&self, moment: Moment) -> impl Iterator<Item = Grant<'_>> {
        let all = self.grants(moment);
        all.filter(|grant| grant.standing == Standing::Eligible)
    }

    pub(super) fn open_groups(&self) -> &OpenGroups<'t> {
        &self.open_groups
    }

    pub(super) fn conditions(&self) -> &Conditions {
        &self.conditions
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
    pub fn groups(&self) -> &Groups<'t> {
        &self.groups
    }

    /// Which management group holds what.
    pub fn hierarchy(&self) -> &Hierarchy {
        &self.hierarchy
    }

    /// The definition that an assignment's role means.
    pub fn role(&self, role: &RoleReference) -> Option<&RoleDefinition> {
        self.grants.role(role)
    }

    /// The definition that a role means, whether or not somebody holds it; `None` where it isn't known
    /// what the role grants.
    pub fn definition(&self, role: &RoleReference) -> Option<RoleDefinition> {
        grants::resolve(self.catalog, role).ok()
    }

    /// A number that grants have in common when they name the same role.
    pub(super) fn role_number(&self, grant: &Grant<'_>) -> u32 {
        self.grants.role_number(grant.number)
    }

    /// The roles of grants of which it isn't known what they grant, each with its name.
    pub fn unresolved_roles(&self, moment: Moment) -> BTreeSet<(RoleGap, Arc<str>)> {
        let unresolved = self.grants(moment).filter(|grant| grant.role.is_none());
        let each = unresolved
            .filter_map(|grant| Some((self.role_gap(grant.reference)?, grant.role_label())));
        each.collect()
    }

    /// Why it isn't known what a role grants.
    pub fn role_gap(&self, role: &RoleReference) -> Option<RoleGap> {
        grants::resolve(self.catalog, role).err()
    }

    /// Whether a role reference means this GUID.
    pub fn is_role(&self, role: &RoleReference, id: RoleId) -> bool {
        match role {
            RoleReference::Id(own) => *own == id,
            RoleReference::Name(_) => self.role(role).is_some_and(|r| r.id == Some(id)),
        }
    }

    /// The name to show for an assignment's role.
    pub fn role_label(&self, role: &RoleReference, printed: Option<&str>) -> String {
        let name = self.grants.role_name(role).map(AsRef::as_ref).or(printed);
        name.map_or_else(|| role.to_string(), str::to_owned)
    }
}

/// Every condition of the tenant and of the roles in it, parsed once.
fn conditions(tenant: &Tenant, grants: &GrantTable<'_>) -> Conditions {
    let mut conditions = Conditions::default();
    let of_roles = grants.roles().flat_map(|role| &role.permissions);
    let denies = &tenant.deny_assignments;
    let of_denies = denies.iter().flat_map(|deny| &deny.permissions);
    let assignments = tenant.role_assignments.iter();
    let schedules = tenant.schedules.iter();
    of_roles
        .chain(of_denies)
        .filter_map(|permission| permission.condition.as_ref())
        .chain(assignments.filter_map(|a| a.condition.as_ref()))
        .chain(schedules.filter_map(|s| s.condition.as_ref()))
        .chain(denies.iter().filter_map(|d| d.condition.as_ref()))
        .for_each(|condition| conditions.learn(condition));
    conditions
}
