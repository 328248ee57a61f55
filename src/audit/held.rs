//! Who holds what where: which grants of a principal reach a scope, without a look at the others.

use std::cell::RefCell;
use std::rc::Rc;

use crate::access::AccessIndex;
use crate::directory::{Groups, ScopeIx, ScopeTree};
use crate::ids::PrincipalId;
use crate::model::Grant;
use crate::scope::Scope;
use crate::text::NameMap;

/// Some grants, by holder and place.
pub(super) struct Held<'a> {
    groups: &'a Groups<'a>,
    tree: ScopeTree,
    holders: NameMap<&'a PrincipalId, HolderIx>,
    /// Of principals that were asked about: who among them and their groups holds something.
    through: RefCell<NameMap<PrincipalId, Rc<[Through]>>>,
    /// Where the places of each holder begin, and where those of the last end.
    starts: Vec<u32>,
    /// The places of each holder together, in the order of the tree.
    places: Vec<Place>,
    /// By position: the order of the ids of their records among those of one holder.
    ranks: Vec<u32>,
}

/// A principal that holds one of the grants.
#[derive(Clone, Copy)]
struct HolderIx(u32);

/// A holder among a principal and its groups.
#[derive(Clone, Copy)]
struct Through {
    /// Its position in the closure of the principal.
    position: u32,
    holder: HolderIx,
}

/// Where a grant is held.
struct Place {
    scope: ScopeIx,
    /// The position of the grant.
    grant: u32,
    /// The holder's last place before whose scope is the same or holds this one.
    above: Option<u32>,
}

impl<'a> Held<'a> {
    /// The grants are known by their positions.
    pub(super) fn new(index: &'a AccessIndex<'_>, grants: &[Grant<'a>]) -> Self {
        let scopes = index.grants_ever().map(|grant| grant.scope);
        let tree = ScopeTree::new(index.hierarchy(), scopes);
        let placed = (0..).zip(grants).filter_map(|(at, grant)| {
            let scope = tree.find(grant.scope)?;
            Some((grant.holder, scope, at))
        });
        let mut placed: Vec<(&PrincipalId, ScopeIx, u32)> = placed.collect();
        placed.sort_unstable();
        let mut held = Self {
            groups: index.groups(),
            tree,
            holders: NameMap::default(),
            through: RefCell::default(),
            starts: vec![0],
            places: Vec::with_capacity(placed.len()),
            ranks: vec![0; grants.len()],
        };
        for of_holder in placed.chunk_by(|(one, ..), (other, ..)| one == other) {
            held.add(of_holder);
            let mut order: Vec<u32> = of_holder.iter().map(|(.., at)| *at).collect();
            order.sort_unstable_by_key(|&at| (grants[at as usize].id(), at));
            for (rank, at) in (0..).zip(order) {
                held.ranks[at as usize] = rank;
            }
        }
        held
    }

    fn add(&mut self, of_holder: &[(&'a PrincipalId, ScopeIx, u32)]) {
        let mut last: Option<u32> = None;
        for &(holder, scope, grant) in of_holder {
            let mut above = last;
            while let Some(at) = above
                && !self.holds(self.places[at as usize].scope, scope)
            {
                above = self.places[at as usize].above;
            }
            last = Some(number(self.places.len()));
            self.places.push(Place {
                scope,
                grant,
                above,
            });
            let own = HolderIx(number(self.starts.len() - 1));
            self.holders.entry(holder).or_insert(own);
        }
        self.starts.push(number(self.places.len()));
    }

    /// A scope at which something is granted.
    pub(super) fn place(&self, scope: &Scope) -> Option<ScopeIx> {
        self.tree.find(scope)
    }

    /// Whether one scope is another or holds it.
    pub(super) fn holds(&self, wide: ScopeIx, narrow: ScopeIx) -> bool {
        self.tree.covers(wide, narrow)
    }

    /// The positions of the grants of a principal and its groups that reach a scope, each with that of its
    /// holder in the closure: nearest holder first, those of one holder by the ids of their records.
    pub(super) fn above(
        &self,
        principal: &PrincipalId,
        scope: &Scope,
    ) -> impl Iterator<Item = (usize, usize)> {
        self.each(principal, scope, Self::of_holder_above)
    }

    /// The same with those below the scope.
    pub(super) fn along(
        &self,
        principal: &PrincipalId,
        scope: &Scope,
    ) -> impl Iterator<Item = (usize, usize)> {
        self.each(principal, scope, Self::of_holder_along)
    }

    fn each(
        &self,
        principal: &PrincipalId,
        scope: &Scope,
        find: fn(&Self, HolderIx, ScopeIx) -> Vec<usize>,
    ) -> impl Iterator<Item = (usize, usize)> {
        let through = self.through(principal);
        let places = self.place(scope).into_iter();
        places.flat_map(move |scope| {
            let through = Rc::clone(&through);
            (0..through.len()).flat_map(move |at| {
                let Through { position, holder } = through[at];
                let found = find(self, holder, scope).into_iter();
                found.map(move |grant| (position as usize, grant))
            })
        })
    }

    fn through(&self, principal: &PrincipalId) -> Rc<[Through]> {
        if let Some(known) = self.through.borrow().get(principal) {
            return Rc::clone(known);
        }
        let closure = self.groups.closure(principal);
        let holders = (0..).zip(closure.ids()).filter_map(|(position, id)| {
            let holder = *self.holders.get(id)?;
            Some(Through { position, holder })
        });
        let found: Rc<[Through]> = holders.collect();
        let mut known = self.through.borrow_mut();
        known.insert(principal.clone(), Rc::clone(&found));
        found
    }

    fn of_holder_above(&self, holder: HolderIx, scope: ScopeIx) -> Vec<usize> {
        let (first, places) = self.of(holder);
        let before = places.partition_point(|place| place.scope <= scope);
        let mut next = before.checked_sub(1).map(|last| first + last);
        let mut found = Vec::new();
        while let Some(at) = next {
            let place = &self.places[at];
            if self.holds(place.scope, scope) {
                found.push(place.grant as usize);
            }
            next = place.above.map(|above| above as usize);
        }
        self.sort(&mut found);
        found
    }

    fn of_holder_along(&self, holder: HolderIx, scope: ScopeIx) -> Vec<usize> {
        let mut found = self.of_holder_above(holder, scope);
        let (_, places) = self.of(holder);
        let from = places.partition_point(|place| place.scope <= scope);
        let below = places[from..].iter();
        let below = below.take_while(|place| self.holds(scope, place.scope));
        found.extend(below.map(|place| place.grant as usize));
        self.sort(&mut found);
        found
    }

    /// The places of a holder, with the number of the first.
    fn of(&self, HolderIx(at): HolderIx) -> (usize, &[Place]) {
        let at = at as usize;
        let (first, end) = (self.starts[at] as usize, self.starts[at + 1] as usize);
        (first, &self.places[first..end])
    }

    fn sort(&self, grants: &mut [usize]) {
        grants.sort_by_key(|&at| self.ranks[at]);
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
