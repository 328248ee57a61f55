//! Where principals can, and what isn't known of that. Those of a large tenant have millions of scopes among
//! them, and the same doubts: lists hold numbers of what they have in common.

use std::fmt;
use std::sync::Arc;

use crate::access::{Doubt, Outcome};
use crate::directory::{ScopeIx, ScopeTree};
use crate::scope::Scope;
use crate::text::NameMap;

/// The scopes where a principal can do something, the widest first.
#[derive(Clone)]
pub struct HeldScopes {
    tree: Arc<ScopeTree>,
    entries: Arc<[Entry]>,
    /// Those of each entry, one entry after the other.
    exceptions: Arc<[Exception]>,
}

/// A scope of a list.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) at: ScopeIx,
    pub(super) outcome: Outcome,
    /// Before which of the exceptions its own end.
    pub(super) end: u32,
}

/// A scope where it is less than an entry says.
#[derive(Clone)]
pub(super) struct Exception {
    pub(super) at: ScopeIx,
    pub(super) outcome: Outcome,
    pub(super) only_here: bool,
    pub(super) denied_by: Arc<[Arc<str>]>,
}

/// A scope where a principal can do something, and below.
#[derive(Clone, Copy)]
pub struct HeldScope<'s> {
    /// Where.
    pub scope: &'s Scope,
    /// What it comes to.
    pub outcome: Outcome,
    tree: &'s ScopeTree,
    exceptions: &'s [Exception],
}

/// A scope at which a principal can do less than above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldException<'s> {
    /// Where.
    pub scope: &'s Scope,
    /// What it comes to.
    pub outcome: Outcome,
    /// Whether that is so at the scope itself alone, and not below it.
    pub only_here: bool,
    /// The deny assignments there that take it away, or may.
    pub denied_by: &'s [Arc<str>],
}

impl HeldScopes {
    pub(super) fn new(
        tree: Arc<ScopeTree>,
        entries: Vec<Entry>,
        exceptions: Vec<Exception>,
    ) -> Self {
        Self {
            tree,
            entries: entries.into(),
            exceptions: exceptions.into(),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Each, the widest first.
    pub fn iter(&self) -> impl Iterator<Item = HeldScope<'_>> {
        let mut from = 0;
        self.entries.iter().map(move |entry| {
            let end = entry.end as usize;
            let exceptions = &self.exceptions[from..end];
            from = end;
            HeldScope {
                scope: self.tree.scope(entry.at),
                outcome: entry.outcome,
                tree: &self.tree,
                exceptions,
            }
        })
    }

    /// The best of their outcomes.
    pub(super) fn best(&self) -> Option<Outcome> {
        self.entries.iter().map(|entry| entry.outcome).min()
    }
}

impl fmt::Debug for HeldScopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'s> HeldScope<'s> {
    /// Where it is less, at this scope or below, the widest first.
    pub fn except(&self) -> impl Iterator<Item = HeldException<'s>> + use<'s> {
        let tree = self.tree;
        self.exceptions.iter().map(|exception| HeldException {
            scope: tree.scope(exception.at),
            outcome: exception.outcome,
            only_here: exception.only_here,
            denied_by: &exception.denied_by,
        })
    }

    /// How many exceptions there are.
    pub(crate) fn exceptions(&self) -> usize {
        self.exceptions.len()
    }
}

impl fmt::Debug for HeldScope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let except: Vec<HeldException<'_>> = self.except().collect();
        let mut shown = f.debug_struct("HeldScope");
        shown.field("scope", self.scope);
        shown.field("outcome", &self.outcome);
        shown.field("except", &except).finish()
    }
}

/// What the inputs don't say of a principal.
#[derive(Clone)]
pub struct HeldDoubts {
    all: Arc<AllDoubts>,
    numbers: Arc<[u32]>,
}

/// What the inputs don't say of anybody, by number, with the place of each in their order.
pub(super) struct AllDoubts {
    pub(super) doubts: Vec<Doubt>,
    places: Vec<u32>,
}

impl HeldDoubts {
    /// Those of the principal, each once.
    pub(super) fn new(all: &Arc<AllDoubts>, numbers: &Arc<[u32]>) -> Self {
        Self {
            all: Arc::clone(all),
            numbers: Arc::clone(numbers),
        }
    }

    /// Each once, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Doubt> {
        let mut numbers = self.numbers.to_vec();
        numbers.sort_unstable_by_key(|at| self.all.places[*at as usize]);
        let doubts = numbers.into_iter();
        doubts.map(|at| &self.all.doubts[at as usize])
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }
}

impl fmt::Debug for HeldDoubts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Doubts, each once, by number.
#[derive(Default)]
pub(super) struct DoubtTable {
    numbers: NameMap<Doubt, u32>,
    doubts: Vec<Doubt>,
}

impl DoubtTable {
    pub(super) fn number(&mut self, doubt: &Doubt) -> u32 {
        if let Some(known) = self.numbers.get(doubt) {
            return *known;
        }
        let next = u32::try_from(self.doubts.len()).unwrap_or(u32::MAX);
        self.doubts.push(doubt.clone());
        self.numbers.insert(doubt.clone(), next);
        next
    }

    /// All of them, by number, which are taken out of the table.
    pub(super) fn take(&mut self) -> Arc<AllDoubts> {
        let Self { doubts, .. } = std::mem::take(self);
        let mut order: Vec<usize> = (0..doubts.len()).collect();
        order.sort_by_key(|at| &doubts[*at]);
        let mut places = vec![0; order.len()];
        for (place, at) in (0..).zip(order) {
            places[at] = place;
        }
        Arc::new(AllDoubts { doubts, places })
    }
}
