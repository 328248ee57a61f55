//! A change of access, as the events of a log tell it together.

use std::sync::Arc;

use crate::ids::PrincipalId;
use crate::import::log::AccessRecord;
use crate::import::{AccessContent, PimRequest, PimStatus};
use crate::model::PrincipalKind;
use crate::scope::Scope;
use crate::span::Place;
use crate::time::Timestamp;

/// A change of access.
#[derive(Clone, Debug)]
pub(crate) struct HistoryEvent {
    /// When it was done; where no event says so, when it began.
    pub(crate) time: Timestamp,
    /// When it began, where an event says so.
    pub(crate) began: Option<Timestamp>,
    /// The id of what was changed.
    pub(crate) id: Arc<str>,
    pub(crate) change: AccessChange,
    pub(crate) by: Caller,
    /// Whether an event says that it succeeded. Else it only began, as far as the logs go.
    pub(crate) is_done: bool,
    pub(crate) correlation: Option<Arc<str>>,
    pub(crate) place: Place,
}

/// Who made a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) id: Option<PrincipalId>,
    pub(crate) kind: PrincipalKind,
    pub(crate) name: Option<Arc<str>>,
}

/// What was changed. Content is none where no event has it.
#[derive(Clone, Debug)]
pub(crate) enum AccessChange {
    Written {
        record: AccessRecord,
        content: Option<Arc<AccessContent>>,
        /// Whether it was not there before, where the log says that.
        is_new: Option<bool>,
    },
    Deleted {
        record: AccessRecord,
        /// What the record held before, where the log says.
        content: Option<Arc<AccessContent>>,
        /// Whether there was nothing to delete, where the log says that.
        was_gone: Option<bool>,
    },
    /// A request of Privileged Identity Management.
    Requested {
        is_eligible: bool,
        request: PimRequest,
        status: PimStatus,
        content: Option<Arc<AccessContent>>,
    },
    PolicyChanged,
    Elevated,
    /// A management group was made or got another parent.
    GroupWritten {
        is_new: Option<bool>,
    },
    GroupDeleted,
    /// A subscription came into a management group, or left it.
    Moved {
        subscription: Option<Scope>,
        into: Option<Arc<str>>,
    },
    ResourcesMoved,
    /// Another record of access was written or deleted.
    Other,
    /// A scope was deleted, with the assignments at it.
    ScopeDeleted,
}

/// How long a call may take whose start or end no event has: one about a record, and one that deletes a scope
/// with all that is in it.
const LONGEST_CALL: i64 = 300;
const LONGEST_DELETION: i64 = 86_400;

impl HistoryEvent {
    fn longest(&self) -> i64 {
        match self.change {
            AccessChange::ScopeDeleted | AccessChange::GroupDeleted => LONGEST_DELETION,
            _ => LONGEST_CALL,
        }
    }

    /// When it had done its work at the latest.
    pub(super) fn until(&self) -> Timestamp {
        let longest = if self.is_done { 0 } else { self.longest() };
        self.time.plus_seconds(longest).unwrap_or(self.time)
    }

    /// When the log has it begin.
    pub(super) fn from(&self) -> Timestamp {
        self.began.unwrap_or(self.time)
    }

    /// Whether a moment may lie within the call.
    pub(super) fn spans(&self, moment: Timestamp) -> bool {
        let earliest = || self.time.plus_seconds(-self.longest());
        let began = self.began.or_else(earliest).unwrap_or(self.time);
        began <= moment && moment < self.until()
    }

    /// Whether it may have done its work before a moment or after it. The dates of an answer say which.
    pub(super) fn is_split_by(&self, moment: Timestamp) -> bool {
        let is_written = matches!(self.change, AccessChange::Written { .. });
        let updated = self.content().and_then(|content| content.updated_on);
        self.spans(moment) && !(is_written && updated.is_some())
    }

    /// The record that was written, deleted or asked for.
    pub(crate) fn content(&self) -> Option<&AccessContent> {
        self.shared_content().map(|content| &**content)
    }

    pub(super) fn shared_content(&self) -> Option<&Arc<AccessContent>> {
        match &self.change {
            AccessChange::Written { content, .. }
            | AccessChange::Deleted { content, .. }
            | AccessChange::Requested { content, .. } => content.as_ref(),
            _ => None,
        }
    }

    /// Who holds what was changed, if it is one principal.
    pub(crate) fn holder(&self) -> Option<&PrincipalId> {
        self.content().and_then(AccessContent::holder)
    }

    /// Whether somebody holds what was changed, though the log lacks who.
    pub(crate) fn may_have_holder(&self) -> bool {
        match &self.change {
            AccessChange::Written { record, .. } | AccessChange::Deleted { record, .. } => {
                *record == AccessRecord::Assignment && self.content().is_none()
            }
            AccessChange::Requested { content, .. } => content.is_none(),
            AccessChange::Other => true,
            _ => false,
        }
    }

    /// Where it counts: the scope of the record, or what was moved or deleted.
    pub(crate) fn scope(&self) -> Option<Scope> {
        if let Some(scope) = self.content().and_then(AccessContent::scope) {
            return Some(scope.clone());
        }
        match &self.change {
            AccessChange::Moved { subscription, .. } => subscription.clone(),
            // A role counts wherever it is assigned.
            AccessChange::Written {
                record: AccessRecord::Definition,
                ..
            }
            | AccessChange::Deleted {
                record: AccessRecord::Definition,
                ..
            } => None,
            AccessChange::Elevated => Some(Scope::root()),
            _ => super::scopes::scope_of(&self.id),
        }
    }
}
