//! Events of logs among exports: what they say was called.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::convert::moment;
use super::fragment::Fragment;
use super::log::{self, Meaning};
use super::record::Record;
use crate::model::{Activity, Plane};
use crate::span::{Diagnostic, Place, Position};
use crate::text;

/// Whether a record is an event, by fields that no other export has together.
pub(super) fn is_event(record: &Record<'_>) -> bool {
    let has = |name: &str| record.unknown.iter().any(|known| text::same(known, name));
    let operation = has("operationName") || has("operationNameValue");
    let event = [
        "eventTimestamp",
        "eventDataId",
        "resultType",
        "resultSignature",
        "activityStatusValue",
        "activityStatus",
        "correlationId",
    ];
    operation && event.iter().any(|name| has(name))
}

/// Reads the calls of a record, each with its status; none for one that is about no call.
pub(super) fn read(fragment: &mut Fragment, record: &Value, at: Position) -> Vec<Activity> {
    let place = fragment.place(at);
    let mut found = Vec::new();
    let meaning = log::calls_of(record, &mut |call| {
        let written = call.time.map(|time| ("time", Some(time)));
        let time = written.and_then(|written| moment(fragment, written, &place));
        let scope = call.scope.and_then(|scope| fragment.scope(&scope).ok());
        found.push(Activity {
            principal: call.principal.map(|id| fragment.principal_id(id)),
            caller: call.name.map(|name| fragment.pool(name)),
            operation: fragment.pool(call.action),
            plane: call.plane,
            scope,
            status: call.status,
            call: call.correlation.map(|call| fragment.pool(call)),
            time,
            place: place.clone(),
        });
    });
    let note = |message| Diagnostic::warning("unread-event", message).at(place);
    let odd = match meaning {
        Meaning::Calls | Meaning::List | Meaning::NotACall | Meaning::WithoutRole => None,
        Meaning::Foreign => Some(note("an event of a log that is not understood").records_lost()),
        Meaning::Unexplained => {
            let message = "a call failed, and the log does not say whether a role was missing";
            Some(note(message).may_change_answer())
        }
        Meaning::UnknownOperation => {
            let message = "an event of an operation for which no action is known";
            Some(note(message).may_change_answer())
        }
    };
    if let Some(odd) = odd {
        fragment.note(odd);
    }
    found
}

/// An operation that a log proves to be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Used {
    pub(super) operation: Arc<str>,
    pub(super) plane: Plane,
    /// The first place that proves it.
    pub(super) place: Place,
}

/// The operations that were called and allowed, each once, in the order of their names (LOG-3): a
/// call that was denied or that only began is no proof.
pub(super) fn used<'a>(activity: impl Iterator<Item = &'a Activity>) -> Vec<Used> {
    let mut operations: BTreeMap<(String, Plane), Used> = BTreeMap::new();
    for event in activity.filter(|event| event.status.was_allowed()) {
        let folded = text::fold(&event.operation).into_owned();
        let used = operations
            .entry((folded, event.plane))
            .or_insert_with(|| Used {
                operation: Arc::clone(&event.operation),
                plane: event.plane,
                place: event.place.clone(),
            });
        if event.place < used.place {
            used.place = event.place.clone();
        }
    }
    operations.into_values().collect()
}
