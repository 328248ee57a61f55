//! What a command hands over: its answer in every form that it offers.

use serde_json::Value;

use super::args::Format;
use super::complain::Complaint;
use crate::report::{Page, Setting, Table};

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
    /// Lines of `jsonl` that stand in no single list of the result.
    pub(crate) lines_of: Option<Vec<Value>>,
    documents: Vec<(Format, Maker<'a>)>,
    tables: Option<Tables<'a>>,
}

/// Makes a document when it is asked for.
type Maker<'a> = Box<dyn Fn(&Setting<'_>) -> Result<Vec<u8>, Complaint> + 'a>;

/// Tables with the names of their files, without an extension.
type Tables<'a> = Box<dyn Fn(&Setting<'_>) -> Vec<(&'static str, Table)> + 'a>;

impl<'a> Answer<'a> {
    pub(crate) fn new(command: &'static str, page: Page, json: Value) -> Self {
        Self {
            command,
            page,
            json,
            lines: None,
            csv: None,
            lines_of: None,
            documents: Vec::new(),
            tables: None,
        }
    }

    /// Offers a document in a format of its own, or one in place of what the page would give. The
    /// command names formats of their own to [`super::context::Context::open_offering`] too.
    pub(crate) fn offer(&mut self, format: Format, make: impl Fn(&Setting<'_>) -> Vec<u8> + 'a) {
        self.offer_or_fail(format, move |setting| Ok(make(setting)));
    }

    /// The same, for a document that can't always be made.
    pub(crate) fn offer_or_fail(
        &mut self,
        format: Format,
        make: impl Fn(&Setting<'_>) -> Result<Vec<u8>, Complaint> + 'a,
    ) {
        self.documents.push((format, Box::new(make)));
    }

    /// Offers tables for a folder of CSV files.
    pub(crate) fn offer_tables(
        &mut self,
        make: impl Fn(&Setting<'_>) -> Vec<(&'static str, Table)> + 'a,
    ) {
        self.tables = Some(Box::new(make));
    }

    /// The document that was offered in a format.
    pub(crate) fn document(
        &self,
        format: Format,
        setting: &Setting<'_>,
    ) -> Option<Result<Vec<u8>, Complaint>> {
        let (_, make) = self
            .documents
            .iter()
            .find(|(offered, _)| *offered == format)?;
        Some(make(setting))
    }

    /// The tables for a folder.
    pub(crate) fn tables(&self, setting: &Setting<'_>) -> Option<Vec<(&'static str, Table)>> {
        Some(self.tables.as_ref()?(setting))
    }
}
