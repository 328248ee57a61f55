//! `roles compact` and `roles export`: role definitions that other tools take.

use serde::{Deserialize, Serialize};

use super::counts::names;
use super::refs::{PlacedRole, Role};
use super::roles::texts;
use super::text::{Guid, ScopePath};
use crate::catalog::Catalog;
use crate::minimize::{self, CompactList};
use crate::model;
use crate::report::CompactReport;
use crate::report::view::roles::export::{self, ExportForm};

/// The `result` of `rolecall/roles-compact/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct CompactResult {
    /// The role.
    pub(crate) role: PlacedRole,
    /// Of the control plane.
    pub(crate) control: ShortList,
    /// Of the data plane.
    pub(crate) data: ShortList,
    /// The role with the short lists.
    pub(crate) definition: CustomRole,
}

impl CompactResult {
    /// The lists, with the names of operations.
    pub(crate) fn new(report: &CompactReport, catalog: &Catalog) -> Self {
        let compact = &report.compact;
        Self {
            role: (&report.role).into(),
            control: ShortList::new(&compact.control, catalog),
            data: ShortList::new(&compact.data, catalog),
            definition: CustomRole::new(&report.role, &compact.permission()),
        }
    }
}

/// A short list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ShortList {
    /// How many operations the role grants.
    pub(crate) operations: usize,
    /// The patterns.
    pub(crate) patterns: Vec<String>,
    /// No list is shorter than this.
    pub(crate) lower_bound: usize,
    /// Whether no list is shorter.
    pub(crate) optimal: bool,
    /// Operations that the list grants and the role doesn't.
    pub(crate) overspill: Vec<String>,
}

impl ShortList {
    fn new(list: &CompactList, catalog: &Catalog) -> Self {
        Self {
            operations: list.operations.len(),
            patterns: texts(&list.patterns),
            lower_bound: list.lower_bound,
            optimal: list.is_optimal(),
            overspill: names(&list.overspill, catalog),
        }
    }
}

/// A role definition as `az role definition create` takes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CustomRole {
    /// Its name.
    pub(crate) name: String,
    /// Its GUID, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<Guid>,
    /// Always true.
    #[cfg_attr(feature = "schema", schemars(extend("const" = true)))]
    pub(crate) is_custom: bool,
    /// Its description.
    pub(crate) description: String,
    /// The actions.
    pub(crate) actions: Vec<String>,
    /// The not actions.
    pub(crate) not_actions: Vec<String>,
    /// The data actions.
    pub(crate) data_actions: Vec<String>,
    /// The not data actions.
    pub(crate) not_data_actions: Vec<String>,
    /// Where it may be assigned.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub(crate) assignable_scopes: Vec<ScopePath>,
}

impl CustomRole {
    /// A role with one permission, in place of those that its definition has.
    pub(crate) fn new(role: &model::RoleDefinition, permission: &model::Permission) -> Self {
        let scopes = export::scopes(role);
        Self {
            name: export::name(role),
            id: export::id(role).map(Guid::from),
            is_custom: true,
            description: export::description(role).to_owned(),
            actions: texts(permission.control.granted()),
            not_actions: texts(permission.control.excluded()),
            data_actions: texts(permission.data.granted()),
            not_data_actions: texts(permission.data.excluded()),
            assignable_scopes: scopes.into_iter().map(ScopePath::from).collect(),
        }
    }
}

/// The `result` of `rolecall/roles-export/1`: a role as a text that creates it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ExportResult {
    /// The role.
    pub(crate) role: Role,
    /// The form.
    #[serde(rename = "as")]
    pub(crate) form: ExportedForm,
    /// The text.
    pub(crate) text: String,
}

impl ExportResult {
    /// A role in a form that creates it.
    pub(crate) fn new(role: &model::RoleDefinition, form: ExportForm, text: String) -> Self {
        Self {
            role: Role {
                id: role.id.map(Guid::from),
                name: role.name.to_string(),
            },
            form: form.into(),
            text,
        }
    }
}

words! {
    /// The form of a text that creates a role.
    ExportedForm of ExportForm {
        Az = "az",
        Bicep = "bicep",
        Terraform = "terraform",
        PowerShell = "powershell",
        PowerShellFlat = "powershell-flat",
        Rest = "rest",
    }
}

impl From<&minimize::CustomRole> for CustomRole {
    fn from(role: &minimize::CustomRole) -> Self {
        let definition = role.definition();
        let permission = definition.permissions.first().cloned();
        Self::new(&definition, &permission.unwrap_or_default())
    }
}

impl CustomRole {
    /// The role as it is checked: without its place.
    pub(crate) fn read(&self) -> minimize::CustomRole {
        minimize::CustomRole {
            name: self.name.clone(),
            actions: self.actions.clone(),
            data_actions: self.data_actions.clone(),
            scopes: Vec::new(),
        }
    }
}
