//! What the answers rest on, and how to read them.

use maud::{Markup, html};

use super::AuditReport;
use super::limits;
use super::parts::{icon, id, number, sentence, severity};
use crate::audit::RiskParts;
use crate::catalog::{AzurePart, Catalog, CatalogSource};
use crate::rule::Severity;
use crate::span::Diagnostic;

/// Inputs, catalogue and diagnostics.
pub(super) fn inputs(report: &AuditReport<'_>) -> Markup {
    let inputs = &report.tenant.inputs;
    let catalog = report.catalog;
    let lacks_some = [AzurePart::Roles, AzurePart::Operations]
        .into_iter()
        .any(|part| catalog.may_lack(part));
    html! {
        section #inputs aria-labelledby="inputs-title" {
            h2 #inputs-title { "Inputs and limits" }
            p {
                "Roles and operations come from the "
                @match catalog.source() {
                    CatalogSource::Core => {
                        "core catalogue inside the program"
                        @if lacks_some { ", which does not hold all of Azure" }
                    }
                    CatalogSource::Imported(path) => { "imported catalogue " (id(path)) }
                }
                " of " (catalog.date()) ": " (number(catalog.role_count())) " roles, " (number(catalog.operation_count()))
                " operations" (of_inputs(catalog)) ", wildcards read as " (catalog.wildcards().as_str()) " reads them."
            }
            div.scroll tabindex="0" role="region" aria-label="Files that were read" { table.stack data-sort {
                caption { "Files that were read. The digest tells whether a file is the one that was judged" }
                thead { tr { th scope="col" { "File" } th scope="col" { "Holds" } th.num scope="col" { "Records" } th scope="col" { "SHA-256" } } }
                tbody {
                    @for input in inputs.iter().take(limits::INPUTS) {
                        tr { th scope="row" data-l="File" { (id(&input.path)) } td data-l="Holds" { (input.kind.as_str()) } td.num data-l="Records" { (number(input.records)) } td data-l="SHA-256" { (id(&input.sha256)) } }
                    }
                    @if inputs.len() > limits::INPUTS {
                        tr.more { td colspan="4" { (number(inputs.len() - limits::INPUTS)) " more files; all are in the JSON export." } }
                    }
                }
            } }
            h3 #diagnostics { "What is odd about the inputs" }
            @if report.diagnostics.is_empty() { p.none { "Nothing." } } @else { (diagnostics(report.diagnostics)) }
        }
    }
}

/// How many of them the inputs carry.
fn of_inputs(catalog: &Catalog) -> Markup {
    let share = catalog.input_share();
    html! {
        @if !share.is_empty() {
            " (" (number(share.roles)) " roles and " (number(share.operations)) " operations of the inputs among them)"
        }
    }
}

fn diagnostics(diagnostics: &[Diagnostic]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Diagnostics" { table.stack {
            caption { "Diagnostics; those marked could change a finding" }
            thead { tr { th scope="col" { "Effect" } th scope="col" { "What, and what to do" } th scope="col" { "Where" } th scope="col" { "Code" } } }
            tbody {
                @for diagnostic in diagnostics.iter().take(limits::DIAGNOSTICS) {
                    tr {
                        td data-l="Effect" {
                            @if diagnostic.limits_answer() {
                                span.tag.medium { (icon("medium")) "could change findings" }
                            } @else {
                                span.tag.info { (icon("info")) "for information" }
                            }
                        }
                        td.wide data-l="What" { p { (sentence(&diagnostic.message)) } @if let Some(help) = &diagnostic.help { p.soft { (sentence(help)) } } }
                        td.narrow data-l="Where" { @if let Some(place) = &diagnostic.place { (id(&place.to_string())) } }
                        td data-l="Code" { code { (diagnostic.code) } }
                    }
                }
                @if diagnostics.len() > limits::DIAGNOSTICS {
                    tr.more { td colspan="4" { (number(diagnostics.len() - limits::DIAGNOSTICS)) " more; all are in the JSON export." } }
                }
            }
        } }
    }
}

/// How figures and words are meant.
pub(super) fn method(report: &AuditReport<'_>) -> Markup {
    html! {
        section #method aria-labelledby="method-title" {
            h2 #method-title { "How to read this" }
            p { "Every finding comes from the files above and names the record that shows it. Nothing was asked of Azure. What the files don't say is never taken for a yes or a no." }
            h3 { "Severity" }
            dl {
                @for (level, meaning) in [
                    (Severity::Critical, "whoever has this access, or steals it, has everything below a management group or the like"),
                    (Severity::High, "a subscription, a resource group or a cluster depends on it, or something is broken"),
                    (Severity::Medium, "should be fixed; other access has to come together with it"),
                    (Severity::Low, "untidy: counts against quotas and hides what matters"),
                    (Severity::Info, "worth knowing"),
                ] { dt { (severity(level)) } dd { (crate::report::view::words::capitalised(meaning)) ": " (RiskParts::points(level)) " points." } }
            }
            h3 { "Rank of a fix" }
            p { "The points of the findings that it resolves and no fix above it does, divided by 1 when nobody loses anything but escalating operations, by 2 when up to a hundredth of the catalogue's operations is lost or when it can't be said, by 3 up to a tenth, by 4 beyond. Points only rank; the counts beside them are what is so." }
            p { "Access taken away is what the holder has by no other standing assignment that reaches the scope, its groups' among them, once the fixes above are done." }
            h3 { "Words" }
            dl {
                dt { "principal" } dd { "A user, group, service principal or managed identity that roles are assigned to." }
                dt { "scope" } dd { "Where an assignment holds: a management group, subscription, resource group or resource, and everything below." }
                dt { "standing, eligible" } dd { "Held all the time; or only after an activation in Privileged Identity Management." }
                dt { "escalation" } dd { "Operations that lead to more rights: granting roles, using other identities, running code on their machines, lifting guards." }
                dt { "secrets, data" } dd { "Operations that yield keys and secrets; operations of the data plane, and those that lay data open." }
                dt { "destroy, network, write, read" } dd { "Deleting; changing networks and fabrics; changing or running anything else; reading. All on the control plane." }
                dt { "suppressed" } dd { "Accepted by somebody who is named, for a reason that is given. Not counted as open." }
            }
            h3 { "Rules" }
            @if let Some(path) = &report.found.configuration { p { "Configured by " (id(path)) "." } }
            p { "A rule that was not run has not passed." }
            ul {
                @for rule in &report.found.rules {
                    li {
                        code { (rule.id) } ": " (rule.title)
                        @if let Some(reason) = rule.state.reason() { strong { " (not run: " (reason) ")" } }
                    }
                }
            }
        }
    }
}
