//! What can't be told of everyone at once, since the inputs don't say below which management group
//! a scope stands.

use std::sync::Arc;

use super::{AccessIndex, Doubt, Target};
use crate::directory::{AncestorSource, Ancestors};
use crate::model::RoleReference;
use crate::scope::{Scope, ScopeKind};

impl AccessIndex<'_> {
    /// The doubts that assignments and schedule instances at management groups raise about everyone
    /// (SCP-3): those that could reach one of the scopes, if the hierarchy were known, and grant one
    /// of the targets (anything, if none is given).
    pub fn unplaced_doubts(&self, scopes: &[Scope], targets: &[Target]) -> Vec<Doubt> {
        let unplaced: Vec<Ancestors> = scopes
            .iter()
            .filter(|scope| scope.kind() != ScopeKind::Root)
            .map(|scope| self.hierarchy().ancestors(scope))
            .filter(|ancestors| ancestors.source == AncestorSource::Unknown)
            .collect();
        let tenant = self.tenant();
        let assigned = tenant.role_assignments.iter();
        let scheduled = tenant.schedules.iter();
        let mut doubts: Vec<Doubt> = assigned
            .map(|a| (&a.id, &a.scope, &a.role))
            .chain(scheduled.map(|s| (&s.id, &s.scope, &s.role)))
            .filter(|(_, scope, _)| scope.kind() == ScopeKind::ManagementGroup)
            .filter(|(_, scope, _)| unplaced.iter().any(|known| !known.reached_from(scope)))
            .filter(|(_, _, role)| self.may_grant(role, targets))
            .map(|(id, scope, _)| Doubt::UnknownHierarchy {
                scope: scope.clone(),
                assignment: Arc::clone(id),
            })
            .collect();
        doubts.sort();
        doubts.dedup();
        doubts
    }

    /// Whether a role could grant one of the targets: also where it is not known, or no target is
    /// given.
    pub(super) fn may_grant(&self, role: &RoleReference, targets: &[Target]) -> bool {
        let Some(role) = self.role(role) else {
            return true;
        };
        let wildcards = self.catalog().wildcards();
        targets.is_empty()
            || targets.iter().any(|target| {
                role.permissions.iter().any(|permission| {
                    let set = permission.plane(target.plane);
                    !target.action.is_concrete() || set.matches(target.action.as_str(), wildcards)
                })
            })
    }
}
