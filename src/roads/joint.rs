//! Steps that take two rights of one principal, which may come from two records: an identity is
//! attached to compute by who may do both, and a definition is worth rewriting to who holds it. And
//! deny assignments, which are lifted before anything else is done. What two captured identities
//! could do together is not followed: a step is taken by one principal.

use super::denials::{ClassIx, UNBOUND};
use super::effects::{EffectIx, EffectSet};
use super::graph::{Hop, Node, RoadGraph, Use, basis_of};
use super::holdings::is_rewritable;
use super::road::{Basis, RoadGrantIx, StepKind};
use super::terrain::ScopeIx;
use crate::catalog::effects::EffectKind;
use crate::condition::Verdict;
use crate::directory::{MembershipHop, ReachNode};
use crate::ids::PrincipalId;
use crate::scope::Scope;
use crate::span::Place;

/// A record of a principal or one of its groups, with the way there.
struct Held {
    grant: RoadGrantIx,
    hops: Vec<MembershipHop>,
}

impl Held {
    fn places(&self) -> impl Iterator<Item = Place> + '_ {
        self.hops.iter().map(|hop| hop.place.clone())
    }
}

impl RoadGraph<'_, '_> {
    /// Links to what a principal may do by two records together, unless one of its groups may by
    /// itself.
    pub(super) fn join(&mut self, at: ReachNode, principal: &PrincipalId, class: ClassIx) {
        let makers = self.makers();
        let attaches = self
            .effects
            .which(|l| l.kind == EffectKind::AttachesIdentity);
        let rewrites = self.effects.which(|l| l.kind == EffectKind::ChangesRoles);
        let held = self.held(principal);
        let any =
            |graph: &Self, effects: EffectSet| held.iter().any(|h| graph.has(h.grant, effects));
        if any(self, attaches) && any(self, makers) {
            self.attach(at, principal, class, &held, (makers, attaches));
        }
        if any(self, rewrites) {
            self.rewrite(at, principal, class, &held, rewrites);
        }
    }

    fn held(&self, principal: &PrincipalId) -> Vec<Held> {
        let closure = self.index.groups().closure(principal);
        let each = closure.ids().enumerate().flat_map(|(through, id)| {
            let grants = self.holdings.of_principal(id);
            let hops = if grants.is_empty() {
                Vec::new()
            } else {
                closure.hops(through)
            };
            let held = grants.iter().map(move |&grant| Held {
                grant,
                hops: hops.clone(),
            });
            held.collect::<Vec<_>>()
        });
        each.collect()
    }

    fn has(&self, grant: RoadGrantIx, effects: EffectSet) -> bool {
        let duty = self.holdings.duty_of(self.holdings.power(grant).0);
        !duty.firm.union(duty.open).both(effects).is_empty()
    }

    /// How firmly a record gives one of these effects at a scope.
    fn firmness(
        &self,
        grant: RoadGrantIx,
        effects: EffectSet,
        scope: ScopeIx,
        class: ClassIx,
    ) -> Option<(Basis, EffectIx)> {
        let each = effects.iter().filter_map(|effect| {
            let given = self.holdings.gives(grant, effect);
            let denied = self.denials.inherited(&self.terrain, effect, scope, class);
            let basis = basis_of(given, denied)?.max(self.effects.get(effect).basis);
            Some((basis, effect))
        });
        each.min()
    }

    /// Whether one of the groups of a principal has both records by itself. Of groups that are in
    /// each other none stands back for another.
    fn group_has_both(&self, principal: &PrincipalId, one: &Held, other: &Held) -> bool {
        let holder = |held: &Held| self.holdings.grant(held.grant).principal.clone();
        let (one, other) = (holder(one), holder(other));
        let above = self.index.groups().directly_above(principal);
        above.into_iter().any(|(group, _)| {
            let closure = self.index.groups().closure(group);
            closure.contains(&one) && closure.contains(&other) && !closure.contains(principal)
        })
    }

    fn attach(
        &mut self,
        at: ReachNode,
        principal: &PrincipalId,
        class: ClassIx,
        held: &[Held],
        (makers, attaches): (EffectSet, EffectSet),
    ) {
        // A record that gives both needs no other.
        let attaching: Vec<&Held> = held
            .iter()
            .filter(|h| {
                let (_, scope) = self.holdings.power(h.grant);
                self.has(h.grant, attaches)
                    && self.firmness(h.grant, makers, scope, class).is_none()
            })
            .collect();
        let making: Vec<&Held> = held.iter().filter(|h| self.has(h.grant, makers)).collect();
        let apart: Vec<&&Held> = attaching
            .iter()
            .filter(|one| {
                !making
                    .iter()
                    .all(|m| self.group_has_both(principal, one, m))
            })
            .collect();
        if apart.is_empty() {
            return;
        }
        let own = Node::OwnCompute(self.actor_number(principal), class);
        let mut linked = false;
        for maker in making {
            let (_, scope) = self.holdings.power(maker.grant);
            if let Some((basis, effect)) = self.firmness(maker.grant, makers, scope, class) {
                let mut hop = Hop::new(Some(StepKind::MakesCompute), basis).with(effect);
                hop.places.extend(maker.places());
                self.link(at, own, hop.by(maker.grant));
                linked = true;
            }
        }
        let Some(own) = self.find(own).filter(|_| linked) else {
            return;
        };
        for one in apart {
            let (_, scope) = self.holdings.power(one.grant);
            let useful = self.terrain.useful(scope).both(attaches);
            if let Some((basis, effect)) = self.firmness(one.grant, useful, scope, class) {
                let told =
                    self.told_apart(EffectKind::AttachesIdentity, Use::Attach, effect, class);
                let mut hop = Hop::new(None, basis).with(effect);
                hop.places.extend(one.places());
                self.link(
                    own,
                    Node::Can(Use::Attach, told, scope, class),
                    hop.by(one.grant),
                );
            }
        }
    }

    /// Who writes the definition of a custom role that it holds may do anything where it is
    /// assigned. Writing asks for the right at every assignable scope (§2.2).
    fn rewrite(
        &mut self,
        at: ReachNode,
        principal: &PrincipalId,
        class: ClassIx,
        held: &[Held],
        rewrites: EffectSet,
    ) {
        let writers: Vec<&Held> = held
            .iter()
            .filter(|h| self.has(h.grant, rewrites))
            .collect();
        for custom in held {
            let (duty, _) = self.holdings.power(custom.grant);
            let role = &self.holdings.duty_of(duty).role;
            if !is_rewritable(role) {
                continue;
            }
            let assignable = role.assignable_scopes.iter();
            let assignable = assignable.map(|text| self.terrain.find(&Scope::parse(text).ok()?));
            let Some(assignable) = assignable.collect::<Option<Vec<ScopeIx>>>() else {
                continue;
            };
            for writer in &writers {
                if !self.group_has_both(principal, writer, custom)
                    && let Some(by) = self.writes(writer.grant, rewrites, &assignable, class)
                {
                    let definition = Node::Definition(self.actor_number(principal), duty, class);
                    let mut hop = Hop::new(Some(StepKind::RewritesRole), by.0).with(by.1);
                    hop.places.extend(writer.places());
                    self.link(at, definition, hop.by(writer.grant));
                    self.profit_from(definition, custom, class);
                }
            }
        }
    }

    /// How firmly a record gives the right to write a definition at every scope at which that may
    /// be assigned.
    fn writes(
        &self,
        grant: RoadGrantIx,
        rewrites: EffectSet,
        assignable: &[ScopeIx],
        class: ClassIx,
    ) -> Option<(Basis, EffectIx)> {
        let (_, held_at) = self.holdings.power(grant);
        if !assignable
            .iter()
            .all(|wanted| self.terrain.covers(held_at, *wanted))
        {
            return None;
        }
        let each = rewrites.iter().filter_map(|effect| {
            let denied = assignable
                .iter()
                .map(|scope| self.denials.at(&self.terrain, effect, *scope, class))
                .fold(Verdict::NotMet, Verdict::or);
            Some((
                basis_of(self.holdings.gives(grant, effect), denied)?,
                effect,
            ))
        });
        each.min()
    }

    /// Links from a definition that is rewritten to what its holder has by it.
    fn profit_from(&mut self, definition: Node, custom: &Held, class: ClassIx) {
        let (duty, target) = self.holdings.power(custom.grant);
        // A condition binds whatever the definition comes to say.
        let given = match self.holdings.duty_of(duty).condition {
            Some(_) => Verdict::Unknown,
            None => Verdict::Met,
        };
        let denied = self.denials.at(&self.terrain, self.owning(), target, class);
        if let (Some(from), Some(basis)) = (self.find(definition), basis_of(given, denied)) {
            let mut hop = Hop::new(Some(StepKind::Owns), basis);
            hop.places.extend(custom.places());
            self.link(from, Node::Own(target, class), hop.by(custom.grant));
        }
    }

    /// Links to the same principal without a deny assignment that it may remove.
    pub(super) fn lift(&mut self, at: ReachNode, principal: &PrincipalId, class: ClassIx) {
        if class == UNBOUND {
            return;
        }
        let lifts = self.effects.which(|l| l.kind == EffectKind::RemovesDenies);
        let held = self.held(principal);
        let lifters: Vec<&Held> = held.iter().filter(|h| self.has(h.grant, lifts)).collect();
        if lifters.is_empty() {
            return;
        }
        for (deny, rest) in self.denials.liftable(class) {
            let Some(scope) = self.terrain.find(&deny.scope) else {
                continue;
            };
            for lifter in &lifters {
                let (_, own) = self.holdings.power(lifter.grant);
                if !self.terrain.covers(own, scope) {
                    continue;
                }
                let firm = lifts.iter().find_map(|effect| {
                    let denied = self.denials.at(&self.terrain, effect, scope, class);
                    let given = self.holdings.gives(lifter.grant, effect);
                    Some((basis_of(given, denied)?, effect))
                });
                let Some((basis, effect)) = firm else {
                    continue;
                };
                let to = Node::Actor(self.actor_number(principal), rest);
                let mut hop = Hop::new(Some(StepKind::LiftsDeny), basis).with(effect);
                hop.places.extend(lifter.places());
                hop.places.push(deny.place.clone());
                self.link(at, to, hop.by(lifter.grant));
            }
        }
    }
}
