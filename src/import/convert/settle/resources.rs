//! Resources that several exports describe. Tools print different parts of one resource, so only a
//! field that two exports give differently is a contradiction, and only where a rule looks at it.

use serde_json::{Map, Value};

use crate::model::{ResourceRecord, Tenant, Timestamp};
use crate::span::{Diagnostic, Place};
use crate::text;

/// What rules look at.
const TELLING: [&str; 13] = [
    "analyticsOutputSettings",
    "analyticsWorkspaceId",
    "clientId",
    "commandOutputSettings",
    "enableRbacAuthorization",
    "identity",
    "networkAcls",
    "networkRuleSet",
    "principalId",
    "publicNetworkAccess",
    "secretArchive",
    "secretArchiveSettings",
    "vaultUri",
];

/// Puts resources into the order of their ids, the description that was changed last behind those
/// before it: what takes them one after the other ends with that.
pub(super) fn resources(tenant: &mut Tenant) {
    if tenant.resources.is_empty() {
        return;
    }
    let records = std::mem::take(&mut tenant.resources).into_iter();
    let mut described: Vec<Described> = records.map(Described::of).collect();
    described.sort_by(|a, b| {
        let order = |of: &Described| (of.record.kind, of.id.clone(), of.changed);
        let content = |of: &Described| (of.record.json.clone(), of.record.place.clone());
        order(a)
            .cmp(&order(b))
            .then_with(|| content(a).cmp(&content(b)))
    });
    described.dedup_by(|same, kept| {
        (same.record.kind, &same.record.json) == (kept.record.kind, &kept.record.json)
    });
    for same in described.chunk_by(|a, b| (a.record.kind, &a.id) == (b.record.kind, &b.id)) {
        let [others @ .., last] = same else { continue };
        if last.id.is_empty() {
            continue;
        }
        // Each with each, so that what is reported doesn't depend on which one comes first.
        let pairs = same.iter().enumerate();
        let pairs =
            pairs.flat_map(|(at, one)| same[at + 1..].iter().map(move |other| (one, other)));
        let mut fields: Vec<&str> = pairs
            .flat_map(|(one, other)| one.conflicts(other))
            .collect();
        fields.sort_unstable();
        fields.dedup();
        if fields.is_empty() {
            continue;
        }
        let newest = others.iter().all(|other| other.changed < last.changed);
        let dated = same.iter().all(|other| other.changed.is_some());
        let note = contradiction(last, others, &fields, newest && dated);
        tenant.diagnostics.push(note);
    }
    tenant.resources = described.into_iter().map(|found| found.record).collect();
}

/// A resource with what its JSON says.
struct Described {
    record: ResourceRecord,
    /// Its id, folded; empty where the export leaves it out.
    id: String,
    changed: Option<Timestamp>,
    /// Its fields, those under `properties` among them.
    fields: Map<String, Value>,
}

impl Described {
    fn of(record: ResourceRecord) -> Self {
        let json = serde_json::from_str(&record.json).unwrap_or_default();
        let mut fields = match json {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        if let Some(Value::Object(properties)) = fields.remove("properties") {
            fields.extend(properties);
        }
        let id = fields.get("id").and_then(Value::as_str).unwrap_or_default();
        let changed = fields
            .get("systemData")
            .and_then(|data| data.get("lastModifiedAt"))
            .and_then(Value::as_str)
            .and_then(|time| time.parse().ok());
        Self {
            record,
            id: text::fold(id.trim().trim_end_matches('/')).into_owned(),
            changed,
            fields,
        }
    }

    /// The telling fields that both describe, and not alike.
    fn conflicts(&self, other: &Self) -> impl Iterator<Item = &'static str> {
        let differs = |field: &&str| {
            let both = self.fields.get(*field).zip(other.fields.get(*field));
            both.is_some_and(|(one, other)| conflict(one, other))
        };
        let fields: Vec<&'static str> = TELLING.into_iter().filter(differs).collect();
        fields.into_iter()
    }
}

/// Whether two values say different things of one field: what one leaves out, it doesn't deny.
fn conflict(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::String(one), Value::String(other)) => {
            !text::same(one.trim_end_matches('/'), other.trim_end_matches('/'))
        }
        (Value::Object(one), Value::Object(other)) => one.iter().any(|(key, value)| {
            let mut others = other.iter();
            let same = others.find(|(name, _)| text::same(name, key));
            same.is_some_and(|(_, other)| conflict(value, other))
        }),
        (Value::Array(one), Value::Array(other)) => {
            let lacks = |list: &[Value], value: &Value| !list.iter().any(|v| !conflict(v, value));
            one.len() != other.len() || one.iter().any(|value| lacks(other, value))
        }
        (one, other) => one != other,
    }
}

fn contradiction(
    last: &Described,
    others: &[Described],
    fields: &[&str],
    newest: bool,
) -> Diagnostic {
    let id = last.fields.get("id").and_then(Value::as_str);
    let fields: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
    let what = format!(
        "`{}` is described with different {}",
        id.unwrap_or_default(),
        fields.join(", ")
    );
    let place = |found: &Described| found.record.place.clone();
    let mut places: Vec<Place> = others.iter().map(place).collect();
    let diagnostic = if newest {
        places.sort();
        places.insert(0, place(last));
        let message = format!("{what}; the description that was changed last counts");
        Diagnostic::info("superseded-export", message)
    } else {
        places.push(place(last));
        places.sort();
        let message = format!("{what}, and no date says which is right");
        Diagnostic::warning("contradicting-exports", message).may_change_answer()
    };
    let also: Vec<String> = places.iter().skip(1).map(ToString::to_string).collect();
    let diagnostic = diagnostic.help(format!("also described at {}", also.join(", ")));
    match places.into_iter().next() {
        Some(place) => diagnostic.at(place),
        None => diagnostic,
    }
}
