use std::sync::Arc;

use super::held::{Entry, Exception, HeldScopes};
use crate::access::{Outcome, Weighed, WeightsIx};
use crate::directory::{ScopeIx, ScopeTree};
use crate::scope::ScopeKind;

/// The scopes of a tree, and in which order lists have them.
pub(super) struct OrderedScopes {
    pub(super) tree: Arc<ScopeTree>,
    /// The place of each by its kind and its text.
    by_kind: Vec<u32>,
    /// The same, management groups by their depth first.
    by_width: Vec<u32>,
}

impl OrderedScopes {
    pub(super) fn new(tree: ScopeTree) -> Self {
        let mut order: Vec<ScopeIx> = tree.all().collect();
        order.sort_by_key(|at| (tree.scope(*at).kind(), tree.scope(*at)));
        let places = |order: &[ScopeIx]| {
            let mut places = vec![0; order.len()];
            for (place, at) in (0..).zip(order) {
                places[at.index()] = place;
            }
            places
        };
        let by_kind = places(&order);
        order.sort_by_key(|at| match tree.scope(*at).kind() {
            kind @ ScopeKind::ManagementGroup => (kind, tree.depth(*at)),
            kind => (kind, 0),
        });
        Self {
            by_kind,
            by_width: places(&order),
            tree: Arc::new(tree),
        }
    }
}

/// Makes the list of scopes of one principal from its outcomes at some scopes, in the order of the
/// tree: a better outcome than above is an entry of its own, a worse one an exception of the entry.
pub(super) struct Entries<'s> {
    scopes: &'s OrderedScopes,
    above: Vec<Frame>,
    found: Vec<(ScopeIx, Outcome)>,
    /// Each with the place of its entry in what was found.
    except: Vec<(usize, Exception)>,
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
#[derive(Clone, Copy)]
pub(super) struct Judged<'d> {
    /// Below it, and at it unless deny assignments of this scope alone take something away.
    pub(super) below: Weighed,
    /// At the scope itself.
    pub(super) here: Weighed,
    /// The deny assignments of this scope.
    pub(super) denied_by: &'d [Arc<str>],
}

impl<'s> Entries<'s> {
    pub(super) fn new(scopes: &'s OrderedScopes) -> Self {
        Self {
            scopes,
            above: Vec::new(),
            found: Vec::new(),
            except: Vec::new(),
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
    pub(super) fn add(&mut self, at: ScopeIx, weights: WeightsIx, judged: Judged<'_>) -> bool {
        let Judged {
            below,
            here,
            denied_by,
        } = judged;
        let above = self.above.last();
        let mut entry = above.and_then(|frame| frame.entry);
        let outcome = above.map_or(Outcome::NotGranted, |frame| frame.outcome);
        let exception = |outcome, only_here| Exception {
            at,
            outcome,
            only_here,
            denied_by: denied_by.into(),
        };
        let is_better = match entry {
            Some(_) => below.outcome < outcome,
            None => below.is_listed,
        };
        if is_better {
            entry = Some(self.found.len());
            self.found.push((at, below.outcome));
        } else if below.outcome > outcome
            && let Some(entry) = entry
        {
            self.except.push((entry, exception(below.outcome, false)));
        }
        // Deny assignments of the scope alone may make of something granted in part something denied:
        // that is listed there, and nothing is below it.
        let alone = (entry.is_none() && here.is_listed).then(|| {
            self.found.push((at, below.outcome));
            self.found.len() - 1
        });
        let listed = entry.or(alone);
        if here.outcome != below.outcome
            && let Some(listed) = listed
        {
            self.except.push((listed, exception(here.outcome, true)));
        }
        self.above.push(Frame {
            end: self.scopes.tree.below(at).end,
            weights,
            outcome: below.outcome,
            entry,
        });
        listed.is_some()
    }

    /// The list, the widest scope first.
    pub(super) fn list(self) -> HeldScopes {
        let OrderedScopes {
            tree,
            by_kind,
            by_width,
        } = self.scopes;
        let mut except = self.except;
        let width_of_entry = |entry: usize| by_width[self.found[entry].0.index()];
        except.sort_by_key(|(entry, exception)| {
            let place = by_kind[exception.at.index()];
            (width_of_entry(*entry), place, !exception.only_here)
        });
        let mut found: Vec<(u32, (ScopeIx, Outcome))> = self
            .found
            .iter()
            .map(|found| (by_width[found.0.index()], *found))
            .collect();
        found.sort_unstable_by_key(|(width, _)| *width);
        let mut end = 0;
        let entries = found.into_iter().map(|(width, (at, outcome))| {
            let own = except[end..].iter();
            end += own
                .take_while(|(entry, _)| width_of_entry(*entry) == width)
                .count();
            Entry {
                at,
                outcome,
                end: u32::try_from(end).unwrap_or(u32::MAX),
            }
        });
        let entries = entries.collect();
        let exceptions = except.into_iter().map(|(_, exception)| exception);
        HeldScopes::new(Arc::clone(tree), entries, exceptions.collect())
    }
}
