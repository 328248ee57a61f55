//! What was known of a request beyond who, what and where, as answers carry it.

use serde_json::{Map, Value, json};

use crate::access::Circumstances;
use crate::condition::{AttributeValue, Completeness};
use crate::model::Timestamp;

/// The moment and the circumstances of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    pub(crate) when: Option<Timestamp>,
    pub(crate) circumstances: Circumstances,
}

impl Given {
    /// Adds itself to an answer as `given`, unless there is nothing to say.
    pub(super) fn add_to(&self, answer: &mut Value) {
        let mut said = Map::new();
        if let Some(when) = &self.when {
            said.insert("when".to_owned(), json!(when.to_string()));
        }
        if let Some(name) = &self.circumstances.suboperation {
            said.insert("suboperation".to_owned(), json!(name));
        }
        let attributes = &self.circumstances.attributes;
        if attributes.completeness() == Completeness::Closed {
            said.insert("closed".to_owned(), json!(true));
        }
        let values: Map<String, Value> = attributes
            .iter()
            .map(|(name, value)| (name.to_string(), value.map_or(Value::Null, value_json)))
            .collect();
        if !values.is_empty() {
            said.insert("attributes".to_owned(), Value::Object(values));
        }
        if !said.is_empty() {
            answer["given"] = Value::Object(said);
        }
    }
}

fn value_json(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::Text(text) => json!(text),
        AttributeValue::Integer(number) => json!(number),
        AttributeValue::Bool(truth) => json!(truth),
        AttributeValue::Guid(guid) => json!(crate::ids::RoleId::from_u128(*guid).to_string()),
        AttributeValue::List(items) => items.iter().map(value_json).collect(),
    }
}
