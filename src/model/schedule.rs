use std::cmp::Ordering;
use std::sync::Arc;

use super::{ConditionText, PrincipalKind, RoleReference, Timing};
use crate::ids::PrincipalId;
use crate::scope::Scope;
use crate::span::Place;
use crate::time::Timestamp;

/// What a schedule instance of Privileged Identity Management gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScheduleKind {
    /// May be activated; grants nothing until then (PI-1).
    Eligible,
    /// Active: activated from an eligibility (PI-2).
    Activated,
    /// Active: assigned directly, with or without an end (PI-2).
    Assigned,
}

/// A schedule instance of Privileged Identity Management.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The full id.
    pub id: Arc<str>,
    /// What it gives.
    pub kind: ScheduleKind,
    /// The principal that holds the role, or may activate it.
    pub principal: PrincipalId,
    /// What kind the source says the principal is.
    pub principal_kind: PrincipalKind,
    /// The role.
    pub role: RoleReference,
    /// The scope of the role.
    pub scope: Scope,
    /// First instant; `None` for since ever.
    pub start: Option<Timestamp>,
    /// First instant after; `None` for permanent (PI-6).
    pub end: Option<Timestamp>,
    /// The source gives a start or an end that can't be read, or an end that is not after the
    /// start: when the instance is current is not known, whatever `start` and `end` hold.
    pub window_unknown: bool,
    /// How its time lies to the moment of the export. An instance is current then (PI-6).
    pub at_export: Timing,
    /// The role assignment that this instance shows a second time (PI-2). Several instances may
    /// show one, each at its own time.
    pub origin_assignment: Option<Arc<str>>,
    /// The condition that narrows it.
    pub condition: Option<ConditionText>,
    /// Another export gives this record with different content, so what it grants is not certain.
    /// Both are kept.
    pub contradicted: bool,
    /// When it was made, where the source says so: later than `start` where that was backdated.
    pub created_on: Option<Timestamp>,
    /// Where it was read.
    pub place: Place,
}

impl Schedule {
    /// Whether the id is that of a schedule, of which instances are made.
    pub(crate) fn is_series(id: &str) -> bool {
        let id = crate::text::fold(id);
        id.contains("/roleassignmentschedules/") || id.contains("/roleeligibilityschedules/")
    }

    /// Whether `time` lies in start <= t < end (PI-6): `Less` before, `Greater` after. Says nothing
    /// where the window is unknown.
    pub fn position(&self, time: Timestamp) -> Ordering {
        if self.start.is_some_and(|start| time < start) {
            Ordering::Less
        } else if self.end.is_some_and(|end| time >= end) {
            Ordering::Greater
        } else {
            Ordering::Equal
        }
    }

    /// How its time lies to an instant.
    pub fn timing(&self, time: Timestamp) -> Timing {
        if self.window_unknown {
            return Timing::Unknown;
        }
        match self.position(time) {
            Ordering::Less => Timing::NotYet,
            Ordering::Equal => Timing::Current,
            Ordering::Greater => Timing::Over,
        }
    }
}
