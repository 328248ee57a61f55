//! Records of two snapshots, joined by what Azure knows them by.

use std::collections::BTreeSet;

use super::records::{ChangedField, ChangedRecord, RecordChanges};
use crate::access::AccessIndex;
use crate::ids::{IdKey, PrincipalId};
use crate::model::{DenyAssignment, DenySubject, RoleAssignment, RoleReference, Schedule};
use crate::scope::Scope;
use crate::text::{self, NameMap};

/// A record with the name that joins it.
pub(super) trait Joined: Clone {
    fn id(&self) -> &str;
    fn scope(&self) -> &Scope;
    fn differences(&self, other: &Self) -> Vec<ChangedField>;
}

/// The fields that differ, of pairs of a field and whether it does.
fn differing<const N: usize>(fields: [(ChangedField, bool); N]) -> Vec<ChangedField> {
    let differs = fields.into_iter().filter(|(_, differs)| *differs);
    differs.map(|(field, _)| field).collect()
}

fn is_other_role(one: &RoleReference, other: &RoleReference) -> bool {
    one != other && !text::same(&one.to_string(), &other.to_string())
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
            (ChangedField::Principal, self.principal != other.principal),
            (ChangedField::Role, is_other_role(&self.role, &other.role)),
            (ChangedField::Scope, self.scope != other.scope),
            (ChangedField::Condition, self.condition != other.condition),
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
            (ChangedField::Principal, self.principal != other.principal),
            (ChangedField::Role, is_other_role(&self.role, &other.role)),
            (ChangedField::Scope, self.scope != other.scope),
            (ChangedField::Condition, self.condition != other.condition),
            (
                ChangedField::Window,
                (self.start, self.end, self.window_unknown)
                    != (other.start, other.end, other.window_unknown),
            ),
            (ChangedField::Kind, self.kind != other.kind),
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
            (ChangedField::Scope, self.scope != other.scope),
            (ChangedField::Condition, self.condition != other.condition),
            (
                ChangedField::Permissions,
                self.permissions != other.permissions,
            ),
            (
                ChangedField::Principals,
                ids(&self.principals) != ids(&other.principals),
            ),
            (
                ChangedField::ExcludedPrincipals,
                ids(&self.exclude_principals) != ids(&other.exclude_principals),
            ),
            (
                ChangedField::Effect,
                (self.effect, self.reach) != (other.effect, other.reach),
            ),
            (ChangedField::Name, self.name != other.name),
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
    let mut open: NameMap<IdKey, Vec<&T>> = NameMap::default();
    for record in old {
        let key = IdKey::of_assignment(record.id());
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
        let before = open.get_mut(&IdKey::of_assignment(record.id()));
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
            .get_mut(&IdKey::of_assignment(record.id()))
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
