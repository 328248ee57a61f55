use crate::bits::OperationSet;
use crate::catalog::Catalog;
use crate::model::{Plane, RoleDefinition};
use crate::pattern::ActionPattern;

/// What roles must grant: a set of operations, each in its plane (cli.md §4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirement {
    /// Operations and patterns, as asked, without repetitions.
    pub actions: Vec<RequiredAction>,
}

/// One operation or pattern of a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredAction {
    /// The operation, or a pattern that requires every operation under it.
    pub action: ActionPattern,
    /// Its plane.
    pub plane: Plane,
}

impl Requirement {
    /// Adds an operation or pattern; one that is there already is not added again.
    pub fn add(&mut self, action: ActionPattern, plane: Plane) {
        let action = RequiredAction { action, plane };
        if !self.actions.contains(&action) {
            self.actions.push(action);
        }
    }

    /// Adds what a role definition grants, under conditions too. Where not actions narrow its
    /// actions, that is the operations of the catalogue that are left.
    pub fn add_role(&mut self, catalog: &Catalog, role: &RoleDefinition) {
        for permission in &role.permissions {
            for plane in Plane::BOTH {
                let set = permission.plane(plane);
                if set.excluded().is_empty() {
                    for action in set.granted() {
                        self.add(action.clone(), plane);
                    }
                    continue;
                }
                for operation in catalog.expand_set(set, plane).iter() {
                    let name = catalog.operation(operation).name;
                    self.add(ActionPattern::literal(&name), plane);
                }
            }
        }
    }

    /// The catalogue's operations under the requirement, and the actions under which there is
    /// none.
    pub(super) fn expand<'r>(
        &'r self,
        catalog: &Catalog,
    ) -> (OperationSet, Vec<&'r RequiredAction>) {
        let mut operations = OperationSet::new(catalog.operation_count());
        let mut unknown = Vec::new();
        for required in &self.actions {
            let set = catalog.expand(&required.action, required.plane);
            if set.is_empty() {
                unknown.push(required);
            }
            operations.union_with(&set);
        }
        (operations, unknown)
    }
}
