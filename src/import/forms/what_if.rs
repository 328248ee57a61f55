//! What-if as the access that there is when the deployment is done.

use std::sync::Arc;

use serde_json::Value;

use super::places::Places;
use super::unwrapped::{Part, Unwrapped, field};
use crate::import::arm::{Written, gives_access};
use crate::import::template::without_names;
use crate::import::what_if::{Change, Does, Stack, read};
use crate::scope::Scope;
use crate::span::{Diagnostic, Position};
use crate::text;

/// The records that are there after the changes, and the deny assignments of a deployment stack.
pub(super) fn what_if(document: &Value) -> Unwrapped {
    let mut found = Found::default();
    let Some(what_if) = read(document) else {
        let message = "the answer of what-if without its changes";
        found.note(
            "",
            Diagnostic::warning("unrecognised-document", message).records_lost(),
        );
        return found.unwrapped();
    };
    for change in &what_if.changes {
        found.record(change);
        if let Some(stack) = &what_if.stack {
            found.denied(change, stack);
        }
    }
    for (pointer, note) in what_if.notes {
        found.note(&pointer, note);
    }
    found.unwrapped()
}

#[derive(Default)]
struct Found {
    records: Vec<Value>,
    places: Vec<Position>,
    notes: Vec<(Position, Diagnostic)>,
}

impl Found {
    fn note(&mut self, pointer: &str, note: Diagnostic) {
        self.notes
            .push((Position::Pointer(Arc::from(pointer)), note));
    }

    fn push(&mut self, pointer: &str, record: Value) {
        self.places.push(Position::Pointer(Arc::from(pointer)));
        self.records.push(record);
    }

    fn unwrapped(self) -> Unwrapped {
        Unwrapped {
            parts: vec![Part {
                json: Value::Array(self.records).to_string().into_bytes(),
                places: Places::Each {
                    list: "",
                    at: self.places,
                },
            }],
            notes: self.notes,
        }
    }

    fn record(&mut self, change: &Change<'_>) {
        let id = change.id;
        let whole = change.after.or(change.before);
        let of_id = || Scope::parse(id).ok()?.resource_type();
        let kind = whole.and_then(|whole| field(whole, "type")?.as_str());
        let Some(kind) = kind.map(str::to_owned).or_else(of_id) else {
            let message = format!("it is not known what `{}` is", text::brief(id));
            let note = Diagnostic::warning("unsupported-change", message).records_lost();
            return self.note(&change.pointer, note);
        };
        let unsupported = |message: String| Diagnostic::warning("unsupported-change", message);
        // A deployment that what-if didn't look into may hold anything.
        let is_open = change.does == Does::Unknown;
        if is_open && text::same(&kind, "Microsoft.Resources/deployments") {
            let message = format!("what-if could not tell what happens to `{id}`");
            return self.note(&change.pointer, unsupported(message).grant_lost());
        }
        if !gives_access(&kind) {
            return;
        }
        if change.does == Does::Delete {
            let message = format!("`{id}` is deleted: what other inputs say of it is over then");
            return self.note(&change.pointer, unsupported(message).records_lost());
        }
        let written = change.after.and_then(|after| field(after, "properties"));
        let (Some(properties), true, false) = (written, change.is_certain, is_open) else {
            let message = match written {
                None => format!("what-if doesn't show what `{id}` holds"),
                Some(_) => format!("what-if is not certain what happens to `{id}`"),
            };
            let note = unsupported(message).grant_lost();
            return self.note(
                &change.pointer,
                note.help("`--result-format FullResourcePayloads` shows what a resource holds"),
            );
        };
        let name = id.rsplit('/').next().unwrap_or(id);
        let name_is_open = name.contains(['[', ']', '(', ')']);
        let scope = Scope::of_assignment_id(id);
        let scope = scope.as_ref().map_or("/", Scope::as_str);
        let scope = field(properties, "scope")
            .and_then(Value::as_str)
            .unwrap_or(scope);
        let written = Written {
            kind: &kind,
            name,
            name_is_open,
            scope,
            properties,
        };
        match without_names(|names| written.record(names)) {
            Ok((record, note)) => {
                self.notes.extend(
                    note.map(|note| (Position::Pointer(Arc::from(&*change.pointer)), note)),
                );
                self.push(&change.pointer, record);
            }
            Err(note) => self.note(&change.pointer, note),
        }
    }

    /// The deny assignment that a stack puts on a resource that it manages (DN-7, DN-9).
    fn denied(&mut self, change: &Change<'_>, stack: &Stack<'_>) {
        let Some(status) = change.denies.filter(|_| change.does != Does::Delete) else {
            return;
        };
        let denies = &stack.deny_settings;
        if let Some(deny) = denies.at(change.id, status, change.is_certain) {
            self.push(&change.pointer, deny);
        }
    }
}
