//! Whether a grant covers every operation that could ever match a pattern, decided over the
//! languages of patterns and not over the catalogue.

use super::Standing;
use super::coverage::Future;
use crate::catalog::Bound;
use crate::model::{
    DenyAssignment, DenyEffect, DenyReach, DenySubject, Permission, Plane, PrincipalKind,
    ScheduleKind,
};
use crate::pattern::{ActionPattern, PatternLanguage, PatternSet, StateLimit, Wildcards};

/// What stands for and against names of one plane, whatever the catalogue holds.
#[derive(Default)]
pub(super) struct Reach<'a> {
    /// Granted without a condition, now.
    pub(super) granted: Vec<&'a PatternSet>,
    /// Granted under a condition, or after an activation.
    pub(super) open: Vec<&'a PatternSet>,
    /// Denied, for all that the inputs say.
    pub(super) denied: Vec<&'a PatternSet>,
}

impl<'a> Reach<'a> {
    /// Adds what the permissions of a role give in a plane.
    pub(super) fn add(&mut self, permissions: &'a [Permission], plane: Plane, bound: Bound) {
        for permission in permissions {
            let list = if bound == Bound::Free && permission.condition.is_none() {
                &mut self.granted
            } else {
                &mut self.open
            };
            list.push(permission.plane(plane));
        }
    }

    /// Whether everything that could ever match the pattern is granted.
    pub(super) fn future(&self, asked: &ActionPattern, wildcards: Wildcards) -> Future {
        match self.is_covered(asked, wildcards) {
            Ok(true) => Future::Covered,
            Ok(false) => Future::Open,
            Err(StateLimit { .. }) => Future::Undecided,
        }
    }

    fn is_covered(&self, asked: &ActionPattern, wildcards: Wildcards) -> Result<bool, StateLimit> {
        let asked = PatternLanguage::of(asked, wildcards);
        let granted = PatternLanguage::new(self.granted.iter().copied(), wildcards);
        let denied = PatternLanguage::new(self.denied.iter().copied(), wildcards);
        Ok(asked.least_name()?.is_some()
            && asked.difference(&granted)?.is_none()
            && asked.intersection(&denied)?.is_none())
    }

    /// A name under the pattern to answer by when the catalogue holds none: one that is granted if
    /// there could be one, else one that may be, else any.
    pub(super) fn stand_in(&self, asked: &ActionPattern, wildcards: Wildcards) -> Option<String> {
        let asked = PatternLanguage::of(asked, wildcards);
        let meets = |sets: &[&PatternSet]| {
            let language = PatternLanguage::new(sets.iter().copied(), wildcards);
            asked.intersection(&language).ok().flatten()
        };
        meets(&self.granted)
            .or_else(|| meets(&self.open))
            .or_else(|| asked.least_name().ok().flatten())
    }
}

impl<'a, 't: 'a> Standing<'a, 't> {
    /// What reaches the principal at the scope in a plane.
    pub(super) fn reach(&self, plane: Plane) -> Reach<'a> {
        let tenant = self.index.tenant();
        let mut reach = Reach::default();
        for deny in tenant.deny_assignments.iter().filter(|d| self.may_deny(d)) {
            let sets = deny.permissions.iter().map(|p| p.plane(plane));
            reach.denied.extend(sets);
        }
        for (principal, _) in self.closure() {
            for &at in self.index.assignments_of(principal) {
                let assignment = &tenant.role_assignments[at];
                let gone = self.time.is_some_and(|time| {
                    let window = self.index.window(assignment);
                    window.is_some_and(|schedule| schedule.position(time).is_ne())
                });
                if gone || !self.ancestors().reached_from(&assignment.scope) {
                    continue;
                }
                if let Some(role) = self.index.role(&assignment.role) {
                    let bound = bound_if(assignment.condition.is_some());
                    reach.add(&role.permissions, plane, bound);
                }
            }
            for &at in self.index.schedules_of(principal) {
                let schedule = &tenant.schedules[at];
                let gone = self
                    .time
                    .is_some_and(|time| schedule.position(time).is_ne());
                if gone || !self.ancestors().reached_from(&schedule.scope) {
                    continue;
                }
                if let Some(role) = self.index.role(&schedule.role) {
                    let eligible = schedule.kind == ScheduleKind::Eligible;
                    let bound = bound_if(eligible || schedule.condition.is_some());
                    reach.add(&role.permissions, plane, bound);
                }
            }
        }
        reach
    }

    /// Whether a deny assignment blocks the principal at the scope, for all that the inputs say.
    fn may_deny(&self, deny: &DenyAssignment) -> bool {
        let reaches = match deny.reach {
            DenyReach::SelfOnly => deny.scope == self.scope,
            DenyReach::SelfAndChildren => {
                self.ancestors().reached_from(&deny.scope) || self.may_reach(&deny.scope)
            }
        };
        let among = |id| self.closure().iter().any(|(own, _)| own == id);
        let tenant = self.index.tenant();
        let may_hold = |subject: &DenySubject| {
            let kind = tenant
                .principal(&subject.id)
                .map_or(subject.kind, |p| p.kind);
            matches!(kind, PrincipalKind::Group | PrincipalKind::ForeignGroup)
                && self
                    .index
                    .groups()
                    .is_complete(&subject.id, tenant)
                    .is_err()
        };
        deny.effect == DenyEffect::Enforced
            && reaches
            && !deny.exclude_principals.iter().any(|s| among(&s.id))
            && deny
                .principals
                .iter()
                .any(|s| s.id.is_all_principals() || among(&s.id) || may_hold(s))
    }
}

/// Whether a condition of the assignment, or an activation that is yet to come, binds the role.
fn bound_if(bound: bool) -> Bound {
    if bound {
        Bound::ByCondition
    } else {
        Bound::Free
    }
}
