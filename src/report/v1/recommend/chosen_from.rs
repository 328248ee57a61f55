//! Which roles a set was chosen from: what `verify` proves it by.

use serde::{Deserialize, Serialize};

use super::super::refs::Role;
use super::super::text::{Guid, ScopePath};
use crate::catalog::Catalog;
use crate::ids::RoleIx;
use crate::minimize::{Among, Candidates};

/// Which roles came into question.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChosenFrom {
    /// With --among: these alone.
    pub(crate) among: Option<Vec<Role>>,
    /// With --exclude: not these.
    pub(crate) excluded: Vec<Role>,
    /// Whether roles that are meant for Microsoft services did.
    pub(crate) service_roles: bool,
    /// Whether only roles that can be assigned as they are did.
    pub(crate) published_only: bool,
    /// Whether roles that are meant for something else counted like any others.
    pub(crate) any_role: bool,
    /// Scopes at which roles may be assigned too.
    pub(crate) also_at: Vec<ScopePath>,
    /// What no role may grant.
    pub(crate) without: Vec<String>,
    /// How many roles that cover something required were left out since they grant it.
    pub(crate) withheld: usize,
    /// The most roles that a set may have.
    pub(crate) max_roles: Option<usize>,
}

impl ChosenFrom {
    /// The candidates of an answer.
    pub(crate) fn new(
        candidates: &Candidates,
        max_roles: Option<usize>,
        withheld: usize,
        catalog: &Catalog,
    ) -> Self {
        let role = |&role: &RoleIx| Role {
            id: catalog.role_id(role).map(Guid::from),
            name: catalog.role_name(role),
        };
        Self {
            among: match &candidates.among {
                Among::All => None,
                Among::Only(roles) => Some(roles.iter().map(role).collect()),
            },
            excluded: candidates.excluded.iter().map(role).collect(),
            service_roles: candidates.with_service_roles,
            published_only: candidates.published_only,
            any_role: candidates.any_role,
            also_at: candidates.also_at.iter().map(ScopePath::from).collect(),
            without: candidates.without.iter().map(ToString::to_string).collect(),
            withheld,
            max_roles,
        }
    }
}
