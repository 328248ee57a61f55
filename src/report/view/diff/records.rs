//! `diff`: the records that changed, for people.

use crate::diff::{RecordChanges, Side};
use crate::model::{DenyAssignment, RoleAssignment, Schedule};
use crate::report::page::{Page, Table};
use crate::report::view::diff::{DiffPart, DiffReport};
use crate::report::view::words::schedule_word;

/// A table for each kind of record of which any changed.
pub(crate) fn records(page: &mut Page, report: &DiffReport<'_>) {
    let diff = report.diff;
    if report.shows(DiffPart::Assignments) && !diff.assignments.is_empty() {
        let row = |r: &RoleAssignment, side, word: String| {
            let bound = if r.condition.is_some() { "yes" } else { "" };
            vec![
                word,
                report.label(&r.principal).to_owned(),
                report.role(r, side),
                r.scope.to_string(),
                bound.to_owned(),
            ]
        };
        page.heading("Role assignments");
        table(
            page,
            vec!["change", "who", "role", "where", "condition"],
            rows(&diff.assignments, row),
        );
    }
    if report.shows(DiffPart::Schedules) && !diff.schedules.is_empty() {
        let row = |r: &Schedule, side, word: String| {
            vec![
                word,
                schedule_word(r.kind).to_owned(),
                report.label(&r.principal).to_owned(),
                report.index(side).role_label(&r.role, None),
                r.scope.to_string(),
            ]
        };
        page.heading("Schedule instances");
        table(
            page,
            vec!["change", "kind", "who", "role", "where"],
            rows(&diff.schedules, row),
        );
    }
    if report.shows(DiffPart::Denies) && !diff.denies.is_empty() {
        let row = |r: &DenyAssignment, _, word: String| {
            vec![word, r.name.to_string(), r.scope.to_string()]
        };
        page.heading("Deny assignments");
        table(
            page,
            vec!["change", "name", "where"],
            rows(&diff.denies, row),
        );
    }
    if report.shows(DiffPart::Memberships) && !diff.memberships.is_empty() {
        let rows = diff.memberships.iter().map(|m| {
            let word = if m.only_in == Side::New {
                "new"
            } else {
                "gone"
            };
            vec![
                word.to_owned(),
                report.label(&m.group).to_owned(),
                report.label(&m.member).to_owned(),
            ]
        });
        page.heading("Members of groups");
        table(page, vec!["change", "group", "member"], rows.collect());
    }
    if report.shows(DiffPart::Moves) && !diff.moves.is_empty() {
        let text = |scope: &Option<crate::scope::Scope>| {
            scope
                .as_ref()
                .map_or_else(|| "nowhere".to_owned(), ToString::to_string)
        };
        let rows = diff.moves.iter();
        let rows = rows.map(|m| vec![m.scope.to_string(), text(&m.before), text(&m.after)]);
        page.heading("Management groups");
        table(
            page,
            vec!["what", "below, before", "below, now"],
            rows.collect(),
        );
    }
}

/// A row for each record: those that are new, those that are gone, then the changed ones as they are
/// now.
fn rows<T>(
    changes: &RecordChanges<T>,
    row: impl Fn(&T, Side, String) -> Vec<String>,
) -> Vec<Vec<String>> {
    let added = changes.added.iter();
    let removed = changes.removed.iter();
    let changed = changes.changed.iter().map(|change| {
        let fields: Vec<&str> = change.fields.iter().map(|field| field.as_str()).collect();
        let word = format!("changed: {}", fields.join(", "));
        row(&change.after, Side::New, word)
    });
    added
        .map(|record| row(record, Side::New, "new".to_owned()))
        .chain(removed.map(|record| row(record, Side::Old, "gone".to_owned())))
        .chain(changed)
        .collect()
}

fn table(page: &mut Page, columns: Vec<&'static str>, rows: Vec<Vec<String>>) {
    page.table(Table {
        caption: String::new(),
        columns,
        rows,
    });
}
