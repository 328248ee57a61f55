//! `history`: who changed access, and when.

use serde::{Deserialize, Serialize};

use super::refs::ListedPrincipal;
use super::text::{Id, ScopePath};
use super::words::PrincipalType;
use crate::history::{self, AccessChange, HistoryEvent};
use crate::import::log::AccessRecord;
use crate::import::{AccessContent, PimRequest, RecordContent};
use crate::model::Permission;
use crate::report::view::history::{HistoryReport, contradiction_sentence};

/// The `result` of `rolecall/history/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct HistoryResult {
    /// The subscriptions and management groups that there are logs of.
    pub(crate) logs: Vec<LoggedScope>,
    /// The changes, the oldest first.
    pub(crate) events: Vec<HistoryChange>,
    /// Changes that were refused or failed.
    pub(crate) failed: usize,
    /// Where logs and exports contradict each other.
    pub(crate) contradictions: Vec<HistoryContradiction>,
}

/// A subscription or management group, or the root, with the times of its log.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct LoggedScope {
    /// The subscription or management group.
    pub(crate) scope: ScopePath,
    /// Its first event.
    pub(crate) from: String,
    /// Its last event.
    pub(crate) until: String,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) enum HistoryKind {
    /// A record was made.
    Created,
    /// A record was changed.
    Changed,
    /// A record was made or changed: the log doesn't say which.
    Written,
    /// A record was deleted.
    Deleted,
    /// A request of Privileged Identity Management: `AdminAssign`.
    Assigned,
    /// `AdminUpdate`, `AdminExtend`, `AdminRenew`
    AssignmentChanged,
    /// `AdminRemove`
    AssignmentRemoved,
    /// `SelfActivate`
    Activated,
    /// `SelfDeactivate`
    Deactivated,
    /// Another request about an assignment or an eligibility.
    Requested,
    /// What activation asks for was changed.
    PolicyChanged,
    /// A global administrator took User Access Administrator at the root.
    Elevated,
    /// A management group was made or changed.
    GroupWritten,
    /// A subscription was moved between management groups.
    SubscriptionMoved,
    /// Resources were moved.
    ResourcesMoved,
    /// Another record of access was written or deleted: a classic administrator, a delegation.
    Other,
    /// A scope was deleted, with the assignments at it.
    ScopeDeleted,
}

/// What kind of record a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) enum HistoryRecord {
    RoleAssignment,
    RoleDefinition,
    DenyAssignment,
    EligibleAssignment,
    ActiveAssignment,
}

/// A change of access.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct HistoryChange {
    /// When it was done.
    pub(crate) time: String,
    /// What was done.
    pub(crate) kind: HistoryKind,
    /// To what kind of record; null for a move or the deletion of a scope.
    pub(crate) record: Option<HistoryRecord>,
    /// The id of what was changed.
    pub(crate) id: Id,
    /// Where it counts; null where that can't be told.
    pub(crate) scope: Option<ScopePath>,
    /// Who made the change.
    pub(crate) by: HistoryCaller,
    /// What it was before; null where it was not there, or where no event has it.
    pub(crate) before: Option<RecordState>,
    /// What it is after; null where it is gone, or where no event has it.
    pub(crate) after: Option<RecordState>,
    /// Whether an event says that it succeeded.
    pub(crate) done: bool,
    /// The change in a sentence.
    pub(crate) sentence: String,
    /// The correlation id of the call.
    pub(crate) correlation_id: Option<String>,
    /// Where the last event of the call was read.
    pub(crate) source: String,
}

/// Who made a change.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct HistoryCaller {
    /// The object id, or the best that the log has.
    pub(crate) id: Option<Id>,
    /// The name that the log or the exports have; null where there is none.
    pub(crate) name: Option<String>,
    /// What the caller is, by the log.
    #[serde(rename = "type")]
    pub(crate) kind: PrincipalType,
}

/// A record as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RecordState {
    /// Who holds it; null for a role or a deny assignment.
    pub(crate) principal: Option<Holder>,
    /// The role that it gives, or its own name.
    pub(crate) role: Option<String>,
    /// The scope of the record.
    pub(crate) scope: Option<ScopePath>,
    /// The condition that narrows it.
    pub(crate) condition: Option<String>,
    /// From when on it counts, where it has a start.
    pub(crate) start: Option<String>,
    /// Until when it counts, where it has an end.
    pub(crate) end: Option<String>,
    /// The patterns that it grants, or denies, of both planes; null for an assignment.
    pub(crate) actions: Option<Vec<String>>,
}

/// Who holds an assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Holder {
    /// The object id.
    pub(crate) id: Id,
    /// The name; null if the inputs have none.
    pub(crate) name: Option<String>,
}

words! {
    /// How logs and exports contradict each other.
    ContradictionKind of history::ContradictionKind {
        Gone = "gone",
        Undeleted = "undeleted",
        Unlogged = "unlogged",
        MadeTwice = "madeTwice",
        LostBetween = "lostBetween",
        NewBetween = "newBetween",
    }
}

/// Where logs and exports contradict each other.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct HistoryContradiction {
    /// The role assignment.
    pub(crate) assignment: Id,
    /// How log and exports contradict each other.
    pub(crate) kind: ContradictionKind,
    /// The same in a sentence.
    pub(crate) sentence: String,
    /// Where what contradicts was read.
    pub(crate) source: String,
}

impl From<&HistoryReport<'_>> for HistoryResult {
    fn from(report: &HistoryReport<'_>) -> Self {
        let logs = report
            .history
            .logged()
            .map(|(scope, from, until)| LoggedScope {
                scope: scope.into(),
                from: from.to_string(),
                until: until.to_string(),
            });
        let found = report.contradictions.iter();
        let found = found.map(|found| HistoryContradiction {
            assignment: (&found.assignment).into(),
            kind: found.kind.into(),
            sentence: contradiction_sentence(found),
            source: found.place.to_string(),
        });
        let events = report.history.with_earlier();
        Self {
            logs: logs.collect(),
            events: events
                .map(|(event, before)| change(report, event, before))
                .collect(),
            failed: report.history.failed,
            contradictions: found.collect(),
        }
    }
}

fn change(
    report: &HistoryReport<'_>,
    event: &HistoryEvent,
    earlier: Option<&AccessContent>,
) -> HistoryChange {
    let state = |content: Option<&AccessContent>| content.map(|content| state(report, content));
    let (before, after) = match &event.change {
        AccessChange::Written {
            content, is_new, ..
        } => {
            let earlier = earlier.filter(|_| *is_new != Some(true));
            (state(earlier), state(content.as_deref()))
        }
        AccessChange::Deleted { content, .. } => (state(content.as_deref().or(earlier)), None),
        AccessChange::Requested {
            request, content, ..
        } => match request {
            PimRequest::Remove | PimRequest::Deactivate => (state(content.as_deref()), None),
            _ => (None, state(content.as_deref())),
        },
        _ => (None, None),
    };
    let (kind, record) = kind(&event.change);
    HistoryChange {
        time: event.time.to_string(),
        kind,
        record,
        id: (&event.id).into(),
        scope: event.scope().as_ref().map(ScopePath::from),
        by: HistoryCaller {
            id: event.by.id.as_ref().map(Id::from),
            name: report.caller(event),
            kind: event.by.kind.into(),
        },
        before,
        after,
        done: event.is_done,
        sentence: report.sentence(event),
        correlation_id: event.correlation.as_deref().map(str::to_owned),
        source: event.place.to_string(),
    }
}

fn kind(change: &AccessChange) -> (HistoryKind, Option<HistoryRecord>) {
    let of = |record: &AccessRecord| match record {
        AccessRecord::Assignment => HistoryRecord::RoleAssignment,
        AccessRecord::Definition => HistoryRecord::RoleDefinition,
        AccessRecord::Deny => HistoryRecord::DenyAssignment,
    };
    match change {
        AccessChange::Written { record, is_new, .. } => {
            let kind = match is_new {
                Some(true) => HistoryKind::Created,
                Some(false) => HistoryKind::Changed,
                None => HistoryKind::Written,
            };
            (kind, Some(of(record)))
        }
        AccessChange::Deleted { record, .. } => (HistoryKind::Deleted, Some(of(record))),
        AccessChange::Requested {
            is_eligible,
            request,
            ..
        } => {
            let kind = match request {
                PimRequest::Assign => HistoryKind::Assigned,
                PimRequest::Change => HistoryKind::AssignmentChanged,
                PimRequest::Remove => HistoryKind::AssignmentRemoved,
                PimRequest::Activate => HistoryKind::Activated,
                PimRequest::Deactivate => HistoryKind::Deactivated,
                PimRequest::Other => HistoryKind::Requested,
            };
            let record = match is_eligible {
                true => HistoryRecord::EligibleAssignment,
                false => HistoryRecord::ActiveAssignment,
            };
            (kind, Some(record))
        }
        AccessChange::PolicyChanged => (HistoryKind::PolicyChanged, None),
        AccessChange::Elevated => (HistoryKind::Elevated, None),
        AccessChange::GroupWritten { .. } => (HistoryKind::GroupWritten, None),
        AccessChange::Moved { .. } => (HistoryKind::SubscriptionMoved, None),
        AccessChange::ResourcesMoved => (HistoryKind::ResourcesMoved, None),
        AccessChange::Other => (HistoryKind::Other, None),
        AccessChange::GroupDeleted | AccessChange::ScopeDeleted => {
            (HistoryKind::ScopeDeleted, None)
        }
    }
}

/// The granted patterns of permissions, of both planes.
fn patterns(permissions: &[Permission]) -> Vec<String> {
    let sets = permissions
        .iter()
        .flat_map(|each| [&each.control, &each.data]);
    sets.flat_map(|set| set.granted().iter().map(ToString::to_string))
        .collect()
}

fn state(report: &HistoryReport<'_>, content: &AccessContent) -> RecordState {
    let holder = content.holder().map(|id| {
        let listed = ListedPrincipal::new(id, report.tenant.principal(id));
        Holder {
            id: listed.id,
            name: listed.name,
        }
    });
    let mut state = RecordState {
        principal: holder,
        role: content.role().map(|role| report.role(role)),
        scope: content.scope().map(ScopePath::from),
        condition: None,
        start: None,
        end: None,
        actions: None,
    };
    match &content.record {
        RecordContent::Assignment(record) => {
            state.condition = record
                .condition
                .as_ref()
                .map(|condition| condition.text.to_string());
        }
        RecordContent::Schedule(record) => {
            state.condition = record
                .condition
                .as_ref()
                .map(|condition| condition.text.to_string());
            state.start = record.start.map(|start| start.to_string());
            state.end = record.end.map(|end| end.to_string());
        }
        RecordContent::Definition(record) => {
            state.role = Some(record.name.to_string());
            state.actions = Some(patterns(&record.permissions));
        }
        RecordContent::Deny(record) => {
            state.role = Some(record.name.to_string());
            state.actions = Some(patterns(&record.permissions));
        }
    }
    state
}
