//! Fixes, the most worthwhile first.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::AuditReport;
use super::limits;
use super::parts::{
    FULL_LIST, Keys, bar, broken, commands, counts, id, marked, number, sentence, several, severity,
};
use super::{findings, verdict};
use crate::audit::{AccessLost, FixAction, RankedFix};
use crate::model::OperationClass;
use crate::report::view::words::begun_by;

/// The section.
pub(super) fn section(report: &AuditReport<'_>) -> Markup {
    let all = verdict::open(report).weight();
    let shown = &report.fixes[..report.fixes.len().min(limits::FIXES)];
    let mut left = all;
    let listed = findings::listed(report);
    html! {
        section #fixes aria-labelledby="fixes-title" data-filter="fixes" {
            h2 #fixes-title { (super::parts::counted("What to do first")) }
            p {
                "Each fix is one action with everything that it resolves. They are ranked by the risk that they newly remove over the access that they take away; "
                a href="#method" { "how that is counted" } "."
            }
            @if shown.is_empty() { p.none { "Nothing to fix." } } @else {
                div.scroll tabindex="0" role="region" aria-label="Fixes by rank" { table.stack data-sort {
                    caption { "Fixes by rank. Risk left counts down from " (number(all)) " points as the fixes are done in this order." }
                    thead { tr {
                        th.num scope="col" { "Rank" }
                        th scope="col" { "Fix" }
                        th scope="col" data-first="descending" { "Newly resolves" }
                        th scope="col" data-first="descending" { "Access taken away" }
                        th.num scope="col" { "Risk left" }
                    } }
                    tbody {
                        @for (at, fix) in shown.iter().enumerate() {
                            @let rest = { left -= fix.marginal.weight().min(left); left };
                            (row(report, &listed, at, fix, (rest, all)))
                        }
                        @if report.fixes.len() > shown.len() {
                            @let rest = &report.fixes[shown.len()..];
                            @let resolved: usize = rest.iter().map(|fix| fix.marginal.total()).sum();
                            tr.more { td colspan="5" {
                                (several(rest.len(), "more fix", "more fixes")) " for " (several(resolved, "finding", "findings")) " left out here. " (FULL_LIST)
                            } }
                        }
                    }
                } }
            }
        }
    }
}

fn row(
    report: &AuditReport<'_>,
    listed: &BTreeSet<String>,
    at: usize,
    fix: &RankedFix,
    (left, all): (usize, usize),
) -> Markup {
    let resolved = || {
        fix.resolves
            .iter()
            .map(|&finding| &report.found.findings[finding])
    };
    let keys = Keys::of(report.found, resolved());
    let is_removal = matches!(fix.action, FixAction::RemoveAssignment { .. });
    html! {
        tr data-row data-who=[&keys.who] data-role=[&keys.role] data-rule=[&keys.rule] data-at=[&keys.at] data-sev=[keys.rank()] {
            td.num data-l="Rank" { (at + 1) }
            td.wide data-l="Fix" {
                strong { (title(&fix.action)) }
                (whereabouts(&fix.action))
                ul.soft {
                    @for finding in resolved().take(limits::NAMED) { li { (marked(&begun_by(finding, &finding.title))) } }
                    @if fix.resolves.len() > limits::NAMED { li { (several(fix.resolves.len() - limits::NAMED, "more finding", "more findings")) } }
                }
                @for (nth, advice) in fix.advice.iter().enumerate() {
                    // Each ends with the removal: they are ways to what is needed without it.
                    @if nth > 0 && is_removal { p { "Or " (marked(advice)) "." } } @else { p { (sentence(advice)) } }
                }
                details {
                    summary { "Commands and " (several(fix.resolves.len(), "finding", "findings")) }
                    (commands(&fix.commands))
                    @if fix.commands.is_empty() { p.soft { "No command does this alone." } }
                    ul {
                        @for finding in resolved().take(limits::RESOLVED) {
                            @let id = finding.id();
                            li {
                                (severity(finding.severity)) " "
                                @if listed.contains(&id) { a href={ "#f-" (id) } { (finding.title) } } @else { (finding.title) }
                            }
                        }
                        @if fix.resolves.len() > limits::RESOLVED {
                            li.soft { (several(fix.resolves.len() - limits::RESOLVED, "more finding", "more findings")) }
                        }
                    }
                }
            }
            td data-l="Newly resolves" data-v=(fix.marginal.weight()) {
                (counts(&fix.marginal))
                @if fix.risk != fix.marginal {
                    p.soft { "Of " (several(fix.risk.total(), "finding", "findings")) "; a fix above resolves the others." }
                }
            }
            td.narrow data-l="Access taken away" data-v=(lost_total(fix.lost)) { (lost(fix.lost)) }
            td.num data-l="Risk left" data-v=(left) { (number(left)) (bar(left, all)) }
        }
    }
}

fn title(action: &FixAction) -> Markup {
    html! {
        @match action {
            FixAction::RemoveAssignment { principal, role, .. } => {
                "Remove " (broken(&role.name)) " from " (broken(&principal.name))
            }
            FixAction::ChangeAssignment { principal, role, .. } => {
                "Change " (broken(&role.name)) " of " (broken(&principal.name))
            }
            FixAction::RemovePrincipal { principal, assignments } => {
                "Remove " (several(*assignments, "assignment", "assignments")) " of a principal that can't be found: " (broken(&principal.name))
            }
            FixAction::Follow { text, .. } => { (sentence(text)) }
        }
    }
}

fn whereabouts(action: &FixAction) -> Markup {
    html! {
        @match action {
            FixAction::RemoveAssignment { scope, .. } | FixAction::ChangeAssignment { scope, .. } => { div.soft { "at " (id(scope.as_str())) } }
            FixAction::RemovePrincipal { .. } => { p { "Make sure that the principal is gone and not only out of the exporter's sight." } }
            FixAction::Follow { rule, principal, role, scope, .. } => {
                div.soft {
                    @if let Some(who) = principal { (broken(&who.name)) " · " }
                    @if let Some(role) = role { "role " (broken(&role.name)) " · " }
                    @if let Some(scope) = scope { "at " (id(scope.as_str())) " · " }
                    (marked(&format!("`{rule}`")))
                }
            }
        }
    }
}

fn lost_total(lost: AccessLost) -> usize {
    match lost {
        AccessLost::Nothing => 0,
        AccessLost::Depends => 1,
        AccessLost::Operations { counts, .. } => counts.total(),
    }
}

fn lost(lost: AccessLost) -> Markup {
    let classes = [
        (OperationClass::Escalation, "escalating"),
        (OperationClass::Data, "on data"),
        (OperationClass::Write, "writing"),
        (OperationClass::Read, "reading"),
    ];
    html! {
        @match lost {
            AccessLost::Nothing => { "nothing: held otherwise too, or by nobody" }
            AccessLost::Depends => { "depends on how it is done" }
            AccessLost::Operations { counts, .. } => {
                "up to " (several(counts.total(), "operation", "operations"))
                div.soft {
                    @for (at, (class, word)) in classes.iter().filter(|(class, _)| counts.of(*class) > 0).enumerate() {
                        @if at > 0 { ", " }
                        span.nowrap { (number(counts.of(*class))) " " (word) }
                    }
                }
            }
        }
    }
}
