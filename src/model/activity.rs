use std::sync::Arc;

use crate::ids::PrincipalId;
use crate::model::Plane;
use crate::scope::Scope;
use crate::span::Place;
use crate::time::Timestamp;

/// One event of a log (azure-rbac.md §4.13) that says what was called. A call may have several: its
/// start, its acceptance, its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// The object id of who called (LOG-2); where the log has none, the id or sign-in name that it has.
    pub principal: Option<PrincipalId>,
    /// The name that the log has for the caller: of a user, a service, an application.
    pub caller: Option<Arc<str>>,
    /// The operation, in whatever case the log has it (LOG-5).
    pub operation: Arc<str>,
    /// Its plane.
    pub plane: Plane,
    /// The scope that the event is about.
    pub scope: Option<Scope>,
    /// How far the call got.
    pub status: ActivityStatus,
    /// The call that the event belongs to (LOG-3).
    pub call: Option<Arc<str>>,
    /// When, if the log says it.
    pub time: Option<Timestamp>,
    /// Where it was read.
    pub place: Place,
}

/// How far a call got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ActivityStatus {
    /// It began; whether it was allowed is not said yet.
    Started,
    /// It was accepted and goes on.
    Accepted,
    /// It succeeded.
    Succeeded,
    /// It was allowed and failed for another reason.
    Failed,
    /// It was not allowed.
    Denied,
    /// The log says something else.
    Other,
}

impl ActivityStatus {
    /// Whether the call was allowed (LOG-3).
    pub fn was_allowed(self) -> bool {
        matches!(self, Self::Accepted | Self::Succeeded | Self::Failed)
    }
}
