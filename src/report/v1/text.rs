//! Texts that are written one way.

use std::sync::Arc;

use crate::ids::{PrincipalId, RoleId};
use crate::scope::Scope;

texts! {
    /// A GUID in lower case.
    Guid(regex(pattern = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"))
    /// A day, as 2026-08-22.
    Day(regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))
    /// A full scope of Azure Resource Manager; `/` is the root.
    ScopePath(regex(pattern = "^/"))
    /// An object id, or the id of a record, as the inputs write it.
    Id(length(min = 1))
    /// A clause of docs/semantics.md.
    Clause(regex(pattern = "^[A-Z]{2}-[0-9]+$"))
    /// Words with hyphens: the id of a rule or a task, or the code of a diagnostic.
    Code(regex(pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"))
    /// A text that isn't empty.
    Sentence(length(min = 1))
    /// A rule of docs/nexus.md.
    ClusterRule(regex(pattern = "^[A-Z][0-9]+$"))
    /// The id of a finding: `f` and a hash of rule, principal, role and scope, stable between runs.
    FindingId(regex(pattern = "^f[0-9a-f]{16}$"))
    /// A hash of a document's bytes.
    Sha256(regex(pattern = "^[0-9a-f]{64}$"))
    /// A JSON pointer.
    Pointer(regex(pattern = "^(/|$)"))
}

impl From<RoleId> for Guid {
    fn from(id: RoleId) -> Self {
        Self(id.to_string())
    }
}

impl From<&Scope> for ScopePath {
    fn from(scope: &Scope) -> Self {
        scope.as_str().into()
    }
}

impl From<&PrincipalId> for Id {
    fn from(id: &PrincipalId) -> Self {
        id.as_str().into()
    }
}

impl From<&Arc<str>> for Id {
    fn from(id: &Arc<str>) -> Self {
        Self(id.to_string())
    }
}
