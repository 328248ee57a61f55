//! `diff`: the records that changed, for people.

use super::diff::{DiffPart, DiffReport};
use super::page::{Page, Table};
use super::words::schedule_word;
use crate::diff::Side;

/// How many rows of a table a page shows.
const SHOWN: usize = 50;

/// A table for each kind of record of which any changed.
pub(super) fn records(page: &mut Page, report: &DiffReport<'_>) {
    let diff = report.diff;
    let fields = |fields: &[crate::diff::ChangedField]| {
        let words: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
        format!("changed: {}", words.join(", "))
    };
    if report.shows(DiffPart::Assignments) && !diff.assignments.is_empty() {
        let row = |r: &crate::model::RoleAssignment, side, word: String| {
            let bound = if r.condition.is_some() { "yes" } else { "" };
            vec![
                word,
                report.label(&r.principal).to_owned(),
                report.role(r, side),
                r.scope.to_string(),
                bound.to_owned(),
            ]
        };
        let list = &diff.assignments;
        let mut rows: Vec<Vec<String>> = Vec::new();
        rows.extend(
            list.added
                .iter()
                .map(|r| row(r, Side::New, "new".to_owned())),
        );
        rows.extend(
            list.removed
                .iter()
                .map(|r| row(r, Side::Old, "gone".to_owned())),
        );
        rows.extend(
            list.changed
                .iter()
                .map(|c| row(&c.after, Side::New, fields(&c.fields))),
        );
        page.heading("Role assignments");
        table(
            page,
            vec!["change", "who", "role", "where", "condition"],
            rows,
        );
    }
    if report.shows(DiffPart::Schedules) && !diff.schedules.is_empty() {
        let row =
            |r: &crate::model::Schedule, index: &crate::access::AccessIndex<'_>, word: String| {
                vec![
                    word,
                    schedule_word(r.kind).to_owned(),
                    report.label(&r.principal).to_owned(),
                    index.role_label(&r.role, None),
                    r.scope.to_string(),
                ]
            };
        let list = &diff.schedules;
        let mut rows: Vec<Vec<String>> = Vec::new();
        rows.extend(
            list.added
                .iter()
                .map(|r| row(r, report.new, "new".to_owned())),
        );
        rows.extend(
            list.removed
                .iter()
                .map(|r| row(r, report.old, "gone".to_owned())),
        );
        rows.extend(
            list.changed
                .iter()
                .map(|c| row(&c.after, report.new, fields(&c.fields))),
        );
        page.heading("Schedule instances");
        table(page, vec!["change", "kind", "who", "role", "where"], rows);
    }
    if report.shows(DiffPart::Denies) && !diff.denies.is_empty() {
        let row = |r: &crate::model::DenyAssignment, word: String| {
            vec![word, r.name.to_string(), r.scope.to_string()]
        };
        let list = &diff.denies;
        let mut rows: Vec<Vec<String>> = Vec::new();
        rows.extend(list.added.iter().map(|r| row(r, "new".to_owned())));
        rows.extend(list.removed.iter().map(|r| row(r, "gone".to_owned())));
        rows.extend(
            list.changed
                .iter()
                .map(|c| row(&c.after, fields(&c.fields))),
        );
        page.heading("Deny assignments");
        table(page, vec!["change", "name", "where"], rows);
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

pub(super) fn table(page: &mut Page, columns: Vec<&'static str>, mut rows: Vec<Vec<String>>) {
    let more = rows.len().saturating_sub(SHOWN);
    rows.truncate(SHOWN);
    page.table(Table {
        caption: String::new(),
        columns,
        rows,
    });
    if more > 0 {
        page.text(format!("and {more} more; `--format json` lists all"));
    }
}
