//! What comes of a form.

use serde_json::Value;

use super::places::Places;
use crate::span::{Diagnostic, Position};

/// Says that a record has a field twice, which only its text shows.
pub(super) fn twice(field: &str) -> Diagnostic {
    let message = format!("`{field}` stands twice in one record, with different values");
    Diagnostic::warning("duplicate-field", message)
        .records_lost()
        .help("two records may have run into each other: export again")
}

/// What stands for a condition where a form leaves conditions out, so that nobody knows whether there is one (AB-19).
pub(in crate::import) const UNKNOWN_CONDITION: &str = "{condition}";

/// How a form is read.
#[derive(Clone, Copy)]
pub(super) enum Reading {
    /// As records or documents that the reader of JSON knows while it reads.
    Plain,
    /// Each document of the text, unwrapped.
    Documents(fn(&Value) -> Unwrapped),
    /// The text, unwrapped.
    Text(fn(&[u8]) -> Unwrapped),
    /// It is not: this is how to get what is.
    Named(&'static str),
}

/// What a form holds.
#[derive(Debug, Default)]
pub(super) struct Unwrapped {
    pub(super) parts: Vec<Part>,
    pub(super) notes: Vec<(Position, Diagnostic)>,
}

impl Unwrapped {
    pub(super) fn of(json: &Value, places: Places) -> Self {
        let json = json.to_string().into_bytes();
        Self {
            parts: vec![Part { json, places }],
            notes: Vec::new(),
        }
    }
}

/// A text that is read as if it were a file, and where it stands.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) json: Vec<u8>,
    pub(super) places: Places,
}

/// A field by its name, in any case.
pub(in crate::import) fn field<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let object = value.as_object()?;
    object.get(name).or_else(|| {
        let mut fields = object.iter();
        let (_, value) = fields.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(value)
    })
}
