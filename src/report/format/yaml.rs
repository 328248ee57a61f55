//! YAML, as `az -o yaml` prints JSON. Only this module writes it; the importer reads it.

use std::borrow::Cow;

use saphyr::{Mapping, Scalar, Yaml, YamlEmitter};
use serde_json::Value;

use crate::report::hostile::clean;

/// A JSON value as a YAML document.
pub(crate) fn to_yaml(value: &Value) -> String {
    let mut text = String::new();
    // Writing to memory can't fail, and no node is an alias or a broken value.
    let _ = YamlEmitter::new(&mut text).dump(&node(value));
    let body = text.strip_prefix("---\n").unwrap_or(&text);
    format!("{}\n", body.trim_end())
}

fn node(value: &Value) -> Yaml<'_> {
    match value {
        Value::Null => Yaml::Value(Scalar::Null),
        Value::Bool(yes) => Yaml::Value(Scalar::Boolean(*yes)),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Yaml::Value(Scalar::Integer(number)),
            None => Yaml::Value(Scalar::FloatingPoint(
                number.as_f64().unwrap_or_default().into(),
            )),
        },
        Value::String(text) => string(text),
        Value::Array(list) => Yaml::Sequence(list.iter().map(node).collect()),
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| (string(name), node(value)));
            Yaml::Mapping(fields.collect::<Mapping<'_>>())
        }
    }
}

fn string(text: &str) -> Yaml<'_> {
    Yaml::Value(Scalar::String(Cow::Owned(clean(text))))
}
