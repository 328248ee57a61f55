//! `recommend`: role sets with their price and their proof.

use serde::{Deserialize, Serialize};

use super::super::definition::CustomRole;
use super::super::text::{Guid, ScopePath};
use super::super::words::Plane;
use crate::minimize::{self, OtherSets, RecommendedRole};
use crate::model::{self, RoleKind};
use crate::report::view::recommend::is_optimal;

/// The set with its price and its proof.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Recommendation {
    /// The roles.
    pub(crate) roles: Vec<SetRole>,
    /// How many roles the set has.
    pub(crate) role_count: usize,
    /// What they grant beyond the requirement.
    pub(crate) excess: Excess,
    /// The same by scope.
    pub(crate) excess_by_scope: Vec<ScopeExcess>,
    /// Whether it is proven that no set is better.
    pub(crate) optimal: bool,
    /// Other sets that are as good.
    pub(crate) alternatives: Vec<Vec<SetRole>>,
    /// What proves that no set is better, or how far that is open.
    pub(crate) certificate: Certificate,
}

impl From<&minimize::Recommendation> for Recommendation {
    fn from(found: &minimize::Recommendation) -> Self {
        let roles = |roles: &[RecommendedRole]| roles.iter().map(SetRole::from).collect();
        let by_scope = found.excess_by_scope.iter();
        Self {
            roles: roles(&found.roles),
            role_count: found.roles.len(),
            excess: (&found.excess).into(),
            excess_by_scope: by_scope
                .map(|(scope, excess)| ScopeExcess {
                    scope: scope.as_ref().map(ScopePath::from),
                    excess: excess.into(),
                })
                .collect(),
            optimal: is_optimal(found),
            alternatives: found.alternatives.iter().map(|set| roles(set)).collect(),
            certificate: Certificate {
                lower_bound: found.minimum.lower_bound.clone(),
                nodes: found.minimum.nodes,
            },
        }
    }
}

/// The proof that no set is better.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Certificate {
    /// What no set can fall below, in the order of the objective.
    pub(crate) lower_bound: Vec<u64>,
    /// How many cases were looked at.
    pub(crate) nodes: u64,
}

/// A role of a set.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct SetRole {
    /// Its GUID; null for a role that has none.
    pub(crate) id: Option<Guid>,
    /// Its name.
    pub(crate) name: String,
    /// Where it is assigned, where that is known.
    pub(crate) scope: Option<ScopePath>,
    /// The required operations that it grants.
    pub(crate) covers: Vec<String>,
    /// Whether it can be assigned as it is.
    pub(crate) published: bool,
    /// For one that can't: the custom role to create in its place.
    pub(crate) stand_in: Option<CustomRole>,
    /// Whether it is meant for something other than what is required.
    pub(crate) foreign: bool,
    /// The namespaces, or types, that a role is meant for; none for one that is for anything.
    pub(crate) home: Vec<String>,
}

impl From<&RecommendedRole> for SetRole {
    fn from(role: &RecommendedRole) -> Self {
        Self {
            id: role.id.map(Guid::from),
            name: role.name.clone(),
            scope: role.scope.as_ref().map(ScopePath::from),
            covers: role.covers.clone(),
            published: role.kind != RoleKind::Documented,
            stand_in: role.stand_in.as_ref().map(CustomRole::from),
            foreign: role.is_foreign,
            home: role.home.clone(),
        }
    }
}

/// How much a role set grants beyond the requirement, in pairs of operation and plane.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Excess {
    /// All of them.
    pub(crate) total: u64,
    /// Those that lead to more rights.
    pub(crate) escalation: u64,
    /// Of the data plane, the rest.
    pub(crate) data: u64,
    /// Of the control plane, what changes something.
    pub(crate) write: u64,
    /// Operations that read.
    pub(crate) read: u64,
}

impl From<&minimize::Excess> for Excess {
    fn from(excess: &minimize::Excess) -> Self {
        Self {
            total: excess.total(),
            escalation: excess.escalation,
            data: excess.data,
            write: excess.write,
            read: excess.read,
        }
    }
}

/// The excess at a scope.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ScopeExcess {
    /// Where, where that is known.
    pub(crate) scope: Option<ScopePath>,
    /// What is granted there beyond what is required there.
    pub(crate) excess: Excess,
}

/// The best set among other candidates.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct OtherSet {
    /// The roles.
    pub(crate) roles: Vec<SetRole>,
    /// How many roles the set has.
    pub(crate) role_count: usize,
    /// What they grant beyond the requirement.
    pub(crate) excess: Excess,
    /// What they don't grant.
    pub(crate) uncovered: Vec<Action>,
}

impl From<&minimize::OtherSet> for OtherSet {
    fn from(set: &minimize::OtherSet) -> Self {
        Self {
            roles: set.roles.iter().map(SetRole::from).collect(),
            role_count: set.roles.len(),
            excess: (&set.excess).into(),
            uncovered: actions(&set.uncovered),
        }
    }
}

/// The best set with roles for Microsoft services.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct LeftOut {
    /// The set.
    #[serde(flatten)]
    pub(crate) set: OtherSet,
    /// The roles in it that are not meant for people.
    pub(crate) service_roles: Vec<ServiceRole>,
    /// How much less it grants; below zero: more.
    pub(crate) saved: Saved,
}

impl LeftOut {
    /// The set, and how it compares to the one found.
    pub(super) fn of(others: &OtherSets, found: &minimize::Excess) -> Option<Self> {
        let set = others.left_out.as_ref()?;
        let services = others.services.iter().map(|service| ServiceRole {
            id: service.id.into(),
            name: service.name.clone(),
            reason: service.reason.clone(),
        });
        let less = |found: u64, other: u64| {
            i64::try_from(found).unwrap_or(i64::MAX) - i64::try_from(other).unwrap_or(i64::MAX)
        };
        let other = &set.excess;
        Some(Self {
            set: set.into(),
            service_roles: services.collect(),
            saved: Saved {
                total: less(found.total(), other.total()),
                escalation: less(found.escalation, other.escalation),
                data: less(found.data, other.data),
                write: less(found.write, other.write),
                read: less(found.read, other.read),
            },
        })
    }
}

/// A role for a service.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ServiceRole {
    /// Its GUID.
    pub(crate) id: Guid,
    /// Its name.
    pub(crate) name: String,
    /// Why it is not meant for people.
    pub(crate) reason: String,
}

/// How much less a set grants; below zero: more.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Saved {
    /// How many operations fewer are granted beyond the requirement.
    pub(crate) total: i64,
    /// Of what leads to more rights.
    pub(crate) escalation: i64,
    /// Of data operations.
    pub(crate) data: i64,
    /// Of these, operations that change something.
    pub(crate) write: i64,
    /// Of these, operations that read.
    pub(crate) read: i64,
}

/// The least excess with a number of roles.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct FrontierPoint {
    /// How many roles.
    pub(crate) role_count: usize,
    /// Their names.
    pub(crate) roles: Vec<String>,
    /// Where each is assigned, in the same order.
    pub(crate) scopes: Vec<Option<ScopePath>>,
    /// The excess.
    pub(crate) excess: Excess,
}

impl From<&minimize::FrontierPoint> for FrontierPoint {
    fn from(point: &minimize::FrontierPoint) -> Self {
        let scopes = point.scopes.iter();
        Self {
            role_count: point.roles.len(),
            roles: point.roles.clone(),
            scopes: scopes
                .map(|scope| scope.as_ref().map(ScopePath::from))
                .collect(),
            excess: (&point.excess).into(),
        }
    }
}

/// An operation or a pattern in its plane.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Action {
    /// The operation or pattern.
    pub(crate) action: String,
    /// The plane.
    pub(crate) plane: Plane,
}

/// Operations in their planes.
pub(super) fn actions(operations: &[(String, model::Plane)]) -> Vec<Action> {
    let action = |(action, plane): &(String, model::Plane)| Action {
        action: action.clone(),
        plane: (*plane).into(),
    };
    operations.iter().map(action).collect()
}
