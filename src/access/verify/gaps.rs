//! What the inputs lack, found the plain way.

use std::collections::BTreeSet;

use super::site::{Site, only_one};
use crate::ids::{PrincipalId, parse_guid};
use crate::model::{ManagementGroupChild, MembershipReach, PrincipalKind};
use crate::scope::{Scope, ScopeKind};

impl Site<'_> {
    /// Whether a principal may be behind a holder that it isn't, and isn't listed in.
    pub(super) fn may_be_behind(&self, asker: &PrincipalId, holder: &PrincipalId) -> bool {
        let is_name = |id| {
            self.tenant
                .principal(id)
                .is_some_and(|known| known.unidentified)
        };
        if !is_name(holder) {
            return self.may_hold_more(holder);
        }
        let known = self.tenant.principal(asker);
        !is_name(asker)
            && known.is_none_or(|known| {
                let name = known.sign_in_name.as_deref();
                // A guest signs in with another address than it is known by.
                name.map(str::to_ascii_lowercase)
                    .is_none_or(|name| name.contains("#ext#") || name == holder.as_str())
                    && matches!(known.kind, PrincipalKind::User | PrincipalKind::Unknown)
            })
    }

    /// Whether somebody whom no member list names may be in a principal: it is a group, or may be,
    /// and it or a group nested in it has no list.
    pub(super) fn may_hold_more(&self, principal: &PrincipalId) -> bool {
        let mut seen = BTreeSet::new();
        let mut pending = vec![principal.clone()];
        while let Some(group) = pending.pop() {
            if !self.tenant.group_knowledge(&group).may_be_group() || !seen.insert(group.clone()) {
                continue;
            }
            let lists = self.tenant.group_members.iter();
            let lists: Vec<_> = lists.filter(|list| list.group == group).collect();
            if lists.is_empty() {
                return true;
            }
            if lists
                .iter()
                .any(|list| list.reach == MembershipReach::Transitive)
            {
                continue;
            }
            pending.extend(lists.iter().flat_map(|list| list.members.iter().cloned()));
        }
        false
    }

    /// Whether a management group that is not known to hold the scope may do so (SCP-3).
    pub(super) fn may_cover(&self, scope: &Scope) -> bool {
        let Some(asked) = self.scope else {
            return false;
        };
        if scope.kind() != ScopeKind::ManagementGroup || self.covers(scope) {
            return false;
        }
        let own = match (asked.subscription(), asked.kind()) {
            (Some(subscription), _) => match self.parent_of_subscription(&subscription) {
                Some(group) => group,
                None => return true,
            },
            (None, ScopeKind::ManagementGroup) if self.is_known_group(asked) => asked.clone(),
            (None, ScopeKind::ManagementGroup) => return true,
            (None, _) => return false,
        };
        let top = self.top(&own);
        let is_root = top
            .management_group_id()
            .is_some_and(|id| parse_guid(id).is_some());
        let is_connected = self.is_known_group(scope) && self.top(scope) == top;
        !is_root && !is_connected
    }

    fn parent_of_subscription(&self, subscription: &Scope) -> Option<Scope> {
        let groups = self.tenant.management_groups.iter();
        let holders = groups.filter(|group| {
            let same = |child: &ManagementGroupChild| matches!(child, ManagementGroupChild::Subscription(own) if own == subscription);
            group.children.iter().any(same)
        });
        only_one(holders).map(|group| Scope::management_group(&group.id))
    }

    fn is_known_group(&self, scope: &Scope) -> bool {
        let is = |id: &str| Scope::management_group(id) == *scope;
        self.tenant.management_groups.iter().any(|group| {
            let child = |child: &ManagementGroupChild| matches!(child, ManagementGroupChild::Group(id) if is(id));
            is(&group.id) || group.parent.as_deref().is_some_and(is) || group.children.iter().any(child)
        })
    }

    fn top(&self, group: &Scope) -> Scope {
        let mut seen = BTreeSet::new();
        let mut at = group.clone();
        while seen.insert(at.clone()) {
            let above = self.tenant.management_groups.iter().find_map(|other| {
                let own = Scope::management_group(&other.id);
                let child = |child: &ManagementGroupChild| matches!(child, ManagementGroupChild::Group(id) if Scope::management_group(id) == at);
                if own == at {
                    other.parent.as_deref().map(Scope::management_group)
                } else {
                    other.children.iter().any(child).then_some(own)
                }
            });
            match above {
                Some(above) => at = above,
                None => break,
            }
        }
        at
    }
}
