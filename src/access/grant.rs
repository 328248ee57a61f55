//! What one role gives for one operation, before scopes and denies (EV-4 to EV-9).

use std::sync::Arc;

use super::Target;
use super::derivation::{Reason, Step};
use crate::model::{ConditionText, RoleDefinition};
use crate::pattern::{ActionPattern, MatchRule, PatternGrant, Wildcards};

pub(super) enum Grant<'r> {
    Yes {
        permission: usize,
        pattern: &'r ActionPattern,
        rule: MatchRule,
    },
    Open {
        permission: usize,
        pattern: &'r ActionPattern,
        rule: MatchRule,
        of: Vec<Step>,
    },
    No {
        because: Reason,
        pattern: Option<&'r ActionPattern>,
    },
}

/// The best that any permission of the role gives, under the condition of its assignment.
pub(super) fn grant<'r>(
    role: &'r RoleDefinition,
    target: &Target,
    of: Option<&ConditionText>,
    wildcards: Wildcards,
) -> Grant<'r> {
    let action = target.action.as_str();
    let mut open = None;
    let mut excluded = None;
    let mut other_plane = None;
    for (permission, entry) in role.permissions.iter().enumerate() {
        match entry.plane(target.plane).look_up(action, wildcards) {
            PatternGrant::Granted { pattern, rule } => {
                let own = entry
                    .condition
                    .iter()
                    .map(|c| condition_step(c, "permission"));
                let outer = of.iter().map(|c| condition_step(c, "roleAssignment"));
                let conditions: Vec<Step> = own.chain(outer).collect();
                if conditions.is_empty() {
                    return Grant::Yes {
                        permission,
                        pattern,
                        rule,
                    };
                }
                open.get_or_insert(Grant::Open {
                    permission,
                    pattern,
                    rule,
                    of: conditions,
                });
            }
            PatternGrant::Excluded { by, .. } => {
                excluded.get_or_insert(by);
            }
            PatternGrant::NoMatch => {
                if let PatternGrant::Granted { pattern, .. } =
                    entry.plane(target.plane.other()).look_up(action, wildcards)
                {
                    other_plane.get_or_insert(pattern);
                }
            }
        }
    }
    open.unwrap_or(match (excluded, other_plane) {
        (Some(by), _) => Grant::No {
            because: Reason::NotAction,
            pattern: Some(by),
        },
        (None, Some(pattern)) => Grant::No {
            because: Reason::Plane,
            pattern: Some(pattern),
        },
        (None, None) => Grant::No {
            because: Reason::NoMatch,
            pattern: None,
        },
    })
}

pub(super) fn condition_step(condition: &ConditionText, on: &'static str) -> Step {
    Step::Condition {
        condition: condition.clone(),
        on,
    }
}

pub(super) fn role_step(
    role: &RoleDefinition,
    permission: usize,
    pattern: &ActionPattern,
    rule: MatchRule,
) -> Step {
    Step::RoleDefinition {
        id: role.id,
        name: Arc::clone(&role.name),
        permission,
        pattern: pattern.clone(),
        rule,
        place: role.place.clone(),
    }
}
