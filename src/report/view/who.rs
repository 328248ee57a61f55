//! `who`.

use std::collections::BTreeMap;

use crate::access::{Doubt, Outcome, Target};
use crate::catalog::Catalog;
use crate::effective::{HeldScope, Holder, HolderAnywhere};
use crate::ids::PrincipalId;
use crate::model::{Principal, Tenant};
use crate::report::page::{Page, Table, Tone};
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

/// Whom was found.
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
pub(crate) fn who_page(reports: &[WhoReport], catalog: &Catalog, tenant: &Tenant) -> Page {
    let mut page = Page::default();
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
        page.table(match &report.found {
            WhoFound::At(scope, holders) => table_at(caption, scope, holders, catalog, tenant),
            WhoFound::Anywhere(holders) => table_anywhere(caption, holders, tenant),
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
    page
}

fn table_at(
    caption: String,
    scope: &Scope,
    holders: &[Holder],
    catalog: &Catalog,
    tenant: &Tenant,
) -> Table {
    let mut rows = Vec::new();
    for holder in holders {
        let known = tenant.principal(&holder.principal);
        let paths: Vec<String> = holder
            .derivations
            .iter()
            .map(|d| with_role_names(&derivation_sentence(d, Some(scope)), catalog))
            .collect();
        rows.push(vec![
            holder.outcome.as_str().to_owned(),
            label(&holder.principal, tenant),
            known
                .map(|p| p.kind.as_str().to_owned())
                .unwrap_or_default(),
            holder.principal.to_string(),
            if paths.is_empty() {
                missing_words(&holder.doubts)
            } else {
                paths.join("\n")
            },
        ]);
    }
    Table {
        caption,
        columns: vec!["outcome", "principal", "type", "id", "because"],
        rows,
    }
}

/// How many scopes of a principal people are shown.
const SHOWN: usize = 2;

fn table_anywhere(caption: String, holders: &[HolderAnywhere], tenant: &Tenant) -> Table {
    let row = |holder: &HolderAnywhere| {
        let mut places: Vec<String> = Vec::new();
        for held in holder.scopes.iter().take(SHOWN) {
            places.push(place_words(held, holder.outcome));
        }
        if let Some(more @ 1..) = holder.scopes.len().checked_sub(SHOWN) {
            places.push(format!("and {}", counted(more, "scope")));
        }
        vec![
            holder.outcome.as_str().to_owned(),
            label(&holder.principal, tenant),
            places.join("\n"),
        ]
    };
    Table {
        caption,
        columns: vec!["outcome", "principal", "where"],
        rows: holders.iter().map(row).collect(),
    }
}

/// A scope, with what it comes to where that isn't the best, and where it is less.
fn place_words(held: &HeldScope, best: Outcome) -> String {
    let mut words = held.scope.to_string();
    if held.outcome != best {
        words.push_str(&format!(" ({})", held.outcome.as_str()));
    }
    if !held.except.is_empty() {
        let except = counted(held.except.len(), "scope");
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
        for except in &held.except {
            let scope = &except.scope;
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

/// The name of a principal; its id where the inputs have none.
fn label(id: &PrincipalId, tenant: &Tenant) -> String {
    let known = tenant.principal(id).map(Principal::label);
    known.unwrap_or(id.as_str()).to_owned()
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
