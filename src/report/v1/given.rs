//! What was known of a request beyond who, what and where.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::condition::{AttributeValue, Completeness};
use crate::ids::RoleId;
use crate::report;

/// What was known of the request beyond who, what and where.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend("minProperties" = 1))
)]
pub(crate) struct Given {
    /// The moment that was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) when: Option<String>,
    /// The suboperation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) suboperation: Option<String>,
    /// Attributes that aren't given are known to be absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("const" = true)))]
    pub(crate) closed: Option<bool>,
    /// Attributes by their full names; null is known to be absent.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[cfg_attr(
        feature = "schema",
        schemars(schema_with = "super::schema::attributes")
    )]
    pub(crate) attributes: Map<String, Value>,
}

impl Given {
    /// Nothing where there is nothing to say.
    pub(crate) fn of(given: &report::Given) -> Option<Self> {
        let circumstances = &given.circumstances;
        let attributes = &circumstances.attributes;
        let found = Self {
            when: given.when.map(|when| when.to_string()),
            suboperation: circumstances.suboperation.clone(),
            closed: (attributes.completeness() == Completeness::Closed).then_some(true),
            attributes: attributes
                .iter()
                .map(|(name, value)| (name.to_string(), value.map_or(Value::Null, value_of)))
                .collect(),
        };
        let is_empty = found.when.is_none()
            && found.suboperation.is_none()
            && found.closed.is_none()
            && found.attributes.is_empty();
        (!is_empty).then_some(found)
    }
}

fn value_of(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::Text(text) => text.as_str().into(),
        AttributeValue::Integer(number) => (*number).into(),
        AttributeValue::Bool(truth) => (*truth).into(),
        AttributeValue::Guid(guid) => RoleId::from_u128(*guid).to_string().into(),
        AttributeValue::List(items) => items.iter().map(value_of).collect(),
    }
}
