//! What a command hands over: its answer in every form that it offers.

use std::borrow::Cow;

use serde_json::Value;

use super::args::Format;
use super::complain::Complaint;
use crate::report::{Items, Page, Rows, Setting, Table};

/// An answer in every form that the command offers.
pub(crate) struct Answer<'a> {
    /// The name in the schema: `can` in `rolecall/can/1`.
    pub(crate) command: &'static str,
    page: Form<'a, Page>,
    /// The result; where [`Answer::items`] are, with an empty list in their place.
    pub(crate) json: Value,
    /// The list that `jsonl` prints a line each; the whole result where there is none.
    pub(crate) lines: Option<&'static str>,
    /// The table of the CSV format; the first of the page where there is none.
    pub(crate) csv: Option<Table>,
    /// Lines of `jsonl` that stand in no single list of the result.
    pub(crate) lines_of: Option<Vec<Value>>,
    items: Option<Maker<'a, Items<'a>>>,
    rows: Option<Maker<'a, Rows<'a>>>,
    documents: Vec<(Format, DocumentMaker<'a>)>,
    tables: Option<TablesMaker<'a>>,
}

/// A form that is there, or is made when it is asked for.
enum Form<'a, T> {
    Made(T),
    Asked(Maker<'a, T>),
}

type Maker<'a, T> = Box<dyn Fn() -> T + 'a>;

/// Makes a document when it is asked for.
type DocumentMaker<'a> = Box<dyn Fn(&Setting<'_>) -> Result<Vec<u8>, Complaint> + 'a>;

/// Tables with the names of their files, without an extension.
type TablesMaker<'a> = Box<dyn Fn(&Setting<'_>) -> Vec<(&'static str, Table)> + 'a>;

impl<'a> Answer<'a> {
    pub(crate) fn new(command: &'static str, page: Page, json: Value) -> Self {
        Self::of(command, Form::Made(page), json)
    }

    /// An answer that may be long: what a format needs is made when that format is asked for. Of the
    /// result in JSON, `list` is empty in `json`, and its `items` come one by one.
    pub(crate) fn long(
        command: &'static str,
        page: impl Fn() -> Page + 'a,
        json: Value,
        list: &'static str,
        items: impl Fn() -> Items<'a> + 'a,
    ) -> Self {
        Self {
            lines: Some(list),
            items: Some(Box::new(items)),
            ..Self::of(command, Form::Asked(Box::new(page)), json)
        }
    }

    fn of(command: &'static str, page: Form<'a, Page>, json: Value) -> Self {
        Self {
            command,
            page,
            json,
            lines: None,
            csv: None,
            lines_of: None,
            items: None,
            rows: None,
            documents: Vec::new(),
            tables: None,
        }
    }

    /// The page.
    pub(crate) fn page(&self) -> Cow<'_, Page> {
        match &self.page {
            Form::Made(page) => Cow::Borrowed(page),
            Form::Asked(make) => Cow::Owned(make()),
        }
    }

    /// The list of the result that is not in [`Answer::json`], with its name.
    pub(crate) fn items(&self) -> Option<(&'static str, Items<'a>)> {
        Some((self.lines?, self.items.as_ref()?()))
    }

    /// Offers the table of the CSV format row by row.
    pub(crate) fn offer_rows(&mut self, rows: impl Fn() -> Rows<'a> + 'a) {
        self.rows = Some(Box::new(rows));
    }

    /// The table of the CSV format, where it comes row by row.
    pub(crate) fn rows(&self) -> Option<Rows<'a>> {
        Some(self.rows.as_ref()?())
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
