//! The requirement in plain lists, and what a claim says of it.

use std::collections::BTreeSet;

use super::{SetClaim, reject};
use crate::access::Rejection;
use crate::catalog::Catalog;
use crate::minimize::candidates::{Among, Candidates, covers_text};
use crate::minimize::placement::{Placement, ancestors_by_text};
use crate::minimize::problem::Excess;
use crate::minimize::requirement::{RequiredAction, Requirement};
use crate::model::{OperationClass, Plane, RoleDefinition, RoleKind};
use crate::pattern::{ActionPattern, PatternSet};
use crate::scope::Scope;
use crate::text;

/// An operation at a place, by its name in lower case.
type Pair = (usize, String, Plane);

/// The requirement in plain lists.
pub(super) struct Bench<'a> {
    catalog: &'a Catalog,
    requirement: &'a Requirement,
    places: Vec<Option<Scope>>,
    operations: Vec<(String, Plane, OperationClass)>,
    /// What is to be covered at each place, known or not.
    open: BTreeSet<Pair>,
    /// What costs nothing: required there or above, or held.
    free: BTreeSet<Pair>,
    /// What no place above requires, of what is open.
    own: BTreeSet<Pair>,
    /// Texts that the catalogue doesn't know, each at its place.
    texts: Vec<(usize, RequiredAction)>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(
        catalog: &'a Catalog,
        requirement: &'a Requirement,
        candidates: &Candidates,
    ) -> Self {
        let mut places: Vec<Option<Scope>> = Vec::new();
        let asked = requirement
            .actions
            .iter()
            .map(|required| required.scope.clone());
        for scope in asked.chain(candidates.also_at.iter().cloned().map(Some)) {
            if !places.contains(&scope) {
                places.push(scope);
            }
        }
        let classes = catalog.classes();
        let mut operations = Vec::new();
        catalog.for_each_operation(|at, name, plane| {
            operations.push((text::fold(name).into_owned(), plane, classes[at.index()]));
        });
        let mut bench = Self {
            catalog,
            requirement,
            places,
            operations,
            open: BTreeSet::new(),
            free: BTreeSet::new(),
            own: BTreeSet::new(),
            texts: Vec::new(),
        };
        bench.lay_out();
        bench
    }

    fn lay_out(&mut self) {
        let wildcards = self.catalog.wildcards();
        for required in &self.requirement.actions {
            let Some(at) = self
                .places
                .iter()
                .position(|place| *place == required.scope)
            else {
                continue;
            };
            let held = self.requirement.held_at(required.scope.as_ref());
            let mut is_known = false;
            for (number, (name, plane, _)) in self.operations.iter().enumerate() {
                if *plane != required.plane || !required.action.matches(name, wildcards) {
                    continue;
                }
                is_known = true;
                let operation = number.into();
                let settled = held.is_some_and(|held| {
                    held.operations.contains(operation) || held.blocked.contains(operation)
                });
                let pair = (at, name.clone(), *plane);
                if !settled {
                    self.open.insert(pair.clone());
                }
                for below in 0..self.places.len() {
                    if self.reaches(at, below) {
                        self.free.insert((below, name.clone(), *plane));
                    }
                }
            }
            if !is_known && !held.is_some_and(|held| held.settles(required)) {
                self.texts.push((at, required.clone()));
            }
        }
        for (at, place) in self.places.iter().enumerate() {
            let held = self.requirement.held_at(place.as_ref());
            for operation in held.iter().flat_map(|held| held.operations.iter()) {
                let (name, plane, _) = &self.operations[operation.index()];
                self.free.insert((at, name.clone(), *plane));
            }
        }
        let is_above = |(at, name, plane): &Pair| {
            (0..self.places.len()).any(|from| {
                let required = self.requirement.actions.iter().filter(|required| {
                    required.scope == self.places[from] && required.plane == *plane
                });
                from != *at
                    && self.reaches(from, *at)
                    && required.clone().any(|r| r.action.matches(name, wildcards))
            })
        };
        self.own = self
            .open
            .iter()
            .filter(|pair| !is_above(pair))
            .cloned()
            .collect();
    }

    /// Whether what is assigned at a place holds at another.
    fn reaches(&self, from: usize, to: usize) -> bool {
        from == to
            || match (&self.places[from], &self.places[to]) {
                (Some(above), Some(below)) => {
                    self.requirement.ancestors(Some(below)).reached_from(above)
                        || ancestors_by_text(Some(below)).reached_from(above)
                }
                _ => false,
            }
    }

    fn place_of(&self, scope: Option<&Scope>) -> Result<usize, Rejection> {
        let found = self.places.iter().position(|place| place.as_ref() == scope);
        found.map_or_else(|| reject("a role goes where nothing is required"), Ok)
    }

    /// Whether the roles may be chosen at all, within their number.
    pub(super) fn check_candidates(
        &self,
        candidates: &Candidates,
        max_roles: Option<usize>,
        claim: &SetClaim,
    ) -> Result<(), Rejection> {
        if max_roles.is_some_and(|most| claim.roles.len() > most) {
            return reject("there are more roles than are allowed");
        }
        let placement = Placement::new(self.catalog, self.requirement, &candidates.also_at);
        let required = placement.required(self.catalog);
        let services = self.catalog.risk().service_roles();
        for chosen in &claim.roles {
            let role = self.catalog.role(chosen.role);
            let is_listed = match &candidates.among {
                Among::All => true,
                Among::Only(roles) => roles.contains(&chosen.role),
            };
            let is_service = services.iter().any(|service| Some(service.id) == role.id);
            let is_barred = !is_listed
                || candidates.excluded.contains(&chosen.role)
                || (is_service && !candidates.with_service_roles)
                || (role.kind == RoleKind::Documented && candidates.published_only);
            if is_barred {
                return reject(format!("`{}` may not be chosen", role.name));
            }
            if chosen.is_foreign != required.is_foreign(chosen.role) {
                return reject(format!(
                    "the answer is wrong about what `{}` is meant for",
                    role.name
                ));
            }
            self.check_without(&role, &candidates.without)?;
        }
        Ok(())
    }

    /// Whether a role grants nothing, be it under a condition, that must not be granted.
    fn check_without(
        &self,
        role: &RoleDefinition,
        without: &[ActionPattern],
    ) -> Result<(), Rejection> {
        let wildcards = self.catalog.wildcards();
        let unknown = without.iter().filter(|ban| ban.is_concrete());
        let unknown = unknown.flat_map(|ban| Plane::BOTH.map(|plane| (ban.folded(), plane)));
        let known = self
            .operations
            .iter()
            .map(|(name, plane, _)| (name.as_str(), *plane));
        for (name, plane) in known.chain(unknown) {
            let is_banned = without.iter().any(|ban| ban.matches(name, wildcards));
            let mut permissions = role.permissions.iter();
            if is_banned && permissions.any(|p| p.plane(plane).matches(name, wildcards)) {
                return reject(format!(
                    "`{}` grants `{name}`, which must not be",
                    role.name
                ));
            }
        }
        Ok(())
    }

    /// What is covered, what is left open, and what is granted besides.
    pub(super) fn check_grants(&self, claim: &SetClaim) -> Result<(), Rejection> {
        let mut granted: BTreeSet<Pair> = BTreeSet::new();
        let mut covered_texts: BTreeSet<usize> = BTreeSet::new();
        for chosen in &claim.roles {
            let role = self.catalog.role(chosen.role);
            let from = self.place_of(chosen.scope.as_ref())?;
            let names = self.granted_by(&role);
            let reached: Vec<usize> = (0..self.places.len())
                .filter(|&to| self.reaches(from, to))
                .collect();
            let mut covers: BTreeSet<String> = BTreeSet::new();
            for &at in &reached {
                for (name, plane) in &names {
                    let pair = (at, name.clone(), *plane);
                    if self.open.contains(&pair) {
                        covers.insert(name.clone());
                    }
                    granted.insert(pair);
                }
            }
            for (number, (at, required)) in self.texts.iter().enumerate() {
                if reached.contains(at) && grants_text(self.catalog, &role, required) {
                    covers.insert(required.action.folded().to_owned());
                    covered_texts.insert(number);
                }
            }
            let said = chosen
                .covers
                .iter()
                .map(|name| text::fold(name).into_owned());
            if covers != said.collect() {
                return reject(format!("`{}` does not cover what it is said to", role.name));
            }
        }
        let mut left: BTreeSet<Pair> = self.open.difference(&granted).cloned().collect();
        for (number, (at, required)) in self.texts.iter().enumerate() {
            if !covered_texts.contains(&number) {
                left.insert((*at, required.action.folded().to_owned(), required.plane));
            }
        }
        let mut said: BTreeSet<Pair> = BTreeSet::new();
        for (name, plane, scope) in &claim.uncovered {
            let at = self.place_of(scope.as_ref())?;
            said.insert((at, text::fold(name).into_owned(), *plane));
        }
        if left != said {
            return reject("what is left uncovered is not what is said to be");
        }
        let mut excess = Excess::default();
        for (name, plane, class) in &self.operations {
            for at in 0..self.places.len() {
                let pair = (at, name.clone(), *plane);
                if granted.contains(&pair) && !self.free.contains(&pair) {
                    match class {
                        OperationClass::Escalation => excess.escalation += 1,
                        OperationClass::Data => excess.data += 1,
                        OperationClass::Write => excess.write += 1,
                        OperationClass::Read => excess.read += 1,
                    }
                }
            }
        }
        if excess != claim.excess {
            return reject(format!(
                "{} operations are granted beyond the requirement, not {}",
                excess.total(),
                claim.excess.total()
            ));
        }
        Ok(())
    }

    /// The operations that a role grants without a condition.
    fn granted_by(&self, role: &RoleDefinition) -> Vec<(String, Plane)> {
        let wildcards = self.catalog.wildcards();
        let free: Vec<_> = role
            .permissions
            .iter()
            .filter(|p| p.condition.is_none())
            .collect();
        let granted = self.operations.iter().filter(|(name, plane, _)| {
            free.iter()
                .any(|p| p.plane(*plane).matches(name, wildcards))
        });
        granted
            .map(|(name, plane, _)| (name.clone(), *plane))
            .collect()
    }

    /// Whether the custom roles together grant what is left to require, and nothing else.
    pub(super) fn check_custom_roles(
        &self,
        candidates: &Candidates,
        claim: &SetClaim,
    ) -> Result<(), Rejection> {
        let wildcards = self.catalog.wildcards();
        let patterns = |plane: Plane| -> Vec<ActionPattern> {
            let lists = claim.custom_roles.iter().flat_map(|role| match plane {
                Plane::Control => &role.actions,
                Plane::Data => &role.data_actions,
            });
            lists
                .map(|text| ActionPattern::literal(text.trim()))
                .collect()
        };
        let lists = Plane::BOTH.map(|plane| PatternSet::new(patterns(plane), Vec::new()));
        let set = |plane: Plane| &lists[usize::from(plane == Plane::Data)];
        let granted: BTreeSet<(&str, Plane)> = (self.operations.iter())
            .filter(|(name, plane, _)| set(*plane).matches(name, wildcards))
            .map(|(name, plane, _)| (name.as_str(), *plane))
            .collect();
        let wanted: BTreeSet<(&str, Plane)> = self
            .own
            .iter()
            .map(|(_, name, plane)| (name.as_str(), *plane))
            .collect();
        if granted != wanted {
            return reject("the custom role does not grant exactly what is required");
        }
        for (_, required) in &self.texts {
            if !covers_text(set(required.plane), &required.action, wildcards) {
                return reject(format!("the custom role lacks `{}`", required.action));
            }
        }
        for role in &claim.custom_roles {
            self.check_without(&role.definition(), &candidates.without)?;
        }
        Ok(())
    }
}

fn grants_text(catalog: &Catalog, role: &RoleDefinition, required: &RequiredAction) -> bool {
    let mut permissions = role.permissions.iter();
    permissions.any(|permission| {
        let set = permission.plane(required.plane);
        permission.condition.is_none() && covers_text(set, &required.action, catalog.wildcards())
    })
}
