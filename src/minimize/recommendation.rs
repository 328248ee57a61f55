//! From a catalogue and a requirement to roles.

use std::fmt;

use super::candidates::{Candidates, Offer, Offers, Unassignable, offers};
use super::certificate::{CertificateFault, Proven, verify};
use super::custom_role::{CustomRole, custom_roles, stand_in};
use super::frontier;
use super::limits::SearchLimits;
use super::placement::{Item, PairIx, Placement, counted};
use super::problem::{Component, CoverProblem, Excess, ExtraClasses, Objective};
use super::requirement::{RequiredAction, Requirement};
use super::stages::{Cover, Minimum, TooFewRolesAllowed, minimize};
use crate::bits::{IndexSet, OperationSet};
use crate::catalog::Catalog;
use crate::ids::{RoleId, RoleIx};
use crate::model::{Plane, RoleAssignment, RoleKind};
use crate::scope::Scope;
use crate::text;

/// A minimal set of roles for a requirement, with its proof.
#[derive(Clone, Debug)]
pub struct Recommendation {
    /// What was minimised.
    pub objective: Objective,
    /// What to do.
    pub advice: Advice,
    /// Each required action with the number of operations under it.
    pub required: Vec<(RequiredAction, usize)>,
    /// The recommended set; empty when no role covers anything, and where more roles are needed than
    /// were allowed.
    pub roles: Vec<RecommendedRole>,
    /// How many roles are needed, where that is more than were allowed.
    pub needed: Option<RolesNeeded>,
    /// What the set grants beyond the requirement.
    pub excess: Excess,
    /// What of that speaks against the set: all but what published roles grant as usual, and what those
    /// grant that documentation names for something required.
    pub grave: Excess,
    /// Other sets that are as good, up to a few.
    pub alternatives: Vec<Vec<RecommendedRole>>,
    /// The proof.
    pub minimum: Minimum,
    /// For each number of roles the least total excess, as long as it falls.
    pub frontier: Vec<FrontierPoint>,
    /// Whether the frontier is all of it, exact.
    pub frontier_is_whole: bool,
    /// The custom role that grants the requirement: exactly that where one scope, or none, is
    /// named; else what is required at any of them.
    pub custom_role: CustomRole,
    /// The custom roles that grant exactly the requirement, each for the scopes that require the
    /// same.
    pub custom_roles: Vec<CustomRole>,
    /// What the set grants beyond the requirement at each place, in the order asked.
    pub excess_by_scope: Vec<(Option<Scope>, Excess)>,
    /// Required actions that the catalogue doesn't hold; roles cover them by their patterns' text.
    pub unknown: Vec<RequiredAction>,
    /// Operations that no candidate covers.
    pub uncovered: Vec<(String, Plane)>,
    /// The scopes of those, one each.
    pub uncovered_at: Vec<Option<Scope>>,
    /// Whether foreign roles came into question.
    pub has_foreign: bool,
    /// Roles for Microsoft services that were left out though they cover something required.
    pub services_left_out: Vec<RoleIx>,
    /// Roles that were left out since they grant what must not be granted, though they cover
    /// something required.
    pub withheld: Vec<RoleIx>,
    /// Roles that cover something required and can't be assigned where that is.
    pub unassignable: Vec<Unassignable>,
    /// The roles to which whoever gets the set limits the roles that they give to others, where
    /// what is required is giving those.
    pub(crate) gives: Vec<(RoleId, String)>,
}

/// How many roles a requirement takes at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RolesNeeded {
    /// The most that were allowed.
    pub allowed: usize,
    /// The size of the smallest set found.
    pub least: usize,
    /// No set is smaller than this.
    pub bound: usize,
}

impl fmt::Display for RolesNeeded {
    /// That a set within the limit is not there, and how many roles would do.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            allowed,
            least,
            bound,
        } = self;
        let roles = if *allowed == 1 { "role" } else { "roles" };
        write!(f, "no set of at most {allowed} {roles} covers it: ")?;
        if least == bound {
            write!(f, "the least is {least}")
        } else {
            write!(f, "at least {bound} are needed, and {least} will do")
        }
    }
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
    /// Where it is to be assigned.
    pub scope: Option<Scope>,
    /// Where it comes from.
    pub kind: RoleKind,
    /// The required operations that it covers.
    pub covers: Vec<String>,
    /// The custom role to create in the place of a documented one.
    pub stand_in: Option<CustomRole>,
    /// Whether it is meant for something other than what is required (docs/recommend.md).
    pub is_foreign: bool,
    /// The namespaces, or types, that a role is meant for; none for one that is for anything.
    pub home: Vec<String>,
    /// The assignment with a condition by which it is held at that scope already: Azure keeps one, so that its
    /// condition has to be changed.
    pub held: Option<RoleAssignment>,
}

/// A point between few roles and little excess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontierPoint {
    /// The roles, by name.
    pub roles: Vec<String>,
    /// Where each is to be assigned.
    pub scopes: Vec<Option<Scope>>,
    /// What they grant beyond the requirement.
    pub excess: Excess,
}

/// A requirement and the candidates for it, with their sets worked out.
struct Prepared {
    placement: Placement,
    offers: Offers,
    classes: ExtraClasses,
    pairs: Vec<IndexSet<PairIx>>,
    max_roles: Option<usize>,
    any_role: bool,
}

impl Prepared {
    fn new(
        catalog: &Catalog,
        requirement: &Requirement,
        candidates: &Candidates,
        max_roles: Option<usize>,
    ) -> Self {
        let placement = Placement::new(catalog, requirement, &candidates.also_at);
        let found = offers(catalog, &placement, candidates);
        Self {
            classes: placement.classes(catalog),
            pairs: (found.offers.iter())
                .map(|offer| placement.pairs(offer, &found.grants[offer.grants]))
                .collect(),
            placement,
            offers: found,
            max_roles,
            any_role: candidates.any_role,
        }
    }

    fn problem(&self) -> CoverProblem<'_> {
        let mut problem = self.placement.problem(&self.classes);
        if let Some(most) = self.max_roles {
            problem.set_max_roles(most);
        }
        let offers = &self.offers.offers;
        // Of equal sets, that with the shorter names; the offers are in the order of names.
        let mut order: Vec<usize> = (0..offers.len()).collect();
        order.sort_by_key(|&at| offers[at].name.chars().count());
        let mut ranks = vec![u32::MAX; offers.len()];
        for (rank, at) in (0..).zip(order) {
            ranks[at] = rank;
        }
        for ((offer, pairs), rank) in offers.iter().zip(&self.pairs).zip(ranks) {
            let at = problem.push(offer.covers.clone(), pairs, rank);
            if offer.is_foreign && !self.any_role {
                problem.set_foreign(at);
            }
        }
        problem
    }
}

/// Checks the proof of a recommendation against the requirement and the candidates that it was made
/// for, by a way that shares nothing with the search.
///
/// # Errors
///
/// The first [`CertificateFault`] met.
pub fn verify_recommendation(
    catalog: &Catalog,
    requirement: &Requirement,
    candidates: &Candidates,
    max_roles: Option<usize>,
    found: &Recommendation,
) -> Result<Proven, CertificateFault> {
    let prepared = Prepared::new(catalog, requirement, candidates, max_roles);
    verify(&prepared.problem(), found.objective, &found.minimum)
}

/// Finds the minimal role sets of a requirement, over all its scopes together.
///
/// ```
/// use rolecall::catalog::Catalog;
/// use rolecall::minimize::{Candidates, Objective, Requirement, SearchLimits, recommend};
/// use rolecall::model::Plane;
/// use rolecall::pattern::{ActionPattern, Wildcards};
///
/// let catalog = Catalog::core(Wildcards::Azure);
/// let mut requirement = Requirement::default();
/// let action = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
/// requirement.add(ActionPattern::parse(action)?, Plane::Data);
/// let found = recommend(
///     &catalog,
///     &requirement,
///     &Candidates::default(),
///     Objective::Excess,
///     None,
///     SearchLimits::default(),
/// )?;
/// assert_eq!(found.roles[0].name, "Storage Blob Data Reader");
/// assert!(found.uncovered.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// `TooFewRolesAllowed` when `max_roles` do not suffice.
pub fn recommend(
    catalog: &Catalog,
    requirement: &Requirement,
    candidates: &Candidates,
    objective: Objective,
    max_roles: Option<usize>,
    limits: SearchLimits<'_>,
) -> Result<Recommendation, TooFewRolesAllowed> {
    let prepared = Prepared::new(catalog, requirement, candidates, max_roles);
    let problem = prepared.problem();
    let minimum = minimize(&problem, objective, limits)?;
    let points = frontier(&problem, limits);
    drop(problem);
    let Prepared {
        placement,
        offers:
            Offers {
                offers,
                grants,
                services_left_out,
                withheld,
                unassignable,
            },
        ..
    } = prepared;
    let (custom_role, custom_roles) = custom_roles(catalog, requirement, &placement);
    let chosen = |cover: &Cover| -> Vec<RecommendedRole> {
        by_name(cover)
            .into_iter()
            .map(|at| {
                let offer = &offers[at];
                let mut role = recommended(catalog, &placement, offer);
                if role.kind == RoleKind::Documented {
                    role.stand_in = Some(stand_in(
                        catalog,
                        requirement,
                        &placement,
                        offer,
                        &custom_roles,
                    ));
                }
                role
            })
            .collect()
    };
    let best: Vec<(&Offer, &OperationSet)> = minimum
        .best()
        .candidates
        .iter()
        .map(|&at| (&offers[at], &grants[offers[at].grants]))
        .collect();
    let (beyond, classes) = (placement.beyond(&best), catalog.classes());
    let mut undocumented = best;
    undocumented.retain(|(offer, _)| !is_documented(catalog, &placement, offer));
    let undocumented = placement.beyond(&undocumented);
    let scope_of = |place: usize| placement.places()[place].scope.clone();
    let uncovered: Vec<usize> = minimum.uncovered.iter().map(usize::from).collect();
    let mut found = Recommendation {
        objective,
        advice: Advice::Nothing,
        required: requirement
            .actions
            .iter()
            .map(|r| (r.clone(), catalog.count_matching(&r.action, r.plane)))
            .collect(),
        roles: chosen(minimum.best()),
        needed: None,
        excess: minimum.best().cost.excess,
        grave: placement.grave(catalog, &classes, &undocumented),
        excess_by_scope: (placement.places().iter().zip(&beyond))
            .map(|(place, beyond)| (place.scope.clone(), counted(&classes, beyond)))
            .collect(),
        alternatives: minimum.covers.iter().skip(1).map(chosen).collect(),
        frontier: points
            .points
            .iter()
            .map(|cover| {
                let by_name = by_name(cover);
                FrontierPoint {
                    roles: by_name.iter().map(|&at| offers[at].name.clone()).collect(),
                    scopes: (by_name.iter())
                        .map(|&at| scope_of(offers[at].place))
                        .collect(),
                    excess: cover.cost.excess,
                }
            })
            .collect(),
        frontier_is_whole: points.is_whole,
        custom_role,
        custom_roles,
        unknown: (placement.items().iter())
            .filter_map(|item| match item {
                Item::Text(required) => Some(required.clone()),
                Item::Known(..) => None,
            })
            .collect(),
        uncovered: (uncovered.iter())
            .map(|&item| placement.name(catalog, item))
            .collect(),
        has_foreign: offers.iter().any(|offer| offer.is_foreign),
        uncovered_at: (uncovered.iter())
            .map(|&item| scope_of(placement.place_of(item)))
            .collect(),
        services_left_out,
        withheld,
        unassignable,
        gives: given_roles(catalog, requirement),
        minimum,
    };
    found.advice = found.advise(requirement, candidates.published_only);
    Ok(found)
}

/// The candidates of a cover by name, as the offers are.
fn by_name(cover: &Cover) -> Vec<usize> {
    let mut by_name = cover.candidates.clone();
    by_name.sort_unstable();
    by_name
}

/// The required operations that an offer covers.
fn covers(catalog: &Catalog, placement: &Placement, offer: &Offer) -> Vec<String> {
    let mut covers: Vec<String> = Vec::new();
    for item in offer.covers.iter() {
        let (name, _) = placement.name(catalog, item.into());
        if !covers.contains(&name) {
            covers.push(name);
        }
    }
    covers
}

/// Whether documentation names the role of an offer for something that it covers.
fn is_documented(catalog: &Catalog, placement: &Placement, offer: &Offer) -> bool {
    let purpose = catalog.purpose(offer.role);
    purpose.is_some_and(|p| p.is_documented_for(&covers(catalog, placement, offer)))
}

fn recommended(catalog: &Catalog, placement: &Placement, offer: &Offer) -> RecommendedRole {
    let purpose = catalog.purpose(offer.role);
    let purpose = purpose.filter(|purpose| !purpose.is_plain);
    RecommendedRole {
        role: offer.role,
        id: catalog.role_id(offer.role),
        name: offer.name.clone(),
        scope: placement.places()[offer.place].scope.clone(),
        kind: catalog.role_kind(offer.role),
        covers: covers(catalog, placement, offer),
        stand_in: None,
        is_foreign: offer.is_foreign,
        home: purpose.map_or_else(Vec::new, |purpose| purpose.home),
        held: None,
    }
}

/// What to do about a requirement: the custom role where some of it is not covered, or only by foreign
/// roles or ones that are not published, and where what published roles don't grant as usual leads to more
/// rights or is more than ten writes and data operations for each required operation; the set where its
/// roles are those that documentation names for the task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Assign the roles of the set.
    Assign,
    /// Create the custom role that grants exactly what is required: no set of published roles that are
    /// meant for it covers it, or the set grants more rights to those who want more, or too much else.
    CreateCustomRole,
    /// Nothing: no role is missing, or the set asked for isn't there.
    Nothing,
}

/// More excess writes and data operations than this for each required operation are too many.
const CHANGES_EACH: u64 = 10;

/// The roles that are given by what is required, sorted by their ids; empty where one is not known, or any
/// may be given.
fn given_roles(catalog: &Catalog, requirement: &Requirement) -> Vec<(RoleId, String)> {
    let wanted = requirement.assigned_roles();
    if wanted.is_empty() {
        return Vec::new();
    }
    let is_published = |role: &RoleIx| catalog.role_kind(*role) == RoleKind::BuiltIn;
    let mut found: Vec<(RoleId, String)> = Vec::new();
    for role in catalog.roles().filter(is_published) {
        let name = catalog.role_name(role);
        if let Some(id) = catalog.role_id(role)
            && wanted.iter().any(|wanted| text::same(wanted, &name))
        {
            found.push((id, name));
        }
    }
    found.sort();
    match found.len() == wanted.len() {
        true => found,
        false => Vec::new(),
    }
}

impl Recommendation {
    fn advise(&self, requirement: &Requirement, published_only: bool) -> Advice {
        let custom = &self.custom_role;
        let is_custom_there = !custom.actions.is_empty() || !custom.data_actions.is_empty();
        if self.needed.is_some() || (self.roles.is_empty() && self.uncovered.is_empty()) {
            return Advice::Nothing;
        }
        let required = self
            .required
            .iter()
            .map(|(_, count)| (*count).max(1) as u64);
        let changes = self.grave.write + self.grave.data;
        let is_documented = |role: &RecommendedRole| {
            let names = requirement.documented_roles.iter();
            names.clone().any(|name| text::same(name, &role.name))
        };
        let is_unfit = !self.uncovered.is_empty()
            || self
                .roles
                .iter()
                .any(|role| role.is_foreign || role.kind == RoleKind::Documented);
        let is_too_much =
            self.grave.escalation > 0 || changes > CHANGES_EACH * required.sum::<u64>();
        let is_too_much = is_unfit || (is_too_much && !self.roles.iter().all(is_documented));
        match is_too_much && is_custom_there && !published_only {
            true => Advice::CreateCustomRole,
            false => Advice::Assign,
        }
    }

    /// The answer where no set has as few roles as are allowed: no set under the objective asked for,
    /// and on the frontier those that have more roles. `self` has the fewest roles of all, found
    /// under [`Objective::Roles`] without a limit.
    #[must_use]
    pub fn with_too_few_allowed(mut self, allowed: usize, asked: Objective) -> Self {
        let bound = self.minimum.lower_bound.first().copied().unwrap_or(0);
        let counts = |component: &Component| *component == Component::Count;
        let components = asked.components().iter();
        self.minimum.lower_bound = components
            .map(|component| if counts(component) { bound } else { 0 })
            .collect();
        self.needed = Some(RolesNeeded {
            allowed,
            least: self.roles.len(),
            bound: usize::try_from(bound).unwrap_or(usize::MAX),
        });
        self.objective = asked;
        self.advice = Advice::Nothing;
        self.roles.clear();
        self.alternatives.clear();
        self.excess = Excess::default();
        for (_, excess) in &mut self.excess_by_scope {
            *excess = Excess::default();
        }
        self
    }

    /// Every custom role in it.
    fn custom_roles_mut(&mut self) -> impl Iterator<Item = &mut CustomRole> {
        let chosen = self
            .roles
            .iter_mut()
            .chain(self.alternatives.iter_mut().flatten());
        let stand_ins = chosen.filter_map(|role| role.stand_in.as_mut());
        [&mut self.custom_role]
            .into_iter()
            .chain(&mut self.custom_roles)
            .chain(stand_ins)
    }

    /// The same with this name for the custom role that fits; its parts keep their numbers.
    #[must_use]
    pub fn with_role_name(mut self, name: &str) -> Self {
        for role in self.custom_roles_mut() {
            if let Some(part) = role.name.strip_prefix(CustomRole::NAME) {
                role.name = format!("{name}{part}");
            }
        }
        self
    }

    /// The same with the custom roles in few patterns.
    #[must_use]
    pub fn with_compact_roles(mut self, catalog: &Catalog, limits: SearchLimits<'_>) -> Self {
        let mut done: Vec<(CustomRole, CustomRole)> = Vec::new();
        for role in self.custom_roles_mut() {
            let lists = match done.iter().find(|(before, _)| before.grants_as(role)) {
                Some((_, after)) => after.clone(),
                None => {
                    let after = role.clone().compacted(catalog, limits);
                    done.push((role.clone(), after.clone()));
                    after
                }
            };
            role.actions = lists.actions;
            role.data_actions = lists.data_actions;
        }
        self
    }
}
