//! Which change of a record made a change of access.

use std::sync::Arc;

use super::access::AccessTurn;
use super::content::{Contents, degree};
use super::holding::{Facts, Holding, Reaching, Record, Snapshot};
use super::levels::Levels;
use super::records::Side;
use crate::access::{Outcome, Target};
use crate::condition::Verdict;
use crate::ids::IdKey;
use crate::span::Place;

/// A change of a record that made a change of access.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct AccessCause {
    /// What happened.
    pub kind: CauseKind,
    /// The id of the record: an assignment, schedule instance, deny assignment, role, group, or
    /// moved scope.
    pub subject: Arc<str>,
    /// Its name, where it has one.
    pub name: Option<Arc<str>>,
    /// Where the record stands, in the later snapshot if it has it.
    pub place: Option<Place>,
}

/// What happened to a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CauseKind {
    /// A role assignment is new.
    AssignmentAdded,
    /// A role assignment is gone.
    AssignmentRemoved,
    /// A role assignment names another principal, role or scope.
    AssignmentChanged,
    /// A schedule instance is new.
    ScheduleAdded,
    /// A schedule instance is gone.
    ScheduleRemoved,
    /// A schedule instance differs.
    ScheduleChanged,
    /// A condition was taken off.
    ConditionRemoved,
    /// A condition was put on.
    ConditionAdded,
    /// A condition reads otherwise.
    ConditionChanged,
    /// A role definition grants something else.
    DefinitionChanged,
    /// The principal came into a group, or left it.
    Membership,
    /// A management group or subscription moved.
    Moved,
    /// A deny assignment is new, or binds the principal now.
    DenyAdded,
    /// A deny assignment is gone, or spares the principal now.
    DenyLifted,
    /// A deny assignment denies something else.
    DenyChanged,
}

impl CauseKind {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AssignmentAdded => "assignmentAdded",
            Self::AssignmentRemoved => "assignmentRemoved",
            Self::AssignmentChanged => "assignmentChanged",
            Self::ScheduleAdded => "scheduleAdded",
            Self::ScheduleRemoved => "scheduleRemoved",
            Self::ScheduleChanged => "scheduleChanged",
            Self::ConditionRemoved => "conditionRemoved",
            Self::ConditionAdded => "conditionAdded",
            Self::ConditionChanged => "conditionChanged",
            Self::DefinitionChanged => "definitionChanged",
            Self::Membership => "membership",
            Self::Moved => "managementGroupMoved",
            Self::DenyAdded => "denyAdded",
            Self::DenyLifted => "denyLifted",
            Self::DenyChanged => "denyChanged",
        }
    }
}

/// A snapshot with what a principal holds in it and what of that reaches a scope.
pub(super) type View<'v, 'a, 't> = (&'v Snapshot<'a, 't>, &'v Holding, &'v Reaching);

/// The changes that made the outcome of an operation better towards one of the snapshots.
pub(super) fn causes(
    contents: &Contents<'_, '_>,
    views: [View<'_, '_, '_>; 2],
    turn: AccessTurn,
    target: &Target,
) -> Vec<AccessCause> {
    let [old, new] = views;
    let towards = turn.towards();
    let (more, less) = match towards {
        Side::New => (new, old),
        Side::Old => (old, new),
    };
    let outcomes =
        [more, less].map(|view| degree(Levels::of(contents, &view.2.bearing, target).outcome()));
    // Where the outcome itself is no better, what gives less than it may have made the change.
    let outcome = if outcomes[0] > outcomes[1] {
        outcomes[0]
    } else {
        1
    };
    let mut found = Vec::new();
    for &at in &more.2.held {
        let held = &more.1.held[at];
        let given = contents.given(held.grant, target);
        if given == Outcome::NotGranted || degree(given) < outcome {
            continue;
        }
        let facts = more.0.facts(held.record);
        let other = less.0.counterpart(facts.id, facts.scope, held.record);
        let Some(other) = other else {
            let kind = match (held.record, towards) {
                (Record::Assignment(_), Side::New) => CauseKind::AssignmentAdded,
                (Record::Assignment(_), Side::Old) => CauseKind::AssignmentRemoved,
                (Record::Schedule(_), Side::New) => CauseKind::ScheduleAdded,
                (Record::Schedule(_), Side::Old) => CauseKind::ScheduleRemoved,
            };
            found.push(of_record(kind, more.0, &facts));
            continue;
        };
        let before = less.0.facts(other);
        let kind = if before.principal != facts.principal
            || before.role != facts.role
            || before.scope != facts.scope
            || before.standing != facts.standing
        {
            Some(match held.record {
                Record::Assignment(_) => CauseKind::AssignmentChanged,
                Record::Schedule(_) => CauseKind::ScheduleChanged,
            })
        } else if before.condition != facts.condition {
            Some(match (before.condition, facts.condition, towards) {
                (Some(_), None, Side::New) => CauseKind::ConditionRemoved,
                (Some(_), None, Side::Old) => CauseKind::ConditionAdded,
                (None, Some(_), Side::New) => CauseKind::ConditionAdded,
                (None, Some(_), Side::Old) => CauseKind::ConditionRemoved,
                _ => CauseKind::ConditionChanged,
            })
        } else {
            None
        };
        if let Some(kind) = kind {
            found.push(of_record(kind, new.0, &newer(towards, facts, before)));
            continue;
        }
        if less.0.role_number(before.role) != Some(held.grant.role) {
            let definition = new.0.index.role(facts.role);
            found.push(AccessCause {
                kind: CauseKind::DefinitionChanged,
                subject: Arc::from(facts.role.to_string()),
                name: definition.map(|role| Arc::clone(&role.name)),
                place: definition.and_then(|role| role.place.clone()),
            });
            continue;
        }
        if !less.1.closure.contains(&held.holder) {
            let group = new.0.index.tenant().principal(&held.holder);
            found.push(AccessCause {
                kind: CauseKind::Membership,
                subject: Arc::from(held.holder.as_str()),
                name: group.map(|group| Arc::from(group.label())),
                place: None,
            });
            continue;
        }
        let reaches = less
            .2
            .held
            .iter()
            .any(|&at| less.1.held[at].record == other);
        if !reaches {
            found.push(AccessCause {
                kind: CauseKind::Moved,
                subject: facts.scope.as_str().into(),
                name: None,
                place: None,
            });
        }
    }
    found.extend(denies(contents, more, less, towards, target));
    found
}

/// Deny assignments that took the operation back on the side with less, and don't on the other.
fn denies(
    contents: &Contents<'_, '_>,
    more: View<'_, '_, '_>,
    less: View<'_, '_, '_>,
    towards: Side,
    target: &Target,
) -> Vec<AccessCause> {
    let judge = contents.judge();
    let mut found = Vec::new();
    for &at in &less.2.denies {
        let number = less.0.deny_number(at);
        let deny = contents.deny(number);
        if judge.deny_matches(deny, target) == Verdict::NotMet {
            continue;
        }
        let deny = &less.0.index.tenant().deny_assignments[at];
        let key = IdKey::of_assignment(&deny.id);
        let others = &more.0.index.tenant().deny_assignments;
        let there = more
            .2
            .denies
            .iter()
            .find(|at| IdKey::of_assignment(&others[**at].id) == key);
        let kind = match there {
            Some(at) if more.0.deny_number(*at) == number => continue,
            Some(_) => CauseKind::DenyChanged,
            None if towards == Side::New => CauseKind::DenyLifted,
            None => CauseKind::DenyAdded,
        };
        found.push(AccessCause {
            kind,
            subject: Arc::clone(&deny.id),
            name: Some(Arc::clone(&deny.name)),
            place: Some(deny.place.clone()),
        });
    }
    found
}

/// The record as the later snapshot has it.
fn newer<'r>(towards: Side, more: Facts<'r>, less: Facts<'r>) -> Facts<'r> {
    match towards {
        Side::New => more,
        Side::Old => less,
    }
}

fn of_record(kind: CauseKind, snapshot: &Snapshot<'_, '_>, facts: &Facts<'_>) -> AccessCause {
    let role = snapshot.index.role(facts.role);
    AccessCause {
        kind,
        subject: Arc::clone(facts.id),
        name: role.map(|role| Arc::clone(&role.name)),
        place: Some(facts.place.clone()),
    }
}
