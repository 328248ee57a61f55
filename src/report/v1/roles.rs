//! `roles list` and `search`.

use serde::{Deserialize, Serialize};

use super::refs::RoleDefinition;
use super::words::{Outcome, Plane};
use crate::access::RoleHolder;
use crate::catalog::{self, Catalog, RoleHit};
use crate::ids::RoleIx;
use crate::model::{self, RoleKind};
use crate::pattern::ActionPattern;
use crate::report::HoldersReport;

/// The `result` of `rolecall/roles-list/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RolesResult {
    /// With --grants: what was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) grants: Option<Vec<AskedGrant>>,
    /// The roles, by name.
    pub(crate) roles: Vec<RoleRow>,
}

impl RolesResult {
    /// Roles of the catalogue.
    pub(crate) fn new(roles: &[RoleIx], catalog: &Catalog) -> Self {
        let row = |&role: &RoleIx| RoleRow {
            role: ListedRole::new(role, catalog),
            grant: None,
        };
        Self {
            grants: None,
            roles: roles.iter().map(row).collect(),
        }
    }

    /// The roles that hold an operation, by plane.
    pub(crate) fn of_holders(reports: &[HoldersReport], catalog: &Catalog) -> Self {
        let asked = reports.iter().map(|report| AskedGrant {
            action: report.target.action.to_string(),
            plane: report.target.plane.into(),
            operations: report.operations,
        });
        let row = |report: &HoldersReport, holder: &RoleHolder| RoleRow {
            role: ListedRole::new(holder.role, catalog),
            grant: Some(RoleGrant {
                plane: report.target.plane.into(),
                outcome: holder.outcome.into(),
                granted: holder.granted,
                patterns: texts(&holder.patterns),
            }),
        };
        let rows = reports
            .iter()
            .flat_map(|report| report.holders.iter().map(move |holder| row(report, holder)));
        Self {
            grants: Some(asked.collect()),
            roles: rows.collect(),
        }
    }
}

/// Patterns as they are written.
pub(in crate::report) fn texts(patterns: &[ActionPattern]) -> Vec<String> {
    patterns.iter().map(ToString::to_string).collect()
}

/// An operation or pattern in a plane.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct AskedGrant {
    /// The operation or pattern.
    pub(crate) action: String,
    /// The plane.
    pub(crate) plane: Plane,
    /// How many operations it stands for today.
    pub(crate) operations: usize,
}

/// A role; with --grants, and what it grants of the request.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend("dependentRequired" = {
        "plane": ["outcome", "granted", "patterns"],
        "outcome": ["plane"],
        "granted": ["plane"],
        "patterns": ["plane"],
    }))
)]
pub(crate) struct RoleRow {
    /// The role.
    #[serde(flatten)]
    pub(crate) role: ListedRole,
    /// What it grants of the request.
    #[serde(flatten)]
    pub(crate) grant: Option<RoleGrant>,
}

/// What a role grants of a request.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RoleGrant {
    /// The plane.
    pub(crate) plane: Plane,
    /// How much it grants.
    #[cfg_attr(
        feature = "schema",
        schemars(extend("enum" = ["allowed", "conditional", "partial"]))
    )]
    pub(crate) outcome: Outcome,
    /// How many of the operations.
    pub(crate) granted: usize,
    /// The patterns by which.
    pub(crate) patterns: Vec<String>,
}

/// A role of a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ListedRole {
    /// The role.
    #[serde(flatten)]
    pub(crate) role: RoleDefinition,
    /// Whether Azure publishes it, or a tenant has made it: whether it can be assigned.
    pub(crate) published: bool,
    /// Whether a permission of it has a condition.
    pub(crate) conditional: bool,
    /// How many operations it grants today.
    pub(crate) operations: GrantedCounts,
}

impl ListedRole {
    fn new(role: RoleIx, catalog: &Catalog) -> Self {
        let definition = catalog.role(role);
        let (control, conditional) = catalog.granted_by_condition(role, model::Plane::Control);
        let (data, conditional_data) = catalog.granted_by_condition(role, model::Plane::Data);
        Self {
            role: (&definition).into(),
            published: definition.kind != RoleKind::Documented,
            conditional: definition.is_conditional(),
            operations: GrantedCounts {
                control: control.len(),
                data: data.len(),
                conditional: conditional.len() + conditional_data.len(),
            },
        }
    }
}

/// How many operations a role grants today.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct GrantedCounts {
    /// Of the control plane.
    pub(crate) control: usize,
    /// Of the data plane.
    pub(crate) data: usize,
    /// Only under a condition, of both planes.
    pub(crate) conditional: usize,
}

/// The `result` of `rolecall/roles-search/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RoleSearchResult {
    /// The words that were searched for.
    pub(crate) query: String,
    /// The best first.
    pub(crate) roles: Vec<FoundRole>,
}

impl RoleSearchResult {
    /// The roles found.
    pub(crate) fn new(query: &str, hits: &[RoleHit], catalog: &Catalog) -> Self {
        let found = |hit: &RoleHit| FoundRole {
            role: ListedRole::new(hit.role, catalog),
            score: hit.score,
            matched: hit.found.iter().map(WordFound::from).collect(),
        };
        Self {
            query: query.to_owned(),
            roles: hits.iter().map(found).collect(),
        }
    }
}

/// A role that fits.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct FoundRole {
    /// The role.
    #[serde(flatten)]
    pub(crate) role: ListedRole,
    /// How well it fits.
    pub(crate) score: u32,
    /// Where the words were found.
    pub(crate) matched: Vec<WordFound>,
}

words! {
    /// In what a word was found.
    WordPlace of catalog::WordPlace {
        Name = "name",
        Alias = "alias",
        Pattern = "pattern",
        Operation = "operation",
        Synonym = "synonym",
        Description = "description",
    }
}

/// Where a word that was searched for was found.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct WordFound {
    /// The word.
    pub(crate) word: String,
    /// What the word was found in.
    #[serde(rename = "in")]
    pub(crate) place: WordPlace,
    /// The text that holds it.
    pub(crate) text: String,
}

impl From<&catalog::WordFound> for WordFound {
    fn from(found: &catalog::WordFound) -> Self {
        Self {
            word: found.word.clone(),
            place: found.place.into(),
            text: found.text.clone(),
        }
    }
}
