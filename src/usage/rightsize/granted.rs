//! What roles grant, expanded once a role.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::bits::OperationSet;
use crate::catalog::Catalog;
use crate::ids::OperationIx;
use crate::import::linked_actions;
use crate::model::{OperationClass, Plane, RoleDefinition};
use crate::text;

/// What a role grants, be it under a condition.
#[derive(Debug)]
pub(super) struct Granted {
    pub(super) control: OperationSet,
    pub(super) data: OperationSet,
    /// The reads of the control plane among it, which no log has.
    pub(super) reads: OperationSet,
    /// What Azure checks at linked resources among it, which no log has either.
    pub(super) linked: OperationSet,
    /// What services check themselves among it, in no activity log.
    pub(super) served: OperationSet,
    /// Whether all its changes of its own are linked or served, so that no activity log need show any.
    pub(super) is_never_logged: bool,
}

impl Granted {
    fn new(catalog: &Catalog, classes: &[OperationClass], role: &RoleDefinition) -> Self {
        let of = |plane| {
            let mut all = OperationSet::new(catalog.operation_count());
            for permission in &role.permissions {
                all.union_with(&catalog.expand_set(permission.plane(plane), plane));
            }
            all
        };
        let control = of(Plane::Control);
        let is_read = |at: &OperationIx| classes[at.index()] == OperationClass::Read;
        let reads = OperationSet::of(catalog.operation_count(), control.iter().filter(is_read));
        let mut linked = linked_operations(catalog);
        linked.intersect_with(&control);
        let is_served = |at: &_| is_served(&catalog.operation(*at).name);
        let served = OperationSet::of(catalog.operation_count(), control.iter().filter(is_served));
        let shared = &catalog.purposes().shared;
        let is_own = |at: &_| {
            let name = catalog.operation(*at).name;
            let namespace = name.split('/').next().unwrap_or_default();
            !shared.iter().any(|shared| text::same(shared, namespace))
        };
        let changes = control.minus(&reads);
        let mut own = changes.iter().filter(is_own).peekable();
        Self {
            is_never_logged: own.peek().is_some()
                && own.all(|at| linked.contains(at) || is_of_service(&catalog.operation(at).name)),
            reads,
            linked,
            served,
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

/// Whether an action is of storage accounts or registries, which check some of them themselves.
fn is_of_service(action: &str) -> bool {
    const TYPES: [&str; 2] = [
        "Microsoft.Storage/storageAccounts/",
        "Microsoft.ContainerRegistry/registries/",
    ];
    TYPES.iter().any(|kind| text::starts_with(action, kind))
}

/// Whether a service checks an action where it is called: of containers, queues, tables and shares at the
/// address of the account, of images at the registry. Resource Manager, and so the activity log, need not see it.
fn is_served(action: &str) -> bool {
    let action = text::fold(action);
    let of_storage = action.strip_prefix("microsoft.storage/storageaccounts/");
    let service = of_storage.and_then(|rest| rest.split('/').next());
    if service.is_some_and(|service| service.ends_with("services")) {
        return true;
    }
    const IMAGES: [&str; 7] = [
        "pull",
        "push",
        "sign",
        "artifacts",
        "metadata",
        "quarantine",
        "trustedcollections",
    ];
    let of_registry = action.strip_prefix("microsoft.containerregistry/registries/");
    let part = of_registry.and_then(|rest| rest.split('/').next());
    part.is_some_and(|part| IMAGES.contains(&part))
}

/// What Azure checks at resources that others link to (`roles/deployments/links.json`).
fn linked_operations(catalog: &Catalog) -> OperationSet {
    let found = linked_actions();
    let found = found.filter_map(|action| catalog.find_in_plane(&action, Plane::Control));
    OperationSet::of(catalog.operation_count(), found)
}

/// The roles of a tenant, expanded.
#[derive(Debug)]
pub(super) struct Roles<'a> {
    catalog: &'a Catalog,
    /// The class of every operation.
    classes: Vec<OperationClass>,
    escalation: OperationSet,
    /// By where the definition is held.
    known: RefCell<HashMap<*const RoleDefinition, Rc<Granted>>>,
}

impl<'a> Roles<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        Self {
            catalog,
            classes: catalog.classes(),
            escalation: catalog.escalation_operations(),
            known: RefCell::default(),
        }
    }

    /// What leads to more rights.
    pub(super) fn escalation(&self) -> &OperationSet {
        &self.escalation
    }

    pub(super) fn class(&self, operation: OperationIx) -> OperationClass {
        self.classes[operation.index()]
    }

    pub(super) fn of(&self, role: &RoleDefinition) -> Rc<Granted> {
        let mut known = self.known.borrow_mut();
        let granted = known.entry(std::ptr::from_ref(role));
        Rc::clone(
            granted.or_insert_with(|| Rc::new(Granted::new(self.catalog, &self.classes, role))),
        )
    }
}
