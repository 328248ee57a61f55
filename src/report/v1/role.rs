//! `roles show` and `expand`.

use serde::{Deserialize, Serialize};

use super::counts::{ClassCounts, PlaneCounts, PlaneOperations};
use super::refs::RoleDefinition;
use super::text::Guid;
use super::words::Plane;
use crate::catalog::{
    self, ActionList, Bound, Catalog, PermissionOverview, PublishedDifference, RoleOverview,
};
use crate::model::{self, RoleKind};
use crate::report::Expansion;

/// The `result` of `rolecall/roles-show/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleResult {
    /// The role.
    pub(crate) role: ShownRole,
    /// Its permissions.
    pub(crate) permissions: Vec<Permission>,
    /// What it grants without a condition.
    pub(crate) operations: ClassCounts,
    /// What it grants only under one.
    pub(crate) conditional_operations: ClassCounts,
    /// The operations that lead to more rights.
    pub(crate) escalation: Vec<Escalation>,
    /// Why it is not meant for people, if it isn't.
    pub(crate) for_microsoft_service: Option<String>,
    /// Whether it is published and for anything, as Owner and Reader are.
    pub(crate) plain: bool,
    /// The namespaces, or types, that a role is meant for.
    pub(crate) home: Vec<String>,
    /// The namespaces and types that documentation names it for.
    pub(crate) documented_for: Vec<String>,
    /// Against the documented or published role of the same name.
    pub(crate) differences: Vec<Difference>,
}

impl RoleResult {
    /// What a person wants to know of a role.
    pub(crate) fn new(overview: &RoleOverview, catalog: &Catalog) -> Self {
        let escalation = overview.escalation.iter().map(|held| {
            let operation = catalog.operation(held.operation);
            Escalation {
                operation: operation.name,
                plane: operation.plane.into(),
                class: held.entry.kind.into(),
                why: held.entry.why.clone(),
                conditional: held.condition == Bound::ByCondition,
            }
        });
        let differences = overview.differences.iter();
        Self {
            role: (&overview.role).into(),
            permissions: overview.permissions.iter().map(Permission::from).collect(),
            operations: (&overview.free).into(),
            conditional_operations: (&overview.conditional).into(),
            escalation: escalation.collect(),
            for_microsoft_service: overview.service.as_ref().map(|s| s.reason.clone()),
            plain: overview.is_plain,
            home: overview.home.clone(),
            documented_for: overview.documented_for.clone(),
            differences: differences
                .map(|difference| Difference::new(difference, catalog))
                .collect(),
        }
    }
}

/// A role with what its definition says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ShownRole {
    /// The role.
    #[serde(flatten)]
    pub(crate) role: RoleDefinition,
    /// Other names of the role.
    pub(crate) aliases: Vec<String>,
    /// Whether Azure publishes it, or a tenant has made it.
    pub(crate) published: bool,
    /// For a documented role: the published one of its name.
    pub(crate) published_as: Option<Guid>,
    /// Its description.
    pub(crate) description: Option<String>,
    /// Where it may be assigned.
    pub(crate) assignable_scopes: Vec<String>,
}

impl From<&model::RoleDefinition> for ShownRole {
    fn from(role: &model::RoleDefinition) -> Self {
        Self {
            role: role.into(),
            aliases: role.aliases.iter().map(ToString::to_string).collect(),
            published: role.kind != RoleKind::Documented,
            published_as: role.published_as.map(Guid::from),
            description: role.description.as_deref().map(str::to_owned),
            assignable_scopes: (role.assignable_scopes.iter())
                .map(ToString::to_string)
                .collect(),
        }
    }
}

/// A permission of a role.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Permission {
    /// Its actions.
    pub(crate) actions: Vec<CountedPattern>,
    /// Its not actions.
    pub(crate) not_actions: Vec<CountedPattern>,
    /// Its data actions.
    pub(crate) data_actions: Vec<CountedPattern>,
    /// Its not data actions.
    pub(crate) not_data_actions: Vec<CountedPattern>,
    /// Its condition.
    pub(crate) condition: Option<String>,
    /// The version of its condition.
    pub(crate) condition_version: Option<String>,
    /// How many operations it grants today.
    pub(crate) operations: PlaneCounts,
}

impl From<&PermissionOverview> for Permission {
    fn from(permission: &PermissionOverview) -> Self {
        let list = |list: ActionList| {
            let of_list = permission.entries.iter().filter(|entry| entry.0 == list);
            let counted = of_list.map(|(_, pattern, operations)| CountedPattern {
                pattern: pattern.to_string(),
                operations: *operations,
            });
            counted.collect()
        };
        let condition = permission.permission.condition.as_ref();
        Self {
            actions: list(ActionList::Actions),
            not_actions: list(ActionList::NotActions),
            data_actions: list(ActionList::DataActions),
            not_data_actions: list(ActionList::NotDataActions),
            condition: condition.map(|condition| condition.text.to_string()),
            condition_version: condition.map(|condition| condition.version.to_string()),
            operations: PlaneCounts {
                control: permission.control,
                data: permission.data,
            },
        }
    }
}

/// A pattern of a permission.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct CountedPattern {
    /// The pattern.
    pub(crate) pattern: String,
    /// How many operations it matches today.
    pub(crate) operations: usize,
}

words! {
    /// To what an operation leads.
    EscalationClass of catalog::EscalationKind {
        Grants = "grants",
        Identity = "identity",
        Execution = "execution",
        Secrets = "secrets",
        Data = "data",
        Guard = "guard",
    }
}

/// An operation that leads to more rights.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Escalation {
    /// Its name.
    pub(crate) operation: String,
    /// The plane.
    pub(crate) plane: Plane,
    /// To what it leads.
    pub(crate) class: EscalationClass,
    /// How it leads to more rights.
    pub(crate) why: String,
    /// Whether it is granted only under a condition.
    pub(crate) conditional: bool,
}

/// How a documented list and the published role of its name differ.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Difference {
    /// The other role.
    pub(crate) role: RoleDefinition,
    /// Operations that only this one grants.
    pub(crate) only_here: PlaneOperations,
    /// Operations that only the other grants.
    pub(crate) only_there: PlaneOperations,
}

impl Difference {
    fn new(difference: &PublishedDifference, catalog: &Catalog) -> Self {
        Self {
            role: (&difference.other).into(),
            only_here: PlaneOperations::of(&difference.only_here, catalog),
            only_there: PlaneOperations::of(&difference.only_there, catalog),
        }
    }
}

/// The `result` of `rolecall/roles-expand/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ExpandResult {
    /// The role.
    pub(crate) role: RoleDefinition,
    /// What it grants without a condition.
    #[serde(flatten)]
    pub(crate) free: PlaneOperations,
    /// Those that only permissions with a condition grant.
    pub(crate) conditional: PlaneOperations,
}

impl From<&Expansion> for ExpandResult {
    fn from(expansion: &Expansion) -> Self {
        let planes = |[control, data]: &[Vec<String>; 2]| PlaneOperations {
            control: control.clone(),
            data: data.clone(),
        };
        Self {
            role: (&expansion.role).into(),
            free: planes(&expansion.free),
            conditional: planes(&expansion.conditional),
        }
    }
}
