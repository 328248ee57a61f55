//! `what`.

use crate::catalog::Catalog;
use crate::effective::{EffectiveGrant, ExpandedScope, GrantsDenied};
use crate::model::{Plane, Principal, Tenant};
use crate::pattern::ActionPattern;
use crate::report::page::{Page, Table, Tone};
use crate::report::view::can::given::Given;
use crate::report::view::conditions::delegation::{DelegationAt, delegations_table};
use crate::report::view::role_names::with_role_names;
use crate::report::view::words::counted;
use crate::scope::Scope;
use crate::span::Diagnostic;

/// Everything a principal holds.
pub(crate) struct WhatReport {
    pub(crate) principal: Principal,
    /// The scope that was asked about, if one.
    pub(crate) at: Option<Scope>,
    pub(crate) given: Given,
    pub(crate) grants: Vec<EffectiveGrant>,
    pub(crate) operations: [usize; 2],
    /// How many deny assignments take some of them away.
    pub(crate) denials: usize,
    pub(crate) expanded: Option<Vec<ExpandedScope>>,
    /// What it may do with role assignments, where it may do anything.
    pub(crate) delegations: Vec<DelegationAt>,
}

/// Everything a principal holds, as a page.
pub(crate) fn what_page(report: &WhatReport, catalog: &Catalog, tenant: &Tenant) -> Page {
    let mut page = Page::default();
    let who = report.principal.label();
    if report.grants.is_empty() {
        page.verdict(
            Tone::Bad,
            "nothing",
            match &report.at {
                Some(at) => format!("the inputs give {who} no access at {at}"),
                None => format!("the inputs give {who} no access"),
            },
        );
        return page;
    }
    let [control, data] = report.operations;
    let noun = if report.grants.len() == 1 {
        "grant"
    } else {
        "grants"
    };
    let is_open = report.grants.iter().all(|grant| !grant.missing.is_empty());
    let (tone, sentence) = if is_open {
        let place = place_of(report);
        (
            Tone::Open,
            format!("whether {who} holds anything {place} depends on what the inputs lack"),
        )
    } else {
        (
            Tone::Good,
            format!(
                "{who} holds {control} control and {data} data operations {}{}",
                place_of(report),
                less(report.denials)
            ),
        )
    };
    page.verdict(tone, &format!("{} {noun}", report.grants.len()), sentence);
    let rows = report
        .grants
        .iter()
        .map(|grant| {
            let via: Vec<&str> = grant
                .via
                .iter()
                .map(|hop| {
                    tenant
                        .principal(&hop.group)
                        .map_or(hop.group.as_str(), Principal::label)
                })
                .collect();
            vec![
                grant.scope.to_string(),
                grant.role.to_string(),
                grant
                    .plane
                    .map(Plane::as_str)
                    .unwrap_or_default()
                    .to_owned(),
                grant.outcome.as_str().to_owned(),
                if via.is_empty() {
                    "direct".to_owned()
                } else {
                    via.join(" > ")
                },
                shortened(grant.patterns.granted(), grant.patterns.excluded()),
            ]
        })
        .collect();
    page.table(Table {
        caption: format!("What {who} holds"),
        columns: vec!["scope", "role", "plane", "outcome", "via", "actions"],
        rows,
    });
    let conditions = conditions_of(report, catalog);
    if !conditions.is_empty() {
        page.heading("Under a condition");
        page.bullets(conditions);
    }
    if !report.delegations.is_empty() {
        page.heading("Role assignments it may make or remove");
        page.table(delegations_table(&report.delegations));
    }
    for at in report.expanded.iter().flatten() {
        page.heading(format!("At {}", at.scope));
        for (plane, operations) in [(Plane::Control, &at.control), (Plane::Data, &at.data)] {
            if !operations.is_empty() {
                page.text(format!(
                    "{} operations of the {plane} plane:",
                    operations.len()
                ));
                page.bullets(
                    operations
                        .iter()
                        .map(|&o| catalog.operation(o).name)
                        .collect(),
                );
            }
        }
    }
    page
}

/// What deny assignments leave of the operations.
fn less(denials: usize) -> String {
    match denials {
        0 => String::new(),
        1 => ", less what a deny assignment takes away".to_owned(),
        n => format!(", less what {n} deny assignments take away"),
    }
}

/// Grants are reported as they are assigned: what a deny assignment takes away of them.
pub(crate) fn denial_diagnostic(denial: &GrantsDenied<'_>) -> Diagnostic {
    let GrantsDenied { deny, operations } = denial;
    let how = if deny.condition.is_some() {
        "under its condition blocks"
    } else {
        "blocks"
    };
    Diagnostic::warning(
        "deny-assignment",
        format!(
            "deny assignment `{}` {how} {} of those that are granted, at {}",
            deny.name,
            counted(*operations, "operation"),
            deny.scope
        ),
    )
    .help("`--expand` lists what is left")
}

/// The conditions that bind grants, each once for its role and scope, on one line.
fn conditions_of(report: &WhatReport, catalog: &Catalog) -> Vec<String> {
    let mut lines = Vec::new();
    for grant in &report.grants {
        for condition in &grant.conditions {
            let words: Vec<&str> = condition.text.split_whitespace().collect();
            let text = with_role_names(&words.join(" "), catalog);
            let line = format!("{} at {}, only if {text}", grant.role, grant.scope);
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}

/// Where the operations of the answer are held.
fn place_of(report: &WhatReport) -> String {
    match &report.at {
        Some(at) => format!("at {at}"),
        None => "somewhere".to_owned(),
    }
}

/// How many patterns of a kind a row of the human format lists.
const PATTERNS_SHOWN: usize = 5;

/// The first patterns that are granted and those that are taken back, and how many more there are.
fn shortened(granted: &[ActionPattern], excluded: &[ActionPattern]) -> String {
    let mut lines = Vec::new();
    for (patterns, not) in [(granted, ""), (excluded, "not ")] {
        let shown = patterns.iter().take(PATTERNS_SHOWN);
        lines.extend(shown.map(|pattern| format!("{not}{pattern}")));
        if let Some(more @ 1..) = patterns.len().checked_sub(PATTERNS_SHOWN) {
            lines.push(format!("and {not}{more} more"));
        }
    }
    lines.join("\n")
}
