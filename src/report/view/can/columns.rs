//! `can` as a table.

use crate::access::Coverage;
use crate::model::Principal;
use crate::report::columns::{Columns, Rows, lines};
use crate::report::view::can::{CanAnswer, CanReport};
use crate::report::view::words::{derivation_sentence, repair_sentences, why_not_sentence};
use crate::scope::Scope;

/// An answer with what was asked.
struct Row<'r> {
    report: &'r CanReport,
    answer: &'r CanAnswer,
}

/// The answers of one or several `can`, a row for each action and plane.
pub(crate) fn can_rows<'r>(reports: impl IntoIterator<Item = &'r CanReport>) -> Rows<'r> {
    let mut rows = Vec::new();
    for report in reports {
        rows.extend(report.answers.iter().map(|answer| Row { report, answer }));
    }
    columns().rows(rows.into_iter())
}

fn columns<'r>() -> Columns<'r, Row<'r>> {
    fn of_principal(row: &Row<'_>, text: fn(&Principal) -> String) -> String {
        row.report.principal.as_ref().map(text).unwrap_or_default()
    }
    fn count(row: &Row<'_>, count: fn(&Coverage) -> usize) -> String {
        let coverage = row.answer.coverage.as_ref();
        coverage.map_or_else(String::new, |coverage| count(coverage).to_string())
    }
    Columns::new()
        .data("outcome", |row: &Row<'_>| {
            row.answer.outcome.as_str().to_owned()
        })
        .data("principalId", |row| of_principal(row, |p| p.id.to_string()))
        .data("principalName", |row| {
            of_principal(row, |p| p.label().to_owned())
        })
        .data("roles", |row| {
            let roles = row.report.roles.iter();
            let names: Vec<&str> = roles.map(|(_, name)| name.as_str()).collect();
            names.join("; ")
        })
        .data("action", |row| row.answer.action.clone())
        .data("plane", |row| row.answer.plane.as_str().to_owned())
        .data("scope", |row| {
            let scope = row.answer.scope.as_ref();
            scope.map(Scope::to_string).unwrap_or_default()
        })
        .data("known", |row| {
            let known = if row.answer.is_known { "yes" } else { "no" };
            known.to_owned()
        })
        .data("operations", |row| {
            count(row, |coverage| coverage.operations.len())
        })
        .data("granted", |row| {
            count(row, |coverage| coverage.granted.len())
        })
        .data("because", |row| {
            let scope = row.answer.scope.as_ref();
            let paths = row.answer.derivations.iter();
            lines(paths.map(|path| derivation_sentence(path, scope)))
        })
        .data("whyNot", |row| {
            lines(row.answer.why_not.iter().map(why_not_sentence))
        })
        .data("needs", |row| row.answer.needs.join("\n"))
        .data("repairs", |row| {
            lines(repair_sentences(&row.answer.repairs).into_iter())
        })
}
