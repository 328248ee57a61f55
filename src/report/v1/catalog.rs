//! `catalog`: what a catalogue holds, and what changed.

use serde::{Deserialize, Serialize};

use super::counts::ClassCounts;
use super::envelope::Source;
use super::refs::{ListedPrincipal, RoleDefinition};
use super::text::{Day, Id, ScopePath};
use super::words::{Plane, Standing, Wildcards};
use crate::access::{self, RoleChange};
use crate::catalog::{self, Catalog, CatalogDiff, CatalogSource};
use crate::model::{self, Tenant};
use crate::report::ImportReport;
use crate::report::view::catalog::Counts;

/// The `result` of `rolecall/catalog-info/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct InfoResult {
    /// Inside the program, or imported.
    pub(crate) source: Source,
    /// The file of an imported one.
    pub(crate) path: Option<String>,
    /// The day of its facts.
    pub(crate) date: Day,
    /// The size of its image.
    pub(crate) bytes: usize,
    /// How many roles.
    pub(crate) roles: CatalogRoles,
    /// How many operations.
    pub(crate) operations: CatalogOperations,
    /// How many tasks.
    pub(crate) tasks: usize,
    /// How patterns with a star between slashes are read.
    pub(crate) wildcards: Wildcards,
    /// The namespaces that tell nothing of what a role is meant for.
    pub(crate) shared_namespaces: Vec<String>,
    /// The further ones that other services are built on: a role that names others too is for those.
    pub(crate) supporting_namespaces: Vec<String>,
    /// The patterns that tell nothing of it.
    pub(crate) common_patterns: Vec<String>,
}

impl From<&Catalog> for InfoResult {
    fn from(catalog: &Catalog) -> Self {
        let counts = Counts::of(catalog);
        let [built_in, custom, documented] = counts.roles;
        let [control, data] = counts.planes;
        Self {
            source: catalog.source().into(),
            path: match catalog.source() {
                CatalogSource::Core => None,
                CatalogSource::Imported(path) => Some(path.to_string()),
            },
            date: catalog.date().into(),
            bytes: catalog.image_size(),
            roles: CatalogRoles {
                total: catalog.role_count(),
                built_in,
                custom,
                documented,
                conditional: counts.conditional,
            },
            operations: CatalogOperations {
                total: catalog.operation_count(),
                control,
                data,
                uncertain_plane: counts.uncertain,
            },
            tasks: catalog.tasks().len(),
            wildcards: catalog.wildcards().into(),
            shared_namespaces: catalog.purposes().shared.clone(),
            supporting_namespaces: catalog.purposes().supporting.clone(),
            common_patterns: catalog.purposes().common.clone(),
        }
    }
}

/// How many roles a catalogue holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct CatalogRoles {
    /// How many roles the catalogue holds.
    pub(crate) total: usize,
    /// Published by Azure.
    pub(crate) built_in: usize,
    /// Made by a tenant.
    pub(crate) custom: usize,
    /// In documentation only.
    pub(crate) documented: usize,
    /// With a condition.
    pub(crate) conditional: usize,
}

/// How many operations a catalogue holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct CatalogOperations {
    /// How many operations the catalogue holds.
    pub(crate) total: usize,
    /// Of the control plane.
    pub(crate) control: usize,
    /// Of the data plane.
    pub(crate) data: usize,
    /// No source states the plane.
    pub(crate) uncertain_plane: usize,
}

/// The `result` of `rolecall/catalog-import/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ImportResult {
    /// Where the image was written.
    pub(crate) written: String,
    /// The day of its facts.
    pub(crate) date: Day,
    /// How many roles it holds.
    pub(crate) roles: usize,
    /// How many operations it holds.
    pub(crate) operations: usize,
    /// The size of the image.
    pub(crate) bytes: usize,
    /// The catalogue that was in use.
    pub(crate) before: CatalogBefore,
    /// What changed against it.
    pub(crate) changes: CatalogChanges,
}

impl From<&ImportReport<'_>> for ImportResult {
    fn from(report: &ImportReport<'_>) -> Self {
        Self {
            written: report.path.clone(),
            date: report.catalog.date().into(),
            roles: report.catalog.role_count(),
            operations: report.catalog.operation_count(),
            bytes: report.catalog.image_size(),
            before: CatalogBefore {
                source: report.before.source().into(),
                date: report.before.date().into(),
            },
            changes: report.diff.into(),
        }
    }
}

/// The catalogue that was in use.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct CatalogBefore {
    /// Inside the program, or imported.
    pub(crate) source: Source,
    /// The day of its facts.
    pub(crate) date: Day,
}

/// The `result` of `rolecall/catalog-diff/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct CatalogDiffResult {
    /// What changed from the older catalogue to the newer.
    #[serde(flatten)]
    pub(crate) changes: CatalogChanges,
    /// With -i: the assignments of roles that changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) access: Option<Vec<Impact>>,
}

impl CatalogDiffResult {
    /// What changed, and for whom.
    pub(crate) fn new(
        diff: &CatalogDiff,
        access: Option<&[access::Impact<'_>]>,
        tenant: &Tenant,
    ) -> Self {
        Self {
            changes: diff.into(),
            access: access.map(|rows| rows.iter().map(|row| Impact::new(row, tenant)).collect()),
        }
    }
}

/// What changed between two catalogues.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct CatalogChanges {
    /// What changed among roles.
    pub(crate) roles: RoleChanges,
    /// What changed among operations.
    pub(crate) operations: OperationChanges,
}

impl From<&CatalogDiff> for CatalogChanges {
    fn from(diff: &CatalogDiff) -> Self {
        let roles =
            |roles: &[model::RoleDefinition]| roles.iter().map(RoleDefinition::from).collect();
        let operations = |list: &[model::Operation]| list.iter().map(Operation::from).collect();
        let renamed = diff.roles_renamed.iter().map(|renamed| RenamedRole {
            role: (&renamed.role).into(),
            before: renamed.before.clone(),
        });
        Self {
            roles: RoleChanges {
                added: roles(&diff.roles_added),
                removed: roles(&diff.roles_removed),
                renamed: renamed.collect(),
                changed: diff.roles_changed.iter().map(ChangedRole::from).collect(),
            },
            operations: OperationChanges {
                added: operations(&diff.operations_added),
                removed: operations(&diff.operations_removed),
            },
        }
    }
}

/// What changed among roles.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RoleChanges {
    /// Roles that only the newer catalogue holds.
    pub(crate) added: Vec<RoleDefinition>,
    /// Roles that are gone.
    pub(crate) removed: Vec<RoleDefinition>,
    /// Roles with another name.
    pub(crate) renamed: Vec<RenamedRole>,
    /// Roles that grant something else.
    pub(crate) changed: Vec<ChangedRole>,
}

/// A renamed role.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RenamedRole {
    /// The role.
    #[serde(flatten)]
    pub(crate) role: RoleDefinition,
    /// The name it had.
    pub(crate) before: String,
}

words! {
    /// Whether the patterns of a role changed, or only the operations under them.
    ChangeCause of catalog::ChangeCause {
        Definition = "definition",
        Operations = "operations",
    }
    /// One of the lists of a permission.
    ActionList of catalog::ActionList {
        Actions = "actions",
        NotActions = "notActions",
        DataActions = "dataActions",
        NotDataActions = "notDataActions",
    }
}

/// A changed role.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ChangedRole {
    /// The role.
    #[serde(flatten)]
    pub(crate) role: RoleDefinition,
    /// Its patterns changed, or only the operations under them.
    pub(crate) cause: ChangeCause,
    /// Entries that came and went.
    pub(crate) patterns: PatternChanges,
    /// Operations that it grants now.
    pub(crate) gained: ClassCounts,
    /// Operations that it granted.
    pub(crate) lost: ClassCounts,
}

impl From<&catalog::ChangedRole> for ChangedRole {
    fn from(change: &catalog::ChangedRole) -> Self {
        Self {
            role: (&change.role).into(),
            cause: change.cause.into(),
            patterns: PatternChanges::new(&change.added, &change.removed),
            gained: (&change.gained).into(),
            lost: (&change.lost).into(),
        }
    }
}

/// Entries of permissions that came and went.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct PatternChanges {
    /// Entries that only the newer definition has.
    pub(crate) added: Vec<ListedPattern>,
    /// Entries that are gone.
    pub(crate) removed: Vec<ListedPattern>,
}

impl PatternChanges {
    /// Entries that came, and those that went.
    pub(super) fn new(
        added: &[catalog::ListedPattern],
        removed: &[catalog::ListedPattern],
    ) -> Self {
        let each = |list: &[catalog::ListedPattern]| list.iter().map(ListedPattern::from).collect();
        Self {
            added: each(added),
            removed: each(removed),
        }
    }
}

/// An entry of a permission.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ListedPattern {
    /// The list that the pattern is in.
    pub(crate) list: ActionList,
    /// The pattern.
    pub(crate) pattern: String,
    /// The condition of its permission.
    pub(crate) condition: Option<String>,
}

impl From<&catalog::ListedPattern> for ListedPattern {
    fn from(entry: &catalog::ListedPattern) -> Self {
        Self {
            list: entry.list.into(),
            pattern: entry.pattern.clone(),
            condition: entry.condition.clone(),
        }
    }
}

/// What changed among operations.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct OperationChanges {
    /// Operations that only the newer catalogue holds.
    pub(crate) added: Vec<Operation>,
    /// Operations that are gone.
    pub(crate) removed: Vec<Operation>,
}

/// An operation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Operation {
    /// Its name.
    pub(crate) name: String,
    /// The plane.
    pub(crate) plane: Plane,
}

impl From<&model::Operation> for Operation {
    fn from(operation: &model::Operation) -> Self {
        Self {
            name: operation.name.clone(),
            plane: operation.plane.into(),
        }
    }
}

/// An assignment of a role that changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend("dependentRequired" = { "gained": ["lost"], "lost": ["gained"] }))
)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Impact {
    /// The principal that holds the role.
    pub(crate) principal: ListedPrincipal,
    /// The role.
    pub(crate) role: RoleDefinition,
    /// Where: a full scope.
    pub(crate) scope: ScopePath,
    /// The assignment or schedule instance.
    pub(crate) role_assignment: Id,
    /// Active, or to be activated.
    pub(crate) standing: Standing,
    /// Its patterns changed, only the operations under them, or the role is gone.
    pub(crate) cause: ImpactCause,
    /// Operations that it grants now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gained: Option<ClassCounts>,
    /// Operations that it granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lost: Option<ClassCounts>,
}

/// Why an assignment gives something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) enum ImpactCause {
    Definition,
    Operations,
    Gone,
}

impl Impact {
    fn new(row: &access::Impact<'_>, tenant: &Tenant) -> Self {
        let change = match row.change {
            RoleChange::Changed(change) => Some(change),
            RoleChange::Gone(_) => None,
        };
        Self {
            principal: ListedPrincipal::new(&row.principal, tenant.principal(&row.principal)),
            role: row.change.role().into(),
            scope: (&row.scope).into(),
            role_assignment: (&row.assignment).into(),
            standing: row.standing.into(),
            cause: match change.map(|change| change.cause) {
                Some(catalog::ChangeCause::Definition) => ImpactCause::Definition,
                Some(catalog::ChangeCause::Operations) => ImpactCause::Operations,
                None => ImpactCause::Gone,
            },
            gained: change.map(|change| (&change.gained).into()),
            lost: change.map(|change| (&change.lost).into()),
        }
    }
}
