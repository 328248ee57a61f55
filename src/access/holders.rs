//! Which roles hold an operation.

use super::{Outcome, Target};
use crate::catalog::Catalog;
use crate::ids::RoleIx;
use crate::model::RoleDefinition;
use crate::pattern::{ActionPattern, Wildcards};

/// A role that grants an operation, or some of what a pattern matches.
#[derive(Clone, Debug)]
pub(crate) struct RoleHolder {
    /// The role.
    pub role: RoleIx,
    /// Allowed, conditional or partial.
    pub outcome: Outcome,
    /// How many operations under the target it grants without a condition.
    pub granted: usize,
    /// The patterns of the role that grant, in their order.
    pub patterns: Vec<ActionPattern>,
}

/// The roles that grant the target, in the order of their names. An operation that the catalogue
/// does not hold is looked for by the text of every role's patterns.
pub(crate) fn roles_holding(catalog: &Catalog, target: &Target) -> Vec<RoleHolder> {
    if target.action.is_concrete() {
        holding_operation(catalog, target)
    } else {
        holding_pattern(catalog, target)
    }
}

fn holding_operation(catalog: &Catalog, target: &Target) -> Vec<RoleHolder> {
    let known = catalog.find_in_plane(target.action.as_str(), target.plane);
    let mut holders = Vec::new();
    for role in catalog.roles() {
        let is_certain = catalog.role_gap(role).is_none();
        if is_certain && known.is_some_and(|at| !catalog.role_reaches(role, at, target.plane)) {
            continue;
        }
        let definition = catalog.role(role);
        let open = definition.gap.map(|_| Outcome::Undetermined);
        let Some(outcome) = open.or_else(|| by_text(&definition, target, catalog.wildcards()))
        else {
            continue;
        };
        holders.push(RoleHolder {
            role,
            outcome,
            granted: usize::from(outcome == Outcome::Allowed),
            patterns: granting(&definition, target, |pattern| {
                pattern.matches(target.action.as_str(), catalog.wildcards())
            }),
        });
    }
    holders
}

/// Allowed by a permission without a condition, else conditional, whatever the condition says.
fn by_text(role: &RoleDefinition, target: &Target, wildcards: Wildcards) -> Option<Outcome> {
    let granting = role.permissions.iter().filter(|permission| {
        let patterns = permission.plane(target.plane);
        patterns.matches(target.action.as_str(), wildcards)
    });
    granting
        .map(|permission| match permission.condition {
            None => Outcome::Allowed,
            Some(_) => Outcome::Conditional,
        })
        .min()
}

fn holding_pattern(catalog: &Catalog, target: &Target) -> Vec<RoleHolder> {
    let wanted = catalog.expand(&target.action, target.plane);
    let mut holders = Vec::new();
    for role in catalog.roles() {
        let (free, bound) = catalog.granted_by_condition(role, target.plane);
        let granted = free.intersection_len(&wanted);
        let outcome = match (granted, bound.intersection_len(&wanted)) {
            _ if catalog.role_gap(role).is_some() => Outcome::Undetermined,
            (0, 0) => continue,
            (n, _) if n == wanted.len() => Outcome::Allowed,
            (0, n) if n == wanted.len() => Outcome::Conditional,
            _ => Outcome::Partial,
        };
        holders.push(RoleHolder {
            role,
            outcome,
            granted,
            patterns: granting(&catalog.role(role), target, |pattern| {
                !catalog.expand(pattern, target.plane).is_disjoint(&wanted)
            }),
        });
    }
    holders
}

fn granting(
    role: &RoleDefinition,
    target: &Target,
    hits: impl Fn(&ActionPattern) -> bool,
) -> Vec<ActionPattern> {
    let mut patterns: Vec<ActionPattern> = Vec::new();
    for permission in &role.permissions {
        for pattern in permission.plane(target.plane).granted() {
            if hits(pattern) && !patterns.contains(pattern) {
                patterns.push(pattern.clone());
            }
        }
    }
    patterns
}
