//! Activity logs (azure-rbac.md §4.13): of REST and `az monitor activity-log list`, of storage and
//! Event Hubs, and the table `AzureActivity` of Log Analytics.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::convert::moment;
use super::fragment::Fragment;
use super::record::Record;
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
    let authorization = object(
        value,
        &["authorization", "Authorization_d", "Authorization"],
    )
    .or_else(|| object(field(value, "identity")?, &["authorization"]));
    let claims = object(value, &["claims", "Claims_d", "Claims"])
        .or_else(|| object(field(value, "identity")?, &["claims"]));
    let properties = object(value, &["properties", "Properties_d", "Properties"]);
    let of = |from: &Option<Value>, name: &str| from.as_ref().and_then(|from| word(from, name));
    let operation = of(&authorization, "action")
        .or_else(|| word(value, "operationName"))
        .or_else(|| word(value, "operationNameValue"))?;
    let principal = claims.as_ref().and_then(|claims| {
        let named = "http://schemas.microsoft.com/identity/claims/objectidentifier";
        word(claims, named).or_else(|| word(claims, "oid"))
    });
    let caller = word(value, "caller").or_else(|| {
        let named = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";
        let names = ["upn", "name"].map(|name| format!("{named}{name}"));
        let claims = claims.as_ref()?;
        names
            .iter()
            .find_map(|name| word(claims, name))
            .or_else(|| word(claims, "appid"))
    });
    let caller_id = caller
        .as_deref()
        .filter(|caller| crate::ids::parse_guid(caller).is_some());
    let evidence = || {
        let evidence = object(authorization.as_ref()?, &["evidence"])?;
        hyphenated(&word(&evidence, "principalId")?)
    };
    let principal = principal.or_else(evidence);
    // The caller may be the id of an application, which is no principal; a principal is better.
    let principal = principal.or_else(|| caller_id.map(str::to_owned));
    let scope = of(&authorization, "scope")
        .or_else(|| word(value, "resourceId"))
        .or_else(|| word(value, "_ResourceId"));
    let scope = scope.and_then(|scope| fragment.scope(&scope).ok());
    let category = word(value, "category")
        .or_else(|| word(value, "categoryValue"))
        .map(|category| of(&properties, "eventCategory").unwrap_or(category));
    let place = fragment.place(at);
    let time = ["eventTimestamp", "time", "TimeGenerated"]
        .iter()
        .find_map(|name| Some((*name, word(value, name)?)));
    let time = time.and_then(|(field, written)| moment(fragment, (field, Some(&written)), &place));
    Some(Activity {
        principal: principal.map(|id| fragment.principal_id(&id)),
        caller: caller.map(|caller| fragment.pool(&caller)),
        operation: fragment.pool(&operation),
        scope,
        status: status(value, properties.as_ref()),
        is_administrative: is_administrative(category.as_deref()),
        call: ["correlationId", "operationId"]
            .iter()
            .find_map(|name| word(value, name))
            .map(|call| fragment.pool(&call)),
        time,
        place,
    })
}

fn field<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let fields = value.as_object()?;
    let (_, value) = fields.iter().find(|(key, _)| text::same(key, name))?;
    (!value.is_null()).then_some(value)
}

/// An object under one of several names, or the JSON text of one.
fn object(value: &Value, names: &[&str]) -> Option<Value> {
    names.iter().find_map(|name| match field(value, name)? {
        object @ Value::Object(_) => Some(object.clone()),
        Value::String(text) => {
            let parsed: Value = serde_json::from_str(text).ok()?;
            parsed.is_object().then_some(parsed)
        }
        _ => None,
    })
}

/// A text, or the `value` of an object in its place.
fn word(value: &Value, name: &str) -> Option<String> {
    let found = field(value, name)?;
    let text = found.as_str().or_else(|| field(found, "value")?.as_str())?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
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

fn status(value: &Value, properties: Option<&Value>) -> ActivityStatus {
    let first = |names: &[&str]| names.iter().find_map(|name| word(value, name));
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
    let detail = |name: &str| properties.and_then(|properties| word(properties, name));
    let codes = [
        first(&[
            "subStatus",
            "activitySubstatusValue",
            "activitySubstatus",
            "resultSignature",
        ]),
        detail("statusCode"),
    ];
    let message = detail("statusMessage").or_else(|| word(value, "resultDescription"));
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
