//! The forms that exports come in. One step stands between the text of a file and its records: a form that
//! is known by its own marks, in the first bytes, is unwrapped into plain JSON with the places that its
//! records have in the file. The table is in `list`; `docs/inputs.md` is made from it.

mod answers;
mod azure_hound;
mod delimited;
mod known;
mod list;
mod messages;
mod outline;
mod places;
mod pulumi;
mod relaxed;
mod table;
mod unwrapped;
mod what_if;
mod yaml;

pub use list::{InputForm, input_forms};
pub(crate) use places::Places;
pub(super) use unwrapped::{UNKNOWN_CONDITION, field};

use std::sync::Arc;

use serde_json::Value;

use super::document;
use super::fragment::Fragment;
use super::syntax::SyntaxFault;
use crate::model::InputKind;
use crate::span::Diagnostic;
use known::Start;
use unwrapped::{Reading, Unwrapped};

/// How many bytes of a text are looked at to know its form.
const START: usize = 8 << 10;
/// How many, where it begins like a plain list.
const START_OF_LIST: usize = 1 << 10;
/// How deep forms may stand in each other.
const DEPTH: usize = 6;

/// Reads a text of whatever form.
pub(super) fn read(text: &[u8], path: &Arc<str>, fragment: &mut Fragment) {
    let Some(form) = form_of(text).filter(|_| fragment.depth() < DEPTH) else {
        return document::read_from(document::Start::default(), text, path, fragment);
    };
    match form.reading {
        Reading::Plain => document::read_from(document::Start::default(), text, path, fragment),
        Reading::Documents(unwrap) => read_documents(text, unwrap, path, fragment),
        Reading::Text(unwrap) => read_parts(unwrap(text), path, fragment),
        Reading::Named(instead) => {
            fragment.count(InputKind::Unrecognised);
            let message = format!("`{path}` is {}, which is not read", form.title);
            let diagnostic = Diagnostic::error("unreadable-form", message);
            fragment.note_document(diagnostic.help(instead).records_lost());
        }
    }
}

/// Whether a text that begins so is a plain list of records, as far as its first bytes say.
pub(super) fn is_plain(start: &[u8]) -> bool {
    form_of(start).is_none()
}

/// Whether a file of a folder, which by its name may be anything, holds what is read.
pub(super) fn is_export(start: &[u8]) -> bool {
    delimited::is_table(start) || yaml::is_export(start)
}

fn form_of(text: &[u8]) -> Option<&'static InputForm> {
    let text = text.trim_ascii_start();
    let looked_at = match text.first() {
        Some(b'[') => START_OF_LIST,
        _ => START,
    };
    let start = Start::of(&text[..text.len().min(looked_at)]);
    input_forms().iter().find(|form| (form.known)(&start))
}

fn read_documents(
    text: &[u8],
    unwrap: fn(&Value) -> Unwrapped,
    path: &Arc<str>,
    fragment: &mut Fragment,
) {
    let mut documents = serde_json::Deserializer::from_slice(text).into_iter::<Value>();
    let mut count = 0;
    loop {
        match documents.next() {
            Some(Ok(document)) => {
                count += 1;
                read_parts(unwrap(&document), path, fragment);
            }
            Some(Err(error)) => {
                let fault = SyntaxFault::of(&error);
                // A second look, without comments.
                if count == 0
                    && fault.is_relaxed_json(text)
                    && let Some(plain) = relaxed::without_comments(text)
                    && serde_json::from_slice::<Value>(&plain).is_ok()
                {
                    note_relaxed(fragment);
                    return read_documents(&plain, unwrap, path, fragment);
                }
                return fragment.syntax_error(&fault, path);
            }
            None => return,
        }
    }
}

fn read_parts(unwrapped: Unwrapped, path: &Arc<str>, fragment: &mut Fragment) {
    for (position, diagnostic) in unwrapped.notes {
        let place = fragment.place(position);
        fragment.note(diagnostic.at(place));
    }
    // That the form was understood is something, were it empty.
    fragment.read_documents(1);
    for part in unwrapped.parts {
        fragment.enter(part.places);
        read(&part.json, path, fragment);
        fragment.leave();
    }
}

/// A text without comments and trailing commas; `None` where it has none.
pub(super) fn without_comments(text: &[u8]) -> Option<Vec<u8>> {
    relaxed::without_comments(text)
}

/// Says that a text was read that is JSON for people alone.
pub(super) fn note_relaxed(fragment: &mut Fragment) {
    let message = "comments and trailing commas are not JSON: they were left out";
    fragment.note_document(Diagnostic::info("relaxed-json", message));
}
