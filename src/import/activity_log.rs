//! Activity logs (azure-rbac.md §4.13): of REST and `az monitor activity-log list`, of storage and
//! Event Hubs, and the table `AzureActivity` of Log Analytics.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::convert::moment;
use super::fragment::Fragment;
use super::record::Record;
use super::typed::{Object, WrongTypes};
use crate::model::{Activity, ActivityStatus};
use crate::span::{Place, Position};
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

/// Reads an event; `None` for one without an operation.
pub(super) fn event(fragment: &mut Fragment, value: &Value, at: Position) -> Option<Activity> {
    let place = fragment.place(at);
    let wrong = WrongTypes::default();
    let event = wrong
        .object(value, "")
        .and_then(|event| read(fragment, &event, &wrong, place.clone()));
    wrong.note_at(fragment, &place);
    event
}

fn read(
    fragment: &mut Fragment,
    event: &Object<'_>,
    wrong: &WrongTypes,
    place: Place,
) -> Option<Activity> {
    let part = |names: &[&str]| {
        let inner = || event.object("identity")?.parsed(names[0]);
        names
            .iter()
            .find_map(|name| event.parsed(name))
            .or_else(inner)
    };
    let authorization = part(&["authorization", "Authorization_d"]);
    let claims = part(&["claims", "Claims_d"]);
    let properties = event
        .parsed("properties")
        .or_else(|| event.parsed("Properties_d"));
    let [authorization, claims, properties] =
        [&authorization, &claims, &properties].map(|part| wrong.object(part.as_ref()?, ""));
    let of = |from: &Option<Object<'_>>, name: &str| from.as_ref()?.word(name);
    let operation = of(&authorization, "action")
        .or_else(|| event.word("operationName"))
        .or_else(|| event.word("operationNameValue"))?;
    let principal = claims.as_ref().and_then(|claims| {
        let named = "http://schemas.microsoft.com/identity/claims/objectidentifier";
        claims.word(named).or_else(|| claims.word("oid"))
    });
    let caller = event.word("caller").or_else(|| {
        let named = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";
        let names = ["upn", "name"].map(|name| format!("{named}{name}"));
        let claims = claims.as_ref()?;
        let named = names.iter().find_map(|name| claims.word(name));
        named.or_else(|| claims.word("appid"))
    });
    let caller_id = caller
        .as_deref()
        .filter(|caller| crate::ids::parse_guid(caller).is_some());
    let evidence = || {
        let evidence = authorization.as_ref()?.parsed("evidence")?;
        hyphenated(&wrong.object(&evidence, "")?.word("principalId")?)
    };
    let principal = principal.or_else(evidence);
    // The caller may be the id of an application, which is no principal; a principal is better.
    let principal = principal.or_else(|| caller_id.map(str::to_owned));
    let scope = of(&authorization, "scope").or_else(|| event.word("resourceId"));
    let scope = scope.and_then(|scope| fragment.scope(&scope).ok());
    let category = event
        .word("category")
        .or_else(|| event.word("categoryValue"))
        .map(|category| of(&properties, "eventCategory").unwrap_or(category));
    let time = ["eventTimestamp", "time", "TimeGenerated"]
        .iter()
        .find_map(|name| Some((*name, event.word(name)?)));
    let time = time.and_then(|(field, written)| moment(fragment, (field, Some(&written)), &place));
    Some(Activity {
        principal: principal.map(|id| fragment.principal_id(&id)),
        caller: caller.map(|caller| fragment.pool(&caller)),
        operation: fragment.pool(&operation),
        scope,
        status: status(event, properties.as_ref()),
        is_administrative: is_administrative(category.as_deref()),
        call: ["correlationId", "operationId"]
            .iter()
            .find_map(|name| event.word(name))
            .map(|call| fragment.pool(&call)),
        time,
        place,
    })
}

/// A GUID of 32 digits with its hyphens.
fn hyphenated(digits: &str) -> Option<String> {
    if digits.len() != 32 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return crate::ids::parse_guid(digits).map(|_| digits.to_owned());
    }
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| &digits[range]);
    Some(parts.join("-"))
}

fn is_administrative(category: Option<&str>) -> bool {
    // Exports of storage name the kind of the operation.
    const ADMINISTRATIVE: [&str; 4] = ["Administrative", "Write", "Delete", "Action"];
    category.is_none_or(|name| ADMINISTRATIVE.iter().any(|known| text::same(known, name)))
}

fn status(event: &Object<'_>, properties: Option<&Object<'_>>) -> ActivityStatus {
    let first = |names: &[&str]| names.iter().find_map(|name| event.word(name));
    let said = first(&[
        "status",
        "resultType",
        "activityStatusValue",
        "activityStatus",
    ]);
    let is = |words: &[&str]| {
        let said = said.as_deref().unwrap_or_default();
        words.iter().any(|word| text::same(word, said))
    };
    if is(&["Started", "Start", "Begin"]) {
        return ActivityStatus::Started;
    }
    if is(&["Accepted", "Accept", "In Progress", "InProgress"]) {
        return ActivityStatus::Accepted;
    }
    if is(&["Succeeded", "Success"]) {
        return ActivityStatus::Succeeded;
    }
    if !is(&["Failed", "Failure", "Canceled", "Cancelled"]) {
        return ActivityStatus::Other;
    }
    let detail = |name: &str| properties?.word(name);
    let codes = [
        "subStatus",
        "activitySubstatusValue",
        "activitySubstatus",
        "resultSignature",
    ];
    let codes = [
        codes.iter().find_map(|name| event.code(name)),
        properties.and_then(|properties| properties.code("statusCode")),
    ];
    let message = detail("statusMessage").or_else(|| event.word("resultDescription"));
    let message = message.unwrap_or_default();
    // A policy refuses with 403 what roles allow.
    if message.contains("DisallowedByPolicy") {
        return ActivityStatus::Failed;
    }
    let refused = |code: &str| {
        let code = text::fold(code);
        ["forbidden", "unauthorized", "403", "401"]
            .iter()
            .any(|word| code.contains(word))
    };
    let denied = codes.iter().flatten().any(|code| refused(code))
        || message.contains("AuthorizationFailed")
        || message.contains("LinkedAccessCheckFailed");
    if denied {
        ActivityStatus::Denied
    } else {
        ActivityStatus::Failed
    }
}

/// An operation that a log proves to be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Used {
    pub(super) operation: Arc<str>,
    /// The first place that proves it.
    pub(super) place: Place,
}

/// The operations that were called and allowed, each once, in the order of their names (LOG-3): a
/// call that was denied, that only began or that the platform made is no proof.
pub(super) fn used(activity: &[Activity]) -> Vec<Used> {
    let mut operations: BTreeMap<String, Used> = BTreeMap::new();
    for event in activity {
        let called = event.is_administrative;
        if called && event.status.was_allowed() {
            let folded = text::fold(&event.operation).into_owned();
            let used = operations.entry(folded).or_insert_with(|| Used {
                operation: Arc::clone(&event.operation),
                place: event.place.clone(),
            });
            if event.place < used.place {
                used.place = event.place.clone();
            }
        }
    }
    operations.into_values().collect()
}
