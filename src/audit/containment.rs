//! Which held role gives all that another one gives, and what one excludes and another grants.

use std::cell::RefCell;
use std::rc::Rc;

use super::survey::Survey;
use crate::bits::OperationSet;
use crate::model::{Plane, RoleDefinition};
use crate::pattern::PatternLanguage;
use crate::text::NameMap;

/// Relations of held roles, by their positions in [`Survey::roles`], each worked out once.
#[derive(Default)]
pub(super) struct Containment {
    sides: RefCell<NameMap<usize, Rc<[Side; 2]>>>,
    covered: RefCell<NameMap<(usize, usize), bool>>,
}

/// What a role grants in a plane.
struct Side {
    /// What is granted without a condition.
    free: PatternLanguage,
    /// With or without one.
    all: PatternLanguage,
    free_today: OperationSet,
    all_today: OperationSet,
    /// What its exclusions take from what it grants, and no permission of it gives back, today.
    excluded_today: OperationSet,
}

impl Containment {
    /// Whether one role gives without a condition all that another gives, now and in future. Roles
    /// with too many patterns to be compared are taken to give something of their own.
    pub(super) fn covers(&self, survey: &Survey<'_>, upper: usize, lower: usize) -> bool {
        if let Some(&known) = self.covered.borrow().get(&(upper, lower)) {
            return known;
        }
        let (above, below) = (self.sides(survey, upper), self.sides(survey, lower));
        let gives_nothing = below
            .iter()
            .all(|side| matches!(side.all.least_name(), Ok(None)));
        let covered = !gives_nothing
            && above.iter().zip(below.iter()).all(|(above, below)| {
                below.all_today.is_subset(&above.free_today)
                    && matches!(below.all.difference(&above.free), Ok(None))
            });
        self.covered.borrow_mut().insert((upper, lower), covered);
        covered
    }

    /// The operations that one role excludes and another grants without a condition, with their
    /// plane, by name.
    pub(super) fn granted_back(
        &self,
        survey: &Survey<'_>,
        excluding: usize,
        granting: usize,
    ) -> Vec<(String, Plane)> {
        let (excluding, granting) = (self.sides(survey, excluding), self.sides(survey, granting));
        let mut found = Vec::new();
        for (at, plane) in Plane::BOTH.into_iter().enumerate() {
            let back = excluding[at]
                .excluded_today
                .intersection(&granting[at].free_today);
            let names = back.iter().map(|op| survey.catalog().operation(op).name);
            found.extend(names.map(|name| (name, plane)));
        }
        found
    }

    fn sides(&self, survey: &Survey<'_>, role: usize) -> Rc<[Side; 2]> {
        if let Some(known) = self.sides.borrow().get(&role) {
            return Rc::clone(known);
        }
        let definition = survey.roles()[role].definition;
        let sides = Rc::new(Plane::BOTH.map(|plane| side(survey, definition, plane)));
        self.sides.borrow_mut().insert(role, Rc::clone(&sides));
        sides
    }
}

fn side(survey: &Survey<'_>, role: &RoleDefinition, plane: Plane) -> Side {
    let catalog = survey.catalog();
    let nothing = || OperationSet::new(catalog.operation_count());
    let (mut free_today, mut all_today, mut excluded_today) = (nothing(), nothing(), nothing());
    for permission in &role.permissions {
        let set = permission.plane(plane);
        let granted = catalog.expand_set(set, plane);
        if permission.condition.is_none() {
            free_today.union_with(&granted);
        }
        if !set.excluded().is_empty() {
            let mut meant = nothing();
            for pattern in set.granted() {
                meant.union_with(&catalog.expand(pattern, plane));
            }
            excluded_today.union_with(&meant.minus(&granted));
        }
        all_today.union_with(&granted);
    }
    excluded_today.subtract(&all_today);
    let permissions = || role.permissions.iter();
    let unbound = permissions().filter(|p| p.condition.is_none());
    Side {
        free: PatternLanguage::new(unbound.map(|p| p.plane(plane)), catalog.wildcards()),
        all: PatternLanguage::new(permissions().map(|p| p.plane(plane)), catalog.wildcards()),
        free_today,
        all_today,
        excluded_today,
    }
}
