//! `roles compare`: the relation of two roles, and what each has alone.

use serde::{Deserialize, Serialize};

use super::counts::names;
use super::refs::PlacedRole;
use super::roles::texts;
use crate::bits::OperationSet;
use crate::catalog::{self, Catalog};
use crate::model;
use crate::report::CompareReport;

words! {
    /// How what A grants compares to what B grants; `subset`: A within B.
    Relation of crate::pattern::RelationKind {
        Equal = "equal",
        Subset = "subset",
        Superset = "superset",
        Overlapping = "overlapping",
        Disjoint = "disjoint",
    }
}

/// The `result` of `rolecall/roles-compare/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct CompareResult {
    /// The first.
    pub(crate) a: PlacedRole,
    /// The second.
    pub(crate) b: PlacedRole,
    /// About both planes, conditions left aside.
    pub(crate) relation: Relation,
    /// Conditions left aside.
    #[serde(flatten)]
    pub(crate) free: ComparedPlanes,
    /// With what is granted under a condition; null if neither role has one.
    pub(crate) conditional: Option<ComparedConditions>,
}

impl CompareResult {
    /// Two roles, with the names of operations.
    pub(crate) fn new(report: &CompareReport, catalog: &Catalog) -> Self {
        let comparison = &report.comparison;
        let conditional = comparison.conditional.as_ref();
        Self {
            a: (&report.a).into(),
            b: (&report.b).into(),
            relation: comparison.relation.into(),
            free: ComparedPlanes::new(&comparison.free, catalog),
            conditional: conditional.map(|planes| ComparedConditions {
                planes: ComparedPlanes::new(planes, catalog),
                permissions_of_a: ConditionalPermission::all(&report.a),
                permissions_of_b: ConditionalPermission::all(&report.b),
            }),
        }
    }
}

/// The comparison in both planes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ComparedPlanes {
    /// The control plane.
    pub(crate) control: ComparedPlane,
    /// The data plane.
    pub(crate) data: ComparedPlane,
}

impl ComparedPlanes {
    /// Both planes, with the names of operations.
    pub(super) fn new(planes: &catalog::ByPlane, catalog: &Catalog) -> Self {
        Self {
            control: ComparedPlane::new(&planes.control, catalog),
            data: ComparedPlane::new(&planes.data, catalog),
        }
    }
}

/// The comparison in a plane.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ComparedPlane {
    /// About every operation that there could ever be.
    pub(crate) relation: Relation,
    /// About those of the catalogue.
    pub(crate) today: Relation,
    /// What only the first grants.
    pub(crate) only_in_a: ComparedSide,
    /// What only the second grants.
    pub(crate) only_in_b: ComparedSide,
}

impl ComparedPlane {
    fn new(plane: &catalog::PlaneComparison, catalog: &Catalog) -> Self {
        let side = |witness: &Option<String>, operations: &OperationSet| ComparedSide {
            witness: witness.clone(),
            operations: names(operations, catalog),
        };
        let relation = &plane.relation;
        Self {
            relation: relation.kind.into(),
            today: plane.today.into(),
            only_in_a: side(&relation.only_in_a, &plane.only_in_a),
            only_in_b: side(&relation.only_in_b, &plane.only_in_b),
        }
    }
}

/// What only one side grants.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ComparedSide {
    /// An action that only this side grants, now or one day; null if there is none.
    pub(crate) witness: Option<String>,
    /// Operations of the catalogue.
    pub(crate) operations: Vec<String>,
}

/// What the roles grant under conditions.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ComparedConditions {
    /// Conditions taken as met.
    #[serde(flatten)]
    pub(crate) planes: ComparedPlanes,
    /// Permissions of the first with a condition.
    pub(crate) permissions_of_a: Vec<ConditionalPermission>,
    /// Permissions of the second with a condition.
    pub(crate) permissions_of_b: Vec<ConditionalPermission>,
}

/// A permission with a condition.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConditionalPermission {
    /// Which of the role's, from 0.
    pub(crate) permission: usize,
    /// Its actions.
    pub(crate) actions: Vec<String>,
    /// Its not actions.
    pub(crate) not_actions: Vec<String>,
    /// Its data actions.
    pub(crate) data_actions: Vec<String>,
    /// Its not data actions.
    pub(crate) not_data_actions: Vec<String>,
    /// Its condition.
    pub(crate) condition: String,
    /// The version of its condition.
    pub(crate) condition_version: String,
}

impl ConditionalPermission {
    fn all(role: &model::RoleDefinition) -> Vec<Self> {
        let permissions = role.permissions.iter().enumerate();
        let conditional = permissions.filter_map(|(at, permission)| {
            let condition = permission.condition.as_ref()?;
            Some(Self {
                permission: at,
                actions: texts(permission.control.granted()),
                not_actions: texts(permission.control.excluded()),
                data_actions: texts(permission.data.granted()),
                not_data_actions: texts(permission.data.excluded()),
                condition: condition.text.to_string(),
                condition_version: condition.version.to_string(),
            })
        });
        conditional.collect()
    }
}
