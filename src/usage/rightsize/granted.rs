//! What roles grant, expanded once a role.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::bits::OperationSet;
use crate::catalog::Catalog;
use crate::model::{OperationClass, Plane, RoleDefinition};

/// What a role grants, be it under a condition.
#[derive(Debug)]
pub(super) struct Granted {
    pub(super) control: OperationSet,
    pub(super) data: OperationSet,
    /// The reads of the control plane among it, which no log has.
    pub(super) reads: OperationSet,
}

impl Granted {
    pub(super) fn new(catalog: &Catalog, role: &RoleDefinition) -> Self {
        let of = |plane| {
            let mut all = OperationSet::new(catalog.operation_count());
            for permission in &role.permissions {
                all.union_with(&catalog.expand_set(permission.plane(plane), plane));
            }
            all
        };
        let control = of(Plane::Control);
        let is_read = |at: &_| catalog.class(*at) == OperationClass::Read;
        Self {
            reads: OperationSet::of(catalog.operation_count(), control.iter().filter(is_read)),
            control,
            data: of(Plane::Data),
        }
    }

    pub(super) fn plane(&self, plane: Plane) -> &OperationSet {
        match plane {
            Plane::Control => &self.control,
            Plane::Data => &self.data,
        }
    }

    pub(super) fn all(&self) -> OperationSet {
        self.control.union(&self.data)
    }

    /// Whether it changes anything in the control plane.
    pub(super) fn has_changes(&self) -> bool {
        self.control.len() > self.reads.len()
    }

    /// Whether it is there to read, by three operations of four: that the few changes beside were not seen
    /// says nothing of its use.
    pub(super) fn is_mostly_reads(&self) -> bool {
        self.data.is_empty() && 4 * self.reads.len() > 3 * self.control.len()
    }
}

/// The roles of a tenant, expanded.
#[derive(Debug)]
pub(super) struct Roles<'a> {
    catalog: &'a Catalog,
    /// By where the definition is held.
    known: RefCell<HashMap<*const RoleDefinition, Rc<Granted>>>,
}

impl<'a> Roles<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        Self {
            catalog,
            known: RefCell::default(),
        }
    }

    pub(super) fn of(&self, role: &RoleDefinition) -> Rc<Granted> {
        let mut known = self.known.borrow_mut();
        let granted = known.entry(std::ptr::from_ref(role));
        Rc::clone(granted.or_insert_with(|| Rc::new(Granted::new(self.catalog, role))))
    }
}
