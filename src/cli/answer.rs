//! What a command hands over: its answer in every form that it offers.

use serde_json::Value;

use super::args::Format;
use crate::catalog::Catalog;
use crate::model::Tenant;
use crate::report::{Page, Table};
use crate::span::Diagnostic;

/// An answer in every form that the command offers.
pub(crate) struct Answer<'a> {
    /// The name in the schema: `can` in `rolecall/can/1`.
    pub(crate) command: &'static str,
    pub(crate) page: Page,
    pub(crate) json: Value,
    /// The list that `jsonl` prints a line each; the whole result where there is none.
    pub(crate) lines: Option<&'static str>,
    /// The table of the CSV format; the first of the page where there is none.
    pub(crate) csv: Option<Table>,
    documents: Vec<(Format, Maker<'a>)>,
}

/// Makes a document when it is asked for.
type Maker<'a> = Box<dyn Fn(&Setting<'_>) -> Vec<u8> + 'a>;

/// What an answer was found in, complete by the time that it is written.
pub(crate) struct Setting<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) tenant: &'a Tenant,
    /// Sorted, each once.
    pub(crate) diagnostics: &'a [Diagnostic],
}

impl<'a> Answer<'a> {
    pub(crate) fn new(command: &'static str, page: Page, json: Value) -> Self {
        Self {
            command,
            page,
            json,
            lines: None,
            csv: None,
            documents: Vec::new(),
        }
    }

    /// Offers a document in a format of its own, or one in place of what the page would give. The
    /// command names formats of their own to [`super::context::Context::open_offering`] too.
    pub(crate) fn offer(&mut self, format: Format, make: impl Fn(&Setting<'_>) -> Vec<u8> + 'a) {
        self.documents.push((format, Box::new(make)));
    }

    /// The document that was offered in a format.
    pub(crate) fn document(&self, format: Format, setting: &Setting<'_>) -> Option<Vec<u8>> {
        let (_, make) = self
            .documents
            .iter()
            .find(|(offered, _)| *offered == format)?;
        Some(make(setting))
    }
}
