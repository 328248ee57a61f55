use std::ops::Range;
use std::sync::Arc;

use super::layer::Layer;
use super::records::{DenyRecord, OPEN_DENY, Records};
use crate::access::{AccessIndex, Doubt, Outcome, Weight, WeightTable, WeightsIx};
use crate::directory::ScopeIx;
use crate::ids::PrincipalId;
use crate::model::{DenyEffect, DenyReach};
use crate::text::NameMap;

/// The deny assignments that bind a principal, or may. Principals that are named by the same ones, or
/// spared, share it.
pub(super) struct Guard {
    inherited: Layer,
    /// What applies to a scope and not below it.
    only_here: Layer,
    here: NameMap<ScopeIx, WeightsIx>,
    ids: NameMap<ScopeIx, Vec<Arc<str>>>,
    doubts: Vec<GuardDoubt>,
}

/// What isn't known of a deny assignment.
struct GuardDoubt {
    /// Where it applies.
    scopes: Range<ScopeIx>,
    /// Whether it applies to its scope and not below it.
    only_here: bool,
    /// Whether it matters only where the answer isn't a yes: it may deny, and does not merely audit.
    only_open: bool,
    doubts: Vec<Doubt>,
}

/// The scopes at which deny assignments leave something open, in the order of the tree: for the scope
/// itself, and for it or what is below it.
#[derive(Default)]
pub(super) struct OpenAt {
    here: OpenScopes,
    here_or_below: OpenScopes,
}

#[derive(Default)]
struct OpenScopes {
    /// Where one that may bind could turn the answer.
    turned: Vec<ScopeIx>,
    /// Where one that merely audits is looked at.
    looked_at: Vec<ScopeIx>,
}

impl OpenAt {
    /// Adds what is answered at a scope, or below it, where something is open there.
    pub(super) fn note(&mut self, at: ScopeIx, outcome: Outcome, is_open: bool, is_here: bool) {
        if !is_open || outcome == Outcome::Denied {
            return;
        }
        let here = is_here.then_some(&mut self.here);
        for scopes in [&mut self.here_or_below].into_iter().chain(here) {
            scopes.looked_at.push(at);
            if outcome != Outcome::Allowed {
                scopes.turned.push(at);
            }
        }
    }
}

/// The deny assignments by whom they name.
pub(super) struct Denials {
    /// Those that may bind anyone.
    anyone: Vec<u32>,
    by_subject: NameMap<u32, Vec<u32>>,
}

impl Denials {
    pub(super) fn new(
        index: &AccessIndex<'_>,
        records: &Records<'_>,
        subjects: &NameMap<&PrincipalId, u32>,
    ) -> Self {
        let mut denials = Self {
            anyone: Vec::new(),
            by_subject: NameMap::default(),
        };
        for (position, DenyRecord { deny, .. }) in (0..).zip(&records.denies) {
            if index.deny_may_bind_anyone(deny) {
                denials.anyone.push(position);
                continue;
            }
            for subject in deny.principals.iter().filter_map(|s| subjects.get(&s.id)) {
                let named = denials.by_subject.entry(*subject).or_default();
                named.push(position);
            }
        }
        denials
    }

    /// What binds a principal that is these subjects, or is in them.
    pub(super) fn guard(
        &self,
        index: &AccessIndex<'_>,
        records: &Records<'_>,
        among: (&[u32], &NameMap<&PrincipalId, u32>),
        table: &mut WeightTable,
    ) -> Guard {
        let (own, subjects) = among;
        let named = own.iter().filter_map(|s| self.by_subject.get(s)).flatten();
        let mut positions: Vec<u32> = self.anyone.iter().chain(named).copied().collect();
        positions.sort_unstable();
        positions.dedup();
        let is_among = |id: &PrincipalId| {
            let subject = subjects.get(id);
            subject.is_some_and(|subject| own.binary_search(subject).is_ok())
        };
        let mut guard = Guard {
            inherited: Layer::default(),
            only_here: Layer::default(),
            here: NameMap::default(),
            ids: NameMap::default(),
            doubts: Vec::new(),
        };
        let mut inherited = Vec::new();
        for position in positions {
            let record = &records.denies[position as usize];
            if let Some(doubts) = index.deny_binding(record.deny, is_among) {
                guard.add(record, &doubts, &mut inherited, (records, table));
            }
        }
        guard.inherited = Layer::new(records.tree(), table, inherited);
        let marks = guard.here.keys().map(|&at| (at, WeightsIx::NONE)).collect();
        guard.only_here = Layer::new(records.tree(), table, marks);
        guard
    }
}

impl Guard {
    fn add(
        &mut self,
        record: &DenyRecord<'_>,
        doubts: &[Doubt],
        inherited: &mut Vec<(ScopeIx, WeightsIx)>,
        (records, table): (&Records<'_>, &mut WeightTable),
    ) {
        let DenyRecord { deny, at, .. } = *record;
        let audits = deny.effect == DenyEffect::Audit;
        let weights = if doubts.is_empty() {
            record.certain
        } else {
            record.open
        };
        match deny.reach {
            DenyReach::SelfAndChildren => inherited.push((at, weights)),
            DenyReach::SelfOnly => {
                let here = self.here.entry(at).or_insert(WeightsIx::NONE);
                *here = table.union(*here, weights);
            }
        }
        if !audits {
            self.ids.entry(at).or_default().push(Arc::clone(&deny.id));
        }
        let audit = || Doubt::AuditDeny {
            assignment: Arc::clone(&deny.id),
        };
        let below = records.tree().below(at);
        let mut note = |scopes: Range<ScopeIx>, only_here: bool, doubts: Vec<Doubt>| {
            if !doubts.is_empty() {
                self.doubts.push(GuardDoubt {
                    scopes,
                    only_here,
                    only_open: !audits,
                    doubts,
                });
            }
        };
        let (own, only_here) = match deny.reach {
            DenyReach::SelfAndChildren => (below, false),
            DenyReach::SelfOnly => (records.tree().alone(at), true),
        };
        note(
            own,
            only_here,
            if audits {
                vec![audit()]
            } else {
                doubts.to_vec()
            },
        );
        for &top in &record.unplaced {
            inherited.push((top, record.open));
            let mut open = doubts.to_vec();
            open.push(Doubt::UnknownHierarchy {
                scope: deny.scope.clone(),
                assignment: Arc::clone(&deny.id),
            });
            let open = if audits { vec![audit()] } else { open };
            note(records.tree().below(top), false, open);
        }
    }

    /// What applies at a scope and below it.
    pub(super) fn below(&self, at: ScopeIx) -> WeightsIx {
        self.inherited.at(at)
    }

    /// What applies to a scope and not below it.
    pub(super) fn here(&self, at: ScopeIx) -> WeightsIx {
        self.here.get(&at).copied().unwrap_or(WeightsIx::NONE)
    }

    /// The ids of the deny assignments of a scope.
    pub(super) fn ids(&self, at: ScopeIx) -> &[Arc<str>] {
        self.ids.get(&at).map_or(&[], Vec::as_slice)
    }

    /// The scopes of a range at which something applies that doesn't above.
    pub(super) fn starts_in(&self, range: &Range<ScopeIx>) -> impl Iterator<Item = ScopeIx> {
        let inherited = self.inherited.starts_in(range).iter();
        inherited.chain(self.only_here.starts_in(range)).copied()
    }

    /// Whether anything isn't known of it, somewhere.
    pub(super) fn is_open(&self) -> bool {
        !self.doubts.is_empty()
    }

    /// What isn't known of it where that leaves something open.
    pub(super) fn doubts<'s>(&'s self, open_at: &'s OpenAt) -> impl Iterator<Item = &'s Doubt> {
        let holds_one = move |found: &&GuardDoubt| {
            let OpenScopes { turned, looked_at } = match found.only_here {
                true => &open_at.here,
                false => &open_at.here_or_below,
            };
            let scopes = if found.only_open { turned } else { looked_at };
            let from = scopes.partition_point(|at| *at < found.scopes.start);
            scopes.get(from).is_some_and(|at| *at < found.scopes.end)
        };
        let found = self.doubts.iter().filter(holds_one);
        found.flat_map(|found| &found.doubts)
    }

    /// All that isn't known of it, but where it certainly denies everything.
    pub(super) fn every_doubt<'s>(
        &'s self,
        table: &'s WeightTable,
    ) -> impl Iterator<Item = &'s Doubt> {
        let is_shut = |at| table.all(self.below(at), Weight::DENIED);
        let open = move |found: &&GuardDoubt| !is_shut(found.scopes.start);
        self.doubts
            .iter()
            .filter(open)
            .flat_map(|found| &found.doubts)
    }
}

/// Whether weights leave something open about deny assignments.
pub(super) fn is_open(table: &WeightTable, weights: WeightsIx) -> bool {
    table.has(weights, OPEN_DENY)
}
