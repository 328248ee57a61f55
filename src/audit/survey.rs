//! What rules look at: the tenant, and work on it that several of them need, done once.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use super::config::Thresholds;
use super::finding::FindingPrincipal;
use super::holder::{Hold, Holding};
use crate::access::AccessIndex;
use crate::catalog::Catalog;
use crate::condition::Condition;
use crate::delegation::Roster;
use crate::ids::PrincipalId;
use crate::model::{
    ConditionText, Plane, PrincipalKind, RoleDefinition, RoleReference, Tenant, Timestamp,
};
use crate::text::NameMap;

/// A tenant under audit.
pub(super) struct Survey<'a> {
    index: &'a AccessIndex<'a>,
    thresholds: &'a Thresholds,
    roles: OnceCell<Roles<'a>>,
    holdings: OnceCell<Vec<Holding<'a>>>,
    roster: OnceCell<Roster>,
    conditions: RefCell<NameMap<Arc<str>, Option<Rc<Condition>>>>,
    groups: RefCell<NameMap<PrincipalId, Rc<Membership>>>,
}

/// The distinct roles that anyone holds or is eligible for.
struct Roles<'a> {
    by_reference: NameMap<&'a RoleReference, usize>,
    held: Vec<HeldRole<'a>>,
}

/// A role that is assigned somewhere.
pub(super) struct HeldRole<'a> {
    pub(super) definition: &'a RoleDefinition,
    /// The entries of the escalation list that it gives, by position, each with how firmly.
    pub(super) escalation: Vec<(usize, Hold)>,
    /// Whether one of its control permissions starts from everything: a bare `*`.
    pub(super) is_everything: bool,
}

/// Who is in a group.
pub(super) struct Membership {
    /// Members that are no groups, through nested groups too, sorted.
    pub(super) members: Vec<PrincipalId>,
    /// Groups nested in it, at any depth, sorted.
    pub(super) nested: Vec<PrincipalId>,
    /// Whether the inputs list all of them.
    pub(super) is_complete: bool,
}

impl<'a> Survey<'a> {
    pub(super) fn new(index: &'a AccessIndex<'a>, thresholds: &'a Thresholds) -> Self {
        Self {
            index,
            thresholds,
            roles: OnceCell::new(),
            holdings: OnceCell::new(),
            roster: OnceCell::new(),
            conditions: RefCell::default(),
            groups: RefCell::default(),
        }
    }

    pub(super) fn index(&self) -> &'a AccessIndex<'a> {
        self.index
    }

    pub(super) fn tenant(&self) -> &'a Tenant {
        self.index.tenant()
    }

    pub(super) fn catalog(&self) -> &'a Catalog {
        self.index.catalog()
    }

    pub(super) fn thresholds(&self) -> &'a Thresholds {
        self.thresholds
    }

    /// The instant to judge schedules at, if the inputs or the configuration give one.
    pub(super) fn as_of(&self) -> Option<Timestamp> {
        let created = || {
            let assignments = self.tenant().role_assignments.iter();
            assignments
                .filter_map(|a| Timestamp::parse(a.created_on.as_deref()?))
                .max()
        };
        self.thresholds.as_of.or_else(created)
    }

    /// Every assignment whose role is known, in the order of the inputs.
    pub(super) fn holdings(&self) -> &[Holding<'a>] {
        self.holdings.get_or_init(|| {
            let assignments = self.tenant().role_assignments.iter();
            assignments
                .filter_map(|assignment| {
                    let role_at = self.role_at(&assignment.role)?;
                    Some(Holding {
                        assignment,
                        role: self.roles()[role_at].definition,
                        role_at,
                    })
                })
                .collect()
        })
    }

    /// The distinct roles that are assigned or may be activated.
    pub(super) fn roles(&self) -> &[HeldRole<'a>] {
        &self.held().held
    }

    /// The position of a role in [`Survey::roles`].
    pub(super) fn role_at(&self, role: &RoleReference) -> Option<usize> {
        self.held().by_reference.get(role).copied()
    }

    fn held(&self) -> &Roles<'a> {
        self.roles.get_or_init(|| {
            let mut roles = Roles {
                by_reference: NameMap::default(),
                held: Vec::new(),
            };
            let tenant = self.tenant();
            let assigned = tenant.role_assignments.iter().map(|a| &a.role);
            for reference in assigned.chain(tenant.schedules.iter().map(|s| &s.role)) {
                if roles.by_reference.contains_key(reference) {
                    continue;
                }
                if let Some(definition) = self.index.role(reference) {
                    roles.by_reference.insert(reference, roles.held.len());
                    roles.held.push(self.held_role(definition));
                }
            }
            roles
        })
    }

    fn held_role(&self, definition: &'a RoleDefinition) -> HeldRole<'a> {
        let escalation = self.catalog().risk().escalation().iter().enumerate();
        HeldRole {
            definition,
            escalation: escalation
                .filter_map(|(at, entry)| {
                    let action = entry.action.as_str();
                    Some((at, self.role_gives(definition, None, action, entry.plane)?))
                })
                .collect(),
            is_everything: definition.permissions.iter().any(|permission| {
                let mut granted = permission.control.granted().iter();
                granted.any(|pattern| pattern.folded() == "*")
            }),
        }
    }

    /// How firmly a role gives an operation under the condition of its assignment. A pattern counts
    /// as given when one of the operations that it matches today is.
    pub(super) fn role_gives(
        &self,
        role: &RoleDefinition,
        outer: Option<&ConditionText>,
        action: &str,
        plane: Plane,
    ) -> Option<Hold> {
        if action.contains('*') {
            let pattern = crate::pattern::ActionPattern::literal(action);
            let operations = self.catalog().expand(&pattern, plane);
            return operations
                .iter()
                .filter_map(|at| {
                    let name = self.catalog().operation(at).name;
                    self.role_gives(role, outer, &name, plane)
                })
                .min();
        }
        let wildcards = self.catalog().wildcards();
        role.permissions
            .iter()
            .filter(|permission| permission.plane(plane).matches(action, wildcards))
            .map(|permission| {
                let limits = |c: &ConditionText| self.limits(c, action);
                if permission.condition.as_ref().is_some_and(limits) || outer.is_some_and(limits) {
                    Hold::Conditional
                } else {
                    Hold::Unconditional
                }
            })
            .min()
    }

    /// Whether a condition limits an operation (AB-4); one that can't be read may.
    fn limits(&self, condition: &ConditionText, action: &str) -> bool {
        self.condition(condition)
            .is_none_or(|parsed| parsed.is_guarded_for(action))
    }

    /// A condition, parsed once; `None` where it can't be read.
    pub(super) fn condition(&self, condition: &ConditionText) -> Option<Rc<Condition>> {
        let mut conditions = self.conditions.borrow_mut();
        conditions
            .entry(Arc::clone(&condition.text))
            .or_insert_with(|| Condition::parse(&condition.text).ok().map(Rc::new))
            .clone()
    }

    /// The roles of the catalogue, as delegates may assign them.
    pub(super) fn roster(&self) -> &Roster {
        self.roster.get_or_init(|| Roster::of(self.catalog()))
    }

    /// A principal as findings show it.
    pub(super) fn principal(&self, id: &PrincipalId, printed: PrincipalKind) -> FindingPrincipal {
        let known = self.tenant().principal(id);
        FindingPrincipal {
            id: id.clone(),
            name: known.map_or_else(|| id.to_string(), |p| p.label().to_owned()),
            kind: known
                .map(|p| p.kind)
                .filter(|kind| *kind != PrincipalKind::Unknown)
                .unwrap_or(printed),
        }
    }

    /// Who is in a group.
    pub(super) fn membership(&self, group: &PrincipalId) -> Rc<Membership> {
        if let Some(known) = self.groups.borrow().get(group) {
            return Rc::clone(known);
        }
        let is_group = |id: &PrincipalId| {
            let known = self.tenant().principal(id).map(|p| p.kind);
            matches!(
                known,
                Some(PrincipalKind::Group | PrincipalKind::ForeignGroup)
            )
        };
        let (nested, members) = self
            .index
            .groups()
            .members(group)
            .into_iter()
            .partition(is_group);
        let found = Rc::new(Membership {
            members,
            nested,
            is_complete: self
                .index
                .groups()
                .is_complete(group, self.tenant())
                .is_ok(),
        });
        self.groups
            .borrow_mut()
            .insert(group.clone(), Rc::clone(&found));
        found
    }
}
