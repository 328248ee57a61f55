//! What isn't known of an earlier moment, where it could matter for an answer.

use std::collections::BTreeSet;

use super::AccessIndex;
use crate::directory::Placement;
use crate::model::{Past, PastLoss};
use crate::scope::{Scope, ScopeKind};
use crate::span::Diagnostic;
use crate::text::first_of;

/// How many scopes are named.
const NAMED: usize = 3;

/// What the logs don't say of who had access at a scope, or anywhere.
pub(crate) fn past_gaps(index: &AccessIndex<'_>, at: Option<&Scope>) -> Vec<Diagnostic> {
    let Some(past) = &index.tenant().past else {
        return Vec::new();
    };
    let mut notes = Vec::new();
    match (&past.logged, past.exported) {
        (None, _) => {}
        (Some(_), None) => {
            let message = format!(
                "the exports don't say when they were made, so no log is known to cover the time from {} to then: what was removed since may be missing",
                past.moment
            );
            let note = Diagnostic::warning("undated-exports", message).records_lost();
            notes.push(note.help("name the time with `--exported`"));
        }
        (Some(logged), Some(exported)) => {
            let concerned = concerned(index, past, at);
            if let Some(note) = unknown_groups(index, past, at) {
                notes.push(note);
            }
            let unlogged: Vec<&Scope> = concerned.difference(logged).collect();
            if !unlogged.is_empty() {
                let message = format!(
                    "no activity log reaches from {} to {exported} for {}: what was removed there since is not known",
                    past.moment,
                    named(&unlogged)
                );
                let note = Diagnostic::warning("unlogged-past", message).records_lost();
                notes.push(note.help(
                    "add those logs with `--logs`, or say with `--logs-complete` that the logs hold every change",
                ));
            }
        }
    }
    if past.has_ended_instances {
        let message = format!(
            "eligible and time-bound assignments of {} that ended since are not in exports, nor in a log that begins after they were made",
            past.moment
        );
        notes.push(Diagnostic::warning("ended-instances", message).grant_lost());
    }
    for loss in [PastLoss::Deleted, PastLoss::Moved, PastLoss::Unrecorded] {
        let lost = past.lost.iter().filter(|(scope, why)| {
            let holds = |at: &Scope| index.hierarchy().placement(at, scope) != Placement::Outside;
            *why == loss && at.is_none_or(holds)
        });
        let lost: Vec<&Scope> = lost.map(|(scope, _)| scope).collect();
        if lost.is_empty() {
            continue;
        }
        let what = match loss {
            PastLoss::Deleted => "deleted since, with the assignments that were there",
            PastLoss::Moved => "moved since: what it inherited is not known",
            PastLoss::Unrecorded => {
                "changed since by an event that lacks what was there: who had access is not known"
            }
        };
        let is = if lost.len() == 1 { "was" } else { "were" };
        let message = format!("{} {is} {what}", named(&lost));
        notes.push(Diagnostic::warning("lost-past", message).records_lost());
    }
    notes
}

/// That it isn't known which management groups are above, whose logs would count too.
fn unknown_groups(index: &AccessIndex<'_>, past: &Past, at: Option<&Scope>) -> Option<Diagnostic> {
    let is_unknown =
        |scope: &Scope| scope.subscription().is_some() && !index.hierarchy().knows_above(scope);
    let own = at.map(Past::container);
    let unknown: Vec<&Scope> = match &own {
        Some(own) => vec![own],
        None => past.containers.iter().collect(),
    };
    let unknown: Vec<&Scope> = unknown
        .into_iter()
        .filter(|scope| is_unknown(scope))
        .collect();
    if unknown.is_empty() {
        return None;
    }
    let message = format!(
        "the inputs don't say which management groups {} is in: what was removed at them since is not known",
        named(&unknown)
    );
    let note = Diagnostic::warning("unlogged-past", message).records_lost();
    Some(note.help("add the tree: `az account management-group show -n ROOT --expand --recurse`"))
}

/// That assignments may not have been there, for answers about many of them.
pub(crate) fn uncertain_past(index: &AccessIndex<'_>) -> Option<Diagnostic> {
    let past = index.tenant().past.as_ref()?;
    let named = past.uncertain.iter().map(|id| format!("`{id}`"));
    let named = first_of(named, NAMED);
    (!named.is_empty()).then(|| {
        let message = format!(
            "it is not known whether these were there at {}, and under which condition: {named}",
            past.moment
        );
        Diagnostic::warning("uncertain-past", message).grant_lost()
    })
}

/// The subscriptions and management groups whose assignments count at a scope, or anywhere, and the root.
fn concerned(index: &AccessIndex<'_>, past: &Past, at: Option<&Scope>) -> BTreeSet<Scope> {
    let Some(at) = at else {
        return past.containers.clone();
    };
    let own = Past::container(at);
    let is_above = |group: &&Scope| {
        let is_group = group.kind() == ScopeKind::ManagementGroup;
        is_group && index.hierarchy().placement(&own, group) != Placement::Outside
    };
    let above: Vec<Scope> = past.containers.iter().filter(is_above).cloned().collect();
    above
        .into_iter()
        .chain([own.clone(), Scope::root()])
        .collect()
}

fn named(scopes: &[&Scope]) -> String {
    first_of(scopes.iter().map(|scope| format!("`{scope}`")), NAMED)
}
