//! Which assignments of a principal are needless once a recommendation is in place.
//!
//! An assignment is needless when the others that count, and those recommended, grant at its scope,
//! or above, everything that its role could ever grant: every operation that its patterns match, be
//! it known or not, under both readings of WC-5, its conditional permissions taken as if they were
//! free. Those called removable are so together: they are taken away one after the other, narrowest
//! first, each judged by what is left.

use std::sync::Arc;

use super::given::{HeldThrough, Holding, Openness, holdings};
use super::recommendation::{Recommendation, RecommendedRole};
use crate::access::{AccessIndex, conditional_assignment};
use crate::catalog::Catalog;
use crate::ids::PrincipalId;
use crate::model::{Moment, Plane, RoleDefinition, RoleReference};
use crate::pattern::{PatternLanguage, PatternSet, Wildcards};
use crate::scope::Scope;

/// An assignment that others make needless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedundantAssignment {
    /// The assignment.
    pub assignment: HeldThrough,
    /// Whether the recommendation is what makes it so.
    pub since: Since,
    /// Whether it can go.
    pub removability: Removability,
}

/// Since when an assignment is needless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Since {
    /// It is redundant today.
    Already,
    /// Once the recommended roles are assigned.
    Recommendation,
}

/// Whether a needless assignment can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Removability {
    /// Nothing is lost without it.
    Safe,
    /// It is a group's: other members may need it.
    OfGroup,
    /// It has a condition: why, only its owner knows.
    Conditional,
    /// It must be activated: an eligible assignment is not in the way.
    Eligible,
    /// It ends by itself.
    TimeBound,
    /// It is no role assignment that could be deleted.
    NotAnAssignment,
}

impl Removability {
    /// The word used in JSON output, where it can't simply go.
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Safe => None,
            Self::OfGroup => Some("group"),
            Self::Conditional => Some("condition"),
            Self::Eligible => Some("eligible"),
            Self::TimeBound => Some("timeBound"),
            Self::NotAnAssignment => Some("notAnAssignment"),
        }
    }

    fn of(holding: &Holding<'_>) -> Self {
        match (&holding.through.group, holding.open, holding.is_assignment) {
            (Some(_), ..) => Self::OfGroup,
            (_, Some(Openness::Eligible), _) => Self::Eligible,
            (_, Some(Openness::Condition), _) => Self::Conditional,
            (_, Some(_), _) => Self::TimeBound,
            (_, None, false) => Self::NotAnAssignment,
            (_, None, true) => Self::Safe,
        }
    }
}

/// The assignments of a principal, and of its groups, that the others and the recommendation make
/// needless: those that can go first, by scope. One that can't go and is needless today already is
/// not news, and is left out. Those count whose time it is at the moment.
pub fn redundant(
    index: &AccessIndex<'_>,
    principal: &PrincipalId,
    found: &Recommendation,
    moment: Moment,
) -> Vec<RedundantAssignment> {
    let catalog = index.catalog();
    let holdings = holdings(index, principal, moment);
    let recommended: Vec<Source> = found
        .roles
        .iter()
        .filter_map(|role| Source::recommended(catalog, role))
        .collect();
    let counted: Vec<Option<Source>> = holdings
        .iter()
        .map(|own| own.open.is_none().then(|| Source::of(own)))
        .collect();
    let mut gone = vec![false; holdings.len()];
    let mut order: Vec<usize> = (0..holdings.len()).collect();
    // Narrowest first: deeper paths before those that hold them.
    order.sort_by_key(|&at| {
        let scope = &holdings[at].through.scope;
        (
            Removability::of(&holdings[at]) != Removability::Safe,
            std::cmp::Reverse((scope.kind(), scope.as_str().matches('/').count())),
            at,
        )
    });
    let changing = found.roles.iter().filter_map(|role| role.held.as_ref());
    let changing: Vec<&Arc<str>> = changing.map(|held| &held.id).collect();
    let mut rows = Vec::new();
    for at in order {
        let own = &holdings[at];
        // Its condition is changed in place of another assignment of it.
        if changing.contains(&&own.through.assignment) {
            continue;
        }
        let others = |gone: &[bool]| -> Vec<&Source> {
            let rest = (0..counted.len()).filter(|&other| other != at && !gone[other]);
            rest.filter_map(|other| counted[other].as_ref()).collect()
        };
        let mut with = others(&gone);
        let already = is_covered(index, own, &with);
        with.extend(&recommended);
        if !already && !is_covered(index, own, &with) {
            continue;
        }
        let removability = Removability::of(own);
        gone[at] = removability == Removability::Safe;
        if already && !gone[at] {
            continue;
        }
        rows.push(RedundantAssignment {
            assignment: own.through.clone(),
            since: if already {
                Since::Already
            } else {
                Since::Recommendation
            },
            removability,
        });
    }
    rows.sort_by(|a, b| {
        let key = |row: &RedundantAssignment| {
            (
                row.removability != Removability::Safe,
                row.assignment.scope.clone(),
            )
        };
        (key(a), &a.assignment).cmp(&(key(b), &b.assignment))
    });
    rows
}

/// Notes which recommended roles a principal holds at the very scope under a condition.
pub(crate) fn note_held(
    index: &AccessIndex<'_>,
    principal: &PrincipalId,
    found: &mut Recommendation,
) {
    for role in &mut found.roles {
        if let (Some(id), Some(scope)) = (role.id, &role.scope) {
            let role_id = RoleReference::Id(id);
            role.held = conditional_assignment(index, principal, scope, &role_id).cloned();
        }
    }
}

/// What grants something without a condition at a scope and below.
struct Source {
    scope: Scope,
    control: Vec<PatternSet>,
    data: Vec<PatternSet>,
}

impl Source {
    fn new(scope: &Scope, role: &RoleDefinition) -> Self {
        let free = || role.permissions.iter().filter(|p| p.condition.is_none());
        Self {
            scope: scope.clone(),
            control: free().map(|p| p.control.clone()).collect(),
            data: free().map(|p| p.data.clone()).collect(),
        }
    }

    fn of(own: &Holding<'_>) -> Self {
        Self::new(&own.through.scope, own.role)
    }

    fn recommended(catalog: &Catalog, role: &RecommendedRole) -> Option<Self> {
        let scope = role.scope.as_ref()?;
        Some(match &role.stand_in {
            Some(custom) => Self::new(scope, &custom.definition()),
            None => Self::new(scope, &catalog.role(role.role)),
        })
    }

    fn plane(&self, plane: Plane) -> &[PatternSet] {
        match plane {
            Plane::Control => &self.control,
            Plane::Data => &self.data,
        }
    }
}

fn is_covered(index: &AccessIndex<'_>, own: &Holding<'_>, others: &[&Source]) -> bool {
    let ancestors = index.hierarchy().ancestors(&own.through.scope);
    let above: Vec<&&Source> = others
        .iter()
        .filter(|other| ancestors.reached_from(&other.scope))
        .collect();
    !above.is_empty()
        && Plane::BOTH.into_iter().all(|plane| {
            let wanted = own.role.permissions.iter().map(|p| p.plane(plane));
            let wanted: Vec<&PatternSet> = wanted.filter(|set| !set.is_empty()).collect();
            let held: Vec<&PatternSet> =
                above.iter().flat_map(|other| other.plane(plane)).collect();
            [Wildcards::Azure, Wildcards::Strict]
                .into_iter()
                .all(|reading| {
                    let language =
                        |sets: &[&PatternSet]| PatternLanguage::new(sets.iter().copied(), reading);
                    matches!(language(&wanted).difference(&language(&held)), Ok(None))
                })
        })
}

impl RedundantAssignment {
    /// The id of the assignment.
    pub fn id(&self) -> &Arc<str> {
        &self.assignment.assignment
    }
}
