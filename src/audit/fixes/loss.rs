//! What a principal loses with an assignment.

use std::rc::Rc;

use super::super::held::Held;
use crate::access::AccessIndex;
use crate::bits::OperationSet;
use crate::catalog::{Catalog, ClassCounts};
use crate::model::{Grant, Moment, OperationClass, Plane, RoleReference, Standing};
use crate::text::{NameMap, NameSet};

/// The access that a fix takes away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccessLost {
    /// None: everything is held by another assignment too, or nobody is there to hold it.
    Nothing,
    /// It depends on how the fix is done.
    Depends,
    /// At most these operations of the catalogue, which the holder has by no other assignment.
    Operations {
        /// How many, by class.
        counts: ClassCounts,
        /// How many the catalogue holds.
        of: usize,
    },
}

impl AccessLost {
    /// By how much the worth of a fix is divided: 1 for nothing, 2 up to a hundredth of the
    /// catalogue (or unknown), 3 up to a tenth, 4 for more. Operations that count as escalation
    /// are what a fix is for and don't count.
    pub fn divisor(self) -> usize {
        match self {
            Self::Nothing => 1,
            Self::Depends => 2,
            Self::Operations { counts, of } => {
                let lost = counts.total() - counts.of(OperationClass::Escalation);
                match lost {
                    0 => 1,
                    _ if lost * 100 <= of => 2,
                    _ if lost * 10 <= of => 3,
                    _ => 4,
                }
            }
        }
    }
}

/// What roles give without a condition, and in all; both planes together.
struct Given {
    free: OperationSet,
    all: OperationSet,
}

/// Looks up losses; every role is expanded once.
pub(super) struct Losses<'a, 't> {
    index: &'a AccessIndex<'t>,
    /// The grants that keep access: active ones without a condition.
    grants: Vec<Grant<'a>>,
    held: Held<'a>,
    classes: Vec<OperationClass>,
    given: NameMap<RoleReference, Rc<Given>>,
    removed: NameSet<usize>,
}

impl<'a, 't> Losses<'a, 't> {
    pub(super) fn new(index: &'a AccessIndex<'t>, moment: Moment) -> Self {
        let grants = index.grants(moment);
        let keeps = |grant: &Grant<'_>| {
            let is_free = grant.standing == Standing::Active && grant.condition.is_none();
            is_free && grant.is_current(moment)
        };
        let grants: Vec<Grant<'_>> = grants.filter(keeps).collect();
        Self {
            index,
            held: Held::new(index, &grants),
            grants,
            classes: index.catalog().classes(),
            given: NameMap::default(),
            removed: NameSet::default(),
        }
    }

    /// Notes that an assignment is gone.
    pub(super) fn remove(&mut self, assignment: usize) {
        self.removed.insert(assignment);
    }

    /// What its principal loses with an assignment, after those that are gone.
    pub(super) fn of(&mut self, at: usize) -> AccessLost {
        let tenant = self.index.tenant();
        let assignment = &tenant.role_assignments[at];
        if self.index.role(&assignment.role).is_none() {
            return AccessLost::Depends;
        }
        let mut lost = self.given(&assignment.role).all.clone();
        let others = self.held.above(&assignment.principal, &assignment.scope);
        let others = others.map(|(_, other)| self.grants[other]);
        let keep = others.filter(|grant| {
            let number = grant.number.0 as usize;
            number != at && !self.removed.contains(&number)
        });
        let keep: Vec<&RoleReference> = keep.map(|grant| grant.reference).collect();
        for role in keep {
            lost.subtract(&self.given(role).free);
        }
        if lost.is_empty() {
            return AccessLost::Nothing;
        }
        AccessLost::Operations {
            counts: ClassCounts::of_set(&lost, &self.classes),
            of: self.classes.len(),
        }
    }

    fn given(&mut self, reference: &RoleReference) -> Rc<Given> {
        if let Some(known) = self.given.get(reference) {
            return Rc::clone(known);
        }
        let given = Rc::new(given(self.index.catalog(), self.index, reference));
        self.given.insert(reference.clone(), Rc::clone(&given));
        given
    }
}

fn given(catalog: &Catalog, index: &AccessIndex<'_>, reference: &RoleReference) -> Given {
    let mut given = Given {
        free: OperationSet::new(catalog.operation_count()),
        all: OperationSet::new(catalog.operation_count()),
    };
    let permissions = index.role(reference).map(|role| &role.permissions);
    for permission in permissions.into_iter().flatten() {
        for plane in Plane::BOTH {
            let set = catalog.expand_set(permission.plane(plane), plane);
            given.all.union_with(&set);
            if permission.condition.is_none() {
                given.free.union_with(&set);
            }
        }
    }
    given
}
