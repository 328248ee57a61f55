//! What rules look at: the tenant, and work on it that several of them need, done once.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::config::Thresholds;
use super::containment::Containment;
use super::eligible::eligibilities;
use super::held::Held;
use super::holder::{Hold, Holding};
use super::privilege::Privilege;
use super::settings::Unused;
use crate::access::AccessIndex;
use crate::catalog::Catalog;
use crate::catalog::effects::ASSIGNS_ROLES;
use crate::condition::Condition;
use crate::delegation::{Delegation, Delegations};
use crate::directory::{Closure, ScopeIx};
use crate::ids::PrincipalId;
use crate::model::{
    ConditionText, Grant, Moment, Permission, Plane, PrincipalKind, RoleDefinition, RoleReference,
    Standing, Tenant, Timestamp,
};
use crate::nexus::{Cluster, NeededRole, SettingKind};
use crate::pattern::{ActionPattern, PatternLanguage};
use crate::rule::FindingPrincipal;
use crate::scope::{Scope, ScopeKind};
use crate::span::Place;
use crate::text::{NameMap, NameSet};

/// Operations of no service: who has them has all that it doesn't exclude.
const NOBODYS: [&str; 3] = [
    "None.None/none/write",
    "None.None/none/delete",
    "None.None/none/none/action",
];

/// A tenant under audit.
pub(super) struct Survey<'a> {
    index: &'a AccessIndex<'a>,
    thresholds: &'a Thresholds,
    unused: Option<&'a Unused>,
    roles: OnceCell<Roles<'a>>,
    holdings: OnceCell<Vec<Holding<'a>>>,
    eligible: OnceCell<Vec<Holding<'a>>>,
    privileged: OnceCell<Vec<(usize, Privilege)>>,
    held: OnceCell<Held<'a>>,
    shadows: OnceCell<NameMap<usize, usize>>,
    containment: Containment,
    closures: RefCell<NameMap<PrincipalId, Rc<Closure<'a>>>>,
    cluster_identities: OnceCell<NameSet<PrincipalId>>,
    delegations: Delegations,
    member_lists: OnceCell<NameMap<&'a PrincipalId, Vec<&'a Place>>>,
    conditions: RefCell<NameMap<Arc<str>, Option<Rc<Condition>>>>,
    groups: OnceCell<NameSet<&'a PrincipalId>>,
    memberships: RefCell<NameMap<PrincipalId, Rc<Membership<'a>>>>,
}

/// The distinct roles that anyone holds or is eligible for.
struct Roles<'a> {
    by_reference: NameMap<&'a RoleReference, usize>,
    held: Vec<HeldRole<'a>>,
}

/// A role that is assigned somewhere.
pub(super) struct HeldRole<'a> {
    pub(super) definition: &'a RoleDefinition,
    /// The entries of the escalation list that it gives, by position, each with how firmly.
    pub(super) escalation: Vec<(usize, Hold)>,
    /// Whether it writes, deletes and acts on resources of any kind, those of services yet to come
    /// included, less at most what it excludes.
    pub(super) is_everything: bool,
    /// How firmly it gives the writing of role assignments.
    pub(super) delegates: Option<Hold>,
}

/// Who is in a group.
pub(super) struct Membership<'a> {
    /// Members that are no groups, through nested groups too.
    pub(super) members: Vec<&'a PrincipalId>,
    /// Groups nested in it, at any depth, sorted.
    pub(super) nested: Vec<&'a PrincipalId>,
    /// Whether the inputs list all of them.
    pub(super) is_complete: bool,
}

impl<'a> Survey<'a> {
    pub(super) fn new(index: &'a AccessIndex<'a>, thresholds: &'a Thresholds) -> Self {
        Self {
            index,
            thresholds,
            unused: None,
            roles: OnceCell::new(),
            holdings: OnceCell::new(),
            eligible: OnceCell::new(),
            privileged: OnceCell::new(),
            held: OnceCell::new(),
            shadows: OnceCell::new(),
            containment: Containment::default(),
            closures: RefCell::default(),
            cluster_identities: OnceCell::new(),
            delegations: Delegations::default(),
            member_lists: OnceCell::new(),
            conditions: RefCell::default(),
            groups: OnceCell::new(),
            memberships: RefCell::default(),
        }
    }

    /// The same, with what logs show no use of.
    pub(super) fn with_unused(self, unused: Option<&'a Unused>) -> Self {
        Self { unused, ..self }
    }

    /// What logs show no use of.
    pub(super) fn unused(&self) -> Option<&'a Unused> {
        self.unused
    }

    pub(super) fn index(&self) -> &'a AccessIndex<'a> {
        self.index
    }

    pub(super) fn tenant(&self) -> &'a Tenant {
        self.index.tenant()
    }

    pub(super) fn catalog(&self) -> &'a Catalog {
        self.index.catalog()
    }

    pub(super) fn thresholds(&self) -> &'a Thresholds {
        self.thresholds
    }

    /// The instant to judge schedules at, if the inputs or the configuration give one.
    pub(super) fn as_of(&self) -> Option<Timestamp> {
        let created = || {
            let assignments = self.tenant().role_assignments.iter();
            assignments.filter_map(|a| a.created_on).max()
        };
        self.thresholds.as_of.or_else(created)
    }

    /// The moment that is asked about: every grant that counts then is looked at.
    pub(super) fn moment(&self) -> Moment {
        self.thresholds.as_of.into()
    }

    /// A grant with its role, where that is known.
    pub(super) fn holding(&self, grant: Grant<'a>) -> Option<Holding<'a>> {
        let role_at = self.role_at(grant.reference)?;
        Some(Holding {
            grant,
            role: self.roles()[role_at].definition,
            role_at,
        })
    }

    /// Whether it is known that an assignment was there at the moment that the inputs were taken back to,
    /// and under which condition.
    pub(super) fn is_certain(&self, id: &str) -> bool {
        let past = self.tenant().past.as_ref();
        past.is_none_or(|past| !past.uncertain.contains(id))
    }

    /// Whether a grant is known to count at the moment.
    pub(super) fn is_current(&self, grant: &Grant<'_>) -> bool {
        grant.is_current(self.moment()) && self.is_certain(grant.id())
    }

    /// Every active grant whose role is known, in the order of the inputs.
    pub(super) fn holdings(&self) -> &[Holding<'a>] {
        self.holdings.get_or_init(|| {
            let grants = self.index.grants(self.moment());
            let active =
                grants.filter(|grant| grant.standing == Standing::Active && self.is_current(grant));
            active.filter_map(|grant| self.holding(grant)).collect()
        })
    }

    /// Every eligibility that gives somebody a role who lacks it.
    pub(super) fn eligible(&self) -> &[Holding<'a>] {
        self.eligible.get_or_init(|| eligibilities(self))
    }

    /// Every active grant whose role is known, then every eligibility that gives more.
    pub(super) fn within_reach(&self) -> impl Iterator<Item = Holding<'a>> {
        self.holdings().iter().chain(self.eligible()).copied()
    }

    /// For an assignment by position: another of the same principal and role that reaches it from
    /// above without a condition and for as long, the nearest of them.
    pub(super) fn shadowed_by_itself(&self, at: usize) -> Option<&Holding<'a>> {
        let shadows = self.shadows.get_or_init(|| {
            let mut by_holder: NameMap<(&PrincipalId, &RoleReference), Vec<(ScopeIx, usize)>> =
                NameMap::default();
            for (at, holding) in self.holdings().iter().enumerate() {
                let key = (holding.grant.holder, holding.grant.reference);
                let held = by_holder.entry(key).or_default();
                held.extend(
                    self.held()
                        .place(holding.grant.scope)
                        .map(|scope| (scope, at)),
                );
            }
            let mut shadows = NameMap::default();
            for mut held in by_holder.into_values().filter(|held| held.len() > 1) {
                held.sort_unstable();
                // Those without a condition that hold the next scope, the narrowest last; of several
                // at one scope the first that lasts longest.
                let grant = |at: usize| self.holdings()[at].grant;
                let window = |at: usize| grant(at).window;
                // Versions of one record that contradict each other are one assignment.
                let is_other = |one: usize, other: usize| grant(one).id() != grant(other).id();
                let mut above: Vec<(ScopeIx, usize)> = Vec::new();
                for (scope, at) in held {
                    while above
                        .last()
                        .is_some_and(|(wide, _)| !self.held().holds(*wide, scope))
                    {
                        above.pop();
                    }
                    let mut upper = above.iter().rev();
                    if let Some((_, upper)) = upper.find(|(wide, upper)| {
                        *wide != scope
                            && is_other(*upper, at)
                            && window(*upper).outlasts(window(at))
                    }) {
                        shadows.insert(at, *upper);
                    }
                    if self.holdings()[at].grant.condition.is_some() {
                        continue;
                    }
                    match above.last_mut() {
                        Some((wide, first)) if *wide == scope => {
                            if !window(*first).outlasts(window(at)) {
                                *first = at;
                            }
                        }
                        _ => above.push((scope, at)),
                    }
                }
            }
            shadows
        });
        shadows.get(&at).map(|&upper| &self.holdings()[upper])
    }

    /// The distinct roles that are assigned or may be activated.
    pub(super) fn roles(&self) -> &[HeldRole<'a>] {
        &self.held_roles().held
    }

    /// The position of a role in [`Survey::roles`].
    pub(super) fn role_at(&self, role: &RoleReference) -> Option<usize> {
        self.held_roles().by_reference.get(role).copied()
    }

    fn held_roles(&self) -> &Roles<'a> {
        self.roles.get_or_init(|| {
            let mut roles = Roles {
                by_reference: NameMap::default(),
                held: Vec::new(),
            };
            for Grant {
                reference, role, ..
            } in self.index.grants_ever()
            {
                if roles.by_reference.contains_key(reference) {
                    continue;
                }
                if let Some(definition) = role {
                    roles.by_reference.insert(reference, roles.held.len());
                    roles.held.push(self.held_role(definition));
                }
            }
            roles
        })
    }

    /// The operations of the escalation list that a role gives.
    pub(super) fn escalations(&self, role: &RoleDefinition) -> Vec<&'a str> {
        let entries = self.catalog().risk().escalation().iter();
        let given = entries.filter(|entry| {
            let hold = self.role_gives(role, None, entry.action.as_str(), entry.plane);
            hold.is_some()
        });
        given.map(|entry| entry.action.as_str()).collect()
    }

    /// The name to show for a role that no assignment may name.
    pub(super) fn role_name(&self, role: &RoleReference) -> String {
        let definition = self.index.definition(role);
        definition.map_or_else(|| role.to_string(), |role| role.name.to_string())
    }

    fn held_role(&self, definition: &'a RoleDefinition) -> HeldRole<'a> {
        let escalation = self.catalog().risk().escalation().iter().enumerate();
        HeldRole {
            definition,
            escalation: escalation
                .filter_map(|(at, entry)| {
                    let action = entry.action.as_str();
                    Some((at, self.role_gives(definition, None, action, entry.plane)?))
                })
                .collect(),
            is_everything: NOBODYS.iter().all(|action| {
                let hold = self.role_gives(definition, None, action, Plane::Control);
                hold == Some(Hold::Unconditional)
            }),
            delegates: self.role_gives(definition, None, ASSIGNS_ROLES, Plane::Control),
        }
    }

    /// How firmly a role gives an operation under the condition of its assignment. A pattern counts
    /// as given when an operation that it matches is.
    pub(super) fn role_gives(
        &self,
        role: &RoleDefinition,
        outer: Option<&ConditionText>,
        action: &str,
        plane: Plane,
    ) -> Option<Hold> {
        let wildcards = self.catalog().wildcards();
        let pattern = ActionPattern::literal(action);
        let reaches = |permission: &&Permission| {
            let set = permission.plane(plane);
            if pattern.is_concrete() {
                return set.matches(action, wildcards);
            }
            let own = PatternLanguage::of(&pattern, wildcards);
            let theirs = PatternLanguage::new([set], wildcards);
            !set.is_empty() && matches!(theirs.intersection(&own), Ok(Some(_)))
        };
        role.permissions
            .iter()
            .filter(reaches)
            .map(|permission| {
                let limits = |c: &ConditionText| !pattern.is_concrete() || self.limits(c, action);
                if permission.condition.as_ref().is_some_and(limits) || outer.is_some_and(limits) {
                    Hold::Conditional
                } else {
                    Hold::Unconditional
                }
            })
            .min()
    }

    /// Whether a condition limits an operation (AB-4); one that can't be read may.
    fn limits(&self, condition: &ConditionText, action: &str) -> bool {
        self.condition(condition)
            .is_none_or(|parsed| parsed.is_guarded_for(action))
    }

    /// A condition, parsed once; `None` where it can't be read.
    pub(super) fn condition(&self, condition: &ConditionText) -> Option<Rc<Condition>> {
        let mut conditions = self.conditions.borrow_mut();
        conditions
            .entry(Arc::clone(&condition.text))
            .or_insert_with(|| Condition::parse(&condition.text).ok().map(Rc::new))
            .clone()
    }

    /// What an assignment or eligibility lets its holder do with role assignments.
    pub(super) fn delegation(&self, holding: &Holding<'_>) -> Arc<Delegation> {
        self.delegations
            .by_grant(self.index, &holding.grant, holding.role)
    }

    /// Where the member lists of a group stand.
    pub(super) fn member_lists(&self, group: &PrincipalId) -> &[&'a Place] {
        let lists = self.member_lists.get_or_init(|| {
            let mut lists: NameMap<&PrincipalId, Vec<&Place>> = NameMap::default();
            for list in &self.tenant().group_members {
                lists.entry(&list.group).or_default().push(&list.place);
            }
            lists
        });
        lists.get(group).map_or(&[], Vec::as_slice)
    }

    /// The privileged assignments by position in [`Survey::holdings`], each with why it is one.
    pub(super) fn privileged(&self) -> impl Iterator<Item = (&Holding<'a>, Privilege)> {
        let privileged = self.privileged.get_or_init(|| {
            let holdings = self.holdings().iter().enumerate();
            holdings
                .filter_map(|(at, holding)| Some((at, holding.privilege(self)?)))
                .collect()
        });
        privileged
            .iter()
            .map(|&(at, why)| (&self.holdings()[at], why))
    }

    /// The privileged assignments of each principal that has any, by principal.
    pub(super) fn privileged_by_principal(
        &self,
    ) -> BTreeMap<&'a PrincipalId, Vec<(&Holding<'a>, Privilege)>> {
        let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (holding, why) in self.privileged() {
            let held = found.entry(holding.grant.holder).or_default();
            held.push((holding, why));
        }
        for held in found.values_mut() {
            held.sort_by_key(|(holding, why)| (*why, holding.grant.id()));
        }
        found
    }

    /// The name of a principal.
    pub(super) fn label(&self, id: &PrincipalId) -> String {
        let known = self.tenant().principal(id);
        known.map_or_else(|| id.to_string(), |p| p.label().to_owned())
    }

    /// What kind a principal is: what is known of it, else what its assignment prints.
    pub(super) fn kind(&self, id: &PrincipalId, printed: PrincipalKind) -> PrincipalKind {
        let known = self.tenant().principal(id).map(|p| p.kind);
        known
            .filter(|kind| *kind != PrincipalKind::Unknown)
            .unwrap_or(printed)
    }

    /// A principal as findings show it.
    pub(super) fn principal(&self, id: &PrincipalId, printed: PrincipalKind) -> FindingPrincipal {
        FindingPrincipal {
            id: id.clone(),
            name: self.label(id),
            kind: self.kind(id, printed),
        }
    }

    /// Whether one held role gives all that another gives.
    pub(super) fn containment(&self) -> &Containment {
        &self.containment
    }

    /// The principal itself and the groups it is in, nearest first.
    pub(super) fn closure(&self, principal: &PrincipalId) -> Rc<Closure<'a>> {
        let mut closures = self.closures.borrow_mut();
        let found = closures
            .entry(principal.clone())
            .or_insert_with(|| Rc::new(self.index.groups().closure(principal)));
        Rc::clone(found)
    }

    /// Who holds what where.
    pub(super) fn held(&self) -> &Held<'a> {
        self.held.get_or_init(|| {
            let grants = self.holdings().iter().map(|holding| holding.grant);
            Held::new(self.index, &grants.collect::<Vec<_>>())
        })
    }

    /// The assignments of a principal and its groups that reach a scope and whose role is known, nearest
    /// holder first, each with the position of its holder in the closure. Which of several of one holder is
    /// met first doesn't depend on the order of the inputs.
    pub(super) fn held_above(
        &self,
        principal: &PrincipalId,
        scope: &Scope,
    ) -> impl Iterator<Item = (usize, &Holding<'a>)> {
        let found = self.held().above(principal, scope);
        found.map(|(position, at)| (position, &self.holdings()[at]))
    }

    /// The same with those below the scope.
    pub(super) fn held_along(
        &self,
        principal: &PrincipalId,
        scope: &Scope,
    ) -> impl Iterator<Item = (usize, &Holding<'a>)> {
        let found = self.held().along(principal, scope);
        found.map(|(position, at)| (position, &self.holdings()[at]))
    }

    /// Whether a cluster of Operator Nexus asks for the assignment: one of the roles that its
    /// settings need, for an identity of its, on a resource (nexus.md §2.3, A1 to A3).
    pub(super) fn is_asked_for(&self, holding: &Holding<'_>) -> bool {
        if holding.grant.scope.kind() != ScopeKind::Resource {
            return false;
        }
        let identities = self.cluster_identities.get_or_init(|| {
            let clusters = Cluster::all_of(self.tenant()).into_iter();
            let identities = clusters.flat_map(|(cluster, _)| {
                let attached = cluster.identity.attached.into_iter();
                let principals = attached.filter_map(|identity| identity.principal);
                principals.chain(cluster.identity.principal)
            });
            identities.collect()
        });
        let mut needed = SettingKind::ALL
            .iter()
            .map(|kind| NeededRole::for_setting(*kind).id());
        identities.contains(holding.grant.holder) && needed.any(|id| holding.role.id == Some(id))
    }

    /// Whether it is certain that nobody is in a group.
    pub(super) fn is_empty_group(&self, group: &PrincipalId) -> bool {
        let groups = self.index.groups();
        groups.gap(group).is_none() && !groups.has_member(group, |id| !self.is_group(id))
    }

    /// Whether the inputs say that it is a group.
    fn is_group(&self, id: &PrincipalId) -> bool {
        let groups = self.groups.get_or_init(|| {
            let principals = self.tenant().principals.values();
            let groups = principals.filter(|principal| {
                matches!(
                    principal.kind,
                    PrincipalKind::Group | PrincipalKind::ForeignGroup
                )
            });
            groups.map(|group| &group.id).collect()
        });
        groups.contains(id)
    }

    /// Who is in a group.
    pub(super) fn membership(&self, group: &PrincipalId) -> Rc<Membership<'a>> {
        if let Some(known) = self.memberships.borrow().get(group) {
            return Rc::clone(known);
        }
        let all = self.index.groups().members(group).into_iter();
        let (mut nested, members): (Vec<_>, Vec<_>) = all.partition(|id| self.is_group(id));
        nested.sort();
        let found = Rc::new(Membership {
            members,
            nested,
            is_complete: self.index.groups().gap(group).is_none(),
        });
        let mut memberships = self.memberships.borrow_mut();
        memberships.insert(group.clone(), Rc::clone(&found));
        found
    }
}
