//! Which roles come into question for a requirement, and where each may be assigned.

use super::ban::Ban;
use super::placement::{Item, Placement};
use super::problem::RequirementSet;
use super::requirement::RequiredAction;
use crate::bits::OperationSet;
use crate::catalog::Catalog;
use crate::directory::Ancestors;
use crate::ids::{RoleId, RoleIx};
use crate::model::{Plane, RoleDefinition, RoleKind};
use crate::pattern::{ActionPattern, PatternLanguage, PatternSet, Wildcards};
use crate::scope::{Scope, ScopeKind};
use crate::text;

/// Which roles may be chosen, and where.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    /// Left out by the caller.
    pub excluded: Vec<RoleIx>,
    /// Which roles come into question at all.
    pub among: Among,
    /// Whether roles meant for Microsoft services may be chosen.
    pub with_service_roles: bool,
    /// Whether only published roles may be chosen; else roles that are only documented may too, each
    /// with a custom role that stands in for it.
    pub published_only: bool,
    /// Whether a role that is foreign to the requirement counts like any other.
    pub any_role: bool,
    /// Scopes at which roles may be assigned though nothing is required there.
    pub also_at: Vec<Scope>,
    /// What no role may grant, be it under a condition: in both planes.
    pub without: Vec<ActionPattern>,
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

/// A role that covers something required and can't be assigned where that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unassignable {
    /// The role.
    pub role: RoleIx,
    /// Its GUID.
    pub id: Option<RoleId>,
    /// Its name.
    pub name: String,
    /// Where it would be needed.
    pub scope: Scope,
    /// Why it can't be assigned.
    pub because: AssignmentBar,
}

/// What keeps a role from being assigned at a scope (§2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AssignmentBar {
    /// None of its assignable scopes covers the scope (CRL-1).
    AssignableScopes,
    /// One of its assignable scopes is a management group that may hold the scope, for all that the
    /// inputs say (SCP-3).
    UnknownHierarchy,
    /// It is a custom role with data actions, and the scope is a management group.
    DataActions,
}

impl AssignmentBar {
    /// The word used in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AssignableScopes => "assignableScopes",
            Self::UnknownHierarchy => "unknownHierarchy",
            Self::DataActions => "dataActions",
        }
    }
}

/// A role at a place, with its sets worked out.
pub(super) struct Offer {
    pub(super) role: RoleIx,
    pub(super) name: String,
    pub(super) place: usize,
    /// Which of the grants; the places of a role share one.
    pub(super) grants: usize,
    pub(super) covers: RequirementSet,
    /// Whether the role is foreign to the requirement.
    pub(super) is_foreign: bool,
}

/// What can be chosen, and what can't.
#[derive(Default)]
pub(super) struct Offers {
    /// By name of the role, then by place.
    pub(super) offers: Vec<Offer>,
    /// What the roles of the offers grant.
    pub(super) grants: Vec<OperationSet>,
    pub(super) services_left_out: Vec<RoleIx>,
    /// Roles that cover something required and grant what no role may.
    pub(super) withheld: Vec<RoleIx>,
    pub(super) unassignable: Vec<Unassignable>,
}

pub(super) fn offers(catalog: &Catalog, placement: &Placement, candidates: &Candidates) -> Offers {
    let services = catalog.risk().service_roles();
    let required = placement.required(catalog);
    let ban = Ban::new(catalog, &candidates.without);
    let mut found = Offers::default();
    for role in catalog.roles() {
        if !candidates.among.contains(role)
            || candidates.excluded.contains(&role)
            || catalog.role_gap(role).is_some()
            || !is_candidate(catalog, role, candidates)
        {
            continue;
        }
        let grants = catalog
            .granted_by_condition(role, Plane::Control)
            .0
            .union(&catalog.granted_by_condition(role, Plane::Data).0);
        let covered = covered(catalog, placement, role, &grants);
        if covered.is_empty() {
            continue;
        }
        let id = catalog.role_id(role);
        if !candidates.with_service_roles && services.iter().any(|s| Some(s.id) == id) {
            found.services_left_out.push(role);
            continue;
        }
        if ban.is_broken_by(role) {
            found.withheld.push(role);
            continue;
        }
        let before = found.offers.len();
        let is_foreign = required.is_foreign(role);
        let definition = placement.is_scoped().then(|| catalog.role(role));
        for place in 0..placement.places().len() {
            let covers = placement.reached(place, &covered);
            if covers.is_empty() {
                continue;
            }
            let bar = placement.places()[place]
                .scope
                .as_ref()
                .zip(definition.as_ref())
                .and_then(|(scope, role)| bar(role, scope, placement.ancestors(place)));
            match (bar, &placement.places()[place].scope) {
                (Some(because), Some(scope)) => found.unassignable.push(Unassignable {
                    role,
                    id,
                    name: catalog.role_name(role),
                    scope: scope.clone(),
                    because,
                }),
                _ => found.offers.push(Offer {
                    role,
                    name: catalog.role_name(role),
                    place,
                    grants: found.grants.len(),
                    covers,
                    is_foreign,
                }),
            }
        }
        if found.offers.len() > before {
            found.grants.push(grants);
        }
    }
    found.offers.sort_by(|a, b| {
        text::order(&a.name, &b.name).then((a.role, a.place).cmp(&(b.role, b.place)))
    });
    found
}

/// A documented list counts as a candidate only where no published role carries its name.
fn is_candidate(catalog: &Catalog, role: RoleIx, candidates: &Candidates) -> bool {
    if catalog.role_kind(role) != RoleKind::Documented {
        return true;
    }
    !candidates.published_only && catalog.role(role).published_as.is_none()
}

/// The items that a role covers where it is assigned at their place.
fn covered(
    catalog: &Catalog,
    placement: &Placement,
    role: RoleIx,
    grants: &OperationSet,
) -> RequirementSet {
    let mut covered = RequirementSet::new(placement.items().len());
    let mut definition = None;
    for (at, item) in placement.items().iter().enumerate() {
        let grants = match item {
            Item::Known(operation) => grants.contains(*operation),
            Item::Text(required) => {
                let role = definition.get_or_insert_with(|| catalog.role(role));
                grants_text(role, required, catalog.wildcards())
            }
        };
        if grants {
            covered.insert(at.into());
        }
    }
    covered
}

fn grants_text(role: &RoleDefinition, required: &RequiredAction, wildcards: Wildcards) -> bool {
    role.permissions.iter().any(|permission| {
        let set = permission.plane(required.plane);
        permission.condition.is_none() && covers_text(set, &required.action, wildcards)
    })
}

/// Whether a set grants everything that a text outside the catalogue could mean.
pub(super) fn covers_text(set: &PatternSet, action: &ActionPattern, wildcards: Wildcards) -> bool {
    if action.is_concrete() {
        return set.matches(action.as_str(), wildcards);
    }
    let wanted = PatternLanguage::of(action, wildcards);
    let held = PatternLanguage::new(std::slice::from_ref(set), wildcards);
    matches!(wanted.difference(&held), Ok(None))
}

/// What keeps a role from being assigned at a scope, if anything does.
fn bar(role: &RoleDefinition, scope: &Scope, ancestors: &Ancestors) -> Option<AssignmentBar> {
    let has_data = || {
        role.permissions
            .iter()
            .any(|p| !p.data.granted().is_empty())
    };
    if scope.kind() == ScopeKind::ManagementGroup && role.kind != RoleKind::BuiltIn && has_data() {
        return Some(AssignmentBar::DataActions);
    }
    if role.assignable_scopes.is_empty() {
        return None;
    }
    let assignable: Vec<Scope> = role
        .assignable_scopes
        .iter()
        .filter_map(|text| Scope::parse(text).ok())
        .collect();
    if assignable.iter().any(|own| ancestors.reached_from(own)) {
        return None;
    }
    let open = !ancestors.is_complete
        && assignable
            .iter()
            .any(|own| own.kind() == ScopeKind::ManagementGroup);
    Some(if open {
        AssignmentBar::UnknownHierarchy
    } else {
        AssignmentBar::AssignableScopes
    })
}
