//! Records of two snapshots, joined by what Azure knows them by.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::AccessIndex;
use crate::ids::{AssignmentKey, PrincipalId};
use crate::model::{
    DenyAssignment, DenySubject, ManagementGroupChild, RoleAssignment, RoleReference, Schedule,
    Tenant,
};
use crate::scope::Scope;
use crate::text::NameMap;

/// One of the two snapshots.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Side {
    /// The earlier one.
    Old,
    /// The later one.
    New,
}

/// Records of one kind that are new, gone or different.
#[derive(Clone, Debug)]
pub struct RecordChanges<T> {
    /// Only in the later snapshot.
    pub added: Vec<T>,
    /// Only in the earlier one.
    pub removed: Vec<T>,
    /// In both, with other content.
    pub changed: Vec<ChangedRecord<T>>,
}

impl<T> Default for RecordChanges<T> {
    fn default() -> Self {
        Self {
            added: Vec::new(),
            removed: Vec::new(),
            changed: Vec::new(),
        }
    }
}

impl<T> RecordChanges<T> {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }

    /// Every record that is not the same in both, as either snapshot has it.
    pub(super) fn all(&self) -> impl Iterator<Item = &T> {
        let changed = self.changed.iter().flat_map(|c| [&c.before, &c.after]);
        self.added.iter().chain(&self.removed).chain(changed)
    }
}

/// A record before and after.
#[derive(Clone, Debug)]
pub struct ChangedRecord<T> {
    /// As the earlier snapshot has it.
    pub before: T,
    /// As the later one has it.
    pub after: T,
    /// What differs.
    pub fields: Vec<ChangedField>,
}

/// A part of a record that differs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ChangedField {
    /// Who holds it.
    Principal,
    /// Which role.
    Role,
    /// Where.
    Scope,
    /// Its condition, or the version of it.
    Condition,
    /// Start or end.
    Window,
    /// What a schedule instance gives.
    Kind,
    /// The permissions of a deny assignment.
    Permissions,
    /// Whom a deny assignment binds.
    Principals,
    /// Whom a deny assignment spares.
    ExcludedPrincipals,
    /// Whether a deny assignment blocks, and how far down.
    Effect,
    /// The display name.
    Name,
}

impl ChangedField {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Principal => "principal",
            Self::Role => "role",
            Self::Scope => "scope",
            Self::Condition => "condition",
            Self::Window => "window",
            Self::Kind => "kind",
            Self::Permissions => "permissions",
            Self::Principals => "principals",
            Self::ExcludedPrincipals => "excludePrincipals",
            Self::Effect => "effect",
            Self::Name => "name",
        }
    }
}

/// A direct member that a group got or lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembershipChange {
    /// The group.
    pub group: PrincipalId,
    /// The member.
    pub member: PrincipalId,
    /// The snapshot that has it.
    pub only_in: Side,
}

/// A management group or subscription with another parent than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupMove {
    /// What moved.
    pub scope: Scope,
    /// Its parent before, where known.
    pub before: Option<Scope>,
    /// Its parent now, where known.
    pub after: Option<Scope>,
}

/// A record with the name that joins it.
pub(super) trait Joined: Clone {
    fn id(&self) -> &str;
    fn scope(&self) -> &Scope;
    fn differences(&self, other: &Self) -> Vec<ChangedField>;
}

/// Fields that differ, of pairs of a field and whether it does.
fn differing<const N: usize>(fields: [(ChangedField, Same); N]) -> Vec<ChangedField> {
    let differs = fields.into_iter().filter(|(_, same)| *same == Same::No);
    differs.map(|(field, _)| field).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Same {
    Yes,
    No,
}

fn same<T: PartialEq + ?Sized>(a: &T, b: &T) -> Same {
    if a == b { Same::Yes } else { Same::No }
}

fn role_key(role: &RoleReference) -> String {
    crate::text::fold(&role.to_string()).into_owned()
}

impl Joined for RoleAssignment {
    fn id(&self) -> &str {
        &self.id
    }
    fn scope(&self) -> &Scope {
        &self.scope
    }
    fn differences(&self, other: &Self) -> Vec<ChangedField> {
        differing([
            (
                ChangedField::Principal,
                same(&self.principal, &other.principal),
            ),
            (
                ChangedField::Role,
                same(&role_key(&self.role), &role_key(&other.role)),
            ),
            (ChangedField::Scope, same(&self.scope, &other.scope)),
            (
                ChangedField::Condition,
                same(&self.condition, &other.condition),
            ),
        ])
    }
}

impl Joined for Schedule {
    fn id(&self) -> &str {
        &self.id
    }
    fn scope(&self) -> &Scope {
        &self.scope
    }
    fn differences(&self, other: &Self) -> Vec<ChangedField> {
        differing([
            (
                ChangedField::Principal,
                same(&self.principal, &other.principal),
            ),
            (
                ChangedField::Role,
                same(&role_key(&self.role), &role_key(&other.role)),
            ),
            (ChangedField::Scope, same(&self.scope, &other.scope)),
            (
                ChangedField::Condition,
                same(&self.condition, &other.condition),
            ),
            (
                ChangedField::Window,
                same(&(self.start, self.end), &(other.start, other.end)),
            ),
            (ChangedField::Kind, same(&self.kind, &other.kind)),
        ])
    }
}

impl Joined for DenyAssignment {
    fn id(&self) -> &str {
        &self.id
    }
    fn scope(&self) -> &Scope {
        &self.scope
    }
    fn differences(&self, other: &Self) -> Vec<ChangedField> {
        let ids = |list: &[DenySubject]| -> BTreeSet<PrincipalId> {
            list.iter().map(|subject| subject.id.clone()).collect()
        };
        differing([
            (ChangedField::Scope, same(&self.scope, &other.scope)),
            (
                ChangedField::Condition,
                same(&self.condition, &other.condition),
            ),
            (
                ChangedField::Permissions,
                same(&self.permissions, &other.permissions),
            ),
            (
                ChangedField::Principals,
                same(&ids(&self.principals), &ids(&other.principals)),
            ),
            (
                ChangedField::ExcludedPrincipals,
                same(
                    &ids(&self.exclude_principals),
                    &ids(&other.exclude_principals),
                ),
            ),
            (
                ChangedField::Effect,
                same(&(self.effect, self.reach), &(other.effect, other.reach)),
            ),
            (ChangedField::Name, same(&self.name, &other.name)),
        ])
    }
}

pub(super) fn assignments(
    old: &AccessIndex<'_>,
    new: &AccessIndex<'_>,
) -> RecordChanges<RoleAssignment> {
    join(
        &old.tenant().role_assignments,
        &new.tenant().role_assignments,
    )
}

pub(super) fn denies(
    old: &AccessIndex<'_>,
    new: &AccessIndex<'_>,
) -> RecordChanges<DenyAssignment> {
    join(
        &old.tenant().deny_assignments,
        &new.tenant().deny_assignments,
    )
}

pub(super) fn schedules(old: &AccessIndex<'_>, new: &AccessIndex<'_>) -> RecordChanges<Schedule> {
    join(&old.tenant().schedules, &new.tenant().schedules)
}

/// Joins by the name at the end of the id; of several with one name, those of one scope first.
fn join<T: Joined>(old: &[T], new: &[T]) -> RecordChanges<T> {
    let mut open: NameMap<AssignmentKey, Vec<&T>> = NameMap::default();
    for record in old {
        let key = AssignmentKey::of(record.id());
        open.entry(key).or_default().push(record);
    }
    let mut changes = RecordChanges::default();
    let mut pair = |before: &T, after: &T| {
        let fields = before.differences(after);
        if !fields.is_empty() {
            changes.changed.push(ChangedRecord {
                before: before.clone(),
                after: after.clone(),
                fields,
            });
        }
    };
    let mut moved = Vec::new();
    for record in new {
        let before = open.get_mut(&AssignmentKey::of(record.id()));
        let at = before
            .as_ref()
            .and_then(|list| list.iter().position(|b| b.scope() == record.scope()));
        match (before, at) {
            (Some(list), Some(at)) => pair(list.swap_remove(at), record),
            _ => moved.push(record),
        }
    }
    for record in moved {
        let before = open
            .get_mut(&AssignmentKey::of(record.id()))
            .and_then(Vec::pop);
        match before {
            Some(before) => pair(before, record),
            None => changes.added.push(record.clone()),
        }
    }
    changes.removed = open.into_values().flatten().cloned().collect();
    let order = |a: &T, b: &T| (a.scope(), a.id()).cmp(&(b.scope(), b.id()));
    changes.added.sort_by(order);
    changes.removed.sort_by(order);
    changes.changed.sort_by(|a, b| order(&a.after, &b.after));
    changes
}

pub(super) fn memberships(old: &AccessIndex<'_>, new: &AccessIndex<'_>) -> Vec<MembershipChange> {
    let of = |tenant: &Tenant| -> BTreeSet<(PrincipalId, PrincipalId)> {
        let lists = tenant.group_members.iter();
        lists
            .flat_map(|list| {
                let row = |member: &PrincipalId| (list.group.clone(), member.clone());
                list.members.iter().map(row).collect::<Vec<_>>()
            })
            .collect()
    };
    let (before, after) = (of(old.tenant()), of(new.tenant()));
    let row = |(group, member): &(PrincipalId, PrincipalId), only_in| MembershipChange {
        group: group.clone(),
        member: member.clone(),
        only_in,
    };
    let gone = before.difference(&after).map(|pair| row(pair, Side::Old));
    let came = after.difference(&before).map(|pair| row(pair, Side::New));
    let mut changes: Vec<MembershipChange> = gone.chain(came).collect();
    changes.sort_by(|a, b| (&a.group, a.only_in, &a.member).cmp(&(&b.group, b.only_in, &b.member)));
    changes
}

/// The first parent that a snapshot names for each management group and subscription: the one that
/// counts.
pub(super) fn parents(tenant: &Tenant) -> BTreeMap<Scope, Option<Scope>> {
    let mut parents: BTreeMap<Scope, Option<Scope>> = BTreeMap::new();
    let mut link = |child: Scope, parent: Scope| {
        parents.entry(parent.clone()).or_default();
        let known = parents.entry(child).or_default();
        if known.is_none() {
            *known = Some(parent);
        }
    };
    for group in &tenant.management_groups {
        let scope = Scope::management_group(&group.id);
        if let Some(parent) = &group.parent {
            link(scope.clone(), Scope::management_group(parent));
        }
        for child in &group.children {
            match child {
                ManagementGroupChild::Group(id) => link(Scope::management_group(id), scope.clone()),
                ManagementGroupChild::Subscription(child) => link(child.clone(), scope.clone()),
            }
        }
    }
    parents
}

pub(super) fn moves(old: &AccessIndex<'_>, new: &AccessIndex<'_>) -> Vec<GroupMove> {
    let (before, mut after) = (parents(old.tenant()), parents(new.tenant()));
    let mut moves = Vec::new();
    for (scope, before) in before {
        let after = after.remove(&scope).flatten();
        if before != after {
            moves.push(GroupMove {
                scope,
                before,
                after,
            });
        }
    }
    let came = after.into_iter().filter(|(_, parent)| parent.is_some());
    moves.extend(came.map(|(scope, after)| GroupMove {
        scope,
        before: None,
        after,
    }));
    moves.sort_by(|a, b| a.scope.cmp(&b.scope));
    moves
}
