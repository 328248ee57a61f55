//! What comes first: how it stands, and how much of it is known.

use maud::{Markup, html};

use super::AuditReport;
use super::limits;
use super::parts::{icon, id, number, sentence, several};
use crate::audit::{AccessLost, RiskParts};
use crate::effective::{Capability, CapabilityReach};
use crate::report::view::findings::page::not_shown_in_words;
use crate::rule::Severity;
use crate::span::Diagnostic;

/// The findings that are open, by severity.
pub(super) fn open(report: &AuditReport<'_>) -> RiskParts {
    report
        .found
        .open()
        .map(|finding| finding.severity)
        .collect()
}

/// The state in a line.
pub(super) fn headline(report: &AuditReport<'_>) -> String {
    let open = open(report);
    let grave: Vec<String> = [Severity::Critical, Severity::High]
        .into_iter()
        .filter(|severity| open.of(*severity) > 0)
        .map(|severity| format!("{} {}", number(open.of(severity)), severity.as_str()))
        .collect();
    let not_shown = report.found.not_shown().count();
    match (grave.is_empty(), open.total()) {
        (_, 0) if not_shown > 0 => {
            format!(
                "{}, none of them shown",
                several(not_shown, "finding", "findings")
            )
        }
        (_, 0) => "no open findings".to_owned(),
        (true, total) => format!("{}, none severe", several(total, "finding", "findings")),
        (false, total) => format!(
            "{} of {}",
            grave.join(" and "),
            several(total, "finding", "findings")
        ),
    }
}

/// The banner.
pub(super) fn verdict(report: &AuditReport<'_>) -> Markup {
    let open = open(report);
    let (tone, advice) = if open.of(Severity::Critical) > 0 {
        (
            "bad",
            "Act now: the worst findings reach whole subscriptions or more.",
        )
    } else if open.of(Severity::High) > 0 {
        (
            "bad",
            "Act soon: there is access that would hurt if it were misused, or something is broken.",
        )
    } else if open.total() > 0 {
        ("open", "Nothing severe; some access should be tidied.")
    } else if report.found.not_shown().next().is_some() {
        (
            "open",
            "All open findings are below the severity that this page shows.",
        )
    } else {
        ("good", "No rule found anything that is still open.")
    };
    let suppressed = report.found.findings.len() - open.total();
    html! {
        section class={ "verdict " (tone) } aria-labelledby="verdict" {
            h2 #verdict { (crate::report::view::words::capitalised(&headline(report))) }
            p { (advice) " " (first_fixes(report, &open)) }
            @if let Some(said) = not_shown_in_words(report.found, |_| true) {
                p { (said) "." }
            }
            (completeness(report))
        }
        ul.tiles {
            @for severity in Severity::ALL {
                li {
                    span class={ "tag " (severity.as_str()) } { (icon(severity.as_str())) (severity.as_str()) }
                    strong { (number(open.of(severity))) }
                }
            }
            li { span.soft { "suppressed, but listed" } strong { (number(suppressed)) } }
            li { span.soft { "principals can escalate" } strong { (number(escalating(report, |reach| reach.standing.is_some()))) } }
            li { span.soft { "more can, once activated" } strong { (number(escalating(report, |reach| reach.standing.is_none() && reach.eligible.is_some()))) } }
        }
    }
}

/// Rules that were left out have not passed.
fn not_run(report: &AuditReport<'_>) -> Markup {
    let rules = report.found.rules.iter();
    let left_out: Vec<&str> = rules
        .filter(|rule| rule.state.reason().is_some())
        .map(|rule| rule.id)
        .collect();
    html! {
        @if !left_out.is_empty() {
            span.tag.medium { (icon("medium")) "not run" }
            div { p {
                a href="#method" { (several(left_out.len(), "rule", "rules")) }
                " left out, and what is left out has not passed"
                @if left_out.len() <= 6 { ": " @for (at, rule) in left_out.iter().enumerate() { @if at > 0 { ", " } code { (rule) } } }
                "."
            } }
        }
    }
}

fn escalating(report: &AuditReport<'_>, counts: fn(CapabilityReach) -> bool) -> usize {
    let rows = report.matrix.iter();
    rows.filter(|row| counts(row.reach(Capability::Escalation)))
        .count()
}

/// What the first fixes are good for.
fn first_fixes(report: &AuditReport<'_>, open: &RiskParts) -> Markup {
    let count = report.fixes.len().min(3);
    let (all, first) = (open.weight(), &report.fixes[..count]);
    let removed: usize = first.iter().map(|fix| fix.marginal.weight()).sum();
    let resolved: usize = first.iter().map(|fix| fix.marginal.total()).sum();
    let free = report
        .fixes
        .iter()
        .filter(|fix| fix.lost == AccessLost::Nothing)
        .count();
    html! {
        @if all > 0 && count > 0 {
            a href="#fixes" {
                @if count == 1 { "The first fix resolves " } @else { "The first " (count) " fixes resolve " }
                (several(resolved, "finding", "findings"))
            }
            (if count == 1 { " and removes " } else { " and remove " }) ((removed * 100) / all)
            (if report.found.not_shown().next().is_some() { " % of the risk shown." } else { " % of the risk found." })
            @if free > 0 {
                " " (number(free)) " of " (several(report.fixes.len(), "fix takes", "fixes take")) " no access away from anybody."
            }
        }
    }
}

fn completeness(report: &AuditReport<'_>) -> Markup {
    let gaps: Vec<&Diagnostic> = report
        .diagnostics
        .iter()
        .filter(|d| d.limits_answer())
        .collect();
    html! {
        div.complete {
            @if gaps.is_empty() {
                span.tag.fine { (icon("fine")) "complete" }
                div { p {
                    "Nothing that could change a finding is missing from the "
                    a href="#inputs" { (several(report.tenant.inputs.len(), "input", "inputs")) }
                    ", as far as they say themselves."
                } }
            } @else {
                span.tag.medium { (icon("medium")) "incomplete" }
                div {
                    p {
                        strong { (several(gaps.len(), "gap", "gaps")) " in the inputs could change findings." }
                        " What is listed below holds for what was read; a finding that is absent may be one that could not be seen."
                    }
                    ul {
                        @for gap in gaps.iter().take(5) {
                            li {
                                (sentence(&gap.message))
                                @if let Some(place) = &gap.place { " " span.soft { (id(&place.to_string())) } }
                                @if let Some(help) = &gap.help { div.soft { (sentence(help)) } }
                            }
                        }
                    }
                    @if gaps.len() > 5 {
                        p { a href="#diagnostics" { (several(gaps.len() - 5, "more gap", "more gaps")) } }
                    }
                }
            }
            (not_run(report))
            @if report.diagnostics.len() > limits::DIAGNOSTICS {
                span {}
                p.soft { (several(report.diagnostics.len(), "diagnostic", "diagnostics")) " in all." }
            }
        }
    }
}
