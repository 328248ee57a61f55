//! Steps that need two rights of one principal, which may come from two records: an identity is
//! attached to compute by a principal that may do both, and rewriting a definition pays for one that
//! holds the role. Removing a deny assignment is here too, since it comes before anything else. What
//! two captured identities could do together is not followed: one principal takes a step.

use std::ops::BitOr;

use super::denials::{ClassIx, UNBOUND};
use super::effects::{EffectIx, EffectSet, Effects};
use super::graph::{Hop, Node, PathGraph, Use, basis_of};
use super::holdings::{GrantedRoleIx, Holdings, is_rewritable};
use super::path::{Basis, PathGrantIx, StepKind};
use super::useful::UsefulEffects;
use crate::access::AccessIndex;
use crate::catalog::effects::EffectKind;
use crate::condition::Verdict;
use crate::directory::{Closure, ReachNode, ScopeIx, ScopeTree};
use crate::ids::PrincipalId;
use crate::scope::Scope;
use crate::span::Place;
use crate::text::{NameMap, NameSet};

/// What a record is for, of what takes two of them.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
struct Parts(u8);

impl Parts {
    /// It attaches an identity that is there.
    const ATTACHES: Self = Self(1);
    /// It makes compute.
    const MAKES: Self = Self(2);
    /// It writes role definitions where one may be assigned.
    const WRITES: Self = Self(4);
    /// It is of a role whose definition may be written.
    const REWRITABLE: Self = Self(8);
    /// It removes deny assignments.
    const LIFTS: Self = Self(16);

    fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Parts {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Who has which records for steps that take two: most have none, and are not looked at further.
pub(super) struct Joint<'a> {
    of_grant: Vec<Parts>,
    /// What everyone who is in a group has with the groups.
    of_member: NameMap<&'a PrincipalId, Parts>,
    /// Where roles of the inputs whose definition may be written are assignable, if the tree has all
    /// these scopes.
    assignable: Vec<Option<Vec<ScopeIx>>>,
}

impl<'a> Joint<'a> {
    pub(super) fn of(
        index: &'a AccessIndex<'_>,
        effects: &Effects,
        holdings: &Holdings<'_>,
        (scope_tree, useful): (&ScopeTree, &UsefulEffects),
    ) -> Self {
        let mut joint = Self {
            of_grant: Vec::with_capacity(holdings.grants.len()),
            of_member: NameMap::default(),
            assignable: Vec::with_capacity(holdings.roles.len()),
        };
        for role in &holdings.roles {
            let scopes = role.definition.assignable_scopes.iter();
            let scopes = scopes.map(|text| scope_tree.find(&Scope::parse(text).ok()?));
            let scopes = is_rewritable(&role.definition).then(|| scopes.collect());
            joint.assignable.push(scopes.flatten());
        }
        let mut written_from: NameSet<ScopeIx> = NameSet::default();
        for scope in joint.assignable.iter().flatten().flatten() {
            let mut above = scope_tree.upwards(*scope);
            while above.next().is_some_and(|at| written_from.insert(at)) {}
        }
        let makers = effects.makers();
        let kinds = |kind| effects.which(|effect| effect.kind == kind);
        let attaches = kinds(EffectKind::AttachesIdentity);
        let rewrites = kinds(EffectKind::ChangesRoles);
        let lifts = kinds(EffectKind::RemovesDenies);
        for number in 0..holdings.grants.len() {
            let grant = PathGrantIx(u32::try_from(number).unwrap_or(u32::MAX));
            let (role, scope) = holdings.role_at(grant);
            let given = holdings.role(role).firm.union(holdings.role(role).open);
            let gives = |effects: EffectSet| !given.both(effects).is_empty();
            let parts = [
                (Parts::ATTACHES, gives(attaches.both(useful.at(scope)))),
                (Parts::MAKES, gives(makers)),
                (
                    Parts::WRITES,
                    written_from.contains(&scope) && gives(rewrites),
                ),
                (
                    Parts::REWRITABLE,
                    joint.assignable[role.0 as usize].is_some(),
                ),
                (Parts::LIFTS, gives(lifts)),
            ];
            let parts = parts.iter().filter(|(_, is_so)| *is_so);
            let parts = parts.fold(Parts::default(), |all, (part, _)| all | *part);
            joint.of_grant.push(parts);
        }
        let mut of_component: Vec<Parts> = Vec::new();
        for component in index.groups().components() {
            let above = component.above.iter().map(|at| of_component[*at]);
            let own = component.members.iter().map(|id| joint.own(holdings, id));
            let parts = above.chain(own).fold(Parts::default(), Parts::bitor);
            let members = component.members.iter().map(|id| (*id, parts));
            joint.of_member.extend(members);
            of_component.push(parts);
        }
        joint
    }

    fn own(&self, holdings: &Holdings<'_>, principal: &PrincipalId) -> Parts {
        let grants = holdings.of_principal(principal).iter();
        grants
            .map(|grant| self.of_grant[grant.0 as usize])
            .fold(Parts::default(), Parts::bitor)
    }

    fn of_principal(&self, holdings: &Holdings<'_>, principal: &PrincipalId) -> Parts {
        let known = self.of_member.get(principal).copied();
        known.unwrap_or_else(|| self.own(holdings, principal))
    }

    fn assignable(&self, role: GrantedRoleIx) -> Option<&[ScopeIx]> {
        self.assignable.get(role.0 as usize)?.as_deref()
    }
}

/// Records of a principal and of its groups.
struct Held<'a> {
    closure: Closure<'a>,
    grants: Vec<OwnGrant>,
}

/// A record of a principal or one of its groups.
#[derive(Clone, Copy)]
struct OwnGrant {
    grant: PathGrantIx,
    parts: Parts,
    /// The position of its holder among the principal and its groups.
    through: usize,
}

/// A record that writes a role definition, how surely, and by which operation.
type Writer = (OwnGrant, (Basis, EffectIx));

impl Held<'_> {
    fn with(&self, part: Parts) -> Vec<OwnGrant> {
        let grants = self.grants.iter().filter(|held| held.parts.has(part));
        grants.copied().collect()
    }

    /// Where the memberships were read by which a record is the principal's.
    fn places(&self, held: &OwnGrant) -> impl Iterator<Item = Place> + '_ {
        self.closure.way(held.through).map(|hop| hop.place)
    }
}

/// The positions of the groups directly above a principal that are, or are in, a holder.
#[derive(Default)]
struct GroupsByHolder(NameMap<PrincipalId, Vec<usize>>);

impl<'a> PathGraph<'a, '_> {
    /// Links to what a principal may do by two records together, unless one of its groups may by
    /// itself.
    pub(super) fn join(&mut self, at: ReachNode, principal: &PrincipalId, class: ClassIx) {
        let parts = self.joint.of_principal(&self.holdings, principal);
        let attach = Parts::ATTACHES | Parts::MAKES;
        if parts.has(attach) {
            let held = self.held(principal, attach);
            self.attach(at, principal, class, &held);
        }
        let rewrite = Parts::WRITES | Parts::REWRITABLE;
        if parts.has(rewrite) {
            let held = self.held(principal, rewrite);
            self.rewrite(at, principal, class, &held);
        }
    }

    /// The records that are for one of these.
    fn held(&self, principal: &PrincipalId, wanted: Parts) -> Held<'a> {
        let index: &'a AccessIndex<'_> = self.index;
        let closure = index.groups().closure(principal);
        let grants = closure.ids().enumerate().flat_map(|(through, id)| {
            let grants = self.holdings.of_principal(id).iter();
            grants.map(move |&grant| OwnGrant {
                grant,
                parts: self.joint.of_grant[grant.0 as usize],
                through,
            })
        });
        let grants = grants.filter(|held| held.parts.meets(wanted)).collect();
        Held { closure, grants }
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

    fn attach(&mut self, at: ReachNode, principal: &PrincipalId, class: ClassIx, held: &Held<'a>) {
        let makers = self.effects.makers();
        let attaches = self
            .effects
            .which(|effect| effect.kind == EffectKind::AttachesIdentity);
        // A record that gives both needs no other.
        let attaching = held.with(Parts::ATTACHES).into_iter().filter_map(|one| {
            let (_, scope) = self.holdings.role_at(one.grant);
            if self.best_effect(one.grant, makers, scope, class).is_some() {
                return None;
            }
            let useful = self.useful.at(scope).both(attaches);
            Some((one, self.best_effect(one.grant, useful, scope, class)?))
        });
        let attaching: Vec<(OwnGrant, (Basis, EffectIx))> = attaching.collect();
        if attaching.is_empty() {
            return;
        }
        let making = held.with(Parts::MAKES);
        let groups = self.groups_by_holder(principal);
        let all_with = |one: &OwnGrant| making.iter().all(|m| self.have_both(&groups, one, m));
        let apart: Vec<_> = attaching.iter().filter(|(one, _)| !all_with(one)).collect();
        if apart.is_empty() {
            return;
        }
        let own = Node::OwnCompute(self.actor_number(principal), class);
        let mut linked = false;
        for maker in &making {
            let (_, scope) = self.holdings.role_at(maker.grant);
            if let Some((basis, effect)) = self.best_effect(maker.grant, makers, scope, class) {
                let mut hop = Hop::new(Some(StepKind::MakesCompute), basis).with(effect);
                hop.places.extend(held.places(maker));
                self.link(at, own, hop.by(maker.grant));
                linked = true;
            }
        }
        let Some(own) = self.find(own).filter(|_| linked) else {
            return;
        };
        for (one, (basis, effect)) in apart {
            let (_, scope) = self.holdings.role_at(one.grant);
            let number =
                self.number_in_node(EffectKind::AttachesIdentity, Use::Attach, *effect, class);
            let mut hop = Hop::new(None, *basis).with(*effect);
            hop.places.extend(held.places(one));
            self.link(
                own,
                Node::Can(Use::Attach, number, scope, class),
                hop.by(one.grant),
            );
        }
    }

    /// A principal that may write the definition of a custom role it holds may do anything where the
    /// role is assigned. Writing needs the right at every assignable scope (§2.2).
    fn rewrite(&mut self, at: ReachNode, principal: &PrincipalId, class: ClassIx, held: &Held<'a>) {
        let writers = held.with(Parts::WRITES);
        let mut writing: NameMap<GrantedRoleIx, Vec<Writer>> = NameMap::default();
        let mut written: NameSet<(GrantedRoleIx, PathGrantIx)> = NameSet::default();
        let mut groups: Option<GroupsByHolder> = None;
        for custom in held.with(Parts::REWRITABLE) {
            let (role, _) = self.holdings.role_at(custom.grant);
            let by = writing.entry(role).or_insert_with(|| {
                let by =
                    |writer: &OwnGrant| Some((*writer, self.writes(writer.grant, role, class)?));
                writers.iter().filter_map(by).collect()
            });
            if by.is_empty() {
                continue;
            }
            let groups = groups.get_or_insert_with(|| self.groups_by_holder(principal));
            let mut is_linked = false;
            for (writer, (basis, effect)) in by.iter() {
                if self.have_both(groups, writer, &custom) {
                    continue;
                }
                let definition = Node::Definition(self.actor_number(principal), role, class);
                if written.insert((role, writer.grant)) {
                    let mut hop = Hop::new(Some(StepKind::RewritesRole), *basis).with(*effect);
                    hop.places.extend(held.places(writer));
                    self.link(at, definition, hop.by(writer.grant));
                }
                if !std::mem::replace(&mut is_linked, true) {
                    let places = held.places(&custom).collect();
                    self.link_rewritten(definition, custom.grant, places, class);
                }
            }
        }
    }

    /// The best basis on which a record grants writing the definition of a role at each of its
    /// assignable scopes.
    fn writes(
        &self,
        grant: PathGrantIx,
        role: GrantedRoleIx,
        class: ClassIx,
    ) -> Option<(Basis, EffectIx)> {
        let assignable = self.joint.assignable(role)?;
        let (_, held_at) = self.holdings.role_at(grant);
        if !assignable
            .iter()
            .all(|wanted| self.scope_tree.covers(held_at, *wanted))
        {
            return None;
        }
        let rewrites = self
            .effects
            .which(|effect| effect.kind == EffectKind::ChangesRoles);
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
    fn link_rewritten(
        &mut self,
        definition: Node,
        custom: PathGrantIx,
        places: Vec<Place>,
        class: ClassIx,
    ) {
        let (role, target) = self.holdings.role_at(custom);
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
            hop.places = places;
            self.link(from, Node::Own(target, class), hop.by(custom));
        }
    }

    /// Links to the same principal without a deny assignment that it may remove.
    pub(super) fn remove_denies(&mut self, at: ReachNode, principal: &PrincipalId, class: ClassIx) {
        if class == UNBOUND {
            return;
        }
        let parts = self.joint.of_principal(&self.holdings, principal);
        if !parts.has(Parts::LIFTS) {
            return;
        }
        let removable = self.denials.removable(class);
        if removable.is_empty() {
            return;
        }
        let removes = self
            .effects
            .which(|effect| effect.kind == EffectKind::RemovesDenies);
        let held = self.held(principal, Parts::LIFTS);
        for (deny, rest) in removable {
            let Some(scope) = self.scope_tree.find(&deny.scope) else {
                continue;
            };
            for remover in &held.grants {
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
                hop.places.extend(held.places(remover));
                hop.places.push(deny.place.clone());
                self.link(at, to, hop.by(remover.grant));
            }
        }
    }
}
