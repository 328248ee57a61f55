//! What a command hands over: its answer in every form that it offers.

use std::borrow::Cow;
use std::io;

use serde::Serialize;

use super::args::Format;
use super::complain::Complaint;
use crate::report::{AnyResult, Page, Rows, Setting, Table};

/// An answer in every form that the command offers.
pub(crate) struct Answer<'a> {
    /// The name in the schema: `can` in `rolecall/can/1`.
    pub(crate) command: &'static str,
    page: Form<'a, Page>,
    json: Form<'a, Box<dyn AnyResult + 'a>>,
    /// The list that `jsonl` prints a line each; the whole result where there is none.
    pub(crate) lines: Option<&'static str>,
    /// The table of the CSV format; the first of the page where there is none.
    pub(crate) csv: Option<Table>,
    each_line: Option<EachLine<'a>>,
    rows: Option<Box<dyn Fn() -> Rows<'a> + 'a>>,
    documents: Vec<(Format, DocumentMaker<'a>)>,
    tables: Option<TablesMaker<'a>>,
}

/// A form that is there, or is made when it is asked for.
enum Form<'a, T> {
    Made(T),
    Asked(Box<dyn Fn(&Setting<'_>) -> T + 'a>),
}

/// Hands over each line of `jsonl`.
type EachLine<'a> = Box<dyn Fn(&mut LineSink<'_>) -> io::Result<()> + 'a>;

/// Takes a line of `jsonl`.
pub(crate) type LineSink<'s> = dyn FnMut(String) -> io::Result<()> + 's;

/// Makes a document when it is asked for.
type DocumentMaker<'a> = Box<dyn Fn(&Setting<'_>) -> Result<Vec<u8>, Complaint> + 'a>;

/// Tables with the names of their files, without an extension.
type TablesMaker<'a> = Box<dyn Fn(&Setting<'_>) -> Vec<(&'static str, Table)> + 'a>;

impl<'a> Answer<'a> {
    pub(crate) fn new(command: &'static str, page: Page, json: impl Serialize + 'a) -> Self {
        Self::of(command, Form::Made(page), Form::Made(Box::new(json)))
    }

    /// An answer that may be long: its page and its result are made when they are asked for.
    pub(crate) fn long<R: Serialize + 'a>(
        command: &'static str,
        page: impl Fn(&Setting<'_>) -> Page + 'a,
        json: impl Fn(&Setting<'_>) -> R + 'a,
    ) -> Self {
        let json = move |setting: &Setting<'_>| Box::new(json(setting)) as Box<dyn AnyResult + 'a>;
        Self::of(
            command,
            Form::Asked(Box::new(page)),
            Form::Asked(Box::new(json)),
        )
    }

    fn of(
        command: &'static str,
        page: Form<'a, Page>,
        json: Form<'a, Box<dyn AnyResult + 'a>>,
    ) -> Self {
        Self {
            command,
            page,
            json,
            lines: None,
            csv: None,
            each_line: None,
            rows: None,
            documents: Vec::new(),
            tables: None,
        }
    }

    /// The page.
    pub(crate) fn page(&self, setting: &Setting<'_>) -> Cow<'_, Page> {
        match &self.page {
            Form::Made(page) => Cow::Borrowed(page),
            Form::Asked(make) => Cow::Owned(make(setting)),
        }
    }

    /// Hands over the result.
    pub(crate) fn with_result<T>(
        &self,
        setting: &Setting<'_>,
        take: impl FnOnce(&(dyn AnyResult + 'a)) -> T,
    ) -> T {
        match &self.json {
            Form::Made(result) => take(result.as_ref()),
            Form::Asked(make) => take(make(setting).as_ref()),
        }
    }

    /// Offers lines of `jsonl` that are in no single list of the result, or come one by one.
    pub(crate) fn offer_lines<I: Iterator<Item: Serialize>>(&mut self, lines: impl Fn() -> I + 'a) {
        self.each_line = Some(Box::new(move |sink| {
            lines().try_for_each(|line| sink(serde_json::to_string(&line)?))
        }));
    }

    /// Hands over each line of `jsonl`.
    ///
    /// # Errors
    ///
    /// When the sink has one.
    pub(crate) fn each_line(
        &self,
        setting: &Setting<'_>,
        sink: &mut LineSink<'_>,
    ) -> io::Result<()> {
        if let Some(each) = &self.each_line {
            return each(sink);
        }
        let result = self.with_result(setting, AnyResult::value);
        let list = self.lines.and_then(|list| result.get(list)?.as_array());
        let lines = list.map_or(std::slice::from_ref(&result), Vec::as_slice);
        lines.iter().try_for_each(|line| sink(line.to_string()))
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
