//! Who holds what where: which assignments of a principal reach a scope, without a look at the others.

use crate::access::AccessIndex;
use crate::directory::{ScopeIx, ScopeTree};
use crate::ids::PrincipalId;
use crate::model::Grant;
use crate::scope::Scope;
use crate::text::NameMap;

/// The holdings of a survey, by holder and place.
pub(super) struct Held<'a> {
    tree: ScopeTree,
    by_holder: NameMap<&'a PrincipalId, Places>,
    /// The order of the ids of their records, by position.
    ranks: Vec<u32>,
}

/// Where a principal holds something, in the order of the tree.
#[derive(Default)]
struct Places {
    /// Each scope, with the position of the nearest of them that holds it.
    scopes: Vec<(ScopeIx, Option<usize>)>,
    /// The holdings at each.
    holdings: Vec<Vec<usize>>,
}

impl<'a> Held<'a> {
    /// The holdings are known by their positions.
    pub(super) fn new(index: &AccessIndex<'a>, holdings: &[Grant<'a>]) -> Self {
        let scopes = index.grants_ever().map(|grant| grant.scope);
        let tree = ScopeTree::new(index.hierarchy(), scopes);
        let mut order: Vec<usize> = (0..holdings.len()).collect();
        order.sort_by_key(|&at| holdings[at].id());
        let mut ranks = vec![0; holdings.len()];
        for (rank, at) in (0..).zip(order) {
            ranks[at] = rank;
        }
        let mut placed: NameMap<&PrincipalId, Vec<(ScopeIx, usize)>> = NameMap::default();
        for (at, grant) in holdings.iter().enumerate() {
            let own = placed.entry(grant.holder).or_default();
            own.extend(tree.find(grant.scope).map(|scope| (scope, at)));
        }
        let by_holder = placed.into_iter();
        let by_holder = by_holder.map(|(holder, held)| (holder, Places::new(&tree, held)));
        Self {
            by_holder: by_holder.collect(),
            tree,
            ranks,
        }
    }

    /// A scope at which something is granted.
    pub(super) fn place(&self, scope: &Scope) -> Option<ScopeIx> {
        self.tree.find(scope)
    }

    /// Whether one scope is another or holds it.
    pub(super) fn holds(&self, wide: ScopeIx, narrow: ScopeIx) -> bool {
        self.tree.below(wide).contains(&narrow)
    }

    /// The positions of the holdings of a principal that reach a scope, by the ids of their records.
    pub(super) fn above(&self, holder: &PrincipalId, scope: Option<ScopeIx>) -> Vec<usize> {
        let mut found = Vec::new();
        if let Some(scope) = scope
            && let Some(places) = self.by_holder.get(holder)
        {
            let after = places.scopes.partition_point(|(own, _)| *own <= scope);
            let mut next = after.checked_sub(1);
            while let Some(at) = next {
                let (own, above) = places.scopes[at];
                if self.holds(own, scope) {
                    found.extend(&places.holdings[at]);
                }
                next = above;
            }
        }
        found.sort_by_key(|&at| self.ranks[at]);
        found
    }

    /// The same with those below the scope.
    pub(super) fn along(&self, holder: &PrincipalId, scope: Option<ScopeIx>) -> Vec<usize> {
        let mut found = self.above(holder, scope);
        if let Some(scope) = scope
            && let Some(places) = self.by_holder.get(holder)
        {
            let end = self.tree.below(scope).end;
            let from = places.scopes.partition_point(|(own, _)| *own <= scope);
            let below = places.scopes[from..].iter().zip(&places.holdings[from..]);
            for (_, holdings) in below.take_while(|((own, _), _)| *own < end) {
                found.extend(holdings);
            }
        }
        found.sort_by_key(|&at| self.ranks[at]);
        found
    }
}

impl Places {
    fn new(tree: &ScopeTree, mut held: Vec<(ScopeIx, usize)>) -> Self {
        held.sort_unstable();
        let mut places = Self::default();
        let mut open: Vec<usize> = Vec::new();
        for (scope, holding) in held {
            if places.scopes.last().is_none_or(|(last, _)| *last != scope) {
                let holds = |at: usize| tree.below(places.scopes[at].0).contains(&scope);
                while open.last().is_some_and(|&at| !holds(at)) {
                    open.pop();
                }
                let above = open.last().copied();
                open.push(places.scopes.len());
                places.scopes.push((scope, above));
                places.holdings.push(Vec::new());
            }
            if let Some(last) = places.holdings.last_mut() {
                last.push(holding);
            }
        }
        places
    }
}
