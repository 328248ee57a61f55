//! Calls that were logged, decided again before and after a change: what would break.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::ScopedJoinHandle;

use super::accept::{AcceptEntry, Acceptance, Accepted};
use super::judge::{Count, Placed, PlacedRows, granters};
use super::row::{Outcome as CallOutcome, UsageRow};
use crate::access::{
    AccessIndex, Authorizer, BulkIndex, Circumstances, Decision, Outcome, OutcomesAt, PrincipalIx,
    Repair, Request, ScopeChain, repairs,
};
use crate::ids::{OperationIx, PrincipalId};
use crate::model::{Moment, Plane, PrincipalKind};
use crate::scope::Scope;
use crate::text::{self, NameMap, NameSet};
use crate::time::Timestamp;

/// What a change does to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ReplayClass {
    /// Allowed before, not after.
    Revoked,
    /// Allowed before and open after, or open before and not allowed after.
    MaybeRevoked,
    /// Open before and after, and not for the same reasons.
    Unknown,
    /// Not allowed before, and open after; or open before, and allowed after.
    MaybeGained,
    /// Not allowed before, and allowed after.
    Gained,
    /// The same before and after.
    Unchanged,
}

impl ReplayClass {
    /// Every class, the gravest first.
    pub(crate) const ALL: [Self; 6] = [
        Self::Revoked,
        Self::MaybeRevoked,
        Self::Unknown,
        Self::MaybeGained,
        Self::Gained,
        Self::Unchanged,
    ];

    /// The word used in every output format.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::MaybeRevoked => "maybeRevoked",
            Self::Unknown => "unknown",
            Self::MaybeGained => "maybeGained",
            Self::Gained => "gained",
            Self::Unchanged => "unchanged",
        }
    }

    /// By the decisions of the engine. Where the log names an assignment that was there, the call was allowed
    /// before; after, that says only that it still is if the engine sees no difference.
    fn of(engine: [Verdict; 2], named: Named, has_same_reasons: impl FnOnce() -> bool) -> Self {
        let sides = match named {
            Named::Nowhere => engine,
            _ if engine[1] == Verdict::Yes => [Verdict::Yes; 2],
            Named::Unchanged if engine[0] == engine[1] => [Verdict::Yes; 2],
            Named::Unchanged | Named::Gone => [Verdict::Yes, engine[1]],
        };
        match sides {
            [Verdict::Yes, Verdict::No] => Self::Revoked,
            [Verdict::Yes, Verdict::Open] | [Verdict::Open, Verdict::No] => Self::MaybeRevoked,
            [Verdict::No, Verdict::Open] | [Verdict::Open, Verdict::Yes] => Self::MaybeGained,
            [Verdict::No, Verdict::Yes] => Self::Gained,
            [Verdict::Open, Verdict::Open] if !has_same_reasons() => Self::Unknown,
            _ => Self::Unchanged,
        }
    }

    /// Whether it is for the worse.
    pub(crate) fn breaks(self) -> bool {
        matches!(self, Self::Revoked | Self::MaybeRevoked)
    }
}

/// What became of the assignment that a log names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    /// It names none that was there.
    Nowhere,
    /// Its record and its role are as they were.
    Unchanged,
    /// It is gone, or is another.
    Gone,
}

/// What an outcome comes to for who calls: people can activate an eligible assignment (PI-1, PI-4).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Yes,
    Open,
    No,
}

impl Verdict {
    fn of(outcome: Outcome, kind: PrincipalKind) -> Self {
        match outcome {
            Outcome::Allowed => Self::Yes,
            Outcome::Eligible if kind.can_activate() => Self::Yes,
            Outcome::Eligible => Self::No,
            Outcome::Partial | Outcome::Conditional | Outcome::Undetermined => Self::Open,
            Outcome::NotGranted | Outcome::Denied => Self::No,
        }
    }
}

/// Somebody's calls of an operation at a scope.
#[derive(Debug)]
pub(crate) struct ReplayedCall {
    pub(crate) principal: PrincipalId,
    /// What kind the exports, or else the log, say that it is.
    kind: PrincipalKind,
    /// In lower case.
    pub(crate) action: Arc<str>,
    pub(crate) plane: Plane,
    pub(crate) scope: Scope,
    pub(crate) count: u64,
    pub(crate) last: Timestamp,
    /// Whether the log says of any that it was allowed.
    pub(crate) was_allowed: bool,
    /// Whether the log names an assignment that was there.
    is_named: bool,
    pub(crate) class: ReplayClass,
    /// Who accepts that it breaks.
    pub(crate) accepted: Option<Accepted>,
    pub(crate) before: Outcome,
    pub(crate) after: Outcome,
    /// The records that allowed it before and do so no more.
    pub(crate) lost: Vec<Arc<str>>,
    /// What would allow it after.
    pub(crate) repairs: Vec<Repair>,
}

impl ReplayedCall {
    /// Whether the log allowed what the exports from before the change do not.
    pub(crate) fn disagrees(&self) -> bool {
        self.was_allowed && Verdict::of(self.before, self.kind) == Verdict::No
    }

    /// Whether it isn't known what the change does to it: the exports don't explain it as they are.
    pub(crate) fn is_unexplained(&self) -> bool {
        let is_explained = self.is_named || Verdict::of(self.after, self.kind) == Verdict::Yes;
        self.disagrees() && self.class == ReplayClass::Unchanged && !is_explained
    }
}

/// What came of a replay.
#[derive(Debug, Default)]
pub(crate) struct Replayed {
    /// How many calls were decided, each of a principal, an operation and a scope.
    pub(crate) calls: usize,
    /// How many of them the log says were allowed.
    pub(crate) allowed: usize,
    /// How many there are of each class.
    pub(crate) classes: BTreeMap<ReplayClass, usize>,
    /// Those that change or where the log disagrees, the gravest first.
    pub(crate) rows: Vec<ReplayedCall>,
    /// Rows of callers whom no export knows.
    pub(crate) by_strangers: Count,
    /// Rows without a scope.
    pub(crate) nowhere: Count,
}

impl Replayed {
    /// How many calls of a class nobody accepts.
    pub(crate) fn open(&self, class: ReplayClass) -> usize {
        let accepted = self
            .rows
            .iter()
            .filter(|row| row.class == class && row.accepted.is_some());
        self.count(class) - accepted.count()
    }

    /// How many calls are of a class.
    pub(crate) fn count(&self, class: ReplayClass) -> usize {
        self.classes.get(&class).copied().unwrap_or(0)
    }

    /// How many calls the exports don't explain, so that it isn't known what the change does to them.
    pub(crate) fn unexplained(&self) -> usize {
        let is_open = |row: &&ReplayedCall| row.is_unexplained() && row.accepted.is_none();
        self.rows.iter().filter(is_open).count()
    }

    /// The calls where the log disagrees.
    pub(crate) fn disagreeing(&self) -> impl Iterator<Item = &ReplayedCall> {
        self.rows.iter().filter(|row| row.disagrees())
    }
}

/// Decides each call by both sides, which may be the same, with so many threads. Grows with the calls times
/// what their callers hold.
pub(crate) fn replay(
    (before, after): (&AccessIndex<'_>, &AccessIndex<'_>),
    rows: &[UsageRow],
    (moment, accept): (Moment, &[AcceptEntry]),
    threads: usize,
) -> Replayed {
    let acceptance = Acceptance::new(accept, before, moment);
    let placed = PlacedRows::new(rows, before.tenant());
    let is_changed = !std::ptr::eq(before, after);
    let sides = Sides {
        before: Side::new(before, moment, &placed),
        after: is_changed.then(|| Side::new(after, moment, &placed)),
        moment,
        placed: &placed,
        named: NamedAssignments::new(before, after),
    };
    let groups: Vec<&[Placed<'_>]> = placed.at_one_scope().collect();
    let next = AtomicUsize::new(0);
    let decide = || {
        let mut part = Part::default();
        loop {
            let from = next.fetch_add(BATCH, Ordering::Relaxed);
            let batch = groups.iter().skip(from).take(BATCH);
            if batch.len() == 0 {
                return part;
            }
            for group in batch {
                part.group(group, &sides);
            }
        }
    };
    let parts = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(decide)).collect();
        let own = decide();
        let joined = |other: ScopedJoinHandle<'_, Part>| match other.join() {
            Ok(decided) => decided,
            Err(fault) => std::panic::resume_unwind(fault),
        };
        let others = others.into_iter().map(joined);
        others.chain([own]).collect::<Vec<_>>()
    });
    let mut replayed = Replayed {
        by_strangers: Count::of(&placed.strangers),
        nowhere: Count::of(&placed.nowhere),
        ..Replayed::default()
    };
    let mut rows = Vec::new();
    for part in parts {
        replayed.calls += part.calls;
        replayed.allowed += part.allowed;
        for (class, count) in part.classes {
            *replayed.classes.entry(class).or_default() += count;
        }
        rows.extend(part.rows);
    }
    rows.sort_unstable_by_key(|(numbers, row): &(Numbers, ReplayedCall)| (row.class, *numbers));
    replayed.rows = rows.into_iter().map(|(_, row)| row).collect();
    for row in &mut replayed.rows {
        let counts =
            row.class.breaks() || row.class == ReplayClass::Unknown || row.is_unexplained();
        if counts {
            row.accepted = acceptance.of(&row.principal, &row.action, &row.scope);
        }
    }
    replayed
}

/// How many groups of calls a thread takes at a time.
const BATCH: usize = 64;

/// The numbers of the principal, the scope and the target of a call.
type Numbers = (u32, u32, u32);

/// What a thread decided.
#[derive(Default)]
struct Part {
    calls: usize,
    allowed: usize,
    classes: BTreeMap<ReplayClass, usize>,
    rows: Vec<(Numbers, ReplayedCall)>,
}

impl Part {
    /// Decides the calls of a principal at a scope.
    fn group(&mut self, group: &[Placed<'_>], sides: &Sides<'_, '_, '_>) {
        let at_scope = AtScope::default();
        for same in group.chunk_by(|one, other| one.target == other.target) {
            self.take(same, sides, &at_scope);
        }
    }

    /// Takes rows that are about one call.
    fn take<'a, 't>(
        &mut self,
        same: &[Placed<'_>],
        sides: &Sides<'a, 't, '_>,
        at_scope: &AtScope<'a, 't>,
    ) {
        let first = &same[0];
        let was_allowed = same
            .iter()
            .any(|placed| placed.row.key.outcome != CallOutcome::Denied);
        let named = assignments_named(same);
        let became = sides.named.what_became_of(&named);
        let outcomes = sides.outcomes(first, at_scope);
        let decide = || sides.decide(first, at_scope);
        let kind = sides.kind(same);
        let verdicts = outcomes.map(|outcome| Verdict::of(outcome, kind));
        let class = ReplayClass::of(verdicts, became, || {
            sides.after.is_none() || decide().are_alike()
        });
        // What did not work before can't break.
        let class = match class.breaks() && !was_allowed {
            true => ReplayClass::Unchanged,
            false => class,
        };
        self.calls += 1;
        self.allowed += usize::from(was_allowed);
        *self.classes.entry(class).or_default() += 1;
        let disagrees = was_allowed && verdicts[0] == Verdict::No;
        if class == ReplayClass::Unchanged && !disagrees {
            return;
        }
        let placed = sides.placed;
        let (principal, scope) = (placed.principal(first), placed.scope(first));
        let tallies = same.iter().map(|placed| &placed.row.tally);
        let mut call = ReplayedCall {
            principal: principal.clone(),
            kind,
            action: Arc::clone(&first.row.key.action),
            plane: first.row.key.plane,
            scope: scope.clone(),
            count: tallies
                .clone()
                .fold(0, |sum, tally| sum.saturating_add(tally.count)),
            last: tallies
                .map(|tally| tally.last)
                .max()
                .unwrap_or(first.row.tally.last),
            was_allowed,
            is_named: became != Named::Nowhere,
            class,
            accepted: None,
            before: outcomes[0],
            after: outcomes[1],
            lost: Vec::new(),
            repairs: Vec::new(),
        };
        if class.breaks() {
            let decisions = decide();
            let still = granters(decisions.after());
            let still: NameSet<&Arc<str>> = still.iter().map(|granter| &granter.id).collect();
            let lost = granters(&decisions.0).into_iter();
            let lost = lost.filter(|granter| !still.contains(&granter.id));
            call.lost = lost.map(|granter| granter.id).collect();
            for gone in named.iter().filter_map(|name| sides.named.lost(name)) {
                let is_new = !call.lost.contains(gone);
                call.lost.extend(is_new.then(|| Arc::clone(gone)));
            }
            let request = Request {
                principal: principal.clone(),
                target: placed.target(first).clone(),
                scope: scope.clone(),
                circumstances: Circumstances::default(),
                moment: sides.moment,
            };
            call.repairs = repairs(sides.after().index, &request, decisions.after());
        }
        let numbers = (first.principal, first.scope, first.target);
        self.rows.push((numbers, call));
    }
}

/// Both sides of a change, and the calls that are decided by them.
struct Sides<'a, 't, 'p> {
    before: Side<'a, 't>,
    /// None where nothing changes.
    after: Option<Side<'a, 't>>,
    moment: Moment,
    placed: &'p PlacedRows<'p>,
    named: NamedAssignments<'a, 't>,
}

/// Somebody at a scope on both sides, made ready when that is first wanted.
#[derive(Default)]
struct AtScope<'a, 't> {
    outcomes: [OnceCell<OutcomesAt<'a, 't>>; 2],
    decisions: [OnceCell<Authorizer<'a, 't>>; 2],
}

/// What is decided before and after a change; the second is none where nothing changes.
struct Decisions(Decision, Option<Decision>);

impl Decisions {
    fn after(&self) -> &Decision {
        self.1.as_ref().unwrap_or(&self.0)
    }

    /// Whether an answer that is open depends on the same things.
    fn are_alike(&self) -> bool {
        let (before, after) = (&self.0, self.after());
        before.outcome() == after.outcome()
            && before.doubts() == after.doubts()
            && before.needs() == after.needs()
    }
}

impl<'a, 't> Sides<'a, 't, '_> {
    fn after(&self) -> &Side<'a, 't> {
        self.after.as_ref().unwrap_or(&self.before)
    }

    /// What kind of principal calls: as the exports say, else as the log does.
    fn kind(&self, same: &[Placed<'_>]) -> PrincipalKind {
        let who = self.placed.principal(&same[0]);
        let known = |side: &Side<'_, '_>| {
            let principal = side.index.tenant().principal(who)?;
            (principal.kind != PrincipalKind::Unknown).then_some(principal.kind)
        };
        let logged = || {
            let latest = same.iter().max_by_key(|placed| placed.row.tally.last);
            latest.map(|placed| placed.row.tally.kind)
        };
        known(&self.before)
            .or_else(|| known(self.after()))
            .or_else(logged)
            .unwrap_or_default()
    }

    /// The outcomes on both sides.
    fn outcomes(&self, call: &Placed<'_>, at_scope: &AtScope<'a, 't>) -> [Outcome; 2] {
        let [before, after] = &at_scope.outcomes;
        let before = self.before.outcome(call, self.placed, before);
        let side = self.after.as_ref();
        let after = side.map(|side| side.outcome(call, self.placed, after));
        [before, after.unwrap_or(before)]
    }

    /// The whole decisions.
    fn decide(&self, call: &Placed<'_>, at_scope: &AtScope<'a, 't>) -> Decisions {
        let (principal, scope) = (self.placed.principal(call), self.placed.scope(call));
        let decide = |side: &Side<'a, 't>, ready: &OnceCell<Authorizer<'a, 't>>| {
            let nothing_given = Circumstances::default();
            let make = || Authorizer::new(side.index, principal, scope, self.moment, nothing_given);
            ready.get_or_init(make).decide(self.placed.target(call))
        };
        let [before, after] = &at_scope.decisions;
        let side = self.after.as_ref();
        Decisions(
            decide(&self.before, before),
            side.map(|side| decide(side, after)),
        )
    }
}

/// One side of a change, with what it knows of whom and what is called, by the numbers of those.
struct Side<'a, 't> {
    index: &'a AccessIndex<'t>,
    bulk: BulkIndex<'a, 't>,
    principals: Vec<Option<PrincipalIx>>,
    operations: Vec<Option<OperationIx>>,
    chains: Vec<OnceLock<ScopeChain>>,
}

impl<'a, 't> Side<'a, 't> {
    fn new(index: &'a AccessIndex<'t>, moment: Moment, placed: &PlacedRows<'_>) -> Self {
        let bulk = BulkIndex::new(index, moment);
        let principals = placed.principals.iter();
        let targets = placed.targets.iter();
        Self {
            index,
            principals: principals.map(|id| bulk.principal(id.as_str())).collect(),
            operations: targets
                .map(|target| bulk.operation(target.action.as_str(), target.plane))
                .collect(),
            chains: placed.scopes.iter().map(|_| OnceLock::new()).collect(),
            bulk,
        }
    }

    fn outcome(
        &self,
        call: &Placed<'_>,
        placed: &PlacedRows<'_>,
        at_scope: &OnceCell<OutcomesAt<'a, 't>>,
    ) -> Outcome {
        let (scope, target) = (placed.scope(call), placed.target(call));
        let chain = self.chains[call.scope as usize].get_or_init(|| self.bulk.chain(scope));
        let principal = self.principals[call.principal as usize];
        if let Some(principal) = principal
            && let Some(operation) = self.operations[call.target as usize]
            && let Some(plain) = self.bulk.plain_outcome(principal, operation, chain)
        {
            return plain;
        }
        let make = || match principal {
            Some(principal) => self.bulk.at(principal, chain, scope),
            None => self.bulk.of_stranger(placed.principal(call), scope),
        };
        at_scope.get_or_init(make).outcome(target)
    }
}

/// The assignments of both sides, by the GUIDs that they end with: logs of storage name them by no more.
struct NamedAssignments<'a, 't> {
    sides: [&'a AccessIndex<'t>; 2],
    /// Made when a log first names one.
    numbers: [OnceLock<NameMap<String, usize>>; 2],
}

impl<'a, 't> NamedAssignments<'a, 't> {
    fn new(before: &'a AccessIndex<'t>, after: &'a AccessIndex<'t>) -> Self {
        Self {
            sides: [before, after],
            numbers: Default::default(),
        }
    }

    fn numbers(&self, side: usize) -> &NameMap<String, usize> {
        self.numbers[side].get_or_init(|| {
            let assignments = self.sides[side].tenant().role_assignments.iter();
            let names = assignments.map(|known| text::fold(known.name()).into_owned());
            names.zip(0..).collect()
        })
    }

    /// The id of an assignment that was there, and is no more.
    fn lost(&self, name: &str) -> Option<&Arc<str>> {
        let number = self.numbers(0).get(name)?;
        let is_gone = !self.numbers(1).contains_key(name);
        is_gone.then(|| &self.sides[0].tenant().role_assignments[*number].id)
    }

    fn what_became_of(&self, names: &[String]) -> Named {
        let there: Vec<&String> = names
            .iter()
            .filter(|name| self.numbers(0).contains_key(*name))
            .collect();
        match there.is_empty() {
            true => Named::Nowhere,
            false if there.iter().any(|name| self.is_unchanged(name)) => Named::Unchanged,
            false => Named::Gone,
        }
    }

    /// Whether an assignment, and what its role grants, are as they were.
    fn is_unchanged(&self, name: &str) -> bool {
        let record = |side: usize| {
            let number = self.numbers(side).get(name)?;
            Some(&self.sides[side].tenant().role_assignments[*number])
        };
        let (Some(before), Some(after)) = (record(0), record(1)) else {
            return false;
        };
        let role = |side: usize| {
            let role = self.sides[side].role(&before.role)?;
            Some(&role.permissions)
        };
        before.principal == after.principal
            && before.role == after.role
            && before.scope == after.scope
            && before.condition == after.condition
            && role(0) == role(1)
    }
}

/// The GUIDs of the assignments by which calls were allowed, as the log names them.
fn assignments_named(same: &[Placed<'_>]) -> Vec<String> {
    let allowed = same.iter().map(|placed| &placed.row.key);
    let allowed = allowed.filter(|key| key.outcome != CallOutcome::Denied);
    let ids = allowed.filter_map(|key| key.assignment.as_deref());
    let mut names: Vec<String> = ids
        .map(|id| text::fold(id.rsplit('/').next().unwrap_or(id)).into_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}
