//! What one role gives for one operation, before scopes and denies (EV-4 to EV-9).

use std::sync::Arc;

use super::Target;
use super::conditions::{Judge, Judgement};
use super::derivation::{ConditionOwner, Reason, Step};
use crate::condition::Verdict;
use crate::model::{ConditionText, RoleDefinition};
use crate::pattern::{ActionPattern, MatchRule, PatternGrant};

pub(super) enum RoleGrant<'r> {
    /// Granted, with the conditions that are met.
    Yes(Granting<'r>),
    /// Granted if conditions are met that are open.
    Open(Granting<'r>),
    /// Not granted.
    No {
        because: Reason,
        pattern: Option<&'r ActionPattern>,
    },
}

/// The permission and pattern that grant.
pub(super) struct Granting<'r> {
    pub(super) permission: usize,
    pub(super) pattern: &'r ActionPattern,
    pub(super) rule: MatchRule,
    pub(super) of: Vec<Step>,
}

/// The best that any permission of the role gives, under the condition of its assignment.
pub(super) fn grant<'r>(
    role: &'r RoleDefinition,
    target: &Target,
    outer: (Option<&ConditionText>, ConditionOwner),
    judge: Judge<'_>,
) -> RoleGrant<'r> {
    let action = target.action.as_str();
    let mut open = None;
    let mut met = None;
    let mut unmet = None;
    let mut excluded = None;
    let mut other_plane = None;
    for (permission, entry) in role.permissions.iter().enumerate() {
        match entry.plane(target.plane).look_up(action, judge.wildcards) {
            PatternGrant::Granted { pattern, rule } => {
                let Judgement { verdict, steps: of } =
                    judge.both(target, outer, entry.condition.as_ref());
                let found = Granting {
                    permission,
                    pattern,
                    rule,
                    of,
                };
                match verdict {
                    Verdict::Met if found.of.is_empty() => return RoleGrant::Yes(found),
                    Verdict::Met => {
                        met.get_or_insert(RoleGrant::Yes(found));
                    }
                    Verdict::Unknown => {
                        open.get_or_insert(RoleGrant::Open(found));
                    }
                    Verdict::NotMet => {
                        unmet.get_or_insert(pattern);
                    }
                }
            }
            PatternGrant::Excluded { by, .. } => {
                excluded.get_or_insert(by);
            }
            PatternGrant::NoMatch => {
                if let PatternGrant::Granted { pattern, .. } = entry
                    .plane(target.plane.other())
                    .look_up(action, judge.wildcards)
                {
                    other_plane.get_or_insert(pattern);
                }
            }
        }
    }
    let no = |because, pattern| RoleGrant::No { because, pattern };
    met.or(open)
        .unwrap_or(match (unmet, excluded, other_plane) {
            (Some(pattern), _, _) => no(Reason::Condition, Some(pattern)),
            (None, Some(by), _) => no(Reason::NotAction, Some(by)),
            (None, None, Some(pattern)) => no(Reason::Plane, Some(pattern)),
            (None, None, None) => no(Reason::NoMatch, None),
        })
}

pub(super) fn role_step(role: &RoleDefinition, found: &Granting<'_>) -> Step {
    Step::RoleDefinition {
        id: role.id,
        name: Arc::clone(&role.name),
        permission: found.permission,
        pattern: Box::new(found.pattern.clone()),
        rule: found.rule,
        place: role.place.clone(),
    }
}
