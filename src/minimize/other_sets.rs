use super::candidates::Candidates;
use super::limits::SearchLimits;
use super::problem::{Component, Cost, Excess, Objective};
use super::recommendation::{Recommendation, RecommendedRole, recommend};
use super::requirement::Requirement;
use crate::catalog::{Catalog, ServiceRole};
use crate::model::{Plane, RoleKind};

/// What a recommendation would have been with other candidates.
#[derive(Clone, Debug, Default)]
pub struct OtherSets {
    /// The set with the roles for Microsoft services that were left out; only where it is better.
    pub left_out: Option<OtherSet>,
    /// Which roles of `left_out` are meant for Microsoft services.
    pub services: Vec<ServiceRole>,
    /// The set in which foreign roles count like any others; only where it grants less, or is smaller.
    pub any_role: Option<OtherSet>,
    /// The set of roles that can be assigned as they are; only where the recommendation holds one
    /// that can't.
    pub assignable: Option<OtherSet>,
}

/// A minimal set among other candidates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherSet {
    /// The roles.
    pub roles: Vec<RecommendedRole>,
    /// What they grant beyond the requirement.
    pub excess: Excess,
    /// Operations that none of these candidates covers.
    pub uncovered: Vec<(String, Plane)>,
}

/// Solves again with candidates that could matter for a recommendation found before with the same
/// requirement, candidates and limits; not at all where none could.
pub fn other_sets(
    catalog: &Catalog,
    requirement: &Requirement,
    candidates: &Candidates,
    found: &Recommendation,
    max_roles: Option<usize>,
    limits: SearchLimits<'_>,
) -> OtherSets {
    let again = |candidates: &Candidates| {
        let objective = found.objective;
        recommend(
            catalog,
            requirement,
            candidates,
            objective,
            max_roles,
            limits,
        )
        .ok()
    };
    let with_services = || {
        let mut candidates = candidates.clone();
        candidates.with_service_roles = true;
        again(&candidates).filter(|other| is_better(found.objective, other, found))
    };
    let published_only = || {
        let mut candidates = candidates.clone();
        candidates.published_only = true;
        again(&candidates)
    };
    let any_role = || {
        let mut candidates = candidates.clone();
        candidates.any_role = true;
        again(&candidates).filter(|other| {
            let holds_foreign = other.roles.iter().any(|role| role.is_foreign);
            holds_foreign && without_foreign(other) < without_foreign(found)
        })
    };
    let counts_foreign = found.objective.components().contains(&Component::Foreign);
    let holds_documented = found
        .roles
        .iter()
        .any(|role| role.kind == RoleKind::Documented);
    let left_out = (!found.services_left_out.is_empty())
        .then(with_services)
        .flatten()
        .map(OtherSet::from);
    let is_left_out = |id| {
        let mut roles = left_out.iter().flat_map(|set| &set.roles);
        roles.any(|role| role.id == Some(id))
    };
    let services = catalog.risk().service_roles().iter();
    OtherSets {
        services: services
            .filter(|service| is_left_out(service.id))
            .cloned()
            .collect(),
        left_out,
        any_role: (counts_foreign && found.has_foreign && !candidates.any_role)
            .then(any_role)
            .flatten()
            .map(OtherSet::from),
        assignable: holds_documented
            .then(published_only)
            .flatten()
            .map(OtherSet::from),
    }
}

/// What is minimised of a set, but for the number of foreign roles.
fn without_foreign(found: &Recommendation) -> (usize, Vec<u64>) {
    let cost: &Cost = &found.minimum.best().cost;
    let components = found.objective.components().iter();
    let others = components.filter(|component| **component != Component::Foreign);
    let key = others.map(|component| component.of(cost)).collect();
    (found.uncovered.len(), key)
}

/// Whether a set covers more, or as much at less cost.
fn is_better(objective: Objective, one: &Recommendation, other: &Recommendation) -> bool {
    let key = |found: &Recommendation| {
        let cost: &Cost = &found.minimum.best().cost;
        (found.uncovered.len(), objective.key(cost))
    };
    key(one) < key(other)
}

impl From<Recommendation> for OtherSet {
    fn from(found: Recommendation) -> Self {
        Self {
            roles: found.roles,
            excess: found.excess,
            uncovered: found.uncovered,
        }
    }
}
