//! `replay`: which logged calls a change would break.

use serde::{Deserialize, Serialize};

use super::refs::ListedPrincipal;
use super::text::{Id, ScopePath};
use super::why_not::Repair;
use super::words::{Outcome, Plane};
use crate::report::view::replay::{ReplayReport, because};
use crate::usage;

/// The `result` of `rolecall/replay/1`. A tuple is a principal, an operation, a plane and a scope.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ReplayResult {
    /// How many tuples were decided before and after the change.
    pub(crate) tuples: usize,
    /// Where the log allowed what the exports do not.
    pub(crate) disagrees: Disagreement,
    /// How many tuples are of each class.
    pub(crate) classes: ReplayClasses,
    /// The tuples that the change is about, the gravest first.
    pub(crate) rows: Vec<ReplayRow>,
}

/// Where the log allowed what the exports before the change do not.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Disagreement {
    /// How many tuples.
    pub(crate) count: usize,
    /// Of those that the log allowed, from 0 to 1; null where it allowed none.
    pub(crate) rate: Option<f64>,
    /// The calls, as principal, operation and scope.
    pub(crate) rows: Vec<ReplayRow>,
}

/// How many tuples are of each class.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReplayClasses {
    /// The same before and after.
    pub(crate) unchanged: usize,
    /// Allowed before, not after.
    pub(crate) revoked: usize,
    /// Not allowed before, allowed after.
    pub(crate) gained: usize,
    /// Allowed before and open after, or open before and not allowed after.
    pub(crate) maybe_revoked: usize,
    /// Not allowed before and open after, or open before and allowed after.
    pub(crate) maybe_gained: usize,
    /// Open before and after, for other reasons.
    pub(crate) unknown: usize,
}

words! {
    /// What a change does to a tuple.
    ReplayClass of usage::ReplayClass {
        Unchanged = "unchanged",
        Revoked = "revoked",
        Gained = "gained",
        MaybeRevoked = "maybeRevoked",
        MaybeGained = "maybeGained",
        Unknown = "unknown",
    }
}

/// An entry of `[[replay.accept]]` of the configuration.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Accepted {
    /// Who answers for it.
    pub(crate) owner: String,
    /// Why the calls may break.
    pub(crate) reason: String,
}

/// A call: a principal, an operation and a scope.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ReplayRow {
    /// Who called.
    pub(crate) principal: ListedPrincipal,
    /// The operation, in lower case.
    pub(crate) action: String,
    /// Its plane.
    pub(crate) plane: Plane,
    /// The scope that was called.
    pub(crate) scope: ScopePath,
    /// What the change does to it.
    pub(crate) class: ReplayClass,
    /// How many calls.
    pub(crate) count: u64,
    /// The time of the last.
    pub(crate) last: String,
    /// Whether the log says of any that it was allowed.
    pub(crate) logged: bool,
    /// The answer by the exports before the change.
    pub(crate) before: Outcome,
    /// The answer after it.
    pub(crate) after: Outcome,
    /// Why it is so, in a sentence.
    pub(crate) because: String,
    /// Who accepts that it breaks, by the configuration; null where nobody does.
    pub(crate) accepted: Option<Accepted>,
    /// The records that allowed it before and do so no more.
    pub(crate) lost: Vec<Id>,
    /// The smallest changes that would allow it after.
    pub(crate) repairs: Vec<Repair>,
}

impl From<ReplayReport<'_>> for ReplayResult {
    fn from(report: ReplayReport<'_>) -> Self {
        let replayed = report.replayed;
        let row = |call: &usage::ReplayedCall| ReplayRow {
            principal: ListedPrincipal::new(&call.principal, report.principal(call)),
            action: call.action.to_string(),
            plane: call.plane.into(),
            scope: (&call.scope).into(),
            class: call.class.into(),
            count: call.count,
            last: call.last.to_string(),
            logged: call.was_allowed,
            before: call.before.into(),
            after: call.after.into(),
            because: because(call),
            accepted: call.accepted.as_ref().map(|accepted| Accepted {
                owner: accepted.owner.clone(),
                reason: accepted.reason.clone(),
            }),
            lost: call.lost.iter().map(Id::from).collect(),
            repairs: call.repairs.iter().map(Repair::from).collect(),
        };
        let of = |class| replayed.count(class);
        Self {
            tuples: replayed.calls,
            disagrees: Disagreement {
                count: replayed.disagreeing().count(),
                rate: report.rate(),
                rows: replayed.disagreeing().map(row).collect(),
            },
            classes: ReplayClasses {
                unchanged: of(usage::ReplayClass::Unchanged),
                revoked: of(usage::ReplayClass::Revoked),
                gained: of(usage::ReplayClass::Gained),
                maybe_revoked: of(usage::ReplayClass::MaybeRevoked),
                maybe_gained: of(usage::ReplayClass::MaybeGained),
                unknown: of(usage::ReplayClass::Unknown),
            },
            rows: report.changing().map(row).collect(),
        }
    }
}
