//! What proves that an assignment was used.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::SizedAssignment;
use super::propose::Proposer;
use super::shown::LogCover;
use super::unexplained::Suspects;
use crate::access::{AccessIndex, Decision, Outcome};
use crate::ids::parse_guid;
use crate::model::{Grant, Moment, Plane};
use crate::scope::Scope;
use crate::text::{self, NameMap};
use crate::time::Timestamp;
use crate::usage::judge::{Count, Granter, PlacedRows, granters};
use crate::usage::{Outcome as CallOutcome, UsageRow};

/// How well it is known whether an assignment was used, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Evidence {
    /// A log names it.
    Named,
    /// A logged call needed it: nothing else allows the call.
    Needed,
    /// A logged call may have been allowed by it, or by others.
    MaybeUsed,
    /// The logs that would show its use show none.
    NotSeen,
    /// No log that is there would show its use.
    NotObservable,
}

/// An operation that was used, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Use {
    pub(crate) plane: Plane,
    /// In lower case.
    pub(crate) action: Arc<str>,
    pub(crate) scope: Scope,
}

/// What was used through each record, by the folded id of it.
#[derive(Debug, Default)]
pub(super) struct Uses {
    records: NameMap<String, Used>,
    pub(super) without_assignment: Count,
    pub(super) by_gone: Count,
    pub(super) disagreeing: Count,
}

/// What was used through a record.
#[derive(Debug, Default)]
struct Used {
    by: BTreeMap<Evidence, BTreeSet<Use>>,
    /// What was used somewhere that the log doesn't say.
    unplaced: BTreeSet<(Plane, Arc<str>)>,
    /// Whether a log says that it allowed a call that the exports don't explain.
    is_unexplained: bool,
    others: BTreeSet<Arc<str>>,
    last: Option<Timestamp>,
}

/// The ids of assignments by the GUIDs that they end with: logs of storage have no more.
type Names = NameMap<u128, Arc<str>>;

impl Uses {
    pub(super) fn new(index: &AccessIndex<'_>, placed: &PlacedRows<'_>, moment: Moment) -> Self {
        let mut uses = Self::default();
        let assignments = &index.tenant().role_assignments;
        let names: Names = assignments
            .iter()
            .filter_map(|known| Some((parse_guid(known.name())?, Arc::clone(&known.id))))
            .collect();
        let mut suspects = Suspects::new(index, moment);
        placed.decide(index, moment, |call, decision| {
            let (row, scope) = (call.row, placed.scope(call));
            if was_allowed(row) && !uses.take(&names, (row, scope), decision) {
                uses.suspect(&mut suspects, row, Some(scope));
            }
        });
        let others = placed.strangers.iter().chain(&placed.nowhere);
        for row in others.filter(|row| was_allowed(row)) {
            let scope = row.key.scope.as_deref().map(Scope::parse);
            let scope = scope.and_then(Result::ok);
            // An assignment that a log names was used, whoever called.
            match uses.named(&names, row) {
                Some(named) => uses.note(&named, Evidence::Named, row, scope),
                None if is_named(row) => {}
                None => uses.suspect(&mut suspects, row, scope.as_ref()),
            }
        }
        uses
    }

    /// Takes a call that the exports don't explain: each assignment that may have allowed it may have been
    /// used.
    fn suspect(&mut self, suspects: &mut Suspects<'_, '_>, row: &UsageRow, scope: Option<&Scope>) {
        for grant in suspects.of(row, scope) {
            self.note(grant.id(), Evidence::MaybeUsed, row, scope.cloned());
        }
    }

    /// Takes a call that was allowed, with what the exports say of it: whether they explain it.
    fn take(
        &mut self,
        names: &Names,
        (row, scope): (&UsageRow, &Scope),
        decision: &Decision,
    ) -> bool {
        let granters = granters(decision);
        if let Some(named) = self.named(names, row) {
            self.note(&named, Evidence::Named, row, Some(scope.clone()));
            let others = granters
                .iter()
                .filter(|other| !text::same(&other.id, &named));
            let used = self
                .records
                .entry(text::fold(&named).into_owned())
                .or_default();
            let explains =
                |granter: &Granter| granter.is_certain && text::same(&granter.id, &named);
            used.is_unexplained |= !granters.iter().any(explains);
            used.others
                .extend(others.map(|other| Arc::clone(&other.id)));
            return true;
        }
        let is_named = is_named(row);
        if !is_named && matches!(decision.outcome(), Outcome::NotGranted | Outcome::Denied) {
            self.disagreeing.add(row);
        }
        let is_alone = !is_named
            && granters.len() == 1
            && granters[0].is_certain
            && decision.doubts().is_empty();
        let evidence = match is_alone {
            true => Evidence::Needed,
            false => Evidence::MaybeUsed,
        };
        for granter in &granters {
            self.note(&granter.id, evidence, row, Some(scope.clone()));
            let others = granters.iter().filter(|other| other.id != granter.id);
            let used = self
                .records
                .entry(text::fold(&granter.id).into_owned())
                .or_default();
            used.others
                .extend(others.map(|other| Arc::clone(&other.id)));
        }
        is_named || granters.iter().any(|granter| granter.is_certain)
    }

    /// The assignment of the exports that a row names. One that is not there, and a role without an
    /// assignment, are counted.
    fn named(&mut self, names: &Names, row: &UsageRow) -> Option<Arc<str>> {
        let Some(assignment) = row.key.assignment.as_deref() else {
            if row.key.role.is_some() {
                self.without_assignment.add(row);
            }
            return None;
        };
        let last = assignment.rsplit('/').next().unwrap_or(assignment);
        let known = parse_guid(last).and_then(|guid| names.get(&guid));
        if known.is_none() {
            self.by_gone.add(row);
        }
        known.cloned()
    }

    fn note(&mut self, record: &str, evidence: Evidence, row: &UsageRow, scope: Option<Scope>) {
        let used = self
            .records
            .entry(text::fold(record).into_owned())
            .or_default();
        let (plane, action) = (row.key.plane, Arc::clone(&row.key.action));
        let uses = used.by.entry(evidence).or_default();
        match scope {
            Some(scope) => {
                uses.insert(Use {
                    plane,
                    action,
                    scope,
                });
            }
            None => {
                used.unplaced.insert((plane, action));
            }
        }
        used.last = used.last.max(Some(row.tally.last));
    }

    /// What is said of an assignment.
    pub(super) fn size(
        &self,
        grant: &Grant<'_>,
        cover: &LogCover<'_, '_>,
        proposer: &Proposer<'_, '_>,
    ) -> SizedAssignment {
        let used = self.records.get(&*text::fold(grant.id()));
        let best = used.and_then(|used| used.by.first_key_value());
        let shown = cover.of(grant);
        let is_explained = used.is_none_or(|used| !used.is_unexplained);
        let evidence = match best {
            Some((evidence, _)) => *evidence,
            None if shown.is_observable => Evidence::NotSeen,
            None => Evidence::NotObservable,
        };
        let all = used.into_iter().flat_map(|used| used.by.values().flatten());
        let unplaced = used.into_iter().flat_map(|used| &used.unplaced);
        // It may have been anywhere that the assignment reaches.
        let anywhere = unplaced.map(|(plane, action)| Use {
            plane: *plane,
            action: Arc::clone(action),
            scope: grant.scope.clone(),
        });
        let uses: BTreeSet<Use> = all.cloned().chain(anywhere).collect();
        let uses: Vec<Use> = uses.into_iter().collect();
        let others = used.into_iter().flat_map(|used| &used.others);
        SizedAssignment {
            grant: grant.number,
            evidence,
            also_granted_by: others.cloned().collect(),
            last: used.and_then(|used| used.last),
            is_without_principal: grant
                .assignment()
                .is_some_and(|record| record.is_without_principal(proposer.tenant())),
            proposal: proposer.of(grant, evidence, (&shown, is_explained), &uses),
            uses,
            unshown: shown.unshown,
        }
    }
}

/// Whether a call was allowed; one that was denied is no use.
fn was_allowed(row: &UsageRow) -> bool {
    row.key.outcome != CallOutcome::Denied
}

/// Whether a log names by what right a call was allowed.
fn is_named(row: &UsageRow) -> bool {
    row.key.assignment.is_some() || row.key.role.is_some()
}
