//! What stands where in two snapshots: members in groups, groups and subscriptions below others.

use std::collections::{BTreeMap, BTreeSet};

use super::records::Side;
use crate::access::AccessIndex;
use crate::directory::Hierarchy;
use crate::ids::PrincipalId;
use crate::model::Tenant;
use crate::scope::Scope;

/// A direct member that a group got or lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembershipChange {
    /// The group.
    pub group: PrincipalId,
    /// The member.
    pub member: PrincipalId,
    /// The snapshot that has it.
    pub only_in: Side,
}

/// A management group or subscription with another parent than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupMove {
    /// What moved.
    pub scope: Scope,
    /// Its parent before, where known.
    pub before: Option<Scope>,
    /// Its parent now, where known.
    pub after: Option<Scope>,
}

pub(super) fn memberships(old: &AccessIndex<'_>, new: &AccessIndex<'_>) -> Vec<MembershipChange> {
    let of = |tenant: &Tenant| -> BTreeSet<(PrincipalId, PrincipalId)> {
        let lists = tenant.group_members.iter();
        lists
            .flat_map(|list| {
                let row = |member: &PrincipalId| (list.group.clone(), member.clone());
                list.members.iter().map(row).collect::<Vec<_>>()
            })
            .collect()
    };
    let (before, after) = (of(old.tenant()), of(new.tenant()));
    let row = |(group, member): &(PrincipalId, PrincipalId), only_in| MembershipChange {
        group: group.clone(),
        member: member.clone(),
        only_in,
    };
    let gone = before.difference(&after).map(|pair| row(pair, Side::Old));
    let came = after.difference(&before).map(|pair| row(pair, Side::New));
    let mut changes: Vec<MembershipChange> = gone.chain(came).collect();
    changes.sort_by(|a, b| (&a.group, a.only_in, &a.member).cmp(&(&b.group, b.only_in, &b.member)));
    changes
}

/// The parent of each management group and subscription of a snapshot, where it is known.
pub(super) fn parents(tenant: &Tenant) -> BTreeMap<Scope, Option<Scope>> {
    let hierarchy = Hierarchy::new(tenant);
    let parents = hierarchy.parents();
    parents
        .map(|(scope, parent)| (scope.clone(), parent.cloned()))
        .collect()
}

pub(super) fn moves(old: &AccessIndex<'_>, new: &AccessIndex<'_>) -> Vec<GroupMove> {
    let (before, mut after) = (parents(old.tenant()), parents(new.tenant()));
    let mut moves = Vec::new();
    for (scope, before) in before {
        let after = after.remove(&scope).flatten();
        if before != after {
            moves.push(GroupMove {
                scope,
                before,
                after,
            });
        }
    }
    let came = after.into_iter().filter(|(_, parent)| parent.is_some());
    moves.extend(came.map(|(scope, after)| GroupMove {
        scope,
        before: None,
        after,
    }));
    moves.sort_by(|a, b| a.scope.cmp(&b.scope));
    moves
}
