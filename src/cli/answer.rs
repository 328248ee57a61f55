//! What a command hands over: its answer in every form that it offers.

use std::borrow::Cow;
use std::io;

use serde::Serialize;

use super::args::Format;
use super::complain::Complaint;
use super::output;
use crate::report::{
    AnyResult, FindingsReport, Page, Rows, Setting, Table, findings_to_junit, findings_to_sarif,
};

/// What a command answers. Each form is made when it is asked for.
pub(crate) trait Answer {
    /// The name in the schema: `can` in `rolecall/can/1`.
    fn command(&self) -> &'static str;

    /// The answer for people.
    fn page(&self, setting: &Setting<'_>) -> Cow<'_, Page>;

    /// The answer in JSON.
    fn result<'s>(&'s self, setting: &'s Setting<'_>) -> Box<dyn AnyResult + 's>;

    /// Why the exit code is no yes, in a line or two, for whoever sees no more than that: the answer goes to
    /// a file.
    fn failures(&self, setting: &Setting<'_>) -> Vec<String> {
        self.page(setting).verdict_in_words().into_iter().collect()
    }

    /// That a gate was passed, where one was asked for and nothing fails it.
    fn passed(&self) -> Option<String> {
        None
    }

    /// The list of the result that `jsonl` prints a line each; the whole result where there is none.
    fn list(&self) -> Option<&'static str> {
        None
    }

    /// Hands over each line of `jsonl`.
    ///
    /// # Errors
    ///
    /// When the sink has one.
    fn each_line(&self, setting: &Setting<'_>, sink: &mut LineSink<'_>) -> io::Result<()> {
        lines_of_list(&*self.result(setting), self.list(), sink)
    }

    /// The table of CSV: the first of the page, if the command has none of its own.
    fn rows<'s>(&'s self, setting: &'s Setting<'_>) -> Option<Rows<'s>> {
        let page = self.page(setting);
        Some(page.first_table()?.clone().into())
    }

    /// Tables for a folder of CSV files, with the names of the files, without an extension.
    fn tables(&self, _: &Setting<'_>) -> Option<Vec<(&'static str, Table)>> {
        None
    }

    /// A document in a format of its own, or one in place of what the page would give. The command
    /// names formats of their own to [`super::context::Context::open_offering`] too.
    ///
    /// # Errors
    ///
    /// When the document can't be made.
    fn document(&self, _: Format, _: &Setting<'_>) -> Result<Option<Vec<u8>>, Complaint> {
        Ok(None)
    }
}

fn lines_of_list(
    result: &dyn AnyResult,
    list: Option<&str>,
    sink: &mut LineSink<'_>,
) -> io::Result<()> {
    let result = result.value();
    let list = list.and_then(|list| result.get(list)?.as_array());
    let lines = list.map_or(std::slice::from_ref(&result), Vec::as_slice);
    lines.iter().try_for_each(|line| sink(line.to_string()))
}

/// Takes a line of `jsonl`.
pub(crate) type LineSink<'s> = dyn FnMut(String) -> io::Result<()> + 's;

/// Hands over lines that are made one by one.
///
/// # Errors
///
/// When the sink has one.
pub(crate) fn hand_over(
    lines: impl IntoIterator<Item: Serialize>,
    sink: &mut LineSink<'_>,
) -> io::Result<()> {
    let mut lines = lines.into_iter();
    lines.try_for_each(|line| sink(serde_json::to_string(&line)?))
}

/// An answer that is short, or made from what is gone when it is written: made already.
pub(crate) struct Made<R> {
    command: &'static str,
    page: Page,
    result: R,
    list: Option<&'static str>,
    lines: Option<Lines<R>>,
    table: Option<Table>,
    findings: Option<FindingsReport>,
    failures: Vec<String>,
}

/// Hands over lines that are in no single list of a result.
type Lines<R> = fn(&R, &mut LineSink<'_>) -> io::Result<()>;

impl<R: Serialize> Made<R> {
    pub(crate) fn new(command: &'static str, page: Page, result: R) -> Self {
        Self {
            command,
            page,
            result,
            list: None,
            lines: None,
            table: None,
            findings: None,
            failures: Vec::new(),
        }
    }

    /// Names the list of the result that `jsonl` prints a line each.
    pub(crate) fn with_list(mut self, list: &'static str) -> Self {
        self.list = Some(list);
        self
    }

    /// Prints these lines as `jsonl`.
    pub(crate) fn with_lines(mut self, lines: Lines<R>) -> Self {
        self.lines = Some(lines);
        self
    }

    /// Adds what SARIF and JUnit are made from, where the command offers those.
    pub(crate) fn with_findings(mut self, findings: FindingsReport) -> Self {
        self.findings = Some(findings);
        self
    }

    /// Says why the exit code is no yes, where the verdict of the page doesn't.
    pub(crate) fn with_failures(mut self, failures: Vec<String>) -> Self {
        self.failures = failures;
        self
    }

    /// Adds a table of CSV that isn't the first of the page.
    pub(crate) fn with_table(mut self, table: impl Into<Table>) -> Self {
        self.table = Some(table.into());
        self
    }
}

impl<R: Serialize> Answer for Made<R> {
    fn command(&self) -> &'static str {
        self.command
    }

    fn page(&self, _: &Setting<'_>) -> Cow<'_, Page> {
        Cow::Borrowed(&self.page)
    }

    fn result<'s>(&'s self, _: &'s Setting<'_>) -> Box<dyn AnyResult + 's> {
        Box::new(&self.result)
    }

    fn failures(&self, _: &Setting<'_>) -> Vec<String> {
        match self.failures.as_slice() {
            [] => self.page.verdict_in_words().into_iter().collect(),
            failures => failures.to_vec(),
        }
    }

    fn list(&self) -> Option<&'static str> {
        self.list
    }

    fn each_line(&self, _: &Setting<'_>, sink: &mut LineSink<'_>) -> io::Result<()> {
        match self.lines {
            Some(lines) => lines(&self.result, sink),
            None => lines_of_list(&self.result, self.list, sink),
        }
    }

    fn rows<'s>(&'s self, _: &'s Setting<'_>) -> Option<Rows<'s>> {
        let table = self.table.as_ref().or_else(|| self.page.first_table());
        Some(table?.into())
    }

    fn document(
        &self,
        format: Format,
        setting: &Setting<'_>,
    ) -> Result<Option<Vec<u8>>, Complaint> {
        let Some(findings) = &self.findings else {
            return Ok(None);
        };
        Ok(match format {
            Format::Sarif => Some(output::sarif(findings_to_sarif(findings, setting))),
            Format::Junit => Some(findings_to_junit(findings, setting)),
            _ => None,
        })
    }
}
