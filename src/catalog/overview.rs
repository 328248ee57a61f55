//! What a person wants to know of a role.

use super::{ActionList, Catalog, ClassCounts, EscalationEntry, ServiceRole};
use crate::bits::OperationSet;
use crate::ids::{OperationIx, RoleIx};
use crate::model::{OperationClass, Permission, Plane, RoleDefinition, RoleKind};
use crate::pattern::ActionPattern;

/// A role with what its patterns come to today.
#[derive(Clone, Debug)]
pub struct RoleOverview {
    /// The definition.
    pub role: RoleDefinition,
    /// Its permissions, in order.
    pub permissions: Vec<PermissionOverview>,
    /// Operations granted without a condition, by class.
    pub free: ClassCounts,
    /// Operations that only permissions with a condition grant, by class.
    pub conditional: ClassCounts,
    /// The granted operations that lead to more rights, by folded name and plane.
    pub escalation: Vec<HeldEscalation>,
    /// The entry of the list of roles meant for Microsoft services.
    pub service: Option<ServiceRole>,
    /// Whether it is published and for anything, as Owner and Reader are (docs/recommend.md).
    pub is_plain: bool,
    /// The namespaces, or types, that a published role is for.
    pub home: Vec<String>,
    /// The namespaces and types that documentation names it for.
    pub documented_for: Vec<String>,
    /// For a documented list: how the published role differs. For a published role: how each
    /// documented list of it does.
    pub differences: Vec<PublishedDifference>,
}

/// A permission with what its patterns come to today.
#[derive(Clone, Debug)]
pub struct PermissionOverview {
    /// The permission.
    pub permission: Permission,
    /// Every entry with the number of operations it matches in the plane of its list.
    pub entries: Vec<(ActionList, ActionPattern, usize)>,
    /// How many operations of the control plane it grants.
    pub control: usize,
    /// How many of the data plane.
    pub data: usize,
}

/// An operation that leads to more rights.
#[derive(Clone, Debug)]
pub struct HeldEscalation {
    /// The operation.
    pub operation: OperationIx,
    /// Why it is listed.
    pub entry: EscalationEntry,
    /// Whether only a permission with a condition grants it.
    pub condition: super::Bound,
}

/// How a documented list and the published role it describes differ today.
#[derive(Clone, Debug)]
pub struct PublishedDifference {
    /// The other of the two.
    pub other: RoleDefinition,
    /// Operations that only the role in question grants.
    pub only_here: OperationSet,
    /// Operations that only the other grants.
    pub only_there: OperationSet,
}

impl Catalog {
    /// What a person wants to know of a role.
    pub fn role_overview(&self, role: RoleIx) -> RoleOverview {
        let definition = self.role(role);
        let sets = Plane::BOTH.map(|plane| self.granted(role, plane));
        let permissions = definition
            .permissions
            .iter()
            .enumerate()
            .map(|(at, permission)| PermissionOverview {
                permission: permission.clone(),
                entries: self.counted_entries(permission),
                control: sets[0].get(at).map_or(0, |(set, _)| set.len()),
                data: sets[1].get(at).map_or(0, |(set, _)| set.len()),
            })
            .collect();
        let classes = self.classes();
        let (free, bound) = self.granted_in_both(role);
        let purpose = self.purpose(role);
        RoleOverview {
            is_plain: purpose.as_ref().is_some_and(|purpose| purpose.is_plain),
            documented_for: (purpose.as_ref()).map_or_else(Vec::new, |p| p.documented_for.clone()),
            home: purpose.map_or_else(Vec::new, |purpose| purpose.home),
            permissions,
            escalation: self.held_escalation(&free, &bound, &classes),
            free: ClassCounts::of_set(&free, &classes),
            conditional: ClassCounts::of_set(&bound, &classes),
            service: definition.id.and_then(|id| {
                let listed = self.risk().service_roles().iter();
                listed.clone().find(|entry| entry.id == id).cloned()
            }),
            differences: self.differences(&definition, &free.union(&bound)),
            role: definition,
        }
    }

    /// The operations of both planes that a role grants without and only with a condition.
    pub fn granted_in_both(&self, role: RoleIx) -> (OperationSet, OperationSet) {
        let (mut free, mut bound) = self.granted_by_condition(role, Plane::Control);
        let (data, bound_data) = self.granted_by_condition(role, Plane::Data);
        free.union_with(&data);
        bound.union_with(&bound_data);
        (free, bound)
    }

    fn counted_entries(&self, permission: &Permission) -> Vec<(ActionList, ActionPattern, usize)> {
        ActionList::ALL
            .into_iter()
            .flat_map(|list| {
                list.of(permission).iter().map(move |pattern| {
                    let count = self.count_matching(pattern, list.plane());
                    (list, pattern.clone(), count)
                })
            })
            .collect()
    }

    fn held_escalation(
        &self,
        free: &OperationSet,
        bound: &OperationSet,
        classes: &[OperationClass],
    ) -> Vec<HeldEscalation> {
        let held = free.union(bound);
        held.iter()
            .filter(|at| classes.get(at.index()) == Some(&OperationClass::Escalation))
            .filter_map(|operation| {
                let named = self.operation(operation);
                let entry = self
                    .risk()
                    .entry(&named.name, named.plane, self.wildcards)?;
                Some(HeldEscalation {
                    operation,
                    entry: entry.clone(),
                    condition: super::Bound::of(!free.contains(operation)),
                })
            })
            .collect()
    }

    fn differences(&self, role: &RoleDefinition, own: &OperationSet) -> Vec<PublishedDifference> {
        let others: Vec<RoleIx> = match role.kind {
            RoleKind::Documented => role
                .published_as
                .and_then(|id| self.find_role_id(id))
                .into_iter()
                .collect(),
            _ => self
                .roles()
                .filter(|&at| self.role_kind(at) == RoleKind::Documented)
                .filter(|&at| role.id.is_some() && self.role(at).published_as == role.id)
                .collect(),
        };
        others
            .into_iter()
            .map(|at| {
                let (free, bound) = self.granted_in_both(at);
                let theirs = free.union(&bound);
                PublishedDifference {
                    other: self.role(at),
                    only_here: own.minus(&theirs),
                    only_there: theirs.minus(own),
                }
            })
            .collect()
    }
}
