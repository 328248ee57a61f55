//! Who can do what: principal × capability.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::AuditReport;
use super::limits;
use super::parts::{counted, icon, more, number, principal};
use crate::effective::{Capability, CapabilityReach, CapabilityRow, Guest};
use crate::model::PrincipalKind;
use crate::scope::ScopeKind;

/// The section.
pub(super) fn section(report: &AuditReport<'_>) -> Markup {
    let shown = &report.matrix[..report.matrix.len().min(limits::MATRIX)];
    html! {
        section #matrix aria-labelledby="matrix-title" data-filter="matrix" {
            h2 #matrix-title { (counted("Who can do what")) }
            @if shown.is_empty() { p.none { "Nobody holds anything." } } @else {
                p { "By permissions, not by the names of roles; what comes through groups is counted. Deny assignments are not taken off. Each cell names the widest kind of scope; what is narrower than standing access is left out of it." }
                ul.legend {
                    li { (icon("standing")) " standing: held all the time" }
                    li { (icon("conditional")) " conditional: a condition decides" }
                    li { (icon("eligible")) " eligible: after an activation" }
                }
                (by_kind(report.matrix))
                (by_principal(report, shown))
            }
        }
    }
}

/// How many principals of each kind have a capability.
fn by_kind(rows: &[CapabilityRow]) -> Markup {
    let mut kinds: BTreeMap<(PrincipalKind, bool), Vec<&CapabilityRow>> = BTreeMap::new();
    for row in rows {
        kinds
            .entry((row.kind, row.guest == Guest::Yes))
            .or_default()
            .push(row);
    }
    let holds = |rows: &[&CapabilityRow], capability, counts: fn(CapabilityReach) -> bool| {
        rows.iter()
            .filter(|row| counts(row.reach(capability)))
            .count()
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label="Principals by kind and capability" { table.stack {
            caption { "Principals by kind and capability: standing, then in brackets those that have it only under a condition or after an activation" }
            thead { tr {
                th scope="col" { "Kind" } th.num scope="col" { "Principals" }
                @for capability in Capability::ALL { th.num scope="col" { (capability.as_str()) } }
            } }
            tbody {
                @for ((kind, guest), rows) in &kinds {
                    tr {
                        th scope="row" { (kind.as_str()) @if *guest { " (guest)" } }
                        td.num data-l="Principals" { (number(rows.len())) }
                        @for capability in Capability::ALL {
                            @let standing = holds(rows, capability, |reach| reach.standing.is_some());
                            @let other = holds(rows, capability, |reach| reach.standing.is_none() && !reach.is_empty());
                            td.num data-l=(capability.as_str()) { (number(standing)) @if other > 0 { " (+" (number(other)) ")" } }
                        }
                    }
                }
            }
        } }
    }
}

fn by_principal(report: &AuditReport<'_>, shown: &[CapabilityRow]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Principals and what they can do" { table.stack.matrix data-sort {
            caption { "Principals with what they can do, the worst first" }
            thead { tr {
                th scope="col" { "Principal" }
                @for capability in Capability::ALL { th scope="col" data-first="descending" { (capability.as_str()) } }
            } }
            tbody {
                @for row in shown { (line(row)) }
                (more(report.matrix.len() - shown.len(), 8, "principals"))
            }
        } }
    }
}

fn line(row: &CapabilityRow) -> Markup {
    let any =
        |pick: fn(CapabilityReach) -> bool| Capability::ALL.iter().any(|c| pick(row.reach(*c)));
    let states: Vec<&str> = [
        ("standing", any(|reach| reach.standing.is_some())),
        ("conditional", any(|reach| reach.conditional.is_some())),
        ("eligible", any(|reach| reach.eligible.is_some())),
    ]
    .into_iter()
    .filter_map(|(word, is)| is.then_some(word))
    .collect();
    html! {
        tr data-row data-states="access" data-who={ (row.name) "\n" (row.principal) } data-state=(states.join("\n")) {
            th.narrow scope="row" data-l="Principal" data-v=(crate::text::fold(&row.name)) {
                (principal(&row.name, row.principal.as_str()))
                div.soft {
                    (row.kind.as_str())
                    @if row.guest == Guest::Yes { ", guest" }
                    @if row.groups > 0 { ", " (super::parts::several(row.groups, "group", "groups")) }
                }
                @if row.may_hold_more { div.soft { "and more: a role of it grants what the catalogue doesn't know" } }
            }
            @for capability in Capability::ALL { (cell(capability, row.reach(capability))) }
        }
    }
}

fn cell(capability: Capability, reach: CapabilityReach) -> Markup {
    // What is narrower than standing access adds little.
    let wider = |scope: &ScopeKind| reach.standing.is_none_or(|standing| *scope <= standing);
    let holds = [
        ("standing", reach.standing),
        ("conditional", reach.conditional.filter(wider)),
        ("eligible", reach.eligible.filter(wider)),
    ];
    // Standing access is the darkest; each kind of scope further in is a step lighter.
    let worth = |scope: ScopeKind| 6 - scope as usize;
    let rank = reach.standing.map_or(0, |s| 100 * worth(s))
        + reach.conditional.map_or(0, |s| 10 * worth(s))
        + reach.eligible.map_or(0, worth);
    let heat = reach
        .standing
        .filter(|_| capability != Capability::Read)
        .map(|scope| match scope {
            ScopeKind::Root | ScopeKind::ManagementGroup => "h1",
            ScopeKind::Subscription => "h2",
            ScopeKind::TenantResource | ScopeKind::ResourceGroup => "h3",
            ScopeKind::Resource => "h4",
        });
    html! {
        td class=[heat] data-l=(capability.as_str()) data-v=(rank) {
            @if reach.is_empty() { span.soft { "–" span.sr { "none" } } }
            @for (word, scope) in holds {
                @if let Some(scope) = scope {
                    div.hold { (icon(word)) span { span.sr { (word) " at " } (scope.as_str()) } }
                }
            }
        }
    }
}
