//! Names of documents, on one line.

use serde_json::Value;

use crate::text::one_line;

/// Puts the names of a document on one line, as those of records are: nothing outside descriptions
/// and conditions has lines of its own.
pub(crate) fn on_one_line(value: &mut Value) {
    match value {
        Value::String(text) if text.contains(['\n', '\r']) => {
            // Around a text a line end is a blank like any other (WC-7).
            let (start, rest) = text.split_at(text.len() - text.trim_start().len());
            let (inner, end) = rest.split_at(rest.trim_end().len());
            let blank = |edge: &str| if edge.is_empty() { "" } else { " " };
            *text = format!("{}{}{}", blank(start), one_line(inner), blank(end));
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
