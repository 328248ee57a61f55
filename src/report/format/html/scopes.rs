//! Findings and assignments by scope, as a tree.

use maud::{Markup, html};

use super::AuditReport;
use super::limits;
use super::parts::{broken, counted, counts, id, link, number, several};
use crate::audit::ScopeRow;

/// The section.
pub(super) fn section(report: &AuditReport<'_>) -> Markup {
    let deepest = deepest(report.scopes);
    let shown = || report.scopes.iter().filter(|row| row.depth <= deepest);
    let left_out = report.scopes.len() - shown().count();
    html! {
        section #scopes aria-labelledby="scopes-title" data-filter="scopes" {
            h2 #scopes-title { (counted("By scope")) }
            @if report.scopes.is_empty() { p.none { "No scope holds anything." } } @else {
                div.scroll tabindex="0" role="region" aria-label="Scopes" { table.stack.tree {
                    caption { "Scopes as they are nested, with what is assigned and found there and further down" }
                    thead { tr {
                        th scope="col" { "Scope" } th scope="col" { "Kind" } th scope="col" { "Findings here" } th scope="col" { "Findings below" }
                        th.num scope="col" { "Assignments here" } th.num scope="col" { "Below" }
                    } }
                    tbody {
                        @for row in shown().take(limits::SCOPES) { (line(row)) }
                        @if left_out > 0 {
                            tr.more { td colspan="6" {
                                (several(left_out, "narrower scope is", "narrower scopes are")) " counted in the scopes above them and not listed. Their findings are in the CSV and XLSX exports, with their scope."
                            } }
                        }
                        @if shown().count() > limits::SCOPES {
                            tr.more { td colspan="6" { (number(shown().count() - limits::SCOPES)) " more scopes left out here." } }
                        }
                    }
                } }
            }
        }
    }
}

/// The greatest depth at which all scopes down to it fit.
fn deepest(rows: &[ScopeRow]) -> usize {
    let greatest = rows.iter().map(|row| row.depth).max().unwrap_or(0);
    let fits =
        |depth: &usize| rows.iter().filter(|row| row.depth <= *depth).count() <= limits::SCOPES;
    (0..=greatest).rev().find(fits).unwrap_or(0)
}

fn line(row: &ScopeRow) -> Markup {
    html! {
        tr data-row data-at=(row.scope.folded()) {
            th scope="row" data-l="Scope" { div class={ "d" (row.depth.min(8)) } {
                (link("at", row.scope.as_str(), &html! { (broken(name(row))) }))
                div.soft { (id(row.scope.as_str())) }
            } }
            td data-l="Kind" { (row.scope.kind().as_str()) }
            td data-l="Findings here" { (counts(&row.here)) }
            td data-l="Findings below" { (counts(&row.below)) }
            td.num data-l="Assignments here" { (number(row.assignments)) }
            td.num data-l="Assignments below" { (number(row.assignments_below)) }
        }
    }
}

/// The last name of a scope: of a management group the display name, where it is known.
fn name(row: &ScopeRow) -> &str {
    let last = || row.scope.as_str().rsplit('/').next();
    let own = row.name.as_deref().or_else(last);
    own.filter(|name| !name.is_empty()).unwrap_or("tenant root")
}
