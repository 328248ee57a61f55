//! `who`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::access::{Doubt, Outcome, Step, Target};
use crate::catalog::Catalog;
use crate::effective::{HeldScope, Holder, HolderAnywhere};
use crate::ids::PrincipalId;
use crate::model::{Principal, Tenant};
use crate::report::columns::{Columns, Rows, lines};
use crate::report::page::{Page, Tone};
use crate::report::view::can::caution_of_unknown;
use crate::report::view::can::given::Given;
use crate::report::view::role_names::with_role_names;
use crate::report::view::words::{counted, derivation_sentence, role_gap_words};
use crate::scope::{Scope, ScopeKind};

/// Who can do one thing.
#[derive(Clone, Debug)]
pub(crate) struct WhoReport {
    pub(crate) target: Target,
    pub(crate) given: Given,
    pub(crate) found: WhoFound,
}

/// The principals that were found.
#[derive(Clone, Debug)]
pub(crate) enum WhoFound {
    /// At one scope.
    At(Scope, Vec<Holder>),
    /// Wherever they can.
    Anywhere(Vec<HolderAnywhere>),
}

impl WhoFound {
    /// The scope that was asked about, if one.
    pub(crate) fn scope(&self) -> Option<&Scope> {
        match self {
            Self::At(scope, _) => Some(scope),
            Self::Anywhere(_) => None,
        }
    }

    /// The outcome of each, best first.
    pub(crate) fn outcomes(&self) -> Vec<Outcome> {
        match self {
            Self::At(_, holders) => holders.iter().map(|holder| holder.outcome).collect(),
            Self::Anywhere(holders) => holders.iter().map(|holder| holder.outcome).collect(),
        }
    }
}

/// Everyone who can, as a page.
///
/// Of many, each with one path, unless all are asked for.
pub(crate) fn who_page(
    reports: &[WhoReport],
    targets: &[Target],
    catalog: &Catalog,
    tenant: &Tenant,
    all: bool,
) -> Page {
    let mut page = Page::default();
    page.cut_on_terminals(LINES);
    let mut is_shortened = false;
    if reports.is_empty() {
        for Target { action, plane } in targets {
            let what = format!("{action} ({plane} plane)");
            page.verdict(Tone::Bad, &counted(0, "principal"), what);
        }
    }
    for report in reports {
        let outcomes = report.found.outcomes();
        let Target { action, plane } = &report.target;
        let at = report.found.scope();
        let at = at.map_or_else(String::new, |at| format!(" at {at}"));
        let tone = if outcomes.is_empty() {
            Tone::Bad
        } else if outcomes.iter().all(|o| *o == Outcome::Undetermined) {
            Tone::Open
        } else {
            Tone::Good
        };
        let what = format!("{action} ({plane} plane){at}");
        page.verdict(tone, &counted(outcomes.len(), "principal"), what);
        let caption = format!("Who can {action}{at}");
        let row = |held| Row {
            target: &report.target,
            held,
        };
        let columns = columns(report.found.scope().is_some(), catalog, tenant);
        page.table(match &report.found {
            WhoFound::At(scope, holders) => {
                let is_short = !all && holders.len() > WITH_ALL_PATHS;
                is_shortened |= is_short && holders.iter().any(|one| one.derivations.len() > 1);
                let rows = holders.iter().map(|holder| {
                    row(match is_short {
                        true => Held::InShort(holder, scope),
                        false => Held::At(holder, scope),
                    })
                });
                columns.table(caption, rows)
            }
            WhoFound::Anywhere(holders) => {
                let rows = by_width(holders).into_iter();
                columns.table(caption, rows.map(|holder| row(Held::Anywhere(holder))))
            }
        });
        if let WhoFound::Anywhere(holders) = &report.found {
            let exceptions = exceptions(holders);
            if !holders.is_empty() {
                page.text("`--at SCOPE` says by which assignments and groups.");
            }
            if !exceptions.is_empty() {
                page.heading("Where they can do less");
                page.bullets(exceptions);
            }
        }
    }
    if is_shortened {
        page.text("`--all` lists every path of each.");
    }
    caution_of_unknown(&mut page, targets, catalog);
    page
}

/// Principals as they are read: the certain first, and of those who can at the widest scopes and at the most.
fn by_width(holders: &[HolderAnywhere]) -> Vec<&HolderAnywhere> {
    let mut holders: Vec<&HolderAnywhere> = holders.iter().collect();
    holders.sort_by_key(|holder| {
        let mut widest_first = holder.scopes.iter();
        let widest = widest_first.find(|held| held.outcome == holder.outcome);
        let widest = widest.map(|held| held.scope.kind());
        (holder.outcome, widest, Reverse(holder.scopes.len()))
    });
    holders
}

/// How many lines of a terminal the principals take, and as many the exceptions: with the verdict
/// before and after two screens.
const LINES: usize = 20;

/// Up to how many principals are shown with all of their paths.
const WITH_ALL_PATHS: usize = 5;

/// Everyone who can, a row for each principal, scope and plane.
pub(crate) fn who_rows<'a>(
    reports: &'a [WhoReport],
    catalog: &'a Catalog,
    tenant: &'a Tenant,
) -> Rows<'a> {
    let rows = reports
        .iter()
        .flat_map(move |report| -> Box<dyn Iterator<Item = Row<'a>>> {
            let target = &report.target;
            match &report.found {
                WhoFound::At(scope, holders) => Box::new(holders.iter().map(move |holder| Row {
                    target,
                    held: Held::At(holder, scope),
                })),
                WhoFound::Anywhere(holders) => Box::new(holders.iter().flat_map(move |holder| {
                    holder.scopes.iter().map(move |scope| Row {
                        target,
                        held: Held::There(holder, scope),
                    })
                })),
            }
        });
    columns(true, catalog, tenant).rows(rows)
}

/// A row of a table.
struct Row<'a> {
    target: &'a Target,
    held: Held<'a>,
}

/// Who it is that can.
enum Held<'a> {
    /// Somebody at the scope that was asked about.
    At(&'a Holder, &'a Scope),
    /// The same, with one path.
    InShort(&'a Holder, &'a Scope),
    /// Somebody at one of the scopes where they can.
    There(&'a HolderAnywhere, HeldScope<'a>),
    /// Somebody at all of them.
    Anywhere(&'a HolderAnywhere),
}

impl<'a> Row<'a> {
    fn principal(&self) -> &'a PrincipalId {
        match self.held {
            Held::At(holder, _) | Held::InShort(holder, _) => &holder.principal,
            Held::There(holder, _) | Held::Anywhere(holder) => &holder.principal,
        }
    }

    fn outcome(&self) -> Outcome {
        match self.held {
            Held::At(holder, _) | Held::InShort(holder, _) => holder.outcome,
            Held::There(_, held) => held.outcome,
            Held::Anywhere(holder) => holder.outcome,
        }
    }
}

/// The columns of `who`, about one scope or about any.
fn columns<'a>(at_scope: bool, catalog: &'a Catalog, tenant: &'a Tenant) -> Columns<'a, Row<'a>> {
    Columns::new()
        .both("outcome", |row: &Row<'_>| row.outcome().as_str().to_owned())
        .both("principal", |row| {
            let known = tenant.principal(row.principal());
            known
                .map_or(row.principal().as_str(), Principal::label)
                .to_owned()
        })
        .both("type", |row| {
            let known = tenant.principal(row.principal());
            known.map_or("", |p| p.kind.as_str()).to_owned()
        })
        .on_pages_if(at_scope)
        .both("id", |row| row.principal().to_string())
        .on_pages_if(at_scope)
        .data("action", |row| row.target.action.to_string())
        .data("plane", |row| row.target.plane.as_str().to_owned())
        .data("scope", |row| match row.held {
            Held::At(_, scope) | Held::InShort(_, scope) => scope.to_string(),
            Held::There(_, held) => held.scope.to_string(),
            Held::Anywhere(_) => String::new(),
        })
        .page("where", |row| match row.held {
            Held::Anywhere(holder) => places_words(holder),
            _ => String::new(),
        })
        .on_pages_if(!at_scope)
        .page("because", |row| match row.held {
            Held::At(holder, scope) => because_words(holder, scope, catalog, usize::MAX),
            Held::InShort(holder, scope) => because_words(holder, scope, catalog, 1),
            _ => String::new(),
        })
        .on_pages_if(at_scope)
        .data("because", |row| match row.held {
            Held::At(holder, scope) | Held::InShort(holder, scope) => {
                let paths = holder.derivations.iter();
                lines(paths.map(|path| derivation_sentence(path, Some(scope))))
            }
            Held::There(holder, held) => because_there(holder, held.scope, tenant),
            Held::Anywhere(_) => String::new(),
        })
        .data("except", |row| match row.held {
            Held::There(_, held) => lines(held.except().map(|except| {
                let only = if except.only_here { " itself" } else { "" };
                format!("{} at {}{only}", except.outcome.as_str(), except.scope)
            })),
            _ => String::new(),
        })
}

/// By which paths, the first of them and how many more, or what is missing to know of one.
fn because_words(holder: &Holder, scope: &Scope, catalog: &Catalog, most: usize) -> String {
    if holder.derivations.is_empty() {
        return missing_words(&holder.doubts);
    }
    let more = holder.derivations.len().saturating_sub(most);
    let more = (more > 0).then(|| format!("and {}", counted(more, "more path")));
    let paths = holder.derivations.iter().take(most);
    let paths = paths.map(|path| with_role_names(&derivation_sentence(path, Some(scope)), catalog));
    lines(paths.chain(more))
}

/// What a principal holds at a scope itself, and the groups through which it may have more.
fn because_there(holder: &HolderAnywhere, at: &Scope, tenant: &Tenant) -> String {
    let is_there = |step: &Step| match step {
        Step::RoleAssignment { scope, .. } | Step::Schedule { scope, .. } => scope == at,
        _ => false,
    };
    let own = holder.derivations.iter();
    let own = own.filter(|path| path.steps.iter().any(is_there));
    let own = own.map(|path| derivation_sentence(path, Some(at)));
    let label = |id| tenant.principal(id).map_or(id.as_str(), Principal::label);
    let groups = holder.through.iter();
    lines(own.chain(groups.map(|group| format!("member of group {}", label(group)))))
}

/// How many scopes of a principal people are shown.
const SHOWN: usize = 2;

/// The first scopes where somebody can, and how many more there are.
fn places_words(holder: &HolderAnywhere) -> String {
    let shown = holder.scopes.iter().take(SHOWN);
    let shown = shown.map(|held| place_words(held, holder.outcome));
    let more = holder.scopes.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| format!("and {}", counted(more, "scope")));
    lines(shown.chain(more))
}

/// A scope, with what it comes to where that isn't the best, and where it is less.
fn place_words(held: HeldScope<'_>, best: Outcome) -> String {
    let mut words = held.scope.to_string();
    if held.outcome != best {
        words.push_str(&format!(" ({})", held.outcome.as_str()));
    }
    if held.exceptions() > 0 {
        let except = counted(held.exceptions(), "scope");
        words.push_str(&format!(", less at {except}"));
    }
    words
}

/// How many scopes where it is less people are shown.
const EXCEPTIONS_SHOWN: usize = 10;

/// The scopes where principals can do less than above, each once, and how many principals that are.
fn exceptions(holders: &[HolderAnywhere]) -> Vec<String> {
    let mut found: BTreeMap<(ScopeKind, &Scope, bool, Outcome), usize> = BTreeMap::new();
    for held in holders.iter().flat_map(|holder| holder.scopes.iter()) {
        for except in held.except() {
            let scope = except.scope;
            let key = (scope.kind(), scope, except.only_here, except.outcome);
            *found.entry(key).or_default() += 1;
        }
    }
    let more = found.len().saturating_sub(EXCEPTIONS_SHOWN);
    let shown = found.into_iter().take(EXCEPTIONS_SHOWN);
    let mut lines: Vec<String> = shown
        .map(|((_, scope, only_here, outcome), count)| {
            let itself = if only_here { " itself" } else { "" };
            let whom = counted(count, "principal");
            format!("{} at {scope}{itself}: {whom}", outcome.as_str())
        })
        .collect();
    if more > 0 {
        lines.push(format!("and {}", counted(more, "scope")));
    }
    lines
}

/// The assignments that would matter, each with what is missing; the diagnostics say how to get it.
fn missing_words(doubts: &[Doubt]) -> String {
    let each = doubts.iter().map(|doubt| {
        let what = match doubt {
            Doubt::UnresolvedRole { gap, role, .. } => {
                format!("role `{role}` {}", role_gap_words(*gap))
            }
            Doubt::UnknownHierarchy { scope, .. } => {
                format!("whether `{scope}` holds the scope is not known")
            }
            _ => "not all is known of it".to_owned(),
        };
        format!("{}: {what}", doubt.assignment())
    });
    each.collect::<Vec<_>>().join("\n")
}
