//! Which principals a collection asked the directory for, and which of them it doesn't know.

use crate::ids::PrincipalId;
use crate::model::{PrincipalFound, PrincipalKind, Tenant};
use crate::text::NameSet;

/// What a collection says of the directory.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// Those that it doesn't know; none where it wasn't asked.
    pub(crate) not_found: Option<NameSet<PrincipalId>>,
    /// Identities that Azure Lighthouse delegates: they are in the directory of another tenant.
    pub(crate) delegated: NameSet<PrincipalId>,
}

impl Asked {
    /// Says of role assignments that name no principal whether the directory has it (PR-3).
    pub(super) fn settle(&self, tenant: &mut Tenant) {
        let Some(not_found) = &self.not_found else {
            return;
        };
        let mut assignments = std::mem::take(&mut tenant.role_assignments);
        for held in &mut assignments {
            let is_foreign = held.principal_kind == PrincipalKind::ForeignGroup
                || held.principal.is_all_principals()
                || self.delegated.contains(&held.principal);
            if held.principal_found != PrincipalFound::NotSaid || is_foreign {
                continue;
            }
            if not_found.contains(&held.principal) {
                held.principal_found = PrincipalFound::No;
            } else if let Some(who) = tenant.principal(&held.principal)
                && who.listed_kind != PrincipalKind::Unknown
            {
                held.principal_found = PrincipalFound::Yes;
            }
        }
        tenant.role_assignments = assignments;
    }
}
