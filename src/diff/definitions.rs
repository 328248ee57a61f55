//! Role definitions of two snapshots.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::access::AccessIndex;
use crate::catalog::{ListedPattern, RoleComparison, changed_patterns};
use crate::model::RoleDefinition;
use crate::span::Diagnostic;
use crate::text;

/// A role definition that is new, gone or different.
#[derive(Clone, Debug)]
pub struct DefinitionChange {
    /// The role in the later snapshot, in the earlier where it is gone.
    pub role: RoleDefinition,
    /// What became of it.
    pub fate: DefinitionFate,
}

/// What became of a role definition.
#[derive(Clone, Debug)]
pub enum DefinitionFate {
    /// Only the later snapshot has it.
    Added,
    /// Only the earlier one has it.
    Removed,
    /// Both have it, and it differs.
    Changed {
        /// The earlier definition.
        before: Box<RoleDefinition>,
        /// Entries that only the later definition has.
        added: Vec<ListedPattern>,
        /// Entries that only the earlier one has.
        removed: Vec<ListedPattern>,
        /// Assignable scopes that only the later one has.
        scopes_added: Vec<Arc<str>>,
        /// Assignable scopes that only the earlier one has.
        scopes_removed: Vec<Arc<str>>,
        /// How what they grant is related, the earlier one first; `None` when the patterns hold too
        /// many stars.
        relation: Option<Box<RoleComparison>>,
    },
}

/// The definitions of the inputs that differ, by name. One that a single snapshot describes is
/// compared with the catalogue's, where that holds it.
pub(super) fn definitions(
    old: &AccessIndex<'_>,
    new: &AccessIndex<'_>,
) -> (Vec<DefinitionChange>, Vec<Diagnostic>) {
    let [before, mut after] = [old, new].map(|index| {
        let roles = index.tenant().role_definitions.iter();
        roles
            .map(|role| (key(role), role.clone()))
            .collect::<BTreeMap<String, RoleDefinition>>()
    });
    let published = |index: &AccessIndex<'_>, role: &RoleDefinition| {
        let found = index.catalog().find_role_id(role.id?)?;
        Some(index.catalog().role(found))
    };
    let (mut changes, mut diagnostics) = (Vec::new(), Vec::new());
    for (key, before) in before {
        let after = after.remove(&key).or_else(|| published(new, &before));
        match after {
            Some(after) => {
                changes.extend(changed(new, before, after, &mut diagnostics));
            }
            None => changes.push(DefinitionChange {
                role: before,
                fate: DefinitionFate::Removed,
            }),
        }
    }
    for after in after.into_values() {
        match published(old, &after) {
            Some(before) => changes.extend(changed(new, before, after, &mut diagnostics)),
            None => changes.push(DefinitionChange {
                role: after,
                fate: DefinitionFate::Added,
            }),
        }
    }
    changes.sort_by(|a, b| {
        text::order(&a.role.name, &b.role.name).then_with(|| a.role.id.cmp(&b.role.id))
    });
    (changes, diagnostics)
}

fn key(role: &RoleDefinition) -> String {
    match role.id {
        Some(id) => id.to_string(),
        None => text::fold(&role.name).into_owned(),
    }
}

fn changed(
    index: &AccessIndex<'_>,
    before: RoleDefinition,
    after: RoleDefinition,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<DefinitionChange> {
    let (added, removed) = changed_patterns(&before, &after);
    let only = |a: &RoleDefinition, b: &RoleDefinition| -> Vec<Arc<str>> {
        let known = |scope: &str| b.assignable_scopes.iter().any(|o| text::same(o, scope));
        let scopes = a.assignable_scopes.iter().filter(|scope| !known(scope));
        let mut scopes: Vec<Arc<str>> = scopes.cloned().collect();
        scopes.sort();
        scopes
    };
    // The catalogue gives no description and no assignable scopes of built-in roles.
    let comparable = before.place.is_some() && after.place.is_some();
    let (scopes_added, scopes_removed) = if comparable {
        (only(&after, &before), only(&before, &after))
    } else {
        (Vec::new(), Vec::new())
    };
    let same = before.permissions == after.permissions
        || (added.is_empty()
            && removed.is_empty()
            && before.permissions.len() == after.permissions.len()
            && before.permissions.len() == 1);
    let described = !comparable
        || (text::same(&before.name, &after.name) && before.description == after.description);
    if same && described && scopes_added.is_empty() && scopes_removed.is_empty() {
        return None;
    }
    let relation = index.catalog().compare_roles(&before, &after);
    if relation.is_err() {
        let message = format!(
            "how `{}` is related to what it was could not be told: its patterns hold too many stars",
            after.name
        );
        diagnostics.push(Diagnostic::warning("undecided-relation", message));
    }
    Some(DefinitionChange {
        role: after,
        fate: DefinitionFate::Changed {
            before: Box::new(before),
            added,
            removed,
            scopes_added,
            scopes_removed,
            relation: relation.ok().map(Box::new),
        },
    })
}
