//! The roles that a recommendation says to assign, and what has to be created for them.

use crate::ids::RoleId;
use crate::minimize::{ASSIGNING, Advice, CustomRole, Recommendation, RecommendedRole};
use crate::model::{RoleAssignment, RoleKind};
use crate::scope::Scope;
use crate::text;

/// A role to assign.
#[derive(Clone, Debug)]
pub(crate) struct Assigned {
    pub(super) id: Option<RoleId>,
    pub(super) name: String,
    pub(super) kind: RoleKind,
    pub(super) scope: Option<Scope>,
    /// The custom role to create for it.
    stand_in: Option<CustomRole>,
    /// The condition of its assignment: which roles its holder may give.
    pub(super) condition: Option<String>,
    /// The assignment of it that is there, with another condition.
    pub(super) held: Option<RoleAssignment>,
}

/// The roles of the set.
pub(crate) fn of_set(found: &Recommendation) -> Vec<Assigned> {
    let of = |role: &RecommendedRole| {
        let mut covers = role.covers.iter();
        Assigned {
            id: role.id,
            name: role.name.clone(),
            kind: role.kind,
            scope: role.scope.clone(),
            stand_in: role.stand_in.clone(),
            condition: delegation(found, covers.any(|name| text::same(name, ASSIGNING))),
            held: role.held.clone(),
        }
    };
    found.roles.iter().map(of).collect()
}

/// The roles to assign by the advice: those of the set, or the custom roles that fit exactly.
pub(crate) fn advised(found: &Recommendation) -> Vec<Assigned> {
    if found.advice != Advice::CreateCustomRole {
        return of_set(found);
    }
    let at = |role: &CustomRole, scope: Option<&Scope>| {
        let mut actions = role.actions.iter();
        Assigned {
            id: None,
            name: role.name.clone(),
            kind: RoleKind::Custom,
            scope: scope.cloned(),
            stand_in: Some(role.clone()),
            condition: delegation(found, actions.any(|name| text::same(name, ASSIGNING))),
            held: None,
        }
    };
    let each = found.custom_roles.iter().flat_map(|role| {
        let mut placed: Vec<Assigned> = Vec::new();
        placed.extend(role.scopes.iter().map(|scope| at(role, Some(scope))));
        if placed.is_empty() {
            placed.push(at(role, None));
        }
        placed
    });
    each.collect()
}

/// The condition that limits the roles which the holder of a role gives and takes to those that are
/// asked for.
fn delegation(found: &Recommendation, gives_roles: bool) -> Option<String> {
    let ids: Vec<String> = found.gives.iter().map(|(id, _)| id.to_string()).collect();
    let ids = ids.join(", ");
    let part = |verb: &str, source: &str| {
        format!(
            "((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/{verb}'}})) OR \
             (@{source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] \
             ForAnyOfAnyValues:GuidEquals {{{ids}}}))"
        )
    };
    let parts = [part("write", "Request"), part("delete", "Resource")];
    (gives_roles && !found.gives.is_empty()).then(|| parts.join(" AND "))
}

/// The custom roles to create, and for each role to assign which of them it is.
pub(crate) fn stand_ins(assigned: &[Assigned]) -> (Vec<CustomRole>, Vec<Option<usize>>) {
    let mut roles: Vec<CustomRole> = Vec::new();
    let mut which = Vec::new();
    for role in assigned {
        let Some(wanted) = &role.stand_in else {
            which.push(None);
            continue;
        };
        let same = roles.iter().position(|known| known.grants_as(wanted));
        let at = same.unwrap_or_else(|| {
            let mut role = wanted.clone();
            let namesakes = roles
                .iter()
                .filter(|known| known.name.starts_with(&role.name));
            match namesakes.count() {
                0 => {}
                others => role.name = format!("{}, part {}", role.name, others + 1),
            }
            role.scopes.clear();
            roles.push(role);
            roles.len() - 1
        });
        for scope in &wanted.scopes {
            if !roles[at].scopes.contains(scope) {
                roles[at].scopes.push(scope.clone());
            }
        }
        which.push(Some(at));
    }
    (roles, which)
}
