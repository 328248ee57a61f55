//! Findings by cause: a table a rule.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::AuditReport;
use super::limits;
use super::parts::{
    Keys, broken, commands, counted, counts, id, link, marked, more, principal, scope, sentence,
    several, severity,
};
use crate::audit::RiskParts;
use crate::report::view::words::begun_by;
use crate::rule::{Confidence, Finding};

/// The findings of one rule.
struct Cause<'a> {
    rule: &'static str,
    title: &'a str,
    findings: Vec<&'a Finding>,
    open: RiskParts,
}

/// The section.
pub(super) fn section(report: &AuditReport<'_>) -> Markup {
    let causes = causes(report);
    let sizes: Vec<usize> = causes.iter().map(|cause| cause.findings.len()).collect();
    let share = limits::share(&sizes, limits::FINDINGS);
    html! {
        section #findings aria-labelledby="findings-title" {
            h2 #findings-title { "Findings by cause" }
            @if causes.is_empty() { p.none { "No findings." } } @else {
                p { "One part a rule, the worst first. A suppressed finding stays, struck through, with who answers for it." }
                (overview(&causes))
                @for cause in &causes { (table(report, cause, share)) }
                (resolved(report))
            }
        }
    }
}

/// The ids of the findings that the section lists: what others may link to.
pub(super) fn listed(report: &AuditReport<'_>) -> BTreeSet<String> {
    let causes = causes(report);
    let sizes: Vec<usize> = causes.iter().map(|cause| cause.findings.len()).collect();
    let share = limits::share(&sizes, limits::FINDINGS);
    let shown = causes
        .iter()
        .flat_map(|cause| cause.findings.iter().take(share));
    shown.map(|finding| finding.id()).collect()
}

/// Rules with findings, the weightiest first.
fn causes<'a>(report: &AuditReport<'a>) -> Vec<Cause<'a>> {
    let mut causes: Vec<Cause<'a>> = Vec::new();
    for finding in &report.found.findings {
        let at = causes.iter().position(|cause| cause.rule == finding.rule);
        let at = at.unwrap_or_else(|| {
            let known = report
                .found
                .rules
                .iter()
                .find(|rule| rule.id == finding.rule);
            causes.push(Cause {
                rule: finding.rule,
                title: known.map_or(finding.rule, |rule| rule.title),
                findings: Vec::new(),
                open: RiskParts::default(),
            });
            causes.len() - 1
        });
        causes[at].findings.push(finding);
        if finding.suppressed.is_none() {
            causes[at].open.add(finding.severity);
        }
    }
    // Open findings stand before suppressed ones of the rule.
    for cause in &mut causes {
        cause.findings.sort_by_key(|f| f.suppressed.is_some());
    }
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.open.weight()));
    causes
}

fn overview(causes: &[Cause<'_>]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Rules that found something" { table.stack data-sort {
            caption { "Rules that found something" }
            thead { tr {
                th scope="col" { "Rule" } th scope="col" data-first="descending" { "Open findings" } th.num scope="col" { "Suppressed" }
                th.num scope="col" { "Principals" } th.num scope="col" { "Scopes" }
            } }
            tbody {
                @for cause in causes {
                    @let suppressed = cause.findings.len() - cause.open.total();
                    tr {
                        th scope="row" { a href={ "#r-" (cause.rule) } { (crate::report::view::words::capitalised(cause.title)) } div.soft { (link("rule", cause.rule, &html! { code { (cause.rule) } })) } }
                        td data-l="Open findings" data-v=(cause.open.weight()) { (counts(&cause.open)) }
                        td.num data-l="Suppressed" { (suppressed) }
                        td.num data-l="Principals" { (distinct(cause, |f| f.principal.as_ref().map(|p| p.id.as_str()))) }
                        td.num data-l="Scopes" { (distinct(cause, |f| f.scope.as_ref().map(crate::scope::Scope::folded))) }
                    }
                }
            }
        } }
    }
}

fn distinct(cause: &Cause<'_>, of: fn(&Finding) -> Option<&str>) -> usize {
    let mut seen: Vec<&str> = cause.findings.iter().filter_map(|f| of(f)).collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len()
}

fn table(report: &AuditReport<'_>, cause: &Cause<'_>, share: usize) -> Markup {
    let shown = &cause.findings[..cause.findings.len().min(share)];
    let columns = Columns::of(shown);
    html! {
        details.group id={ "r-" (cause.rule) } open data-filter="findings" data-hide {
            summary {
                h3 { (counted(&crate::report::view::words::capitalised(cause.title))) }
                (counts(&cause.open))
                code.soft { (cause.rule) }
            }
            div.scroll tabindex="0" role="region" aria-label={ "Findings of the rule " (cause.rule) } { table.stack data-sort {
                caption.sr { "Findings of the rule " (cause.rule) }
                thead { tr {
                    th scope="col" data-first="descending" { "Severity" } th scope="col" { "What, and why" }
                    @if columns.principal { th scope="col" { "Principal" } }
                    @if columns.role { th scope="col" { "Role" } }
                    @if columns.scope { th scope="col" { "Scope" } }
                } }
                tbody {
                    @for finding in shown { (row(report, finding, columns)) }
                    (more(cause.findings.len() - shown.len(), columns.count(), "findings of this rule"))
                }
            } }
        }
    }
}

/// The columns that any finding of a table fills.
#[derive(Clone, Copy)]
struct Columns {
    principal: bool,
    role: bool,
    scope: bool,
}

impl Columns {
    fn of(findings: &[&Finding]) -> Self {
        Self {
            principal: findings.iter().any(|f| f.principal.is_some()),
            role: findings.iter().any(|f| f.role.is_some()),
            scope: findings.iter().any(|f| f.scope.is_some()),
        }
    }

    fn count(self) -> usize {
        2 + usize::from(self.principal) + usize::from(self.role) + usize::from(self.scope)
    }
}

fn row(report: &AuditReport<'_>, finding: &Finding, columns: Columns) -> Markup {
    let keys = Keys::of(report.found, [finding]);
    html! {
        tr.gone[finding.suppressed.is_some()] id={ "f-" (finding.id()) } data-row data-states="finding" data-who=[keys.who] data-role=[keys.role] data-rule=[keys.rule] data-at=[keys.at] data-sev=(finding.severity as u8) data-state=[keys.state] {
            td.sev data-l="Severity" data-v=(finding.severity as u8) {
                (severity(finding.severity))
                @if let Some(status) = report.found.status(finding) { div.soft { (status.as_str()) } }
            }
            td.wide data-l="What, and why" {
                p { strong { (marked(&begun_by(finding, &finding.title))) } }
                p { (marked(&begun_by(finding, &finding.because))) "." }
                @if let Some(suppression) = &finding.suppressed {
                    p.note {
                        strong { "Suppressed" } " by " (suppression.owner) ": " (suppression.reason)
                        @match &suppression.expires {
                            Some(day) => { " (until " (day.day()) ")" }
                            None => { " (without an end)" }
                        }
                    }
                }
                details {
                    summary { "What to do, and the evidence" }
                    p { (sentence(&finding.remediation.text)) }
                    (commands(&finding.remediation.commands))
                    p { "Evidence:" }
                    ul {
                        @for place in finding.evidence.iter().take(limits::EVIDENCE) { li { (id(&place.to_string())) } }
                        @if finding.evidence.len() > limits::EVIDENCE { li.soft { (finding.evidence.len() - limits::EVIDENCE) " more" } }
                    }
                    p.soft { "Confidence: " (confidence(finding.confidence)) " Finding " (id(&finding.id())) }
                }
            }
            @if columns.principal {
                td.narrow data-l="Principal" data-v=[finding.principal.as_ref().map(|p| crate::text::fold(&p.name))] {
                    @if let Some(who) = &finding.principal { (principal(&who.name, who.id.as_str())) div.soft { (who.kind.as_str()) } }
                }
            }
            @if columns.role { td data-l="Role" { @if let Some(role) = &finding.role { (link("role", &role.name, &html! { (broken(&role.name)) })) } } }
            @if columns.scope { td.at data-l="Scope" { @if let Some(at) = &finding.scope { (scope(at)) } } }
        }
    }
}

/// What an earlier report had and this one hasn't.
fn resolved(report: &AuditReport<'_>) -> Markup {
    let Some(baseline) = &report.found.baseline else {
        return html! {};
    };
    let comparison = &baseline.comparison;
    html! {
        h3 { "Since the earlier report" }
        p {
            (several(comparison.resolved.len(), "finding", "findings")) " of " (id(&baseline.path)) " can't be found any more."
            @if !comparison.not_judged.is_empty() {
                " " (several(comparison.not_judged.len(), "other is", "others are")) " of rules that were not run this time: nobody knows."
            }
        }
        @if !comparison.resolved.is_empty() {
            ul {
                @for past in comparison.resolved.iter().take(limits::RESOLVED_SINCE) {
                    li { (severity(past.severity)) " " (marked(&past.title)) " " code.soft { (past.rule) } }
                }
                @if comparison.resolved.len() > limits::RESOLVED_SINCE {
                    li.soft { (comparison.resolved.len() - limits::RESOLVED_SINCE) " more, in the JSON export" }
                }
            }
        }
    }
}

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "high, the inputs say it.",
        Confidence::Medium => "medium, it depends on an inference.",
        Confidence::Low => "low, it depends on something that the inputs don't say.",
    }
}
