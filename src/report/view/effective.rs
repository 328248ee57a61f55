//! `what`.

use crate::access::{Doubt, Outcome};
use crate::catalog::{Catalog, ClassCounts};
use crate::effective::{EffectiveGrant, ExpandedScope, GrantsDenied};
use crate::ids::{OperationIx, PrincipalId};
use crate::model::{OperationClass, Plane, Principal, Tenant};
use crate::pattern::ActionPattern;
use crate::report::columns::{Columns, Rows, lines};
use crate::report::page::{Block, Page, Section, Tone};
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
    /// How many operations of each plane it holds, those behind an activation among them.
    pub(crate) operations: [usize; 2],
    /// How many of them it holds only after an activation.
    pub(crate) activated: [usize; 2],
    /// How many deny assignments take some of them away.
    pub(crate) denials: usize,
    pub(crate) expanded: Option<Vec<ExpandedScope>>,
    /// What it may do with role assignments, where it may do anything.
    pub(crate) delegations: Vec<DelegationAt>,
}

/// Everything a principal holds, as a page.
pub(crate) fn what_page(report: &WhatReport, catalog: &Catalog, tenant: &Tenant) -> Page {
    let mut page = Page::default();
    page.cut_on_terminals(LINES);
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
    let noun = if report.grants.len() == 1 {
        "grant"
    } else {
        "grants"
    };
    let is_open = report.grants.iter().all(|grant| !grant.missing.is_empty());
    let mut outcomes = report.grants.iter().map(|grant| grant.outcome);
    let (tone, sentence) = if outcomes.all(|outcome| outcome == Outcome::Denied) {
        let place = place_of(report);
        (
            Tone::Bad,
            format!("deny assignments leave nothing of what {who} holds {place}"),
        )
    } else if is_open {
        let place = place_of(report);
        (
            Tone::Open,
            format!("whether {who} holds anything {place} depends on what the inputs lack"),
        )
    } else {
        (
            Tone::Good,
            format!("{who} {}{}", held(report), less(report.denials)),
        )
    };
    page.verdict(tone, &format!("{} {noun}", report.grants.len()), sentence);
    let caption = format!("What {who} holds");
    let grants = gravest_first(&report.grants, catalog);
    let conditions = conditions_of(&grants, catalog);
    page.table(grant_columns(tenant).table(caption, grants));
    if !conditions.is_empty() {
        page.heading("Under a condition");
        page.bullets(conditions);
    }
    if !report.delegations.is_empty() {
        page.heading("Role assignments it may make or remove");
        page.table(delegations_table(&report.delegations));
    }
    if report.expanded.is_some() && report.activated != [0, 0] {
        page.text("Operations below are those allowed without an activation.");
    }
    let mut sections = Vec::new();
    for at in report.expanded.iter().flatten() {
        for (plane, operations) in [(Plane::Control, &at.control), (Plane::Data, &at.data)] {
            if !operations.is_empty() {
                let count = counted(operations.len(), "operation");
                let names = operations.iter().map(|&o| catalog.operation(o).name);
                sections.push(Section {
                    heading: format!("At {}: {count} of the {plane} plane", at.scope),
                    points: names.collect(),
                    ..Section::default()
                });
            }
        }
    }
    if !sections.is_empty() {
        page.push(Block::Sections(sections, 0));
    }
    page
}

/// Grants in the order in which a reader looks for them: by the gravest class of what each grants, by how much of
/// what leads to more rights it holds, and what is certain before what isn't. What deny assignments leave nothing
/// of stands last; a role that nobody knows before what only reads.
fn gravest_first<'r>(grants: &'r [EffectiveGrant], catalog: &Catalog) -> Vec<&'r EffectiveGrant> {
    let classes = catalog.classes();
    let gravity = |grant: &EffectiveGrant| {
        let Some(plane) = grant.plane else {
            return (Some(OperationClass::Read), std::cmp::Reverse(0));
        };
        let counts = ClassCounts::of_set(&catalog.expand_set(&grant.patterns, plane), &classes);
        let mut of = OperationClass::ALL.into_iter();
        let worst = of.find(|class| counts.of(*class) > 0);
        let escalating = counts.of(OperationClass::Escalation);
        (worst, std::cmp::Reverse(escalating))
    };
    let mut keyed: Vec<_> = grants
        .iter()
        .map(|grant| {
            let (worst, escalating) = gravity(grant);
            let is_gone = grant.outcome == Outcome::Denied;
            let grants_nothing = worst.is_none();
            (
                (is_gone, grants_nothing, worst, escalating, grant.outcome),
                grant,
            )
        })
        .collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, grant)| grant).collect()
}

/// How many operations are held, and how many only after an activation.
fn held(report: &WhatReport) -> String {
    let place = place_of(report);
    let counted = |[control, data]: [usize; 2]| format!("{control} control and {data} data");
    let [all, activated] = [report.operations, report.activated];
    if activated == [0, 0] {
        return format!("holds {} operations {place}", counted(all));
    }
    let active = [all[0] - activated[0], all[1] - activated[1]];
    if active == [0, 0] {
        return format!(
            "must activate a role for each of {} operations {place}",
            counted(activated)
        );
    }
    format!(
        "holds {} operations {place}, and {} more after an activation",
        counted(active),
        counted(activated)
    )
}

fn label<'a>(tenant: &'a Tenant, id: &'a PrincipalId) -> &'a str {
    tenant.principal(id).map_or(id.as_str(), Principal::label)
}

/// The group, or what may be one, that a principal must be in for a grant to be its own.
fn behind(doubt: &Doubt) -> Option<&PrincipalId> {
    match doubt {
        Doubt::MissingMembers { group, .. } => Some(group),
        Doubt::UnknownKind { principal, .. } => Some(principal),
        _ => None,
    }
}

fn grant_columns<'a>(tenant: &'a Tenant) -> Columns<'a, &'a EffectiveGrant> {
    let groups = |grant: &EffectiveGrant| -> Vec<String> {
        let groups = grant.via.iter().map(|hop| &hop.group);
        groups.map(|id| label(tenant, id).to_owned()).collect()
    };
    Columns::new()
        .both("scope", |grant: &&EffectiveGrant| grant.scope.to_string())
        .both("role", |grant| grant.role.to_string())
        .data("roleId", |grant| {
            grant.role_id.map(|id| id.to_string()).unwrap_or_default()
        })
        .both("plane", |grant| {
            let plane = grant.plane.map(Plane::as_str);
            plane.unwrap_or_default().to_owned()
        })
        .both("outcome", |grant| grant.outcome.as_str().to_owned())
        .page("via", move |grant| match &groups(grant)[..] {
            [] => match grant.missing.iter().find_map(behind) {
                Some(holder) => format!("{}, if a member", label(tenant, holder)),
                None => "direct".to_owned(),
            },
            groups => groups.join(" > "),
        })
        .data("via", move |grant| groups(grant).join("\n"))
        .page("actions", |grant| {
            shortened(grant.patterns.granted(), grant.patterns.excluded())
        })
        .data("actions", |grant| {
            lines(grant.patterns.granted().iter().map(ToString::to_string))
        })
        .data("notActions", |grant| {
            lines(grant.patterns.excluded().iter().map(ToString::to_string))
        })
        .data("condition", |grant| {
            lines(grant.conditions.iter().map(|c| c.text.to_string()))
        })
        .data("roleAssignment", |grant| grant.assignment.to_string())
}

/// Everything a principal holds, a row for each grant; with `--expand`, a row for each operation
/// at each scope.
pub(crate) fn what_rows<'a>(
    report: &'a WhatReport,
    catalog: &'a Catalog,
    tenant: &'a Tenant,
) -> Rows<'a> {
    let Some(expanded) = &report.expanded else {
        return grant_columns(tenant).rows(report.grants.iter());
    };
    let rows = expanded.iter().flat_map(|at| {
        let planes = [(Plane::Control, &at.control), (Plane::Data, &at.data)];
        planes.into_iter().flat_map(move |(plane, operations)| {
            let operations = operations.iter();
            operations.map(move |&operation| (&at.scope, plane, operation))
        })
    });
    type Row<'a> = (&'a Scope, Plane, OperationIx);
    Columns::new()
        .data("scope", |(scope, _, _): &Row<'_>| scope.to_string())
        .data("plane", |(_, plane, _)| plane.as_str().to_owned())
        .data("operation", |(_, _, operation)| {
            catalog.operation(*operation).name
        })
        .rows(rows)
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
    let GrantsDenied {
        deny, operations, ..
    } = denial;
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
fn conditions_of(grants: &[&EffectiveGrant], catalog: &Catalog) -> Vec<String> {
    let mut lines = Vec::new();
    for grant in grants {
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

/// How many lines of a terminal the grants take, and as many the conditions and the delegations.
const LINES: usize = 16;

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
