//! The graph in which paths are found. A node is a role *at* a scope, so that a role held at one scope
//! is never taken for the same role at another. An operation that applies to everything below a scope
//! goes down the scope tree once, and not once for each resource.

use std::collections::BTreeSet;

use super::delegates::SelfAssignable;
use super::denials::{ClassIx, Denials, UNBOUND};
use super::effects::{ANY_CODE, Effect, EffectIx, EffectSet, Effects};
use super::holdings::{GrantedRoleIx, Holdings};
use super::identities::{Identities, IdentitiesByScope};
use super::joint::Joint;
use super::path::{Basis, PathGrantIx, StepKind};
use super::useful::UsefulEffects;
use crate::access::AccessIndex;
use crate::catalog::effects::EffectKind;
use crate::condition::Verdict;
use crate::delegation::Delegations;
use crate::directory::{ReachGraph, ReachNode, ScopeIx, ScopeTree};
use crate::ids::PrincipalId;
use crate::model::{Moment, Standing};
use crate::scope::{Scope, ScopeKind};
use crate::span::Place;
use crate::text::{NameMap, NameSet};

/// The number of a principal that occurs in the graph.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct ActorIx(u32);

/// What somebody on a path can be, hold or do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) enum Node {
    /// Acting as a principal, bound by the deny assignments of a class. Who acts with the rights of
    /// a group stays in the class of the member.
    Actor(ActorIx, ClassIx),
    /// Holding a role at a scope.
    Role(GrantedRoleIx, ScopeIx, ClassIx, Source),
    /// Able to do something at a scope and what is below.
    Can(Use, EffectIx, ScopeIx, ClassIx),
    /// Able to assign any role at a scope.
    Own(ScopeIx, ClassIx),
    /// Running code on a host.
    Host(u32),
    /// Running code on compute made for the purpose.
    OwnCompute(ActorIx, ClassIx),
    /// Writing the definition of a role.
    Definition(ActorIx, GrantedRoleIx, ClassIx),
    /// Holding keys of what is at a scope.
    Keys(ScopeIx),
}

impl Node {
    /// The same for those whom no deny assignment binds.
    pub(super) fn unbound(self) -> Self {
        match self {
            Self::Actor(actor, _) => Self::Actor(actor, UNBOUND),
            Node::Role(role, scope, _, source) => Node::Role(role, scope, UNBOUND, source),
            Self::Can(end, effect, scope, _) => Self::Can(end, effect, scope, UNBOUND),
            Self::Own(scope, _) => Self::Own(scope, UNBOUND),
            Self::OwnCompute(actor, _) => Self::OwnCompute(actor, UNBOUND),
            Self::Definition(actor, role, _) => Self::Definition(actor, role, UNBOUND),
            Self::Host(_) | Self::Keys(_) => self,
        }
    }
}

/// By what a role is held.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) enum Source {
    /// By a record of the inputs.
    Inputs,
    /// By an assignment that a step of the path makes.
    Path,
}

/// What an operation is used for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) enum Use {
    /// What it does by itself.
    Itself,
    /// To attach an identity to compute that can be made as well.
    Attach,
    /// To run code on any resource.
    AnyCode,
}

/// What a link of the graph stands for.
#[derive(Clone, Debug)]
pub(super) struct Hop {
    /// What is done; `None` where nothing is, as when a role is simply held.
    pub(super) step: Option<StepKind>,
    /// The record that it takes.
    pub(super) grant: Option<PathGrantIx>,
    pub(super) effect: Option<EffectIx>,
    pub(super) basis: Basis,
    pub(super) places: Vec<Place>,
}

/// What a step costs. Its basis costs less, and so only decides between paths of one length.
const STEP: u32 = 1 << 12;

impl Hop {
    pub(super) fn new(step: Option<StepKind>, basis: Basis) -> Self {
        Self {
            step,
            grant: None,
            effect: None,
            basis,
            places: Vec::new(),
        }
    }

    pub(super) fn by(mut self, grant: PathGrantIx) -> Self {
        self.grant = Some(grant);
        self
    }

    pub(super) fn with(mut self, effect: EffectIx) -> Self {
        self.effect = Some(effect);
        self
    }

    pub(super) fn at(mut self, place: Option<&Place>) -> Self {
        self.places.extend(place.cloned());
        self
    }

    fn cost(&self) -> u32 {
        let step = if self.step.is_some() { STEP } else { 0 };
        step + match self.basis {
            Basis::Shown => 0,
            Basis::Inferred => 1,
            Basis::Conditional => 16,
            Basis::Assumed => 64,
        }
    }
}

/// Everything that the graph is made from, and the graph.
pub(super) struct PathGraph<'a, 't> {
    pub(super) index: &'a AccessIndex<'t>,
    pub(super) effects: Effects,
    pub(super) scope_tree: ScopeTree,
    pub(super) useful: UsefulEffects,
    pub(super) identities: Identities,
    pub(super) by_scope: IdentitiesByScope,
    pub(super) denials: Denials<'a>,
    pub(super) holdings: Holdings<'a>,
    pub(super) joint: Joint<'a>,
    pub(super) graph: ReachGraph<Hop>,
    pub(super) nodes: Vec<Node>,
    numbers: NameMap<Node, ReachNode>,
    owning_nodes: NameMap<ScopeIx, Vec<ReachNode>>,
    actors: Vec<PrincipalId>,
    actor_numbers: NameMap<PrincipalId, ActorIx>,
    /// Everyone who holds a role with an effect, or is in a group that does.
    pub(super) live: NameSet<PrincipalId>,
    pub(super) assignable_by_grant: NameMap<PathGrantIx, SelfAssignable>,
    pub(super) assignable_by_role: NameMap<GrantedRoleIx, SelfAssignable>,
    pub(super) delegations: Delegations,
    pending: Vec<ReachNode>,
}

impl<'a, 't> PathGraph<'a, 't> {
    pub(super) fn new(index: &'a AccessIndex<'t>, moment: Moment) -> Self {
        let effects = Effects::all();
        let identities = Identities::of(index, moment);
        let scopes = super::holdings::scopes(index).chain(identities.scopes());
        let scopes: BTreeSet<Scope> = scopes.collect();
        let scope_tree = ScopeTree::new(index.hierarchy(), &scopes);
        let mut useful = UsefulEffects::new(&scope_tree);
        let by_scope = IdentitiesByScope::new(&identities, &effects, (&scope_tree, &mut useful));
        let denials = Denials::of(index, &effects, &scope_tree);
        let holdings = Holdings::of(index, moment, &effects, &scope_tree);
        let joint = Joint::of(index, &effects, &holdings, (&scope_tree, &useful));
        let live = index.groups().with_members(holdings.holders());
        let mut graph = Self {
            index,
            effects,
            scope_tree,
            useful,
            identities,
            by_scope,
            denials,
            holdings,
            joint,
            graph: ReachGraph::new(),
            nodes: Vec::new(),
            numbers: NameMap::default(),
            owning_nodes: NameMap::default(),
            actors: Vec::new(),
            actor_numbers: NameMap::default(),
            live,
            assignable_by_grant: NameMap::default(),
            assignable_by_role: NameMap::default(),
            delegations: Delegations::default(),
            pending: Vec::new(),
        };
        let mut live: Vec<PrincipalId> = graph.live.iter().cloned().collect();
        live.sort();
        for principal in &live {
            graph.actor(principal);
        }
        while let Some(node) = graph.pending.pop() {
            graph.expand(node);
        }
        graph
    }

    /// The node of a principal, bound by its own deny assignments.
    pub(super) fn actor(&mut self, principal: &PrincipalId) -> Node {
        let class = self.denials.class_of(principal);
        let node = Node::Actor(self.actor_number(principal), class);
        self.node(node);
        node
    }

    pub(super) fn actor_number(&mut self, principal: &PrincipalId) -> ActorIx {
        if let Some(known) = self.actor_numbers.get(principal) {
            return *known;
        }
        let number = ActorIx(u32::try_from(self.actors.len()).unwrap_or(u32::MAX));
        self.actors.push(principal.clone());
        self.actor_numbers.insert(principal.clone(), number);
        number
    }

    pub(super) fn principal(&self, actor: ActorIx) -> &PrincipalId {
        &self.actors[actor.0 as usize]
    }

    /// The same, if it is in the graph.
    pub(super) fn find_actor(&self, principal: &PrincipalId) -> Option<ReachNode> {
        let actor = *self.actor_numbers.get(principal)?;
        let class = self.denials.class_of(principal);
        self.numbers.get(&Node::Actor(actor, class)).copied()
    }

    fn node(&mut self, node: Node) -> ReachNode {
        let node = self.bound_here(node);
        if let Some(known) = self.numbers.get(&node) {
            return *known;
        }
        let number = self.graph.add_node();
        if let Node::Own(scope, _) = node {
            self.owning_nodes.entry(scope).or_default().push(number);
        }
        self.nodes.push(node);
        self.numbers.insert(node, number);
        self.pending.push(number);
        number
    }

    /// A node with the deny assignments that bear on its scope.
    fn bound_here(&self, node: Node) -> Node {
        let class_at = |scope, class| self.denials.class_at(&self.scope_tree, class, scope);
        match node {
            Node::Role(role, scope, class, source) => {
                Node::Role(role, scope, class_at(scope, class), source)
            }
            Node::Own(scope, class) => Node::Own(scope, class_at(scope, class)),
            _ => node,
        }
    }

    pub(super) fn find(&self, node: Node) -> Option<ReachNode> {
        self.numbers.get(&node).copied()
    }

    /// The nodes of owning a scope, for all classes.
    pub(super) fn nodes_owning(&self, scope: ScopeIx) -> Vec<ReachNode> {
        self.owning_nodes.get(&scope).cloned().unwrap_or_default()
    }

    pub(super) fn link(&mut self, from: ReachNode, to: Node, hop: Hop) {
        let to = self.node(to);
        let cost = hop.cost();
        self.graph.add_link(from, to, cost, hop);
    }

    fn expand(&mut self, at: ReachNode) {
        match self.nodes[at.number()] {
            Node::Actor(actor, class) => {
                let principal = self.principal(actor).clone();
                self.expand_actor(at, &principal, class);
                self.join(at, &principal, class);
                self.remove_denies(at, &principal, class);
            }
            Node::Role(role, scope, class, source) => {
                self.expand_role(at, role, scope, class, source);
            }
            Node::Can(end, effect, scope, class) => self.expand_can(at, end, effect, scope, class),
            Node::Own(scope, class) => {
                let keys = Hop::new(Some(StepKind::ListsKeys), Basis::Shown);
                self.link(at, Node::Keys(scope), keys);
                let all = self.effects.which(|_| true);
                self.reach_down(at, (all, EffectSet::default()), scope, class);
            }
            Node::Host(number) => {
                let host = &self.identities.hosts[number as usize];
                let (identities, place) = (host.identities.clone(), host.place.clone());
                for identity in identities {
                    let to = self.actor(&identity);
                    let hop = Hop::new(Some(StepKind::ActsAs), Basis::Shown);
                    self.link(at, to, hop.at(place.as_ref()));
                }
            }
            // Linked when they are made.
            Node::OwnCompute(..) | Node::Definition(..) | Node::Keys(_) => {}
        }
    }

    fn expand_actor(&mut self, at: ReachNode, principal: &PrincipalId, class: ClassIx) {
        let index = self.index;
        for (group, place) in index.groups().directly_above(principal) {
            if self.live.contains(group) {
                let group = self.actor_number(group);
                let hop = Hop::new(Some(StepKind::MemberOf), Basis::Shown);
                self.link(at, Node::Actor(group, class), hop.at(Some(place)));
            }
        }
        for grant in self.holdings.of_principal(principal).to_vec() {
            let (role, scope) = self.holdings.role_at(grant);
            let step = match self.holdings.grant(grant).standing {
                Standing::Active => None,
                Standing::Eligible => Some(StepKind::Activates),
            };
            let held = Node::Role(role, scope, class, Source::Inputs);
            self.link(at, held, Hop::new(step, Basis::Shown).by(grant));
            self.assign_by(at, grant, class);
        }
    }

    fn expand_role(
        &mut self,
        at: ReachNode,
        role: GrantedRoleIx,
        scope: ScopeIx,
        class: ClassIx,
        source: Source,
    ) {
        let held = self.holdings.role(role);
        let (firm, open) = (held.firm, held.open);
        let mut owned: Vec<ScopeIx> = Vec::new();
        let mut keys: Option<(Basis, ScopeIx, EffectIx)> = None;
        for effect in firm.union(open).iter() {
            let Effect { kind, basis, .. } = *self.effects.get(effect);
            let step = match kind {
                EffectKind::AssignsRoles => StepKind::Owns,
                EffectKind::SchedulesRoles => StepKind::AssignsRole,
                EffectKind::ElevatesAccess => StepKind::ElevatesAccess,
                EffectKind::ReadsKeys => StepKind::ListsKeys,
                _ => continue,
            };
            let given = self.holdings.role(role).grants(effect);
            if kind == EffectKind::AssignsRoles && given == Verdict::Unknown {
                if source == Source::Path {
                    self.assign_by_role(at, role, scope, class);
                }
                continue;
            }
            for (scope, denied) in self.undenied(effect, scope, class) {
                let Some(certain) = basis_of(given, denied) else {
                    continue;
                };
                let hop = |basis| Hop::new(Some(step), basis).with(effect);
                // Who may assign any role there needs no other operation for that.
                if owned.contains(&scope) && kind != EffectKind::ReadsKeys {
                    continue;
                }
                if kind == EffectKind::AssignsRoles {
                    owned.push(scope);
                }
                match kind {
                    EffectKind::ElevatesAccess => {
                        if self.scope_tree.scope(scope).kind() == ScopeKind::Root {
                            self.link(at, Node::Own(scope, class), hop(Basis::Assumed));
                        }
                    }
                    EffectKind::ReadsKeys => {
                        let better = keys.as_ref().is_none_or(|(basis, ..)| certain < *basis);
                        if better {
                            keys = Some((certain, scope, effect));
                        }
                    }
                    _ => self.link(at, Node::Own(scope, class), hop(certain.max(basis))),
                }
            }
        }
        if let Some((basis, scope, effect)) = keys {
            let hop = Hop::new(Some(StepKind::ListsKeys), basis).with(effect);
            self.link(at, Node::Keys(scope), hop);
        }
        self.reach_down(at, (firm, open), scope, class);
    }

    /// The scope, unless an effect is denied there; where it is denied on the scope itself alone,
    /// the scopes directly below.
    fn undenied(
        &self,
        effect: EffectIx,
        scope: ScopeIx,
        class: ClassIx,
    ) -> Vec<(ScopeIx, Verdict)> {
        let denied = self.denials.at(&self.scope_tree, effect, scope, class);
        if denied != Verdict::Met
            || self
                .denials
                .inherited(&self.scope_tree, effect, scope, class)
                == Verdict::Met
        {
            return vec![(scope, denied)];
        }
        let below = self.scope_tree.children(scope);
        below
            .flat_map(|child| self.undenied(effect, child, class))
            .collect()
    }

    /// Links to what the effects apply to at a scope and below it.
    pub(super) fn reach_down(
        &mut self,
        at: ReachNode,
        (firm, open): (EffectSet, EffectSet),
        scope: ScopeIx,
        class: ClassIx,
    ) {
        let useful = self.useful.at(scope);
        if useful.is_empty() {
            return;
        }
        let code_below = useful.holds(ANY_CODE);
        let mut best: Vec<(EffectKind, Use, Basis, EffectIx)> = Vec::new();
        let makes = firm.union(open).both(self.makers());
        for effect in firm.union(open).iter() {
            let Some(certain) = self.given(firm, effect, scope, class) else {
                continue;
            };
            let Effect { kind, basis, .. } = *self.effects.get(effect);
            let mut offer = |end, basis: Basis| {
                if class == UNBOUND
                    && let Some(known) = best.iter_mut().find(|(other, also, ..)| {
                        *also == end && (*other == kind || end == Use::AnyCode)
                    })
                {
                    if basis < known.2 {
                        *known = (kind, end, basis, effect);
                    }
                } else {
                    best.push((kind, end, basis, effect));
                }
            };
            let basis = certain.max(basis);
            match kind {
                EffectKind::RunsCode(_) => {
                    if useful.holds(effect) {
                        offer(Use::Itself, basis);
                    }
                    if code_below && kind.is_common() {
                        offer(Use::AnyCode, basis.max(Basis::Assumed));
                    }
                }
                EffectKind::RunsCodeOnMetal | EffectKind::FederatesIdentity
                    if useful.holds(effect) =>
                {
                    offer(Use::Itself, basis);
                }
                EffectKind::AttachesIdentity if useful.holds(effect) => {
                    if let Some(making) = self.making(makes, firm, scope, class) {
                        offer(Use::Attach, basis.max(making));
                    }
                }
                _ => {}
            }
        }
        for (kind, end, basis, effect) in best {
            let number = self.number_in_node(kind, end, effect, class);
            let hop = Hop::new(None, basis).with(effect);
            self.link(at, Node::Can(end, number, scope, class), hop);
        }
    }

    fn makers(&self) -> EffectSet {
        self.effects.makers()
    }

    /// The best basis on which one of these effects makes compute at a scope.
    pub(super) fn making(
        &self,
        makes: EffectSet,
        firm: EffectSet,
        scope: ScopeIx,
        class: ClassIx,
    ) -> Option<Basis> {
        let each = makes.iter().filter_map(|effect| {
            let given = self.given(firm, effect, scope, class)?;
            Some(given.max(self.effects.get(effect).basis))
        });
        each.min()
    }

    /// How sure an effect that is given, or may be, is at a scope and below it, after what is denied there.
    fn given(
        &self,
        firm: EffectSet,
        effect: EffectIx,
        scope: ScopeIx,
        class: ClassIx,
    ) -> Option<Basis> {
        let given = if firm.holds(effect) {
            Verdict::Met
        } else {
            Verdict::Unknown
        };
        let denied = self
            .denials
            .inherited(&self.scope_tree, effect, scope, class);
        basis_of(given, denied)
    }

    /// The number that stands for an operation in a node. Operations with the same effect share one,
    /// unless a deny assignment may take one of them and not the others.
    pub(super) fn number_in_node(
        &self,
        kind: EffectKind,
        end: Use,
        effect: EffectIx,
        class: ClassIx,
    ) -> EffectIx {
        if class != UNBOUND {
            return effect;
        }
        if end == Use::AnyCode {
            return ANY_CODE;
        }
        let same = self.effects.which(|other| other.kind == kind);
        same.iter().next().unwrap_or(effect)
    }

    fn expand_can(
        &mut self,
        at: ReachNode,
        end: Use,
        effect: EffectIx,
        scope: ScopeIx,
        class: ClassIx,
    ) {
        let moves = match end {
            Use::AnyCode => ANY_CODE,
            _ => effect,
        };
        let below: Vec<ScopeIx> = self.scope_tree.children(scope).collect();
        for child in below {
            if !self.useful.at(child).holds(moves) {
                continue;
            }
            let denied = self.denials.below(effect, child, class);
            if let Some(basis) = basis_of(Verdict::Met, denied) {
                let to = Node::Can(end, effect, child, class);
                self.link(at, to, Hop::new(None, basis));
            }
        }
        let denied = self.denials.only_here(effect, scope, class);
        let Some(basis) = basis_of(Verdict::Met, denied) else {
            return;
        };
        if end == Use::AnyCode {
            for identity in listed(&self.by_scope.assumed, scope) {
                let to = self.actor(&identity);
                let hop = Hop::new(Some(StepKind::RunsCode), Basis::Assumed);
                self.link(at, to, hop);
            }
            return;
        }
        match self.effects.get(effect).kind {
            EffectKind::RunsCode(on) => {
                for number in listed(&self.by_scope.hosts, scope) {
                    if self.identities.hosts[number].kind == on {
                        self.run_on(at, number, basis);
                    }
                }
            }
            EffectKind::RunsCodeOnMetal => {
                for number in listed(&self.by_scope.metal, scope) {
                    self.run_on(at, number, basis);
                }
            }
            EffectKind::FederatesIdentity | EffectKind::AttachesIdentity => {
                let step = match end {
                    Use::Attach => StepKind::AssignsIdentity,
                    _ => StepKind::FederatesIdentity,
                };
                for identity in listed(&self.by_scope.user_assigned, scope) {
                    let to = self.actor(&identity);
                    self.link(at, to, Hop::new(Some(step), basis));
                }
            }
            _ => {}
        }
    }

    fn run_on(&mut self, at: ReachNode, host: usize, basis: Basis) {
        let to = Node::Host(u32::try_from(host).unwrap_or(u32::MAX));
        let place = self.identities.hosts[host].place.clone();
        let hop = Hop::new(Some(StepKind::RunsCode), basis);
        self.link(at, to, hop.at(place.as_ref()));
    }
}

fn listed<T: Clone>(map: &NameMap<ScopeIx, Vec<T>>, at: ScopeIx) -> Vec<T> {
    map.get(&at).cloned().unwrap_or_default()
}

/// How sure it is that an operation is granted and not denied; `None` when it isn't so.
pub(super) fn basis_of(given: Verdict, denied: Verdict) -> Option<Basis> {
    match (given, denied) {
        (Verdict::NotMet, _) | (_, Verdict::Met) => None,
        (Verdict::Met, Verdict::NotMet) => Some(Basis::Shown),
        _ => Some(Basis::Conditional),
    }
}
