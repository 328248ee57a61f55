//! Findings by principal.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::AuditReport;
use super::limits;
use super::parts::{Keys, broken, counted, counts, link, more, number, principal};
use super::usage;
use crate::audit::RiskParts;
use crate::ids::PrincipalId;
use crate::rule::{Finding, FindingPrincipal};

/// The findings of one principal.
struct Person<'a> {
    who: &'a FindingPrincipal,
    findings: Vec<&'a Finding>,
    open: RiskParts,
}

/// The section.
pub(super) fn section(report: &AuditReport<'_>) -> Markup {
    let people = people(report);
    let shown = &people[..people.len().min(limits::PEOPLE)];
    let used = report.usage.map(usage::by_holder);
    let columns = 5 + usize::from(used.is_some());
    html! {
        section #people aria-labelledby="people-title" data-filter="people" {
            h2 #people-title { (counted("By principal")) }
            @if people.is_empty() { p.none { "No finding is about a principal." } } @else {
                div.scroll tabindex="0" role="region" aria-label="Principals with findings" { table.stack data-sort {
                    caption { "Principals with findings, the weightiest first; a name filters the page" }
                    thead { tr {
                        th scope="col" { "Principal" } th scope="col" { "Kind" } th scope="col" data-first="descending" { "Open findings" } th scope="col" { "Rules" } th scope="col" { "Roles" }
                        @if used.is_some() { th.num scope="col" { "Assignments used" } }
                    } }
                    tbody {
                        @for person in shown { (row(report, person, used.as_ref())) }
                        (more(people.len() - shown.len(), columns, "principals"))
                    }
                } }
            }
        }
    }
}

fn people<'a>(report: &AuditReport<'a>) -> Vec<Person<'a>> {
    let mut people: BTreeMap<&PrincipalId, Person<'a>> = BTreeMap::new();
    for finding in &report.found.findings {
        let Some(who) = &finding.principal else {
            continue;
        };
        let person = people.entry(&who.id).or_insert_with(|| Person {
            who,
            findings: Vec::new(),
            open: RiskParts::default(),
        });
        person.findings.push(finding);
        if finding.suppressed.is_none() {
            person.open.add(finding.severity);
        }
    }
    let mut people: Vec<Person<'a>> = people.into_values().collect();
    people.sort_by(|a, b| {
        let key = |person: &Person<'_>| std::cmp::Reverse(person.open.weight());
        key(a)
            .cmp(&key(b))
            .then_with(|| crate::text::order(&a.who.name, &b.who.name))
    });
    people
}

fn row(
    report: &AuditReport<'_>,
    person: &Person<'_>,
    used: Option<&BTreeMap<&PrincipalId, (usize, usize)>>,
) -> Markup {
    let keys = Keys::of(report.found, person.findings.iter().copied());
    let mut rules: Vec<&str> = person.findings.iter().map(|f| f.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let roles = person.findings.iter().filter_map(|f| f.role.as_ref());
    let mut roles: Vec<&str> = roles.map(|role| role.name.as_str()).collect();
    roles.sort_unstable();
    roles.dedup();
    let suppressed = person.findings.len() - person.open.total();
    html! {
        tr data-row data-states="finding" data-who=[&keys.who] data-role=[&keys.role] data-rule=[&keys.rule] data-at=[&keys.at] data-sev=[keys.rank()] data-state=[&keys.state] {
            th.narrow scope="row" data-l="Principal" data-v=(crate::text::fold(&person.who.name)) { (principal(&person.who.name, person.who.id.as_str())) }
            td data-l="Kind" { (person.who.kind.as_str()) }
            td data-l="Open findings" data-v=(person.open.weight()) {
                (counts(&person.open))
                @if suppressed > 0 { div.soft { (suppressed) " suppressed" } }
            }
            td data-l="Rules" { @for (at, rule) in rules.iter().enumerate() { @if at > 0 { ", " } (link("rule", rule, &html! { code { (broken(rule)) } })) } }
            td data-l="Roles" { @for (at, role) in roles.iter().enumerate() { @if at > 0 { ", " } (broken(role)) } }
            @if let Some(used) = used {
                @let (seen, all) = used.get(&person.who.id).copied().unwrap_or_default();
                td.num data-l="Assignments used" data-v=(seen) { (number(seen)) " of " (number(all)) }
            }
        }
    }
}
