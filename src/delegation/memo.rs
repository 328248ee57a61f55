//! What grants delegate, each kind of grant worked out once: a tenant has thousands of delegates under
//! few conditions.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use super::proposal::{Act, PrincipalType};
use super::roster::Roster;
use super::solve::{Delegation, by_grant};
use crate::access::AccessIndex;
use crate::ids::PrincipalId;
use crate::model::{ConditionText, Grant, Moment, RoleDefinition, RoleGap, RoleReference};
use crate::text::{self, NameMap};

/// Delegations that are known.
#[derive(Default)]
pub(crate) struct Delegations {
    roster: OnceCell<Roster>,
    known: RefCell<NameMap<Key, Arc<Delegation>>>,
}

/// What a delegation depends on.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    role: RoleReference,
    condition: Option<Arc<str>>,
    holder: Holder,
}

#[derive(PartialEq, Eq, Hash)]
enum Holder {
    /// Conditions ask which principal it is.
    One(PrincipalId),
    /// They ask for its type at most.
    Any {
        of: Option<PrincipalType>,
        is_in_groups: bool,
    },
}

impl Delegations {
    /// The roles of the catalogue, as delegates may assign them.
    pub(crate) fn roster(&self, index: &AccessIndex<'_>) -> &Roster {
        self.roster.get_or_init(|| Roster::of(index.catalog()))
    }

    /// What one grant, activated where it must be, lets its holder do with role assignments.
    pub(crate) fn by_grant(
        &self,
        index: &AccessIndex<'_>,
        grant: &Grant<'_>,
        role: &RoleDefinition,
    ) -> Arc<Delegation> {
        let key = Key {
            role: grant.reference.clone(),
            condition: grant.condition.map(|condition| Arc::clone(&condition.text)),
            holder: holder(index, grant, role),
        };
        if let Some(known) = self.known.borrow().get(&key) {
            return Arc::clone(known);
        }
        let found = Arc::new(by_grant(index, self.roster(index), grant, role));
        self.known.borrow_mut().insert(key, Arc::clone(&found));
        found
    }
}

/// The roles of which it isn't known what they grant, and that somebody may assign under a condition.
pub(crate) fn unknown_assignable(
    index: &AccessIndex<'_>,
    moment: Moment,
) -> BTreeSet<(RoleGap, Arc<str>)> {
    let delegations = Delegations::default();
    let wildcards = index.catalog().wildcards();
    let mut found = BTreeSet::new();
    for grant in index.grants(moment) {
        let Some(role) = grant.role else {
            continue;
        };
        let is_fenced = role.permissions.iter().any(|permission| {
            let has_condition = permission.condition.is_some() || grant.condition.is_some();
            has_condition
                && permission
                    .control
                    .matches(Act::Write.operation(), wildcards)
        });
        if is_fenced {
            let delegation = delegations.by_grant(index, &grant, role);
            found.extend(delegation.unknown_roles().map(|(gap, role)| {
                let name = role.name.clone();
                (gap, name.unwrap_or_else(|| Arc::from(role.id.to_string())))
            }));
        }
    }
    found
}

fn holder(index: &AccessIndex<'_>, grant: &Grant<'_>, role: &RoleDefinition) -> Holder {
    let asks_who = |condition: &ConditionText| text::fold(&condition.text).contains("principalid");
    let own = role.permissions.iter();
    let mut conditions = own
        .filter_map(|permission| permission.condition.as_ref())
        .chain(grant.condition);
    if conditions.any(asks_who) {
        return Holder::One(grant.holder.clone());
    }
    let known = index.tenant().principal(grant.holder).map(|p| p.kind);
    let known = known.and_then(PrincipalType::of);
    Holder::Any {
        of: known.or_else(|| PrincipalType::of(grant.principal_kind())),
        is_in_groups: !index.groups().directly_above(grant.holder).is_empty(),
    }
}
