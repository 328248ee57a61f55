//! Records of resources that are kept as JSON.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::pseudonym::Redactor;
use crate::ids::parse_guid;
use crate::text;

/// Fields whose texts are words of Azure, not names.
const WORDS: [&str; 17] = [
    "type",
    "kind",
    "apiVersion",
    "location",
    "provisioningState",
    "clusterType",
    "sku",
    "tier",
    "identityType",
    "status",
    "detailedStatus",
    "clusterVersion",
    "overrideManagedResource",
    "family",
    "bypass",
    "defaultAction",
    "publicNetworkAccess",
];

impl Redactor {
    /// A record with its texts replaced. One that is no JSON becomes an empty one.
    pub(super) fn resource(&mut self, json: &str) -> Arc<str> {
        let value: Value = serde_json::from_str(json).unwrap_or_default();
        Arc::from(self.value("", value).to_string())
    }

    fn value(&mut self, field: &str, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.field(field, &text)),
            Value::Array(items) => items.into_iter().map(|v| self.value(field, v)).collect(),
            Value::Object(fields) => {
                let mut out = Map::new();
                for (key, value) in fields {
                    let tags = text::same(field, "tags");
                    let value = self.value(&key, value);
                    let key = if key.starts_with('/') {
                        self.arm_id(&key).to_string()
                    } else if tags || parse_guid(&key).is_some() {
                        self.name("key", &key).to_string()
                    } else {
                        key
                    };
                    out.insert(key, value);
                }
                Value::Object(out)
            }
            same => same,
        }
    }

    fn field(&mut self, field: &str, text: &str) -> String {
        let text = text.trim();
        if text.starts_with('/') {
            return self.arm_id(text).to_string();
        }
        if let Some((scheme, rest)) = text.split_once("://") {
            return format!("{scheme}://{}", self.url(rest));
        }
        // `SystemAssigned`, `Enabled`: names of tenants stand in fields for names.
        let name = text::ends_with(field, "name") || text::ends_with(field, "id");
        let word = text
            .bytes()
            .all(|b| b.is_ascii_alphabetic() || b == b',' || b == b' ');
        let enumerated = word && text.bytes().next().is_some_and(|b| b.is_ascii_uppercase());
        if WORDS.contains(&field)
            || (!name && enumerated && text.len() < 40 && !text.contains(". "))
        {
            return text.to_owned();
        }
        self.name("res", text).to_string()
    }

    /// The first label of the host and the segments of the path are names.
    fn url(&mut self, rest: &str) -> String {
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = match host.split_once('.') {
            Some((label, domain)) => format!("{}.{domain}", self.name("res", label)),
            None => self.name("res", host).to_string(),
        };
        let segments = path
            .split('/')
            .map(|segment| self.name("res", segment).to_string());
        let path = segments.collect::<Vec<_>>().join("/");
        let mut address = if rest.contains('/') {
            format!("{host}/{path}")
        } else {
            host
        };
        // A query that is signed stays one, without its signature.
        if query.split('&').any(|pair| text::starts_with(pair, "sig=")) {
            address.push_str("?sig=");
            address.push_str(&self.name("res", query));
        }
        address
    }
}
