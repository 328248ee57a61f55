//! What of the access that is granted was used, by logs.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::AuditReport;
use super::limits;
use super::parts::{Keys, bar, broken, counted, id, number, principal, sentence, several};
use crate::ids::PrincipalId;
use crate::report::view::rightsize::{
    RightsizeReport, RightsizeRow, because, evidence_text, proposal_text,
};
use crate::usage::{Evidence, SizedAssignment};

/// The section.
pub(super) fn section(report: &AuditReport<'_>) -> Markup {
    html! {
        section #usage aria-labelledby="usage-title" data-filter="usage" {
            h2 #usage-title { (counted("Granted and used")) }
            @match report.usage {
                None => p.none { "No log was read: " code { "rolecall audit -i … --logs …" } " says what was used." },
                Some(usage) => (used(usage)),
            }
        }
    }
}

fn used(usage: &RightsizeReport) -> Markup {
    let window = &usage.sized.window;
    let shown = usage.rows.len().min(limits::USAGE);
    html! {
        p {
            "From " (window.from.day()) " to " (window.until.day()) ". "
            @match window.logged {
                Some((first, last)) => { "The logs hold " (first.day()) " to " (last.day()) ". " }
                None => { "The logs hold nothing of it. " }
            }
            "No log shows reads of the control plane, or what Azure checks at linked resources."
        }
        (score(usage))
        @if usage.rows.is_empty() { p.none { "There is no assignment." } } @else {
            div.scroll { table.stack data-sort {
                caption { "Assignments with what logs say of their use, those with a proposal first. " code { "rolecall rightsize" } " has the commands" }
                thead { tr {
                    th scope="col" { "Principal" } th scope="col" { "Role and scope" } th scope="col" { "Use" }
                    th.num scope="col" { "Operations used" } th.num scope="col" data-first="descending" { "Last" } th scope="col" { "Proposal" }
                } }
                tbody {
                    @for (row, sized) in usage.each().take(shown) { (line(row, sized)) }
                    (more_rows(usage.rows.len() - shown))
                }
            } }
        }
    }
}

fn more_rows(left_out: usize) -> Markup {
    html! {
        @if left_out > 0 {
            tr.more { td colspan="6" {
                (number(left_out)) " more assignments left out here. The full list: rolecall rightsize -i … --logs … -o usage.csv (or .xlsx, .json)."
            } }
        }
    }
}

/// The score with what it is made of.
fn score(usage: &RightsizeReport) -> Markup {
    let score = &usage.sized.score;
    html! {
        @if let Some(unused) = score.unused {
            p {
                strong { (unused) } " of 100 is granted and was not seen used, weighed by class and scope. "
                @if score.left_out > 0 {
                    (several(score.left_out, "assignment is", "assignments are")) " left out: no log that is there would show their use."
                }
            }
            div.scroll { table.stack {
                caption { "What the score is made of" }
                thead { tr {
                    th scope="col" { "Class" } th scope="col" { "At" } th.num scope="col" { "Granted" } th.num scope="col" { "Not seen used" } th scope="col" aria-label="Share" {}
                } }
                tbody {
                    @for part in &score.parts { tr {
                        th scope="row" data-l="Class" { (part.class.as_str()) }
                        td data-l="At" { (part.reach.as_str()) }
                        td.num data-l="Granted" { (number(counted_in(part.granted))) }
                        td.num data-l="Not seen used" { (number(counted_in(part.unused))) }
                        td { (bar(counted_in(part.unused), counted_in(part.granted))) }
                    } }
                }
            } }
        }
    }
}

fn counted_in(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn line(row: &RightsizeRow, sized: &SizedAssignment) -> Markup {
    let record = &row.record;
    let name = row.principal.as_ref().map(crate::model::Principal::label);
    let name = name.unwrap_or(record.principal.as_str());
    let keys = Keys {
        who: Some(format!("{name}\n{}", record.principal)),
        role: Some(row.role.to_string()),
        at: Some(record.scope.folded().to_owned()),
        ..Keys::default()
    };
    html! {
        tr data-row data-who=[&keys.who] data-role=[&keys.role] data-at=[&keys.at] {
            th.narrow scope="row" data-l="Principal" data-v=(crate::text::fold(name)) { (principal(name, record.principal.as_str())) }
            td data-l="Role and scope" { (broken(&row.role)) div.soft { (id(record.scope.as_str())) } }
            td data-l="Use" { (evidence_text(sized.evidence)) }
            td.num data-l="Operations used" { (number(sized.uses.len())) }
            td.num data-l="Last" { @if let Some(last) = sized.last { (last.day()) } }
            td data-l="Proposal" {
                (proposal_text(&sized.proposal))
                div.soft { (sentence(&because(sized))) }
            }
        }
    }
}

/// How many assignments each principal holds itself, and how many of those were seen used.
pub(super) fn by_holder(usage: &RightsizeReport) -> BTreeMap<&PrincipalId, (usize, usize)> {
    let mut counts: BTreeMap<&PrincipalId, (usize, usize)> = BTreeMap::new();
    for (row, sized) in usage.each() {
        let (used, all) = counts.entry(&row.record.principal).or_default();
        *used += usize::from(matches!(sized.evidence, Evidence::Named | Evidence::Needed));
        *all += 1;
    }
    counts
}
