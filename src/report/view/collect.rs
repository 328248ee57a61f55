//! `collect`: what was gathered, and what is missing.

use crate::report::page::{Page, Table, Tone};
use crate::report::v1::WhyUncollected;
use crate::rule::counted;
use crate::span::Diagnostic;

/// What a run of `collect` did.
#[derive(Clone, Debug)]
pub(crate) struct CollectReport {
    /// The folder, as named.
    pub folder: String,
    /// Whether it only looked at a folder.
    pub is_check: bool,
    /// The tenant's id.
    pub tenant: String,
    /// The ids of the subscriptions asked about.
    pub subscriptions: Vec<String>,
    /// How many files were written.
    pub written: usize,
    /// How many were there before.
    pub kept: usize,
    /// What could not be had.
    pub missing: Vec<CollectEntry>,
    /// What isn't there to be had.
    pub absent: Vec<CollectEntry>,
}

/// A file that is not in the folder.
#[derive(Clone, Debug)]
pub(crate) struct CollectEntry {
    /// Its path in the folder.
    pub file: String,
    /// Why it isn't there, in a word or two.
    pub status: WhyUncollected,
    /// What `az` said.
    pub message: String,
}

/// What is missing, as diagnostics of the envelope: it will limit every answer from the folder.
pub(crate) fn collect_diagnostics(report: &CollectReport) -> Vec<Diagnostic> {
    let missing = report.missing.iter().map(|entry| {
        let CollectEntry {
            file,
            status,
            message,
        } = entry;
        let status = status.as_str();
        let said = format!("`{file}` could not be collected ({status}): {message}");
        Diagnostic::warning("not-collected", said)
            .help("run it again: what is there is kept")
            .may_change_answer()
    });
    missing.collect()
}

/// The report as a page.
pub(crate) fn collect_page(report: &CollectReport) -> Page {
    let mut page = Page::default();
    let CollectReport {
        folder,
        tenant,
        written,
        kept,
        is_check,
        ..
    } = report;
    let mut text = format!(
        "{} of tenant {tenant} written to {folder}",
        counted(*written, "file")
    );
    if *is_check {
        text = format!("{} of tenant {tenant} in {folder}", counted(*kept, "file"));
    } else if *kept > 0 {
        text.push_str(&format!(", {kept} were there before"));
    }
    if report.missing.is_empty() {
        page.verdict(Tone::Good, "complete", text);
    } else {
        let missing = counted(report.missing.len(), "file");
        page.verdict(
            Tone::Open,
            "incomplete",
            format!("{text}; {missing} missing"),
        );
    }
    table(&mut page, "Missing", &report.missing);
    table(&mut page, "Nothing there to collect", &report.absent);
    if !report.missing.is_empty() {
        page.text(format!(
            "`rolecall collect -o {folder}` asks again for what is missing; what is there is kept."
        ));
    }
    page
}

fn table(page: &mut Page, caption: &str, entries: &[CollectEntry]) {
    page.table(Table {
        caption: caption.to_owned(),
        columns: vec!["file", "why", "message"],
        rows: entries
            .iter()
            .map(|e| {
                vec![
                    e.file.clone(),
                    e.status.as_str().to_owned(),
                    e.message.clone(),
                ]
            })
            .collect(),
    });
}
