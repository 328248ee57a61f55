//! From a catalogue and a requirement to roles.

use super::limits::SearchLimits;
use super::problem::{CoverProblem, Excess, ExtraClasses, Objective, RequirementSet};
use super::requirement::{RequiredAction, Requirement};
use super::stages::{Cover, Minimum, TooFewRolesAllowed, minimize};
use super::{Reach, frontier};
use crate::bits::OperationSet;
use crate::catalog::Catalog;
use crate::ids::{OperationIx, RoleId, RoleIx};
use crate::model::{Plane, RoleKind};
use crate::pattern::{ActionPattern, Wildcards};
use crate::text;

/// Which roles may be chosen.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    /// Left out by the caller.
    pub excluded: Vec<RoleIx>,
    /// Which roles come into question at all.
    pub among: Among,
    /// Roles meant for Microsoft services.
    pub services: Services,
    /// Roles that are only documented.
    pub documented: Documented,
}

/// Which roles come into question at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Among {
    /// Every role of the catalogue.
    #[default]
    All,
    /// These, be they none.
    Only(Vec<RoleIx>),
}

impl Among {
    /// Whether a role comes into question.
    pub fn contains(&self, role: RoleIx) -> bool {
        match self {
            Self::All => true,
            Self::Only(roles) => roles.contains(&role),
        }
    }
}

/// Whether roles meant for Microsoft services may be chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Services {
    /// They may not.
    #[default]
    LeftOut,
    /// They may.
    Included,
}

/// Whether roles that are only documented may be chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Documented {
    /// They may; each comes with a custom role that stands in for it.
    #[default]
    Included,
    /// They may not.
    LeftOut,
}

/// A minimal set of roles for a requirement, with its proof.
#[derive(Clone, Debug)]
pub struct Recommendation {
    /// What was minimised.
    pub objective: Objective,
    /// Each required action with the number of operations under it.
    pub required: Vec<(RequiredAction, usize)>,
    /// The recommended set; empty when no role covers anything.
    pub roles: Vec<RecommendedRole>,
    /// What the set grants beyond the requirement.
    pub excess: Excess,
    /// Other sets that are as good, up to a few.
    pub alternatives: Vec<Vec<RecommendedRole>>,
    /// The proof.
    pub minimum: Minimum,
    /// For each number of roles the least total excess, as long as it falls.
    pub frontier: Vec<FrontierPoint>,
    /// Whether the frontier is all of it, exact.
    pub frontier_reach: Reach,
    /// The custom role that grants exactly the requirement.
    pub custom_role: CustomRole,
    /// Required actions that the catalogue doesn't hold; roles cover them by their patterns' text.
    pub unknown: Vec<RequiredAction>,
    /// Operations that no candidate covers.
    pub uncovered: Vec<(String, Plane)>,
    /// Roles for Microsoft services that were left out though they cover something required.
    pub services_left_out: Vec<RoleIx>,
}

/// A role of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecommendedRole {
    /// The role.
    pub role: RoleIx,
    /// Its GUID; a documented role has none.
    pub id: Option<RoleId>,
    /// Its name.
    pub name: String,
    /// Where it comes from.
    pub kind: RoleKind,
    /// The required operations that it covers.
    pub covers: Vec<String>,
}

/// A point between few roles and little excess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontierPoint {
    /// The roles, by name.
    pub roles: Vec<String>,
    /// What they grant beyond the requirement.
    pub excess: Excess,
}

/// A custom role definition to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomRole {
    /// Its name.
    pub name: String,
    /// Actions, sorted.
    pub actions: Vec<String>,
    /// Data actions, sorted.
    pub data_actions: Vec<String>,
}

/// A candidate with its sets worked out.
struct Offer {
    role: RoleIx,
    name: String,
    grants: OperationSet,
    covers: RequirementSet,
}

/// Finds the minimal role sets of a requirement.
///
/// # Errors
///
/// [`TooFewRolesAllowed`] when `max_roles` do not suffice.
pub fn recommend(
    catalog: &Catalog,
    requirement: &Requirement,
    candidates: &Candidates,
    objective: Objective,
    max_roles: Option<usize>,
    limits: SearchLimits<'_>,
) -> Result<Recommendation, TooFewRolesAllowed> {
    let (operations, unknown) = requirement.expand(catalog);
    let items: Vec<OperationIx> = operations.iter().collect();
    let needs = items.len() + unknown.len();
    let classes = ExtraClasses::new(catalog.classes());
    let (offers, services_left_out) = offers(catalog, &items, &unknown, candidates);

    let mut problem = CoverProblem::new(needs, &classes);
    problem.set_free(&operations);
    if let Some(most) = max_roles {
        problem.set_max_roles(most);
    }
    for (rank, offer) in offers.iter().enumerate() {
        let rank = u32::try_from(rank).unwrap_or(u32::MAX);
        problem.push(offer.covers.clone(), &offer.grants, rank);
    }
    let minimum = minimize(&problem, objective, limits)?;
    let points = frontier(&problem, limits);
    let name_of = |item: usize| match items.get(item) {
        Some(&operation) => catalog.operation(operation).name,
        None => unknown[item - items.len()].action.to_string(),
    };
    let plane_of = |item: usize| match items.get(item) {
        Some(&operation) => catalog.operation(operation).plane,
        None => unknown[item - items.len()].plane,
    };
    let chosen = |cover: &Cover| -> Vec<RecommendedRole> {
        cover
            .candidates
            .iter()
            .map(|&at| recommended(catalog, &offers[at], &name_of))
            .collect()
    };
    let roles = chosen(minimum.best());
    Ok(Recommendation {
        objective,
        required: requirement
            .actions
            .iter()
            .map(|r| (r.clone(), catalog.expand(&r.action, r.plane).len()))
            .collect(),
        excess: minimum.best().cost.excess,
        alternatives: minimum.covers.iter().skip(1).map(chosen).collect(),
        frontier: points
            .points
            .iter()
            .map(|cover| FrontierPoint {
                roles: cover
                    .candidates
                    .iter()
                    .map(|&at| offers[at].name.clone())
                    .collect(),
                excess: cover.cost.excess,
            })
            .collect(),
        frontier_reach: points.reach,
        custom_role: custom_role(requirement),
        unknown: unknown.iter().map(|required| (*required).clone()).collect(),
        uncovered: minimum
            .uncovered
            .iter()
            .map(|item| (name_of(item.into()), plane_of(item.into())))
            .collect(),
        services_left_out,
        roles,
        minimum,
    })
}

fn offers(
    catalog: &Catalog,
    items: &[OperationIx],
    unknown: &[&RequiredAction],
    candidates: &Candidates,
) -> (Vec<Offer>, Vec<RoleIx>) {
    let services = catalog.risk().service_roles();
    let mut offers = Vec::new();
    let mut left_out = Vec::new();
    for role in catalog.roles() {
        if !candidates.among.contains(role)
            || candidates.excluded.contains(&role)
            || !is_assignable(catalog, role, candidates)
        {
            continue;
        }
        let grants = catalog
            .granted_by_condition(role, Plane::Control)
            .0
            .union(&catalog.granted_by_condition(role, Plane::Data).0);
        let mut covers = RequirementSet::new(items.len() + unknown.len());
        for (at, &operation) in items.iter().enumerate() {
            if grants.contains(operation) {
                covers.insert(at.into());
            }
        }
        if !unknown.is_empty() {
            let definition = catalog.role(role);
            for (at, required) in unknown.iter().enumerate() {
                let grants = definition.permissions.iter().any(|p| {
                    let set = p.plane(required.plane);
                    p.condition.is_none() && covers_text(set, &required.action, catalog.wildcards())
                });
                if grants {
                    covers.insert((items.len() + at).into());
                }
            }
        }
        if covers.is_empty() {
            continue;
        }
        let id = catalog.role_id(role);
        if candidates.services == Services::LeftOut && services.iter().any(|s| Some(s.id) == id) {
            left_out.push(role);
            continue;
        }
        offers.push(Offer {
            role,
            name: catalog.role_name(role),
            grants,
            covers,
        });
    }
    offers.sort_by(|a, b| text::order(&a.name, &b.name).then(a.role.cmp(&b.role)));
    (offers, left_out)
}

/// A documented list counts as a candidate only where no published role carries its name.
fn is_assignable(catalog: &Catalog, role: RoleIx, candidates: &Candidates) -> bool {
    if catalog.role_kind(role) != RoleKind::Documented {
        return true;
    }
    candidates.documented == Documented::Included && catalog.role(role).published_as.is_none()
}

/// Whether a set grants everything that a text outside the catalogue could mean.
fn covers_text(
    set: &crate::pattern::PatternSet,
    action: &ActionPattern,
    wildcards: Wildcards,
) -> bool {
    if action.is_concrete() {
        return set.matches(action.as_str(), wildcards);
    }
    let wanted = crate::pattern::PatternLanguage::of(action, wildcards);
    let held = crate::pattern::PatternLanguage::new(std::slice::from_ref(set), wildcards);
    matches!(wanted.difference(&held), Ok(None))
}

fn recommended(
    catalog: &Catalog,
    offer: &Offer,
    name_of: &dyn Fn(usize) -> String,
) -> RecommendedRole {
    RecommendedRole {
        role: offer.role,
        id: catalog.role_id(offer.role),
        name: offer.name.clone(),
        kind: catalog.role_kind(offer.role),
        covers: offer
            .covers
            .iter()
            .map(|item| name_of(item.into()))
            .collect(),
    }
}

fn custom_role(requirement: &Requirement) -> CustomRole {
    let of = |plane: Plane| {
        let mut actions: Vec<String> = requirement
            .actions
            .iter()
            .filter(|required| required.plane == plane)
            .map(|required| required.action.to_string())
            .collect();
        actions.sort_by(|a, b| text::order(a, b));
        actions
    };
    CustomRole {
        name: "Custom role for this requirement".to_owned(),
        actions: of(Plane::Control),
        data_actions: of(Plane::Data),
    }
}
