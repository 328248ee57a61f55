//! The custom roles that grant exactly a requirement.

use super::candidates::Offer;
use super::compaction::compact;
use super::limits::SearchLimits;
use super::placement::{Item, Placement};
use super::requirement::Requirement;
use crate::bits::OperationSet;
use crate::catalog::Catalog;
use crate::model::{Permission, Plane, RoleDefinition, RoleKind};
use crate::pattern::{ActionPattern, PatternSet};
use crate::scope::{Scope, ScopeKind};
use crate::text;

/// A custom role definition to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomRole {
    /// Its name.
    pub name: String,
    /// Actions, sorted.
    pub actions: Vec<String>,
    /// Data actions, sorted.
    pub data_actions: Vec<String>,
    /// Where it is to be assigned; empty where no scope is named.
    pub scopes: Vec<Scope>,
}

/// The role that grants all of a requirement, and those that grant exactly what the scopes require.
pub(super) fn custom_roles(
    catalog: &Catalog,
    requirement: &Requirement,
    placement: &Placement,
) -> (CustomRole, Vec<CustomRole>) {
    let mut exact: Vec<CustomRole> = Vec::new();
    for (at, place) in placement.places().iter().enumerate() {
        let role = of_place(catalog, requirement, placement, at);
        if role.actions.is_empty() && role.data_actions.is_empty() {
            continue;
        }
        match exact.iter_mut().find(|other| other.grants_as(&role)) {
            Some(other) => other.scopes.extend(place.scope.clone()),
            None => exact.push(role),
        }
    }
    let mut all = CustomRole {
        name: CustomRole::NAME.to_owned(),
        actions: Vec::new(),
        data_actions: Vec::new(),
        scopes: Vec::new(),
    };
    for role in &exact {
        all.actions.extend(role.actions.iter().cloned());
        all.data_actions.extend(role.data_actions.iter().cloned());
        all.scopes.extend(role.scopes.iter().cloned());
    }
    in_order(&mut all.actions);
    in_order(&mut all.data_actions);
    if exact.len() > 1 {
        for (number, role) in exact.iter_mut().enumerate() {
            role.name = format!("{}, part {}", CustomRole::NAME, number + 1);
        }
    }
    (all, exact)
}

/// What is left to require at a place.
fn of_place(
    catalog: &Catalog,
    requirement: &Requirement,
    placement: &Placement,
    place: usize,
) -> CustomRole {
    let here = |at: &usize| placement.place_of(*at) == place && !placement.is_inherited(*at);
    let items: Vec<usize> = (0..placement.items().len()).filter(here).collect();
    let scope = placement.places()[place].scope.clone();
    of_items(catalog, requirement, placement, &items, scope)
}

/// The role that grants some items: patterns as they were asked where nothing under them is settled
/// otherwise.
fn of_items(
    catalog: &Catalog,
    requirement: &Requirement,
    placement: &Placement,
    items: &[usize],
    scope: Option<Scope>,
) -> CustomRole {
    let mut open = OperationSet::new(catalog.operation_count());
    let mut texts: Vec<(Plane, &ActionPattern)> = Vec::new();
    for &at in items {
        match &placement.items()[at] {
            Item::Known(operation) => {
                open.insert(*operation);
            }
            Item::Text(required) => texts.push((required.plane, &required.action)),
        }
    }
    let of = |plane: Plane| {
        let mut left = open.clone();
        let mut list: Vec<String> = Vec::new();
        for required in requirement.actions.iter().filter(|r| r.plane == plane) {
            let set = catalog.expand(&required.action, plane);
            if !set.is_empty() && set.is_subset(&open) {
                list.push(required.action.to_string());
                left.subtract(&set);
            }
        }
        let rest = left.iter().map(|at| catalog.operation(at));
        list.extend(rest.filter(|o| o.plane == plane).map(|o| o.name));
        let unknown = texts.iter().filter(|(of, _)| *of == plane);
        list.extend(unknown.map(|(_, action)| action.to_string()));
        in_order(&mut list);
        list
    };
    CustomRole {
        name: CustomRole::NAME.to_owned(),
        actions: of(Plane::Control),
        data_actions: of(Plane::Data),
        scopes: scope.into_iter().collect(),
    }
}

/// The role that stands in for a documented one: what that covers here. Where this is all that some
/// scopes require, it is the role for those.
pub(super) fn stand_in(
    catalog: &Catalog,
    requirement: &Requirement,
    placement: &Placement,
    offer: &Offer,
    exact: &[CustomRole],
) -> CustomRole {
    let items: Vec<usize> = offer.covers.iter().map(usize::from).collect();
    let scope = placement.places()[offer.place].scope.clone();
    let mut role = of_items(catalog, requirement, placement, &items, scope);
    role.name = match exact.iter().find(|other| other.grants_as(&role)) {
        Some(same) => same.name.clone(),
        None => format!("{} (stand-in)", offer.name),
    };
    role
}

fn in_order(list: &mut Vec<String>) {
    list.sort_by(|a, b| text::order(a, b));
    list.dedup_by(|a, b| text::same(a, b));
}

impl CustomRole {
    /// What one is called that nobody named.
    pub(super) const NAME: &str = "Custom role for this requirement";

    /// Whether another one has the same lists.
    pub fn grants_as(&self, other: &Self) -> bool {
        self.actions == other.actions && self.data_actions == other.data_actions
    }

    /// The same with patterns in the place of operations, where they grant nothing else: nothing of
    /// the catalogue under either reading of WC-5, and never a whole namespace that nobody asked for.
    #[must_use]
    pub fn compacted(mut self, catalog: &Catalog, limits: SearchLimits<'_>) -> Self {
        self.actions = shorter(catalog, &self.actions, Plane::Control, limits);
        self.data_actions = shorter(catalog, &self.data_actions, Plane::Data, limits);
        self
    }

    /// The definition to create; its assignable scopes are subscriptions, resource groups and
    /// management groups that hold the scopes, since single resources fill the tenant (§2.2).
    pub fn definition(&self) -> RoleDefinition {
        let set = |list: &[String]| {
            let patterns = list
                .iter()
                .filter_map(|action| ActionPattern::parse(action).ok());
            PatternSet::new(patterns.collect(), Vec::new())
        };
        let mut scopes: Vec<Scope> = Vec::new();
        for scope in &self.scopes {
            let holder = match scope.kind() {
                ScopeKind::Resource => scope.resource_group().or_else(|| scope.subscription()),
                _ => None,
            };
            let holder = holder.unwrap_or_else(|| scope.clone());
            if !scopes.contains(&holder) {
                scopes.push(holder);
            }
        }
        RoleDefinition {
            id: None,
            name: self.name.as_str().into(),
            aliases: Vec::new(),
            kind: RoleKind::Custom,
            published_as: None,
            description: Some("Exactly what the requirement names".into()),
            permissions: vec![Permission {
                control: set(&self.actions),
                data: set(&self.data_actions),
                condition: None,
            }],
            assignable_scopes: scopes.iter().map(|scope| scope.as_str().into()).collect(),
            updated_on: None,
            gap: None,
            place: None,
        }
    }
}

/// A list in patterns, if that is shorter.
fn shorter(
    catalog: &Catalog,
    list: &[String],
    plane: Plane,
    limits: SearchLimits<'_>,
) -> Vec<String> {
    let mut known = OperationSet::new(catalog.operation_count());
    let mut kept: Vec<String> = Vec::new();
    for text in list {
        let set = ActionPattern::parse(text).map(|action| catalog.expand(&action, plane));
        match set {
            Ok(set) if !set.is_empty() => known.union_with(&set),
            _ => kept.push(text.clone()),
        }
    }
    for pattern in compact(catalog, &known, plane, 0, limits).patterns {
        let asked = list.iter().any(|text| text::same(text, pattern.as_str()));
        if asked || pattern.is_concrete() || is_narrow(catalog, &pattern, plane, &known) {
            kept.push(pattern.to_string());
            continue;
        }
        // What was asked as a pattern stays one.
        let under = catalog.expand(&pattern, plane);
        let mut left = under.clone();
        for text in list {
            let Ok(action) = ActionPattern::parse(text) else {
                continue;
            };
            let set = catalog.expand(&action, plane);
            if !set.is_disjoint(&under) {
                kept.push(text.clone());
                left.subtract(&set);
            }
        }
        kept.extend(left.iter().map(|at| catalog.operation(at).name));
    }
    in_order(&mut kept);
    if kept.len() < list.len() {
        kept
    } else {
        list.to_vec()
    }
}

/// Whether a pattern names a resource type before its star, and means the same under both readings
/// of WC-5.
fn is_narrow(
    catalog: &Catalog,
    pattern: &ActionPattern,
    plane: Plane,
    known: &OperationSet,
) -> bool {
    let head = pattern.as_str().split('*').next().unwrap_or_default();
    let other = catalog.wildcards().other();
    head.matches('/').count() >= 2
        && catalog
            .expander()
            .expand(pattern, plane, other)
            .is_subset(known)
}
