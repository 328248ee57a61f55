//! Principals and roles by what names them.

use serde::{Deserialize, Serialize};

use super::text::{Guid, Id};
use super::words::{PrincipalType, RoleKind};
use crate::ids::PrincipalId;
use crate::model;

/// A principal of the inputs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Principal {
    /// Its object id.
    pub(crate) id: Id,
    /// Its user principal name or display name; its id where the inputs name neither.
    pub(crate) name: String,
    /// Its kind.
    #[serde(rename = "type")]
    pub(crate) kind: PrincipalType,
}

impl From<&model::Principal> for Principal {
    fn from(principal: &model::Principal) -> Self {
        Self {
            id: (&principal.id).into(),
            name: principal.label().to_owned(),
            kind: principal.kind.into(),
        }
    }
}

/// A principal that the inputs may hold no record of.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ListedPrincipal {
    /// Its object id.
    pub(crate) id: Id,
    /// Its name; null if the inputs have none.
    pub(crate) name: Option<String>,
    /// Its kind; null if the inputs don't say.
    #[serde(rename = "type")]
    pub(crate) kind: Option<PrincipalType>,
}

impl ListedPrincipal {
    /// A principal with the record of it, where there is one.
    pub(crate) fn new(id: &PrincipalId, known: Option<&model::Principal>) -> Self {
        Self {
            id: id.into(),
            name: known.map(|principal| principal.label().to_owned()),
            kind: known.map(|principal| principal.kind.into()),
        }
    }
}

/// A group by id and name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Group {
    /// Its object id.
    pub(crate) id: Id,
    /// Its name; null if the inputs have none.
    pub(crate) name: Option<String>,
}

/// A role by id and name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Role {
    /// Its GUID; null for a role that has none.
    pub(crate) id: Option<Guid>,
    /// Its name.
    pub(crate) name: String,
}

/// A role definition.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RoleDefinition {
    /// Its GUID; null for a role that has none.
    pub(crate) id: Option<Guid>,
    /// Its name.
    pub(crate) name: String,
    /// Where the role comes from.
    pub(crate) kind: RoleKind,
}

impl From<&model::RoleDefinition> for RoleDefinition {
    fn from(role: &model::RoleDefinition) -> Self {
        Self {
            id: role.id.map(Guid::from),
            name: role.name.to_string(),
            kind: role.kind.into(),
        }
    }
}

/// A role definition and where it was read.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct PlacedRole {
    /// The role.
    #[serde(flatten)]
    pub(crate) role: RoleDefinition,
    /// Where it was read; `catalog` for a role of the catalogue.
    pub(crate) source: String,
}

impl From<&model::RoleDefinition> for PlacedRole {
    fn from(role: &model::RoleDefinition) -> Self {
        let place = role.place.as_ref();
        Self {
            role: role.into(),
            source: place.map_or_else(|| "catalog".to_owned(), ToString::to_string),
        }
    }
}
