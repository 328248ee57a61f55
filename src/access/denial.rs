//! What one deny assignment takes back of one operation, wherever and whoever (DN-3, DN-6).

use std::sync::Arc;

use super::Target;
use super::conditions::{Judge, Judgement};
use super::derivation::{ConditionOwner, Step};
use crate::condition::Verdict;
use crate::model::DenyAssignment;
use crate::pattern::{ActionPattern, MatchRule, PatternGrant};

/// A permission of a deny assignment that matches.
pub(super) struct Denial<'d> {
    pub(super) permission: usize,
    pub(super) pattern: &'d ActionPattern,
    pub(super) rule: MatchRule,
    pub(super) judgement: Judgement,
}

impl Denial<'_> {
    /// The deny assignment as a step of a derivation.
    pub(super) fn step(&self, deny: &DenyAssignment) -> Step {
        Step::DenyAssignment {
            id: Arc::clone(&deny.id),
            name: Arc::clone(&deny.name),
            scope: deny.scope.clone(),
            permission: self.permission,
            pattern: Box::new(self.pattern.clone()),
            rule: self.rule,
            place: Box::new(deny.place.clone()),
        }
    }
}

/// The firmest of the permissions that deny the operation.
pub(super) fn denial<'d>(
    deny: &'d DenyAssignment,
    target: &Target,
    judge: Judge<'_>,
) -> Option<Denial<'d>> {
    let outer = (deny.condition.as_ref(), ConditionOwner::DenyAssignment);
    deny.permissions
        .iter()
        .enumerate()
        .filter_map(|(permission, entry)| {
            let set = entry.plane(target.plane);
            let PatternGrant::Granted { pattern, rule } =
                set.look_up(target.action.as_str(), judge.wildcards)
            else {
                return None;
            };
            let judgement = judge.both(target, outer, entry.condition.as_ref());
            (judgement.verdict != Verdict::NotMet).then_some(Denial {
                permission,
                pattern,
                rule,
                judgement,
            })
        })
        .min_by_key(|denial| denial.judgement.verdict)
}
