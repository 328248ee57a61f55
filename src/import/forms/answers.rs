//! Answers to requests, kept with their status: batches of ARM and of Graph, `Invoke-AzRestMethod`.

use std::sync::Arc;

use serde_json::Value;

use super::places::Places;
use super::unwrapped::{Part, Unwrapped, field};
use crate::span::{Diagnostic, Position};

/// `{"responses": [{"httpStatusCode", "content"}]}` of ARM, `{"responses": [{"id", "status", "body"}]}`
/// of Graph.
pub(super) fn batch(document: &Value) -> Unwrapped {
    let mut unwrapped = Unwrapped::default();
    let responses = field(document, "responses").and_then(Value::as_array);
    for (at, response) in responses.into_iter().flatten().enumerate() {
        answer(response, &format!("/responses/{at}"), &mut unwrapped);
    }
    unwrapped
}

/// `{"StatusCode", "Content"}`, alone or in a list.
pub(super) fn rest_method(document: &Value) -> Unwrapped {
    let mut unwrapped = Unwrapped::default();
    match document {
        Value::Array(list) => {
            for (at, each) in list.iter().enumerate() {
                answer(each, &format!("/{at}"), &mut unwrapped);
            }
        }
        one => answer(one, "", &mut unwrapped),
    }
    unwrapped
}

fn answer(response: &Value, pointer: &str, unwrapped: &mut Unwrapped) {
    let status = ["httpStatusCode", "StatusCode", "status"]
        .iter()
        .find_map(|name| status(field(response, name)?));
    let body = ["content", "body"]
        .iter()
        .find_map(|name| Some((*name, field(response, name)?)));
    let position = Position::Pointer(Arc::from(pointer));
    if let Some(status) = status.filter(|status| !(200..300).contains(status)) {
        let said = body.and_then(|(_, body)| said(body));
        let name = ["name", "id"]
            .iter()
            .find_map(|name| field(response, name)?.as_str());
        let mut message = match name {
            Some(name) => format!("request `{name}` failed with status {status}"),
            None => format!("a request failed with status {status}"),
        };
        if let Some(said) = said {
            message.push_str(&format!(": {said}"));
        }
        let note = Diagnostic::warning("failed-response", message).records_lost();
        return unwrapped.notes.push((position, note));
    }
    match body {
        // The JSON of the answer, as text.
        Some((name, Value::String(text))) if !text.trim().is_empty() => {
            unwrapped.parts.push(Part {
                json: text.clone().into_bytes(),
                places: Places::At(Position::Pointer(Arc::from(format!(
                    "{pointer}/{}",
                    spelled(response, name)
                )))),
            });
        }
        Some((name, body)) if !body.is_null() && !body.is_string() => unwrapped.parts.push(Part {
            json: body.to_string().into_bytes(),
            places: Places::Below(format!("{pointer}/{}", spelled(response, name))),
        }),
        // Nothing to read, and nothing that says so.
        _ if status == Some(204) => {}
        _ => {
            let message = "an answer without its contents";
            let note = Diagnostic::warning("unrecognised-record", message).records_lost();
            unwrapped.notes.push((position, note));
        }
    }
}

/// A key as the document has it.
fn spelled<'d>(object: &'d Value, name: &'d str) -> &'d str {
    let mut keys = object
        .as_object()
        .into_iter()
        .flat_map(|object| object.keys());
    keys.find(|key| key.eq_ignore_ascii_case(name))
        .map_or(name, String::as_str)
}

fn status(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// What an error says of itself.
fn said(body: &Value) -> Option<String> {
    let parsed: Value;
    let body = match body {
        Value::String(text) => {
            parsed = serde_json::from_str(text).ok()?;
            &parsed
        }
        body => body,
    };
    let error = field(body, "error").unwrap_or(body);
    let text = |name: &str| field(error, name).and_then(Value::as_str);
    match (text("code"), text("message")) {
        (Some(code), Some(message)) => Some(format!("{code}: {message}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}
