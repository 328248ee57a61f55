use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::{AuditReport, findings, fixes, matrix, method, paths, people, scopes, usage, verdict};
use crate::report::hostile::clean;

/// The style sheet.
const STYLE: &str = include_str!("report.css");
/// What the page can do beyond being read.
const SCRIPT: &str = include_str!("report.js");

/// The parts below the verdict: anchor, title.
const PARTS: [(&str, &str); 9] = [
    ("fixes", "What to do first"),
    ("findings", "Findings by cause"),
    ("people", "By principal"),
    ("scopes", "By scope"),
    ("usage", "Granted and used"),
    ("matrix", "Who can do what"),
    ("paths", "Escalation paths"),
    ("inputs", "Inputs and limits"),
    ("method", "How to read this"),
];

/// The report as a file of HTML.
pub(crate) fn audit_to_html(report: &AuditReport<'_>) -> String {
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        digest(STYLE),
        digest(SCRIPT)
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="generator" content={ "rolecall " (env!("CARGO_PKG_VERSION")) };
                title { "Access audit: " (verdict::headline(report)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#fixes" { "Skip to what to do first" }
                (icons())
                div.frame {
                    (header(report))
                    main {
                        (verdict::verdict(report))
                        (filter(report))
                        (fixes::section(report))
                        (findings::section(report))
                        (people::section(report))
                        (scopes::section(report))
                        (usage::section(report))
                        (matrix::section(report))
                        (paths::section(report))
                        (method::inputs(report))
                        (method::method(report))
                    }
                    footer {
                        p { "Made offline by rolecall " (env!("CARGO_PKG_VERSION")) ". This file loads nothing and sends nothing." }
                    }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
    .into_string();
    clean(&page)
}

/// SHA-256 in base64, as a content security policy has it.
fn digest(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}

fn header(report: &AuditReport<'_>) -> Markup {
    let tenant = report.tenant;
    let run = report
        .found
        .rules
        .iter()
        .filter(|rule| rule.state.reason().is_none())
        .count();
    html! {
        header {
            div.head {
                div {
                    h1 { "Access audit" }
                    p.soft {
                        (super::parts::several(tenant.role_assignments.len(), "role assignment", "role assignments"))
                        @if !tenant.schedules.is_empty() {
                            ", " (super::parts::several(tenant.schedules.len(), "eligible or timed one", "eligible or timed ones"))
                        }
                        ", " (super::parts::several(tenant.deny_assignments.len(), "deny assignment", "deny assignments"))
                        " in " (super::parts::several(tenant.inputs.len(), "file", "files"))
                        " · " (super::parts::several(run, "rule", "rules"))
                    }
                }
                div.controls.tags hidden {
                    button type="button" id="unfold" { "Open or close all" }
                    button type="button" id="print" { "Print" }
                    button type="button" id="theme" { "Dark theme" }
                }
            }
            nav aria-label="Parts of the report" {
                ul { @for (anchor, title) in PARTS { li { a href={ "#" (anchor) } { (title) } } } }
            }
        }
    }
}

fn filter(report: &AuditReport<'_>) -> Markup {
    let mut rules: Vec<&str> = report
        .found
        .findings
        .iter()
        .map(|finding| finding.rule)
        .collect();
    rules.sort_unstable();
    rules.dedup();
    let severities = ["critical", "high", "medium", "low", "info"];
    html! {
        section.filter.controls #filter hidden aria-label="Filter" {
            form role="search" {
                label { "Principal" input name="who" type="text" autocomplete="off" spellcheck="false"; }
                label { "Role" input name="role" type="text" autocomplete="off" spellcheck="false"; }
                label { "Rule"
                    select name="rule" {
                        option value="" { "all" }
                        @for rule in rules { option value=(rule) { (rule) } }
                    }
                }
                label { "Scope starts with" input name="at" type="text" autocomplete="off" spellcheck="false" placeholder="/subscriptions/…"; }
                label { "Severity"
                    select name="sev" {
                        option value="" { "all" }
                        @for (at, word) in severities.iter().enumerate() {
                            @if at == 0 { option value="4" { "critical" } }
                            @else if at < 4 { option value=(4 - at) { (word) " or worse" } }
                        }
                    }
                }
                label { "State"
                    select name="state" {
                        option value="" { "all" }
                        option value="finding:open" { "open findings" }
                        option value="finding:suppressed" { "suppressed findings" }
                        @if report.found.baseline.is_some() {
                            option value="finding:new" { "new findings" }
                            option value="finding:known" { "known findings" }
                            option value="finding:worse" { "findings that are worse" }
                        }
                        option value="access:standing" { "standing access" }
                        option value="access:conditional" { "conditional access" }
                        option value="access:eligible" { "eligible access" }
                    }
                }
                button type="button" id="clear" { "Clear" }
            }
            output aria-live="polite" {}
        }
    }
}

/// The icons: a shape for each severity and state, so that none depends on its colour.
fn icons() -> Markup {
    let shapes = [
        (
            "critical",
            "M5 0h6l5 5v6l-5 5H5l-5-5V5zM7 3v6h2V3zM7 11v2h2v-2z",
        ),
        ("high", "M8 1l8 14H0zM7 6v5h2V6zM7 12v2h2v-2z"),
        ("medium", "M8 0l8 8-8 8-8-8z"),
        ("low", "M8 2a6 6 0 110 12A6 6 0 018 2z"),
        (
            "info",
            "M8 1a7 7 0 110 14A7 7 0 018 1zM7 7v5h2V7zM7 4v2h2V4z",
        ),
        ("fine", "M6 14L0 8l2-2 4 4 8-8 2 2z"),
        ("standing", "M8 2a6 6 0 110 12A6 6 0 018 2z"),
        (
            "conditional",
            "M8 2a6 6 0 110 12A6 6 0 018 2zM8 4v8a4 4 0 000-8z",
        ),
        (
            "eligible",
            "M8 2a6 6 0 110 12A6 6 0 018 2zM8 4a4 4 0 100 8 4 4 0 000-8z",
        ),
    ];
    html! {
        svg width="0" height="0" aria-hidden="true" class="sr" {
            @for (name, path) in shapes {
                symbol id={ "i-" (name) } viewBox="0 0 16 16" { path fill-rule="evenodd" d=(path) {} }
            }
        }
    }
}
