//! Calls that were allowed and that the exports don't explain: which assignments may have allowed them.

use std::sync::Arc;

use crate::access::AccessIndex;
use crate::ids::{PrincipalId, parse_guid};
use crate::model::{Grant, Moment, Plane, PrincipalKind, RoleDefinition, Tenant};
use crate::scope::Scope;
use crate::text::{self, NameMap};
use crate::usage::UsageRow;

/// The assignments of a tenant, asked about calls.
pub(super) struct Suspects<'a, 't> {
    index: &'a AccessIndex<'t>,
    moment: Moment,
    /// Whether a role grants an action, by where its definition is held.
    grants: NameMap<(*const RoleDefinition, Plane, Arc<str>), bool>,
}

impl<'a, 't> Suspects<'a, 't> {
    pub(super) fn new(index: &'a AccessIndex<'t>, moment: Moment) -> Self {
        Self {
            index,
            moment,
            grants: NameMap::default(),
        }
    }

    /// The assignments that may have allowed a call: their role grants it, they reach where it was, or
    /// that isn't known, and who holds them isn't told apart from the caller.
    pub(super) fn of(&mut self, row: &UsageRow, scope: Option<&Scope>) -> Vec<Grant<'a>> {
        let index = self.index;
        let reaching: Vec<Grant<'a>> = match scope {
            Some(scope) => {
                let reaching = index.grants_reaching(scope, self.moment).into_iter();
                reaching.map(|(grant, _)| grant).collect()
            }
            None => index.grants(self.moment).collect(),
        };
        let mut found = reaching;
        found.retain(|grant| {
            let granted = grant.role.is_none_or(|role| self.role_grants(role, row));
            granted && may_be(index.tenant(), grant.holder, caller(row))
        });
        found
    }

    fn role_grants(&mut self, role: &RoleDefinition, row: &UsageRow) -> bool {
        let (plane, action) = (row.key.plane, &row.key.action);
        let wildcards = self.index.catalog().wildcards();
        let key = (std::ptr::from_ref(role), plane, Arc::clone(action));
        *self.grants.entry(key).or_insert_with(|| {
            let mut permissions = role.permissions.iter();
            permissions.any(|each| each.plane(plane).matches(action, wildcards))
        })
    }
}

/// Whether the caller may be who holds an assignment, or a member of the group that does: who was in
/// a group when the call was made isn't in the exports.
pub(super) fn may_be(
    tenant: &Tenant,
    holder: &PrincipalId,
    (caller, calls): (Option<&str>, PrincipalKind),
) -> bool {
    if holder.is_all_principals() || tenant.group_knowledge(holder).may_be_group() {
        return true;
    }
    let Some(caller) = caller else {
        return true;
    };
    if text::same(caller, holder.as_str()) {
        return true;
    }
    let Some(known) = tenant.principal(holder) else {
        return true;
    };
    let is_person = |kind| matches!(kind, PrincipalKind::User);
    let is_app = |kind| {
        matches!(
            kind,
            PrincipalKind::ServicePrincipal | PrincipalKind::ManagedIdentity
        )
    };
    let holds = known.kind;
    let are_apart = is_person(holds) && is_app(calls) || is_app(holds) && is_person(calls);
    // A caller is named by an object id, or by what else the log has: of an application its client
    // id, of a person a name, which may be an older one, or that of a guest at home.
    let is_other = match parse_guid(caller) {
        Some(_) if is_person(holds) => true,
        Some(_) => {
            let other = known.app_id.as_ref();
            other.is_some_and(|other| !text::same(other, caller))
        }
        None => caller.contains('@') && is_app(holds),
    };
    !are_apart && !is_other
}

/// Who a row says that called, and what that is.
pub(super) fn caller(row: &UsageRow) -> (Option<&str>, PrincipalKind) {
    (row.key.principal.as_deref(), row.tally.kind)
}
