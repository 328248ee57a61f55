use std::sync::Arc;

use super::{HeldException, HeldScope};
use crate::access::{Outcome, Weighed, WeightsIx};
use crate::directory::{ScopeIx, ScopeTree};
use crate::scope::{Scope, ScopeKind};

/// Makes the list of scopes of one principal from its outcomes at some scopes, in the order of the
/// tree: a better outcome than above is an entry of its own, a worse one an exception of the entry.
pub(super) struct Entries<'s> {
    tree: &'s ScopeTree,
    above: Vec<Frame>,
    found: Vec<(ScopeIx, HeldScope)>,
}

/// What holds below a scope.
#[derive(Clone, Copy)]
struct Frame {
    end: ScopeIx,
    weights: WeightsIx,
    outcome: Outcome,
    entry: Option<usize>,
}

/// What a principal's outcome is at a scope.
pub(super) struct Judged {
    /// Below it, and at it unless deny assignments of this scope alone take something away.
    pub(super) below: Weighed,
    /// At the scope itself.
    pub(super) here: Weighed,
    /// The deny assignments of this scope.
    pub(super) denied_by: Vec<Arc<str>>,
}

impl<'s> Entries<'s> {
    pub(super) fn new(tree: &'s ScopeTree) -> Self {
        Self {
            tree,
            above: Vec::new(),
            found: Vec::new(),
        }
    }

    /// What the scopes above one weigh; those that come are the ones below or after it.
    pub(super) fn above(&mut self, at: ScopeIx) -> WeightsIx {
        while self.above.last().is_some_and(|frame| frame.end <= at) {
            self.above.pop();
        }
        let frame = self.above.last();
        frame.map_or(WeightsIx::NONE, |frame| frame.weights)
    }

    /// Adds the next scope, of which [`Self::above`] was asked. Whether anything is listed there, or below.
    pub(super) fn add(&mut self, at: ScopeIx, weights: WeightsIx, judged: Judged) -> bool {
        let Judged {
            below,
            here,
            denied_by,
        } = judged;
        let above = self.above.last();
        let mut entry = above.and_then(|frame| frame.entry);
        let outcome = above.map_or(Outcome::NotGranted, |frame| frame.outcome);
        let scope = self.tree.scope(at);
        let exception = |outcome, only_here| HeldException {
            scope: scope.clone(),
            outcome,
            only_here,
            denied_by: denied_by.clone(),
        };
        let is_better = match entry {
            Some(_) => below.outcome < outcome,
            None => below.is_listed,
        };
        if is_better {
            let held = HeldScope {
                scope: scope.clone(),
                outcome: below.outcome,
                except: Vec::new(),
            };
            entry = Some(self.found.len());
            self.found.push((at, held));
        } else if below.outcome > outcome
            && let Some(entry) = entry
        {
            let except = &mut self.found[entry].1.except;
            except.push(exception(below.outcome, false));
        }
        // Deny assignments of the scope alone may make of something granted in part something denied:
        // that is listed there, and nothing is below it.
        let alone = (entry.is_none() && here.is_listed).then(|| {
            let held = HeldScope {
                scope: scope.clone(),
                outcome: below.outcome,
                except: Vec::new(),
            };
            self.found.push((at, held));
            self.found.len() - 1
        });
        let listed = entry.or(alone);
        if here.outcome != below.outcome
            && let Some(listed) = listed
        {
            let except = &mut self.found[listed].1.except;
            except.push(exception(here.outcome, true));
        }
        self.above.push(Frame {
            end: self.tree.below(at).end,
            weights,
            outcome: below.outcome,
            entry,
        });
        listed.is_some()
    }

    /// The list, the widest scope first.
    pub(super) fn list(self) -> Vec<HeldScope> {
        let Self {
            tree, mut found, ..
        } = self;
        let depth = |scope: &Scope, at| match scope.kind() {
            ScopeKind::ManagementGroup => tree.depth(at),
            _ => 0,
        };
        found.sort_by(|(a, one), (b, other)| {
            let (one, other) = (&one.scope, &other.scope);
            let key = |scope: &Scope, at| (scope.kind(), depth(scope, at));
            (key(one, *a), one).cmp(&(key(other, *b), other))
        });
        let list = found.into_iter().map(|(_, mut held)| {
            let wide = |e: &HeldException| (e.scope.kind(), e.scope.clone(), !e.only_here);
            held.except.sort_by_cached_key(wide);
            held
        });
        list.collect()
    }
}
