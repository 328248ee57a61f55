//! Calls that were logged, decided again before and after a change: what would break.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::ScopedJoinHandle;

use super::accept::{AcceptEntry, Acceptance, Accepted};
use super::judge::{Count, Placed, PlacedRows, granters};
use super::row::{Outcome as CallOutcome, UsageRow};
use crate::access::{
    AccessIndex, Authorizer, BulkIndex, Circumstances, Decision, Outcome, PrincipalIx, Repair,
    Request, ScopeChain, Target, repairs,
};
use crate::ids::PrincipalId;
use crate::model::{Moment, Plane};
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
    fn of(before: &Decision, after: &Decision, named: Named) -> Self {
        let engine = [before, after].map(|decision| Verdict::of(decision.outcome()));
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
            [Verdict::Open, Verdict::Open] if !same_reasons(before, after) => Self::Unknown,
            _ => Self::Unchanged,
        }
    }

    /// Whether it is for the worse.
    pub(crate) fn breaks(self) -> bool {
        matches!(self, Self::Revoked | Self::MaybeRevoked)
    }
}

/// Whether an answer that is open depends on the same things.
fn same_reasons(before: &Decision, after: &Decision) -> bool {
    before.outcome() == after.outcome()
        && before.doubts() == after.doubts()
        && before.needs() == after.needs()
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

/// What an outcome comes to for who calls: an eligible assignment can be activated (PI-1).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Yes,
    Open,
    No,
}

impl Verdict {
    fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Allowed | Outcome::Eligible => Self::Yes,
            Outcome::Partial | Outcome::Conditional | Outcome::Undetermined => Self::Open,
            Outcome::NotGranted | Outcome::Denied => Self::No,
        }
    }
}

/// Somebody's calls of an operation at a scope.
#[derive(Debug)]
pub(crate) struct ReplayedCall {
    pub(crate) principal: PrincipalId,
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
        self.was_allowed && Verdict::of(self.before) == Verdict::No
    }

    /// Whether it isn't known what the change does to it: the exports don't explain it as they are.
    pub(crate) fn is_unexplained(&self) -> bool {
        let is_explained = self.is_named || Verdict::of(self.after) == Verdict::Yes;
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

/// Decides each call by both sides, with so many threads. Grows with the calls times what their callers hold.
pub(crate) fn replay(
    before: &AccessIndex<'_>,
    after: &AccessIndex<'_>,
    rows: &[UsageRow],
    (moment, accept): (Moment, &[AcceptEntry]),
    threads: usize,
) -> Replayed {
    let acceptance = Acceptance::new(accept, before, moment);
    let placed = PlacedRows::new(rows, before.tenant());
    let mut replayed = Replayed {
        by_strangers: Count::of(&placed.strangers),
        nowhere: Count::of(&placed.nowhere),
        ..Replayed::default()
    };
    let known = NamedAssignments::new(before, after);
    let sides = Sides {
        indexes: [before, after],
        bulk: [before, after].map(|index| BulkIndex::new(index, moment)),
        moment,
        known: &known,
    };
    let groups: Vec<&[Placed<'_>]> = placed.at_one_scope().collect();
    let next = AtomicUsize::new(0);
    let decide = || {
        let mut decided = Replayed::default();
        loop {
            let from = next.fetch_add(BATCH, Ordering::Relaxed);
            let batch = groups.iter().skip(from).take(BATCH);
            if batch.len() == 0 {
                return decided;
            }
            for group in batch {
                decided.group(group, &sides);
            }
        }
    };
    let parts = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(decide)).collect();
        let own = decide();
        let joined = |other: ScopedJoinHandle<'_, Replayed>| match other.join() {
            Ok(decided) => decided,
            Err(fault) => std::panic::resume_unwind(fault),
        };
        let others = others.into_iter().map(joined);
        others.chain([own]).collect::<Vec<_>>()
    });
    parts.into_iter().for_each(|part| replayed.add(part));
    let order = |row: &ReplayedCall| {
        (
            row.class,
            row.principal.clone(),
            row.scope.clone(),
            Arc::clone(&row.action),
            row.plane,
        )
    };
    replayed.rows.sort_by_cached_key(order);
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

impl Replayed {
    /// Takes what another thread decided.
    fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.allowed += other.allowed;
        for (class, count) in other.classes {
            *self.classes.entry(class).or_default() += count;
        }
        self.rows.extend(other.rows);
    }

    /// Decides the calls of a principal at a scope.
    fn group(&mut self, group: &[Placed<'_>], sides: &Sides<'_, '_>) {
        let Some(first) = group.first() else {
            return;
        };
        let decider = Decider::new(sides, &first.principal, &first.scope);
        let mut group: Vec<&Placed<'_>> = group.iter().collect();
        let key = |placed: &&Placed<'_>| (placed.row.key.plane, Arc::clone(&placed.row.key.action));
        group.sort_by_cached_key(key);
        for same in group.chunk_by(|one, other| {
            let (one, other) = (&one.row.key, &other.row.key);
            one.plane == other.plane && one.action == other.action
        }) {
            self.take(same, &decider);
        }
    }

    /// Takes rows that are about one call.
    fn take(&mut self, same: &[&Placed<'_>], decider: &Decider<'_, '_, '_>) {
        let first = same[0];
        let was_allowed = same
            .iter()
            .any(|placed| placed.row.key.outcome != CallOutcome::Denied);
        let named = assignments_named(same);
        let known = decider.sides.known;
        let became = known.what_became_of(&named);
        if let Some(outcome) = decider.plain(&first.target) {
            let is_told = outcome == Outcome::Allowed || !was_allowed;
            if is_told && (outcome == Outcome::Allowed || became == Named::Nowhere) {
                self.calls += 1;
                self.allowed += usize::from(was_allowed);
                *self.classes.entry(ReplayClass::Unchanged).or_default() += 1;
                return;
            }
        }
        let (before, after) = decider.authorizers();
        let decisions = (before.decide(&first.target), after.decide(&first.target));
        let tallies = same.iter().map(|placed| &placed.row.tally);
        let class = ReplayClass::of(&decisions.0, &decisions.1, became);
        // What did not work before can't break.
        let class = match class.breaks() && !was_allowed {
            true => ReplayClass::Unchanged,
            false => class,
        };
        self.calls += 1;
        self.allowed += usize::from(was_allowed);
        *self.classes.entry(class).or_default() += 1;
        let mut call = ReplayedCall {
            principal: first.principal.clone(),
            action: Arc::clone(&first.row.key.action),
            plane: first.row.key.plane,
            scope: first.scope.clone(),
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
            before: decisions.0.outcome(),
            after: decisions.1.outcome(),
            lost: Vec::new(),
            repairs: Vec::new(),
        };
        if class == ReplayClass::Unchanged && !call.disagrees() {
            return;
        }
        if class.breaks() {
            let still = granters(&decisions.1);
            let still: NameSet<&Arc<str>> = still.iter().map(|granter| &granter.id).collect();
            let lost = granters(&decisions.0).into_iter();
            let lost = lost.filter(|granter| !still.contains(&granter.id));
            call.lost = lost.map(|granter| granter.id).collect();
            for gone in named.iter().filter_map(|name| known.lost(name)) {
                let is_new = !call.lost.contains(gone);
                call.lost.extend(is_new.then(|| Arc::clone(gone)));
            }
            let request = Request {
                principal: first.principal.clone(),
                target: first.target.clone(),
                scope: first.scope.clone(),
                circumstances: Circumstances::default(),
                moment: decider.sides.moment,
            };
            call.repairs = repairs(decider.sides.indexes[1], &request, &decisions.1);
        }
        self.rows.push(call);
    }
}

/// Both sides of a change.
struct Sides<'a, 't> {
    indexes: [&'a AccessIndex<'t>; 2],
    bulk: [BulkIndex<'a, 't>; 2],
    moment: Moment,
    known: &'a NamedAssignments<'a, 't>,
}

/// Somebody at a scope on both sides: what is plain is decided in bulk, and the whole decision is made
/// ready when it is first wanted.
struct Decider<'s, 'a, 't> {
    sides: &'s Sides<'a, 't>,
    principal: &'s PrincipalId,
    scope: &'s Scope,
    /// None where a side doesn't know the principal.
    plain: Option<[(PrincipalIx, ScopeChain); 2]>,
    whole: OnceCell<(Authorizer<'a, 't>, Authorizer<'a, 't>)>,
}

impl<'s, 'a, 't> Decider<'s, 'a, 't> {
    fn new(sides: &'s Sides<'a, 't>, principal: &'s PrincipalId, scope: &'s Scope) -> Self {
        let side = |bulk: &BulkIndex<'a, 't>| {
            Some((bulk.principal(principal.as_str())?, bulk.chain(scope)))
        };
        let [before, after] = &sides.bulk;
        Self {
            plain: side(before).zip(side(after)).map(<[_; 2]>::from),
            sides,
            principal,
            scope,
            whole: OnceCell::new(),
        }
    }

    /// The outcome on both sides, where it is the same and plain.
    fn plain(&self, target: &Target) -> Option<Outcome> {
        let sides = self.plain.as_ref()?.iter().zip(&self.sides.bulk);
        let mut outcomes = sides.map(|((principal, chain), bulk)| {
            let operation = bulk.operation(target.action.as_str(), target.plane)?;
            bulk.plain_outcome(*principal, operation, chain)
        });
        let before = outcomes.next()??;
        (outcomes.next()?? == before).then_some(before)
    }

    fn authorizers(&self) -> &(Authorizer<'a, 't>, Authorizer<'a, 't>) {
        self.whole.get_or_init(|| {
            let side = |index: &'a AccessIndex<'t>| {
                let nothing_given = Circumstances::default();
                Authorizer::new(
                    index,
                    self.principal,
                    self.scope,
                    self.sides.moment,
                    nothing_given,
                )
            };
            (side(self.sides.indexes[0]), side(self.sides.indexes[1]))
        })
    }
}

/// The assignments of both sides, by the GUIDs that they end with: logs of storage name them by no more.
struct NamedAssignments<'a, 't> {
    sides: [&'a AccessIndex<'t>; 2],
    numbers: [NameMap<String, usize>; 2],
}

impl<'a, 't> NamedAssignments<'a, 't> {
    fn new(before: &'a AccessIndex<'t>, after: &'a AccessIndex<'t>) -> Self {
        let sides = [before, after];
        let numbers = sides.map(|index| {
            let assignments = index.tenant().role_assignments.iter().enumerate();
            assignments
                .map(|(number, known)| (text::fold(known.name()).into_owned(), number))
                .collect()
        });
        Self { sides, numbers }
    }

    /// The id of an assignment that was there, and is no more.
    fn lost(&self, name: &str) -> Option<&Arc<str>> {
        let number = self.numbers[0].get(name)?;
        let is_gone = !self.numbers[1].contains_key(name);
        is_gone.then(|| &self.sides[0].tenant().role_assignments[*number].id)
    }

    fn what_became_of(&self, names: &[String]) -> Named {
        let there: Vec<&String> = names
            .iter()
            .filter(|name| self.numbers[0].contains_key(*name))
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
            let number = self.numbers[side].get(name)?;
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
fn assignments_named(same: &[&Placed<'_>]) -> Vec<String> {
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
