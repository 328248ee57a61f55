//! Whether a grant covers every operation that could ever match a pattern, decided over the
//! languages of patterns and not over the catalogue.

use super::Authorizer;
use super::authorizer::Held;
use super::coverage::Future;
use crate::catalog::Bound;
use crate::directory::Placement;
use crate::model::{DenyEffect, Permission, Plane, Standing, Timing};
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

impl<'a> Authorizer<'a, '_> {
    /// What reaches the principal at the scope in a plane: a grant that is certain, one that depends on
    /// a condition or an activation, and every deny that binds the principal, or may.
    pub(super) fn reach_of_patterns(&self, plane: Plane) -> Reach<'a> {
        let mut reach = Reach::default();
        for bound in self.bound() {
            if bound.deny.effect == DenyEffect::Enforced {
                let sets = bound.deny.permissions.iter().map(|p| p.plane(plane));
                reach.denied.extend(sets);
            }
        }
        let current = self
            .held()
            .iter()
            .filter(|held| held.reach == Placement::Within && held.timing == Timing::Current);
        for Held { grant, .. } in current {
            let Some(role) = grant.role else {
                continue;
            };
            let is_free = grant.standing == Standing::Active
                && grant.condition.is_none()
                && !grant.is_contradicted();
            let bound = if is_free {
                Bound::Free
            } else {
                Bound::ByCondition
            };
            reach.add(&role.permissions, plane, bound);
        }
        reach
    }
}
