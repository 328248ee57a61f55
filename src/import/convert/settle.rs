//! What only the whole of the inputs can tell: the same record in several exports.

use std::collections::hash_map::Entry;

use crate::ids::IdKey;
use crate::model::Tenant;
use crate::scope::Scope;
use crate::span::Diagnostic;
use crate::text;
use crate::text::NameMap;

/// Drops repetitions. Two exports that contradict each other are reported, and the later one in
/// the order read counts.
pub(crate) fn settle(tenant: &mut Tenant) {
    role_assignments(tenant);
    let denies = &mut tenant.deny_assignments;
    keep_last_by(denies, |deny| text::fold(&deny.id).into_owned());
    let schedules = &mut tenant.schedules;
    keep_last_by(schedules, |schedule| text::fold(&schedule.id).into_owned());
    role_definitions(tenant);
    tenant
        .management_groups
        .dedup_by(|a, b| a.id == b.id && a.children == b.children && a.parent == b.parent);
}

fn role_assignments(tenant: &mut Tenant) {
    let count = tenant.role_assignments.len();
    let mut repeated = vec![false; count];
    let mut first: NameMap<IdKey, usize> =
        NameMap::with_capacity_and_hasher(count, Default::default());
    // Two assignments of one name at different scopes are two. Few have a namesake at all, so only
    // those go by their scope too.
    let mut last: NameMap<(IdKey, Scope), usize> = NameMap::default();
    for (at, assignment) in tenant.role_assignments.iter().enumerate() {
        let key = IdKey::of_assignment(&assignment.id);
        let namesake = match first.entry(key.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(at);
                continue;
            }
            Entry::Occupied(entry) => *entry.get(),
        };
        let scope = tenant.role_assignments[namesake].scope.clone();
        last.entry((key.clone(), scope)).or_insert(namesake);
        let Some(earlier) = last.insert((key, assignment.scope.clone()), at) else {
            continue;
        };
        repeated[earlier] = true;
        let other = &tenant.role_assignments[earlier];
        let same = other.principal == assignment.principal
            && other.role == assignment.role
            && other.condition.as_ref().map(|c| &c.text)
                == assignment.condition.as_ref().map(|c| &c.text);
        if !same {
            let message = format!(
                "role assignment `{}` is given twice with different content; this one, read last, counts",
                assignment.name()
            );
            tenant.diagnostics.push(
                Diagnostic::warning("contradicting-exports", message)
                    .at(assignment.place.clone())
                    .may_change_answer()
                    .help(format!("the other stands at {}", other.place)),
            );
        }
    }
    let mut at = 0;
    tenant.role_assignments.retain(|_| {
        at += 1;
        !repeated[at - 1]
    });
}

fn keep_last_by<T>(records: &mut Vec<T>, key: impl Fn(&T) -> String) {
    let mut last: NameMap<String, usize> = NameMap::default();
    for (at, record) in records.iter().enumerate() {
        last.insert(key(record), at);
    }
    let mut at = 0;
    records.retain(|record| {
        at += 1;
        let key = key(record);
        key.is_empty() || last.get(&key) == Some(&(at - 1))
    });
}

fn role_definitions(tenant: &mut Tenant) {
    let mut last: NameMap<String, usize> = NameMap::default();
    let mut repeated = vec![false; tenant.role_definitions.len()];
    for (at, role) in tenant.role_definitions.iter().enumerate() {
        let key = role
            .id
            .map_or_else(|| text::fold(&role.name).into_owned(), |id| id.to_string());
        let Some(earlier) = last.insert(key, at) else {
            continue;
        };
        repeated[earlier] = true;
        let before = &tenant.role_definitions[earlier];
        let differs = if before.permissions != role.permissions {
            "permissions"
        } else if !text::same(&before.name, &role.name) {
            "names"
        } else {
            continue;
        };
        let message = format!(
            "role definition `{}` is given twice with different {differs}; this one, read last, counts",
            role.name
        );
        let mut diagnostic =
            Diagnostic::warning("contradicting-exports", message).may_change_answer();
        diagnostic.place = role.place.clone();
        if let Some(place) = &before.place {
            diagnostic = diagnostic.help(format!("the other stands at {place}"));
        }
        tenant.diagnostics.push(diagnostic);
    }
    let mut at = 0;
    tenant.role_definitions.retain(|_| {
        at += 1;
        !repeated[at - 1]
    });
    clashing_names(tenant);
}

/// Names are unique in a tenant (§2.2); two roles of one name come from two tenants, or from
/// before and after a role was made anew.
fn clashing_names(tenant: &mut Tenant) {
    let mut first: NameMap<String, usize> = NameMap::default();
    for (at, role) in tenant.role_definitions.iter().enumerate() {
        let Some(earlier) = first.insert(text::fold(&role.name).into_owned(), at) else {
            continue;
        };
        let message = format!(
            "two role definitions with different ids are called `{}`; ask for them by id",
            role.name
        );
        let mut diagnostic = Diagnostic::warning("role-name-clash", message);
        diagnostic.place = role.place.clone();
        if let Some(place) = &tenant.role_definitions[earlier].place {
            diagnostic = diagnostic.help(format!("the other stands at {place}"));
        }
        tenant.diagnostics.push(diagnostic);
    }
}
