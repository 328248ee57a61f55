//! Steps that need two rights of one principal, which may come from two records: an identity is
//! attached to compute by a principal that may do both, and rewriting a definition pays for one that
//! holds the role. Removing a deny assignment is here too, since it comes before anything else. What
//! two captured identities could do together is not followed: one principal takes a step.

use super::denials::{ClassIx, UNBOUND};
use super::effects::{EffectIx, EffectSet};
use super::graph::{Hop, Node, PathGraph, Use, basis_of};
use super::holdings::is_rewritable;
use super::path::{Basis, PathGrantIx, StepKind};
use super::scope_tree::ScopeIx;
use crate::catalog::effects::EffectKind;
use crate::condition::Verdict;
use crate::directory::{MembershipHop, ReachNode};
use crate::ids::PrincipalId;
use crate::scope::Scope;
use crate::span::Place;
use crate::text::NameMap;

/// A record of a principal or one of its groups, with the memberships in between.
struct OwnGrant {
    grant: PathGrantIx,
    hops: Vec<MembershipHop>,
}

/// The positions of the groups directly above a principal that are, or are in, a holder.
#[derive(Default)]
struct GroupsByHolder(NameMap<PrincipalId, Vec<usize>>);

impl OwnGrant {
    fn places(&self) -> impl Iterator<Item = Place> + '_ {
        self.hops.iter().map(|hop| hop.place.clone())
    }
}

impl PathGraph<'_, '_> {
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

    fn held(&self, principal: &PrincipalId) -> Vec<OwnGrant> {
        let closure = self.index.groups().closure(principal);
        let each = closure.ids().enumerate().flat_map(|(through, id)| {
            let grants = self.holdings.of_principal(id);
            let hops = if grants.is_empty() {
                Vec::new()
            } else {
                closure.hops(through)
            };
            let held = grants.iter().map(move |&grant| OwnGrant {
                grant,
                hops: hops.clone(),
            });
            held.collect::<Vec<_>>()
        });
        each.collect()
    }

    fn has(&self, grant: PathGrantIx, effects: EffectSet) -> bool {
        let role = self.holdings.role(self.holdings.role_at(grant).0);
        !role.firm.union(role.open).both(effects).is_empty()
    }

    /// The best basis on which a record grants one of these effects at a scope.
    fn best_effect(
        &self,
        grant: PathGrantIx,
        effects: EffectSet,
        scope: ScopeIx,
        class: ClassIx,
    ) -> Option<(Basis, EffectIx)> {
        let each = effects.iter().filter_map(|effect| {
            let given = self.holdings.grants_effect(grant, effect);
            let denied = self
                .denials
                .inherited(&self.scope_tree, effect, scope, class);
            let basis = basis_of(given, denied)?.max(self.effects.get(effect).basis);
            Some((basis, effect))
        });
        each.min()
    }

    /// The groups of a principal by what they have. Groups that are members of each other don't count:
    /// a step would be left to nobody.
    fn groups_by_holder(&self, principal: &PrincipalId) -> GroupsByHolder {
        let mut groups = GroupsByHolder::default();
        let above = self.index.groups().directly_above(principal).into_iter();
        for (at, (group, _)) in above.enumerate() {
            let closure = self.index.groups().closure(group);
            if closure.contains(principal) {
                continue;
            }
            for holder in closure.ids() {
                if !self.holdings.of_principal(holder).is_empty() {
                    let of_holder = groups.0.entry(holder.clone()).or_default();
                    of_holder.push(at);
                }
            }
        }
        groups
    }

    /// Whether one of the groups has both records, so that its own node has the step.
    fn have_both(&self, groups: &GroupsByHolder, one: &OwnGrant, other: &OwnGrant) -> bool {
        let of = |held: &OwnGrant| groups.0.get(&self.holdings.grant(held.grant).principal);
        match (of(one), of(other)) {
            (Some(one), Some(other)) => one.iter().any(|at| other.binary_search(at).is_ok()),
            _ => false,
        }
    }

    fn attach(
        &mut self,
        at: ReachNode,
        principal: &PrincipalId,
        class: ClassIx,
        held: &[OwnGrant],
        (makers, attaches): (EffectSet, EffectSet),
    ) {
        // A record that gives both needs no other.
        let attaching: Vec<&OwnGrant> = held
            .iter()
            .filter(|h| {
                let (_, scope) = self.holdings.role_at(h.grant);
                self.has(h.grant, attaches)
                    && self.best_effect(h.grant, makers, scope, class).is_none()
            })
            .collect();
        let making: Vec<&OwnGrant> = held.iter().filter(|h| self.has(h.grant, makers)).collect();
        let groups = self.groups_by_holder(principal);
        let all_with = |one: &OwnGrant| making.iter().all(|m| self.have_both(&groups, one, m));
        let apart: Vec<&&OwnGrant> = attaching.iter().filter(|one| !all_with(one)).collect();
        if apart.is_empty() {
            return;
        }
        let own = Node::OwnCompute(self.actor_number(principal), class);
        let mut linked = false;
        for maker in making {
            let (_, scope) = self.holdings.role_at(maker.grant);
            if let Some((basis, effect)) = self.best_effect(maker.grant, makers, scope, class) {
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
            let (_, scope) = self.holdings.role_at(one.grant);
            let useful = self.scope_tree.useful(scope).both(attaches);
            if let Some((basis, effect)) = self.best_effect(one.grant, useful, scope, class) {
                let number =
                    self.number_in_node(EffectKind::AttachesIdentity, Use::Attach, effect, class);
                let mut hop = Hop::new(None, basis).with(effect);
                hop.places.extend(one.places());
                self.link(
                    own,
                    Node::Can(Use::Attach, number, scope, class),
                    hop.by(one.grant),
                );
            }
        }
    }

    /// A principal that may write the definition of a custom role it holds may do anything where the
    /// role is assigned. Writing needs the right at every assignable scope (§2.2).
    fn rewrite(
        &mut self,
        at: ReachNode,
        principal: &PrincipalId,
        class: ClassIx,
        held: &[OwnGrant],
        rewrites: EffectSet,
    ) {
        let writers: Vec<&OwnGrant> = held
            .iter()
            .filter(|h| self.has(h.grant, rewrites))
            .collect();
        let mut groups: Option<GroupsByHolder> = None;
        for custom in held {
            let (role, _) = self.holdings.role_at(custom.grant);
            let definition = &self.holdings.role(role).definition;
            if !is_rewritable(definition) {
                continue;
            }
            let assignable = definition.assignable_scopes.iter();
            let assignable = assignable.map(|text| self.scope_tree.find(&Scope::parse(text).ok()?));
            let Some(assignable) = assignable.collect::<Option<Vec<ScopeIx>>>() else {
                continue;
            };
            let groups = groups.get_or_insert_with(|| self.groups_by_holder(principal));
            for writer in &writers {
                if !self.have_both(groups, writer, custom)
                    && let Some(by) = self.writes(writer.grant, rewrites, &assignable, class)
                {
                    let definition = Node::Definition(self.actor_number(principal), role, class);
                    let mut hop = Hop::new(Some(StepKind::RewritesRole), by.0).with(by.1);
                    hop.places.extend(writer.places());
                    self.link(at, definition, hop.by(writer.grant));
                    self.link_rewritten(definition, custom, class);
                }
            }
        }
    }

    /// The best basis on which a record grants writing a definition at each of its assignable scopes.
    fn writes(
        &self,
        grant: PathGrantIx,
        rewrites: EffectSet,
        assignable: &[ScopeIx],
        class: ClassIx,
    ) -> Option<(Basis, EffectIx)> {
        let (_, held_at) = self.holdings.role_at(grant);
        if !assignable
            .iter()
            .all(|wanted| self.scope_tree.covers(held_at, *wanted))
        {
            return None;
        }
        let each = rewrites.iter().filter_map(|effect| {
            let denied = assignable
                .iter()
                .map(|scope| self.denials.at(&self.scope_tree, effect, *scope, class))
                .fold(Verdict::NotMet, Verdict::or);
            Some((
                basis_of(self.holdings.grants_effect(grant, effect), denied)?,
                effect,
            ))
        });
        each.min()
    }

    /// Links from a definition that is rewritten to the access that it gives its holder.
    fn link_rewritten(&mut self, definition: Node, custom: &OwnGrant, class: ClassIx) {
        let (role, target) = self.holdings.role_at(custom.grant);
        // A condition binds whatever the definition comes to say.
        let given = match self.holdings.role(role).condition {
            Some(_) => Verdict::Unknown,
            None => Verdict::Met,
        };
        let denied = self
            .denials
            .at(&self.scope_tree, self.owning(), target, class);
        if let (Some(from), Some(basis)) = (self.find(definition), basis_of(given, denied)) {
            let mut hop = Hop::new(Some(StepKind::Owns), basis);
            hop.places.extend(custom.places());
            self.link(from, Node::Own(target, class), hop.by(custom.grant));
        }
    }

    /// Links to the same principal without a deny assignment that it may remove.
    pub(super) fn remove_denies(&mut self, at: ReachNode, principal: &PrincipalId, class: ClassIx) {
        if class == UNBOUND {
            return;
        }
        let removes = self.effects.which(|l| l.kind == EffectKind::RemovesDenies);
        let held = self.held(principal);
        let removers: Vec<&OwnGrant> = held.iter().filter(|h| self.has(h.grant, removes)).collect();
        if removers.is_empty() {
            return;
        }
        for (deny, rest) in self.denials.removable(class) {
            let Some(scope) = self.scope_tree.find(&deny.scope) else {
                continue;
            };
            for remover in &removers {
                let (_, own) = self.holdings.role_at(remover.grant);
                if !self.scope_tree.covers(own, scope) {
                    continue;
                }
                let firm = removes.iter().find_map(|effect| {
                    let denied = self.denials.at(&self.scope_tree, effect, scope, class);
                    let given = self.holdings.grants_effect(remover.grant, effect);
                    Some((basis_of(given, denied)?, effect))
                });
                let Some((basis, effect)) = firm else {
                    continue;
                };
                let to = Node::Actor(self.actor_number(principal), rest);
                let mut hop = Hop::new(Some(StepKind::LiftsDeny), basis).with(effect);
                hop.places.extend(remover.places());
                hop.places.push(deny.place.clone());
                self.link(at, to, hop.by(remover.grant));
            }
        }
    }
}
