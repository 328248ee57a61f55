use super::placement::ancestors_by_text;
use crate::bits::OperationSet;
use crate::catalog::{Catalog, Task};
use crate::directory::{Ancestors, Hierarchy};
use crate::model::{Plane, RoleDefinition};
use crate::pattern::{ActionPattern, Wildcards};
use crate::scope::Scope;
use crate::text;

/// What roles must grant: a set of operations, each in its plane and at its scope (docs/recommend.md), and
/// what needs no role any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirement {
    /// Operations and patterns, as asked, without repetitions.
    pub actions: Vec<RequiredAction>,
    /// The roles that documentation names for what is required.
    pub documented_roles: Vec<String>,
    /// The roles that are given to others by what is required, by their names.
    assigns: Vec<String>,
    /// Whether any role may be given by it.
    assigns_any: bool,
    held: Vec<HeldAt>,
    ancestors: Vec<(Scope, Ancestors)>,
}

/// One operation or pattern of a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredAction {
    /// The operation, or a pattern that requires every operation under it.
    pub action: ActionPattern,
    /// Its plane.
    pub plane: Plane,
    /// Where it is required, with everything below; `None` for a place that nobody named.
    pub scope: Option<Scope>,
}

/// What is settled at a scope without any role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldAt {
    /// The scope of the assignment, where it is known.
    pub scope: Option<Scope>,
    /// What is held there already: required no more, and no excess.
    pub operations: OperationSet,
    /// What no role can give there, because a deny assignment blocks it.
    pub blocked: OperationSet,
    /// Actions that the catalogue doesn't know, held or blocked.
    pub texts: Vec<(ActionPattern, Plane)>,
}

impl HeldAt {
    pub(super) fn settles(&self, required: &RequiredAction) -> bool {
        let same = |(action, plane): &(ActionPattern, Plane)| {
            *action == required.action && *plane == required.plane
        };
        self.texts.iter().any(same)
    }
}

/// What gives roles, as tasks ask for it.
pub(crate) const ASSIGNING: &str = "Microsoft.Authorization/roleAssignments/write";

/// What gives or takes roles, or changes them.
const GIVING: [&str; 8] = [
    ASSIGNING,
    "Microsoft.Authorization/roleAssignments/delete",
    "Microsoft.Authorization/roleDefinitions/write",
    "Microsoft.Authorization/elevateAccess/action",
    "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
    "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
    "Microsoft.Authorization/roleManagementPolicies/write",
    "Microsoft.Authorization/denyAssignments/write",
];

impl Requirement {
    /// Adds an operation or pattern at a place that nobody named; one that is there already is not
    /// added again.
    pub fn add(&mut self, action: ActionPattern, plane: Plane) {
        self.add_at(action, plane, None);
    }

    /// Adds an operation or pattern at a scope.
    pub fn add_at(&mut self, action: ActionPattern, plane: Plane, scope: Option<&Scope>) {
        let action = RequiredAction {
            action,
            plane,
            scope: scope.cloned(),
        };
        if !self.actions.contains(&action) {
            self.actions.push(action);
        }
    }

    /// Says which roles are given to others by what a task requires; none stand for any.
    pub(crate) fn add_assigned(&mut self, task: &Task) {
        let mut actions = task.actions.iter();
        let gives = actions.any(|action| text::same(action, ASSIGNING));
        self.assigns_any |= gives && task.assigns.is_empty();
        for role in &task.assigns {
            if !self.assigns.contains(role) {
                self.assigns.push(role.clone());
            }
        }
    }

    /// The roles to which giving roles can be limited, by their names; empty where it can't: a condition
    /// on role assignments would take away something else that is required, or limit nothing.
    pub(crate) fn assigned_roles(&self) -> &[String] {
        let gives_otherwise = |required: &RequiredAction| {
            let action = &required.action;
            required.plane == Plane::Control
                && !text::same(action.as_str(), ASSIGNING)
                && GIVING
                    .iter()
                    .any(|name| action.matches(name, Wildcards::Azure))
        };
        match self.assigns_any || self.actions.iter().any(gives_otherwise) {
            true => &[],
            false => &self.assigns,
        }
    }

    /// Adds what another requirement asks for, at a scope.
    pub fn add_all_at(&mut self, other: &Self, scope: Option<&Scope>) {
        for RequiredAction { action, plane, .. } in &other.actions {
            self.add_at(action.clone(), *plane, scope);
        }
    }

    /// Takes what nobody placed to be required at the only scope that is named, where there is one.
    pub(crate) fn settle_scope(&mut self) {
        let [only] = &self.scopes()[..] else {
            return;
        };
        for required in std::mem::take(&mut self.actions) {
            self.add_at(required.action, required.plane, Some(only));
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

    /// Looks up which of the scopes, and of those given besides, a management group holds.
    pub fn locate(&mut self, hierarchy: &Hierarchy, besides: &[Scope]) {
        let mut scopes = self.scopes();
        scopes.extend(besides.iter().cloned());
        self.ancestors = scopes
            .into_iter()
            .map(|scope| {
                let ancestors = hierarchy.ancestors(&scope);
                (scope, ancestors)
            })
            .collect();
    }

    /// Sets what is settled already, a scope each.
    pub fn set_held(&mut self, held: Vec<HeldAt>) {
        self.held = held;
    }

    /// The scopes at which something is required, in the order of the first.
    pub fn scopes(&self) -> Vec<Scope> {
        let mut scopes: Vec<Scope> = Vec::new();
        for scope in self.actions.iter().filter_map(|r| r.scope.as_ref()) {
            if !scopes.contains(scope) {
                scopes.push(scope.clone());
            }
        }
        scopes
    }

    pub(super) fn ancestors(&self, scope: Option<&Scope>) -> Ancestors {
        let known = |(at, _): &&(Scope, Ancestors)| Some(at) == scope;
        match self.ancestors.iter().find(known) {
            Some((_, ancestors)) => ancestors.clone(),
            None => ancestors_by_text(scope),
        }
    }

    pub(super) fn held_at(&self, scope: Option<&Scope>) -> Option<&HeldAt> {
        self.held.iter().find(|held| held.scope.as_ref() == scope)
    }

    fn at<'r>(&'r self, scope: Option<&Scope>) -> impl Iterator<Item = &'r RequiredAction> {
        let wanted = scope.cloned();
        self.actions.iter().filter(move |r| r.scope == wanted)
    }

    /// The catalogue's operations that are required at a scope.
    pub fn operations_at(&self, catalog: &Catalog, scope: Option<&Scope>) -> OperationSet {
        let mut operations = OperationSet::new(catalog.operation_count());
        for required in self.at(scope) {
            operations.union_with(&catalog.expand(&required.action, required.plane));
        }
        operations
    }

    /// The actions required at a scope of which the catalogue holds no operation.
    pub fn unknown_at<'r>(
        &'r self,
        catalog: &Catalog,
        scope: Option<&Scope>,
    ) -> Vec<&'r RequiredAction> {
        self.at(scope)
            .filter(|r| catalog.expand(&r.action, r.plane).is_empty())
            .collect()
    }
}
