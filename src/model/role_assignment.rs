use super::{Principal, Tenant};
use std::fmt;
use std::sync::Arc;

use super::{ConditionText, PrincipalKind};
use crate::ids::{PrincipalId, RoleId};
use crate::scope::Scope;
use crate::span::Place;
use crate::time::Timestamp;

/// How an assignment names its role.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RoleReference {
    /// By GUID: the last segment of the role definition id (G6).
    Id(RoleId),
    /// By name alone, where the id isn't known yet (a Terraform plan).
    Name(Arc<str>),
}

impl fmt::Display for RoleReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// Whether the exporter found the principal in the directory (PR-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PrincipalFound {
    /// The source prints a name.
    Yes,
    /// The source prints an empty name or the type `Unknown`.
    No,
    /// The source has no name field, for the directory was not read; or the principal is one that
    /// the directory never holds.
    NotSaid,
}

/// A role assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleAssignment {
    /// The full id; an assignment not created yet has the id its source gives it.
    pub id: Arc<str>,
    /// Who gets the role.
    pub principal: PrincipalId,
    /// What kind the source says the principal is.
    pub principal_kind: PrincipalKind,
    /// Whether the exporter found the principal.
    pub principal_found: PrincipalFound,
    /// The role.
    pub role: RoleReference,
    /// The role's name as the source prints it.
    pub role_name: Option<Arc<str>>,
    /// The scope that it is made at.
    pub scope: Scope,
    /// The condition that narrows it (EV-7).
    pub condition: Option<ConditionText>,
    /// Whether it is a row for a classic administrator: Owner of its subscription (CL-1).
    pub is_classic: bool,
    /// When it was created, if the source says it.
    pub created_on: Option<Timestamp>,
    /// When it was changed last, if the source says it.
    pub updated_on: Option<Timestamp>,
    /// The description that the source gives.
    pub description: Option<Arc<str>>,
    /// Whether it is given to a managed identity of another tenant (`delegatedManagedIdentityResourceId`), which the
    /// commands that make role assignments have no option for.
    pub is_delegated: bool,
    /// Another export gives this record with different content, so what it grants is not certain.
    /// Both are kept.
    pub contradicted: bool,
    /// Where it was read.
    pub place: Place,
}

impl RoleAssignment {
    /// Whether the exporter looked for its principal and didn't find it, and no other input names it.
    pub(crate) fn is_without_principal(&self, tenant: &Tenant) -> bool {
        let is_named = |known: &Principal| {
            known.display_name.is_some() || known.sign_in_name.is_some() || known.app_id.is_some()
        };
        self.principal_found == PrincipalFound::No
            && !tenant.principal(&self.principal).is_some_and(is_named)
    }

    /// The GUID at the end of the id, or the whole id.
    pub fn name(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or(&self.id)
    }
}
