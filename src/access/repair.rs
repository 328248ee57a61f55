//! The smallest changes that would allow what is not allowed.

use std::sync::Arc;

use super::derivation::Step;
use super::{AccessIndex, Decision, Outcome, Request, Target, conditional_assignment};
use crate::bits::OperationSet;
use crate::catalog::{Catalog, Kinship, RequiredOperations};
use crate::ids::{RoleId, RoleIx};
use crate::model::{OperationClass, Plane, Protection, RoleKind, RoleReference};
use crate::scope::Scope;

/// A deny assignment that blocks a request (DN-7, DN-8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DenyInTheWay {
    /// The deny assignment.
    pub assignment: Arc<str>,
    /// Its display name.
    pub name: Arc<str>,
    /// Who may change it.
    pub protection: Protection,
}

/// A change that would allow a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repair {
    /// Activate an eligible assignment (PI-1).
    ActivateRole {
        /// The schedule instance.
        schedule: Arc<str>,
        /// The role's name.
        role: String,
        /// The scope at which to activate the role.
        scope: Scope,
        /// What has to be lifted as well.
        denies: Vec<DenyInTheWay>,
    },
    /// Change the condition of an assignment at the request's scope: Azure keeps one assignment of a role to a
    /// principal at a scope, so that a second without the condition is not created.
    ChangeCondition {
        /// The assignment.
        assignment: Arc<str>,
        /// The role's name.
        role: String,
        /// The scope of the assignment.
        scope: Scope,
        /// What has to be lifted as well.
        denies: Vec<DenyInTheWay>,
    },
    /// Assign a role at the request's scope.
    AssignRole {
        /// The role's GUID; a documented role has none.
        id: Option<RoleId>,
        /// Its name.
        role: String,
        /// Where; `None` when no scope was asked about.
        scope: Option<Scope>,
        /// How many operations it grants beyond the one asked for, without a condition.
        excess: usize,
        /// How many of them lead to more rights.
        escalation: usize,
        /// What has to be lifted as well.
        denies: Vec<DenyInTheWay>,
    },
    /// Have the deny assignment lifted, or the principal excluded from it; where several block, each of them.
    LiftDeny(DenyInTheWay),
}

impl Repair {
    /// What has to be lifted besides what it says first.
    pub(crate) fn denies(&self) -> &[DenyInTheWay] {
        match self {
            Self::ActivateRole { denies, .. }
            | Self::ChangeCondition { denies, .. }
            | Self::AssignRole { denies, .. } => denies,
            Self::LiftDeny(_) => &[],
        }
    }
}

/// Whether to look for repairs: they cost more than the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repairs {
    /// Look for them.
    Sought,
    /// Don't: many questions are asked at once.
    Skipped,
}

/// How many roles a repair list proposes.
const ROLES: usize = 3;

/// Roles that would allow an operation: those meant for it first and those for something else last, then
/// fewest escalations, then fewest operations, then the shorter name. An operation that the catalogue doesn't hold is granted by the text of
/// patterns. Roles for Microsoft services and roles that can't be assigned are left out; so are roles
/// that grant it only under a condition.
pub(crate) fn repairs_by_role(
    catalog: &Catalog,
    target: &Target,
    scope: Option<&Scope>,
) -> Vec<Repair> {
    if !target.action.is_concrete() {
        return Vec::new();
    }
    let known = catalog.find_in_plane(target.action.as_str(), target.plane);
    let services = catalog.risk().service_roles();
    let mut operations = OperationSet::new(catalog.operation_count());
    let unknown = known
        .is_none()
        .then(|| (target.action.to_string(), target.plane));
    if let Some(operation) = known {
        operations.insert(operation);
    }
    let required = RequiredOperations::new(catalog, operations, unknown);
    let mut found: Vec<Proposed> = Vec::new();
    let holders: Vec<_> = catalog
        .roles()
        .filter(|&role| catalog.role_kind(role) != RoleKind::Documented)
        .filter(|&role| catalog.role_gap(role).is_none())
        .filter(|&role| match known {
            Some(operation) => catalog.role_grants(role, operation, target.plane),
            None => grants_by_text(catalog, role, target),
        })
        .filter(|&role| !services.iter().any(|s| Some(s.id) == catalog.role_id(role)))
        .collect();
    let escalation = (!holders.is_empty()).then(|| catalog.escalation_operations());
    for role in holders {
        let sets = Plane::BOTH.map(|plane| catalog.granted_by_condition(role, plane).0);
        let total = sets[0].len() + sets[1].len();
        let grave = escalation.as_ref().map_or(0, |e| {
            sets[0].intersection_len(e) + sets[1].intersection_len(e)
        });
        let own = known.is_some_and(|known| catalog.class(known) == OperationClass::Escalation);
        let escalation = grave - usize::from(own).min(grave);
        let name = catalog.role_name(role);
        found.push(Proposed {
            distance: match required.kinship(role) {
                Kinship::Kin => 0,
                Kinship::Plain if escalation == 0 => 0,
                Kinship::Near => 1,
                Kinship::Plain => 2,
                Kinship::Foreign => 3,
            },
            escalation,
            excess: total - usize::from(known.is_some()),
            length: name.chars().count(),
            name,
            id: catalog.role_id(role),
        });
    }
    found.sort();
    let few = found.into_iter().take(ROLES);
    few.map(|proposed| Repair::AssignRole {
        id: proposed.id,
        role: proposed.name,
        scope: scope.cloned(),
        excess: proposed.excess,
        escalation: proposed.escalation,
        denies: Vec::new(),
    })
    .collect()
}

/// A role that would do, in the order in which they are named.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Proposed {
    /// From what is asked: a role for it, one for it among much else, one for anything that leads to more
    /// rights, one for something else.
    distance: u8,
    escalation: usize,
    excess: usize,
    /// Of twins the one with the shorter name comes first: Reader.
    length: usize,
    name: String,
    id: Option<RoleId>,
}

/// Whether a permission without a condition matches an operation that the catalogue doesn't hold.
fn grants_by_text(catalog: &Catalog, role: RoleIx, target: &Target) -> bool {
    catalog.role(role).permissions.iter().any(|permission| {
        let patterns = permission.plane(target.plane);
        permission.condition.is_none()
            && patterns.matches(target.action.as_str(), catalog.wildcards())
    })
}

/// The changes that would allow a request that was decided otherwise, cheapest first: activation, then roles,
/// each with the denies in the way; those alone where the request is granted.
pub(crate) fn repairs(
    index: &AccessIndex<'_>,
    request: &Request,
    decision: &Decision,
) -> Vec<Repair> {
    if decision.outcome() == Outcome::Allowed {
        return Vec::new();
    }
    let mut denies: Vec<DenyInTheWay> = Vec::new();
    let mut granted = false;
    for derivation in decision.derivations() {
        granted |= derivation.outcome == Outcome::Allowed;
        for step in derivation.steps.iter() {
            if let Step::DenyAssignment { id, name, .. } = step {
                let deny = index
                    .tenant()
                    .deny_assignments
                    .iter()
                    .find(|deny| deny.id == *id);
                let protection = deny.map_or(Protection::User, |deny| deny.protection);
                let (assignment, name) = (Arc::clone(id), Arc::clone(name));
                denies.push(DenyInTheWay {
                    assignment,
                    name,
                    protection,
                });
            }
        }
    }
    if granted {
        return denies.into_iter().map(Repair::LiftDeny).collect();
    }
    let mut list = Vec::new();
    for derivation in decision.derivations() {
        let mut schedule = None;
        for step in derivation.steps.iter() {
            match step {
                Step::Schedule { id, scope, .. } if derivation.outcome == Outcome::Eligible => {
                    schedule = Some((Arc::clone(id), scope.clone()));
                }
                Step::RoleDefinition { name, .. } => {
                    if let Some((schedule, scope)) = schedule.take() {
                        let role = name.to_string();
                        list.push(Repair::ActivateRole {
                            schedule,
                            role,
                            scope,
                            denies: denies.clone(),
                        });
                    }
                }
                _ => {}
            }
        }
    }
    let roles = repairs_by_role(index.catalog(), &request.target, Some(&request.scope));
    list.extend(roles.into_iter().map(|mut repair| {
        if let Repair::AssignRole {
            id,
            role,
            denies: own,
            ..
        } = &mut repair
        {
            own.clone_from(&denies);
            let named = RoleReference::Name(Arc::from(role.as_str()));
            let held = id.map_or(named, RoleReference::Id);
            if let Some(held) =
                conditional_assignment(index, &request.principal, &request.scope, &held)
            {
                return Repair::ChangeCondition {
                    assignment: Arc::clone(&held.id),
                    role: std::mem::take(role),
                    scope: held.scope.clone(),
                    denies: std::mem::take(own),
                };
            }
        }
        repair
    }));
    match list.is_empty() {
        true => denies.into_iter().map(Repair::LiftDeny).collect(),
        false => list,
    }
}
