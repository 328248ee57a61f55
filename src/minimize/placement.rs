//! Where things are required, where roles can be assigned, and what reaches what.
//!
//! **The model.** A *place* is a scope at which something is required, or one at which the caller
//! allows assignments besides. Roles are assigned at places and nowhere else, so nothing wider than
//! what was asked about is ever proposed unasked. A role assigned at a place grants at that place
//! and at every place below it (EV-3), for which the paths of scopes and the management groups of
//! the inputs count; where the inputs don't say that a management group holds a subscription, it is
//! taken not to.
//!
//! - An *item* to cover is an operation at a place where it is required. What covers it at a place
//!   above covers it too, whether it is required there as well or not.
//! - A *candidate* is a role at a place.
//! - An *extra* is an operation at a place, each pair one unit however many assignments grant it. The
//!   pairs that are required, by inheritance too, or held already cost nothing. A role at a place
//!   above others so costs what it grants at that place and once more at each place below: a wider
//!   assignment never looks cheaper than it is.
//! - The *count* is that of assignments, role and place.
//!
//! The optimum is the least choice of candidates in the order of the objective's components over
//! all places together; among equals the names of roles decide, then the order in which the places
//! were given. With one place it is that of docs/recommend.md. It is a cover problem like any other, so that
//! the certificate of the solver proves it as it stands.

use super::candidates::Offer;
use super::problem::{CoverProblem, Excess, ExtraClasses, RequirementSet};
use super::requirement::{RequiredAction, Requirement};
use crate::bits::{IndexSet, OperationSet};
use crate::catalog::{Catalog, RequiredOperations};
use crate::directory::{Ancestors, Hierarchy};
use crate::ids::OperationIx;
use crate::model::{OperationClass, Plane};
use crate::scope::Scope;

/// An operation at a place: places stand side by side, each as wide as the catalogue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct PairIx(u32);

impl From<usize> for PairIx {
    fn from(position: usize) -> Self {
        Self(u32::try_from(position).unwrap_or(u32::MAX))
    }
}

impl From<PairIx> for usize {
    fn from(index: PairIx) -> usize {
        index.0 as usize
    }
}

/// A scope with what it means for the problem.
pub(super) struct Place {
    /// `None` where the requirement names no scope.
    pub(super) scope: Option<Scope>,
    ancestors: Ancestors,
    /// The places at and below it.
    reaches: Vec<usize>,
    /// What costs nothing there.
    free: OperationSet,
    /// What is required at a place above.
    inherited: OperationSet,
}

/// Something to cover.
pub(super) enum Item {
    /// An operation of the catalogue.
    Known(OperationIx),
    /// A text that the catalogue doesn't know.
    Text(RequiredAction),
}

/// A requirement laid out over its scopes.
pub(super) struct Placement {
    places: Vec<Place>,
    items: Vec<Item>,
    /// The place of each item.
    item_places: Vec<usize>,
    operations: usize,
    documented_roles: Vec<String>,
}

impl Placement {
    pub(super) fn new(catalog: &Catalog, requirement: &Requirement, also_at: &[Scope]) -> Self {
        let operations = catalog.operation_count();
        let mut scopes: Vec<Option<Scope>> = Vec::new();
        let asked = requirement.actions.iter().map(|r| r.scope.clone());
        for scope in asked.chain(also_at.iter().cloned().map(Some)) {
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        let ancestors: Vec<Ancestors> = scopes
            .iter()
            .map(|scope| requirement.ancestors(scope.as_ref()))
            .collect();
        let reaches = |from: usize, to: usize| {
            from == to
                || scopes[from]
                    .as_ref()
                    .is_some_and(|scope| scopes[to].is_some() && ancestors[to].reached_from(scope))
        };
        let own: Vec<OperationSet> = scopes
            .iter()
            .map(|scope| requirement.operations_at(catalog, scope.as_ref()))
            .collect();
        let mut placement = Self {
            places: Vec::new(),
            items: Vec::new(),
            item_places: Vec::new(),
            operations,
            documented_roles: requirement.documented_roles.clone(),
        };
        for at in 0..scopes.len() {
            let above = |from: &usize| *from != at && reaches(*from, at);
            let mut inherited = OperationSet::new(operations);
            for from in (0..scopes.len()).filter(above) {
                inherited.union_with(&own[from]);
            }
            let held = requirement.held_at(scopes[at].as_ref());
            let mut open = own[at].clone();
            let mut free = own[at].union(&inherited);
            if let Some(held) = held {
                open.subtract(&held.operations);
                open.subtract(&held.blocked);
                free.union_with(&held.operations);
            }
            for operation in open.iter() {
                placement.items.push(Item::Known(operation));
                placement.item_places.push(at);
            }
            for required in requirement.unknown_at(catalog, scopes[at].as_ref()) {
                let settled = held.is_some_and(|held| held.settles(required));
                if !settled {
                    placement.items.push(Item::Text(required.clone()));
                    placement.item_places.push(at);
                }
            }
            placement.places.push(Place {
                scope: scopes[at].clone(),
                ancestors: ancestors[at].clone(),
                reaches: (0..scopes.len()).filter(|&to| reaches(at, to)).collect(),
                free,
                inherited,
            });
        }
        placement
    }

    pub(super) fn places(&self) -> &[Place] {
        &self.places
    }

    pub(super) fn items(&self) -> &[Item] {
        &self.items
    }

    /// What is required at all the places, for asking which roles are kin to it.
    pub(super) fn required<'c>(&self, catalog: &'c Catalog) -> RequiredOperations<'c> {
        let mut operations = OperationSet::new(self.operations);
        let mut texts = Vec::new();
        for item in &self.items {
            match item {
                Item::Known(operation) => {
                    operations.insert(*operation);
                }
                Item::Text(required) => {
                    texts.push((required.action.to_string(), required.plane));
                }
            }
        }
        let required = RequiredOperations::new(catalog, operations, texts);
        required.documented_with(&self.documented_roles)
    }

    /// Whether any place is a scope.
    pub(super) fn is_scoped(&self) -> bool {
        self.places.iter().any(|place| place.scope.is_some())
    }

    pub(super) fn ancestors(&self, place: usize) -> &Ancestors {
        &self.places[place].ancestors
    }

    /// Whether what is required above a place settles an item there.
    pub(super) fn is_inherited(&self, item: usize) -> bool {
        match &self.items[item] {
            Item::Known(operation) => {
                let place = &self.places[self.item_places[item]];
                place.inherited.contains(*operation)
            }
            Item::Text(_) => false,
        }
    }

    pub(super) fn place_of(&self, item: usize) -> usize {
        self.item_places[item]
    }

    /// Those of some items that lie at a place or below it.
    pub(super) fn reached(&self, place: usize, items: &RequirementSet) -> RequirementSet {
        if self.places.len() == 1 {
            return items.clone();
        }
        let reaches = &self.places[place].reaches;
        let below = items
            .iter()
            .filter(|&item| reaches.contains(&self.item_places[usize::from(item)]));
        RequirementSet::of(items.bound(), below)
    }

    /// The name and plane of an item.
    pub(super) fn name(&self, catalog: &Catalog, item: usize) -> (String, Plane) {
        match &self.items[item] {
            Item::Known(operation) => {
                let operation = catalog.operation(*operation);
                (operation.name, operation.plane)
            }
            Item::Text(required) => (required.action.to_string(), required.plane),
        }
    }

    fn words(&self) -> usize {
        self.operations.div_ceil(64)
    }

    /// The classes of the pairs.
    pub(super) fn classes(&self, catalog: &Catalog) -> ExtraClasses {
        let mut classes = catalog.classes();
        if self.places.len() > 1 {
            classes.resize(self.words() * 64, OperationClass::Read);
        }
        ExtraClasses::new((0..self.places.len().max(1)).flat_map(|_| classes.iter().copied()))
    }

    /// What an offer grants, as pairs.
    pub(super) fn pairs(&self, offer: &Offer, grants: &OperationSet) -> IndexSet<PairIx> {
        let mut pairs = self.no_pairs();
        for &place in &self.places[offer.place].reaches {
            pairs.union_block(place * self.words(), grants);
        }
        pairs
    }

    fn no_pairs(&self) -> IndexSet<PairIx> {
        IndexSet::new(self.places.len().max(1) * self.words() * 64)
    }

    /// A problem without candidates, with what costs nothing set free.
    pub(super) fn problem<'c>(&self, classes: &'c ExtraClasses) -> CoverProblem<'c> {
        let mut problem = CoverProblem::new(self.items.len(), classes);
        let mut free = self.no_pairs();
        for (at, place) in self.places.iter().enumerate() {
            free.union_block(at * self.words(), &place.free);
        }
        problem.set_free(&free);
        problem
    }

    /// What some offers grant at each place beyond what costs nothing there.
    pub(super) fn beyond(&self, chosen: &[(&Offer, &OperationSet)]) -> Vec<OperationSet> {
        let at_place = |at: usize| {
            let mut beyond = OperationSet::new(self.operations);
            for (offer, grants) in chosen {
                if self.places[offer.place].reaches.contains(&at) {
                    beyond.union_with(grants);
                }
            }
            beyond.subtract(&self.places[at].free);
            beyond
        };
        (0..self.places.len()).map(at_place).collect()
    }

    /// What of it speaks against the offers: not what roles grant as usual, and not that somebody may
    /// delete what they must be able to write, where that is graver.
    pub(super) fn grave(
        &self,
        catalog: &Catalog,
        classes: &[OperationClass],
        beyond: &[OperationSet],
    ) -> Excess {
        let usual = catalog.granted_as_usual();
        let mut grave = Excess::default();
        for (place, beyond) in self.places.iter().zip(beyond) {
            let undoes = |at: OperationIx| {
                let name = catalog.operation(at).name;
                let written = name
                    .strip_suffix("/delete")
                    .map(|kind| format!("{kind}/write"));
                let found = written.map(|written| catalog.find_operation(&written));
                let is_written = |at: &OperationIx| {
                    place.free.contains(*at) && classes[at.index()] == OperationClass::Escalation
                };
                found.is_some_and(|found| found.iter().any(is_written))
            };
            let mut left = beyond.minus(&usual);
            let undone: Vec<OperationIx> = left
                .iter()
                .filter(|at| classes[at.index()] == OperationClass::Escalation && undoes(*at))
                .collect();
            undone.into_iter().for_each(|at| left.remove(at));
            grave.add(&counted(classes, &left));
        }
        grave
    }
}

/// The operations of a set by class.
pub(super) fn counted(classes: &[OperationClass], operations: &OperationSet) -> Excess {
    let mut excess = Excess::default();
    for operation in operations.iter() {
        match classes[operation.index()] {
            OperationClass::Escalation => excess.escalation += 1,
            OperationClass::Data => excess.data += 1,
            OperationClass::Write => excess.write += 1,
            OperationClass::Read => excess.read += 1,
        }
    }
    excess
}

/// The ancestors of a scope as far as its text says.
pub(super) fn ancestors_by_text(scope: Option<&Scope>) -> Ancestors {
    Hierarchy::default().ancestors(scope.unwrap_or(&Scope::root()))
}
