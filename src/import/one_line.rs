//! Names of documents, on one line.

use serde_json::Value;

use crate::text::one_line;

/// Puts the names of a document on one line, as those of records are: nothing outside descriptions
/// and conditions has lines of its own.
pub(crate) fn on_one_line(value: &mut Value) {
    match value {
        Value::String(text) if text.contains(['\n', '\r']) => {
            *text = one_line(text).into_owned();
        }
        Value::Array(items) => items.iter_mut().for_each(on_one_line),
        Value::Object(fields) => {
            for (key, field) in fields {
                // Scripts, templates and conditions are read as they are.
                if !field.is_string() || !SPANS_LINES.contains(&key.as_str()) {
                    on_one_line(field);
                }
            }
        }
        _ => {}
    }
}

/// Fields of resources whose lines are their own.
const SPANS_LINES: [&str; 5] = [
    "condition",
    "description",
    "body",
    "responseBody",
    "requestbody",
];
