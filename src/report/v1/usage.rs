//! `usage`: what was used, by logs.

use serde::{Deserialize, Serialize};

use super::words::{Plane, PrincipalType};
use crate::import::log;
use crate::model::PrincipalKind;
use crate::usage;

/// The `result` of `rolecall/usage/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct UsageResult {
    /// What was read.
    pub(crate) read: Reading,
    /// The usage table, sorted by principal, action, plane, scope, assignment, role, outcome and source.
    pub(crate) rows: Vec<UsageRow>,
}

impl From<&usage::Reduced> for UsageResult {
    fn from(reduced: &usage::Reduced) -> Self {
        Self {
            read: Reading::from(&reduced.reading),
            rows: UsageRow::all(reduced).collect(),
        }
    }
}

/// What was read of logs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reading {
    /// How many files were read.
    pub(crate) files: u64,
    /// Files of hours that were read before, so that they were skipped.
    pub(crate) hours_skipped: u64,
    /// Bytes, as unpacked.
    pub(crate) bytes: u64,
    /// How many records were read.
    pub(crate) records: u64,
    /// Records of them about what nobody called: health, alerts, what policies found.
    pub(crate) not_calls: u64,
    /// Records of calls that no role decides: with a key, a signature, or none.
    pub(crate) without_role: u64,
    /// Records that were not understood; the diagnostics say why.
    pub(crate) not_read: u64,
}

impl From<&log::Reading> for Reading {
    fn from(reading: &log::Reading) -> Self {
        Self {
            files: reading.files,
            hours_skipped: reading.hours_skipped,
            bytes: reading.bytes,
            records: reading.records,
            not_calls: reading.not_calls,
            without_role: reading.without_role,
            not_read: reading.not_read,
        }
    }
}

/// The `schema` of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) enum UsageTable {
    #[serde(rename = "rolecall/usage/1")]
    V1,
}

/// A row of the usage table: how often somebody called an operation somewhere, by what right, and how it
/// ended. Names and ids are in lower case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct UsageRow {
    /// The version of the table.
    pub(crate) schema: UsageTable,
    /// The principal that called.
    pub(crate) principal: Caller,
    /// The operation.
    pub(crate) action: String,
    /// Its plane.
    pub(crate) plane: Plane,
    /// Where; null where the log doesn't say.
    pub(crate) scope: Option<String>,
    /// The role assignment that allowed it, where the log names it: its id, or the last part of that.
    pub(crate) role_assignment: Option<String>,
    /// The id of its role, or the name where the log has only that.
    pub(crate) role: Option<String>,
    /// How it ended.
    pub(crate) outcome: CallOutcome,
    /// Which kind of log says so.
    pub(crate) source: LogKind,
    /// How many events.
    pub(crate) count: u64,
    /// The time of the first.
    pub(crate) first: String,
    /// The time of the last.
    pub(crate) last: String,
    /// The least ids of calls, at most three.
    pub(crate) correlation_ids: Vec<String>,
}

/// The principal of a call, as the log names it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Caller {
    /// The object id; the id or sign-in name that the log has where it has none; null where it has nothing.
    pub(crate) id: Option<String>,
    /// What it is, by the latest event; null where that doesn't say.
    #[serde(rename = "type")]
    pub(crate) kind: Option<PrincipalType>,
    /// Its name, by the latest event.
    pub(crate) name: Option<String>,
}

words! {
    /// How a call ended: allowed, not allowed, or allowed and failed for another reason.
    CallOutcome of usage::Outcome {
        Allowed = "allowed",
        Denied = "denied",
        Failed = "failed",
    }
    /// A kind of log.
    LogKind of crate::import::log::CallSource {
        Activity = "activity",
        KeyVault = "keyVault",
        Storage = "storage",
    }
}

impl UsageRow {
    /// The rows of a table.
    pub(crate) fn all(reduced: &usage::Reduced) -> impl Iterator<Item = Self> {
        reduced.rows.iter().map(Self::from)
    }
}

impl From<&usage::UsageRow> for UsageRow {
    fn from(row: &usage::UsageRow) -> Self {
        let (key, tally) = (&row.key, &row.tally);
        let text = |text: &Option<std::sync::Arc<str>>| text.as_deref().map(str::to_owned);
        let is_known = tally.kind != PrincipalKind::Unknown;
        Self {
            schema: UsageTable::V1,
            principal: Caller {
                id: text(&key.principal),
                kind: is_known.then(|| tally.kind.into()),
                name: text(&tally.name),
            },
            action: key.action.to_string(),
            plane: key.plane.into(),
            scope: text(&key.scope),
            role_assignment: text(&key.assignment),
            role: text(&key.role),
            outcome: key.outcome.into(),
            source: key.source.into(),
            count: tally.count,
            first: tally.first.to_string(),
            last: tally.last.to_string(),
            correlation_ids: tally.correlations.iter().map(ToString::to_string).collect(),
        }
    }
}
