//! `usage`: what was used, by logs.

use crate::report::columns::{Columns, Rows};
use crate::report::page::{Cut, Page, Tone};
use crate::report::view::words::counted;
use crate::usage::{Reduced, UsageRow};

/// How much a page shows of the rows.
const CUT: Cut = Cut {
    rows: 50,
    lines: 36,
};

/// The table for people: what was read, and the rows of the most calls.
pub(crate) fn usage_page(reduced: &Reduced) -> Page {
    let mut page = Page {
        cut: Some(CUT),
        ..Page::default()
    };
    let (rows, read) = (&reduced.rows, &reduced.reading);
    let calls: u64 = rows.iter().map(|row| row.tally.count).sum();
    let first = rows.iter().map(|row| row.tally.first).min();
    let last = rows.iter().map(|row| row.tally.last).max();
    let (Some(first), Some(last)) = (first, last) else {
        page.verdict(Tone::Open, "none", "the logs hold no call that ended");
        return page;
    };
    let many = |count: u64, noun| counted(usize::try_from(count).unwrap_or(usize::MAX), noun);
    let text = format!(
        "{} in {}, from {first} to {last}",
        many(calls, "call"),
        counted(rows.len(), "row")
    );
    page.verdict(Tone::Plain, "used", text);
    let mut read_of = format!(
        "{} of {} read",
        many(read.records, "record"),
        many(read.files, "file")
    );
    let parts = [
        (read.not_calls, "are about what nobody called"),
        (read.without_role, "are calls that no role decides"),
        (read.not_read, "were not understood"),
    ];
    for (count, what) in parts.into_iter().filter(|(count, _)| *count > 0) {
        read_of.push_str(&format!("; {count} {what}"));
    }
    page.text(read_of);
    let mut most: Vec<&UsageRow> = rows.iter().collect();
    most.sort_by_key(|row| std::cmp::Reverse(row.tally.count));
    let caption = "Rows, those of the most calls first".to_owned();
    page.table(columns().table(caption, most));
    page
}

/// The whole table, row by row.
pub(crate) fn usage_rows(rows: &[UsageRow]) -> Rows<'_> {
    columns().rows(rows.iter())
}

fn columns<'a>() -> Columns<'a, &'a UsageRow> {
    fn text<T: AsRef<str>>(text: &Option<T>) -> String {
        text.as_ref()
            .map_or_else(String::new, |text| text.as_ref().to_owned())
    }
    let who = |row: &&UsageRow| text(&row.tally.name.as_ref().or(row.key.principal.as_ref()));
    Columns::new()
        .page("who", who)
        .data("principal", |row: &&UsageRow| text(&row.key.principal))
        .data("type", |row| row.tally.kind.as_str().to_owned())
        .data("name", |row| text(&row.tally.name))
        .both("action", |row| row.key.action.to_string())
        .data("plane", |row| row.key.plane.as_str().to_owned())
        .both("scope", |row| text(&row.key.scope))
        .data("roleAssignment", |row| text(&row.key.assignment))
        .data("role", |row| text(&row.key.role))
        .both("outcome", |row| row.key.outcome.as_str().to_owned())
        .data("source", |row| row.key.source.as_str().to_owned())
        .both("count", |row| row.tally.count.to_string())
        .data("first", |row| row.tally.first.to_string())
        .both("last", |row| row.tally.last.to_string())
}
