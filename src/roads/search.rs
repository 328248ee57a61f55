//! From the graph to roads.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::cut::{Cut, Cutter};
use super::effects::EffectIx;
use super::graph::{Hop, Node, RoadGraph, Source};
use super::road::{Basis, EscalationRoad, RoadGrant, RoadGrantIx, RoadStep, RoadStop, StepKind};
use super::terrain::ScopeIx;
use crate::access::AccessIndex;
use crate::directory::{ReachLink, ReachNode, Toward};
use crate::ids::PrincipalId;
use crate::model::{Moment, PrincipalKind};
use crate::scope::Scope;
use crate::text::{NameMap, NameSet};

/// What roads are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoadQuestion {
    /// How many roads are told for each principal and target: the shortest ones.
    pub alternatives: usize,
    /// Where they are to lead.
    pub goal: RoadGoal,
    /// When: only grants that count then are followed.
    pub moment: Moment,
}

/// Where roads lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RoadGoal {
    /// Access as of an owner.
    #[default]
    Owner,
    /// Keys that hand out data past all roles (§6.4). Who lists keys by its own assignments is on
    /// no road.
    Keys,
}

impl Default for RoadQuestion {
    fn default() -> Self {
        Self {
            alternatives: 3,
            goal: RoadGoal::Owner,
            moment: Moment::AsExported,
        }
    }
}

/// The roads of a tenant.
#[derive(Clone, Debug, Default)]
pub struct Roads {
    /// Where they lead.
    pub goal: RoadGoal,
    /// The records that roads speak of, by id.
    pub grants: Vec<RoadGrant>,
    /// The roads: by principal and scope, the shortest first.
    pub roads: Vec<EscalationRoad>,
    /// Who is an owner by assignments alone, and so at no road's beginning for that scope.
    pub owners: Vec<Owner>,
    /// What to remove so that no road is left.
    pub cut: Cut,
}

/// Somebody who has owner-like access because assignments say so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    /// Who.
    pub principal: PrincipalId,
    /// Where: the widest scopes.
    pub scope: Scope,
}

impl Roads {
    /// A record that roads speak of.
    pub fn grant(&self, grant: RoadGrantIx) -> &RoadGrant {
        &self.grants[grant.0 as usize]
    }
}

/// Finds the roads of a tenant.
pub fn roads(index: &AccessIndex<'_>, question: RoadQuestion) -> Roads {
    let map = RoadGraph::new(index, question.moment);
    let sources = sources(&map);
    let found = Search::new(&map, &sources, question.goal, |_| false).run(question.alternatives);
    let mut told: Vec<EscalationRoad> = found
        .iter()
        .flat_map(|pair| {
            pair.walks
                .iter()
                .map(|walk| map.road(question.goal, pair, walk))
        })
        .collect();
    told.sort_by(|a, b| (&a.principal, &a.target).cmp(&(&b.principal, &b.target)));
    let cut = Cutter::new(&map, &sources, question.goal).cut(&found);
    Roads {
        goal: question.goal,
        roads: told,
        owners: owners(&map, &sources, question.goal),
        cut,
        grants: map.holdings.grants,
    }
}

fn owners(
    map: &RoadGraph<'_, '_>,
    sources: &[(PrincipalId, ReachNode)],
    goal: RoadGoal,
) -> Vec<Owner> {
    let search = Search::new(map, sources, goal, |_| false);
    let mut owners = Vec::new();
    for (principal, node) in sources {
        let owned = search.owned(*node);
        for &scope in &owned {
            let wider = |other: &ScopeIx| *other != scope && map.terrain.covers(*other, scope);
            if !owned.iter().any(wider) {
                owners.push(Owner {
                    principal: principal.clone(),
                    scope: map.terrain.scope(scope).clone(),
                });
            }
        }
    }
    owners.sort();
    owners
}

/// Who can begin a road: everyone but groups all of whose members are known.
pub(super) fn sources(map: &RoadGraph<'_, '_>) -> Vec<(PrincipalId, ReachNode)> {
    let tenant = map.index.tenant();
    let is_known_group = |id: &PrincipalId| {
        let kind = tenant.principal(id).map(|p| p.kind);
        let group = matches!(
            kind,
            Some(PrincipalKind::Group | PrincipalKind::ForeignGroup)
        );
        let has_members = !map.index.groups().members(id).is_empty();
        (group || has_members) && map.index.groups().gap(id).is_none()
    };
    let mut sources: Vec<(PrincipalId, ReachNode)> = map
        .live
        .iter()
        .filter(|id| !is_known_group(id))
        .filter_map(|id| Some((id.clone(), map.find_actor(id)?)))
        .collect();
    sources.sort();
    sources
}

/// A principal and the widest scope that it reaches, with the shortest walks there.
pub(super) struct Pair {
    pub(super) principal: PrincipalId,
    pub(super) from: ReachNode,
    pub(super) target: ScopeIx,
    pub(super) walks: Vec<Vec<ReachLink>>,
}

/// A search with some records removed.
pub(super) struct Search<'g, 'a, 't, F> {
    map: &'g RoadGraph<'a, 't>,
    sources: &'g [(PrincipalId, ReachNode)],
    goal: RoadGoal,
    removed: F,
    /// What principals own, once it was asked.
    owned: RefCell<NameMap<ReachNode, Vec<ScopeIx>>>,
}

impl<'g, 'a, 't, F: Fn(RoadGrantIx) -> bool> Search<'g, 'a, 't, F> {
    pub(super) fn new(
        map: &'g RoadGraph<'a, 't>,
        sources: &'g [(PrincipalId, ReachNode)],
        goal: RoadGoal,
        removed: F,
    ) -> Self {
        Self {
            map,
            sources,
            goal,
            removed,
            owned: RefCell::default(),
        }
    }

    fn open(&self, hop: &Hop) -> bool {
        hop.grant.is_none_or(|grant| !(self.removed)(grant))
    }

    /// Every pair of a principal and a widest scope that it reaches without being its owner, by
    /// principal. The scopes are looked at from the widest down; a node that reaches a wider one is
    /// left out of the search for what is below that.
    pub(super) fn run(&self, alternatives: usize) -> Vec<Pair> {
        let map = self.map;
        let mut goals: BTreeMap<(usize, ScopeIx), Vec<ReachNode>> = BTreeMap::new();
        for (number, node) in map.nodes.iter().enumerate() {
            let scope = match (node, self.goal) {
                (Node::Own(scope, _), RoadGoal::Owner) | (Node::Keys(scope), RoadGoal::Keys) => {
                    *scope
                }
                _ => continue,
            };
            if let Some(node) = map.graph.node_at(number) {
                let depth = map.terrain.depth(scope);
                goals.entry((depth, scope)).or_default().push(node);
            }
        }
        let begins: NameMap<ReachNode, usize> = self
            .sources
            .iter()
            .enumerate()
            .map(|(number, (_, node))| (*node, number))
            .collect();
        let widest: RefCell<Vec<Vec<ScopeIx>>> = RefCell::new(vec![Vec::new(); map.nodes.len()]);
        let mut found: Vec<(usize, Pair)> = Vec::new();
        for ((_, target), nodes) in goals {
            let toward = map.graph.toward(
                nodes,
                |hop| self.open(hop),
                |node| {
                    let known = &widest.borrow()[node.number()];
                    !known.iter().any(|wide| map.terrain.covers(*wide, target))
                },
            );
            for &node in &toward.reached {
                widest.borrow_mut()[node.number()].push(target);
                let Some(&source) = begins.get(&node) else {
                    continue;
                };
                if self.owns(node, target) {
                    continue;
                }
                found.push((
                    source,
                    self.pair(source, node, target, &toward, alternatives),
                ));
            }
        }
        found.sort_by(|a, b| {
            let target = |pair: &Pair| map.terrain.scope(pair.target).clone();
            (a.0, target(&a.1)).cmp(&(b.0, target(&b.1)))
        });
        found.into_iter().map(|(_, pair)| pair).collect()
    }

    fn pair(
        &self,
        source: usize,
        node: ReachNode,
        target: ScopeIx,
        toward: &Toward,
        alternatives: usize,
    ) -> Pair {
        let map = self.map;
        let walks = if alternatives <= 1 {
            vec![map.graph.walk(node, toward)]
        } else {
            let mut known: Vec<Shape> = Vec::new();
            map.graph.walks(
                node,
                toward,
                alternatives,
                |hop| self.open(hop),
                |walk| {
                    let shape = map.shape(walk);
                    let new = !known.iter().any(|other| other.is_within(&shape));
                    if new {
                        known.push(shape);
                    }
                    new
                },
            )
        };
        Pair {
            principal: self.sources[source].0.clone(),
            from: node,
            target,
            walks,
        }
    }

    /// Whether assignments alone make an owner of the scope.
    pub(super) fn owns(&self, node: ReachNode, target: ScopeIx) -> bool {
        let mut known = self.owned.borrow_mut();
        let owned = known.entry(node).or_insert_with(|| self.owned(node));
        let covered = |scope: &ScopeIx| self.map.terrain.covers(*scope, target);
        owned.iter().any(covered)
    }

    /// The scopes that a principal owns by assignments alone, active or eligible; or at which it
    /// lists keys.
    pub(super) fn owned(&self, node: ReachNode) -> Vec<ScopeIx> {
        let map = self.map;
        let mut seen: NameSet<ReachNode> = NameSet::default();
        let mut pending = vec![node];
        let mut owned = Vec::new();
        while let Some(node) = pending.pop() {
            for (link, to) in map.graph.links_from(node) {
                let hop = map.graph.says(link);
                if !self.open(hop) {
                    continue;
                }
                match (map.nodes[to.number()], hop.step) {
                    (Node::Own(scope, _), Some(StepKind::Owns))
                        if hop.effect.is_some() && hop.basis == Basis::Shown =>
                    {
                        owned.push(scope);
                    }
                    (Node::Keys(scope), _)
                        if self.goal == RoadGoal::Keys && hop.basis == Basis::Shown =>
                    {
                        owned.push(scope);
                    }
                    (Node::Actor(..), Some(StepKind::MemberOf))
                    | (Node::Power(_, _, _, Source::Given), _)
                        if seen.insert(to) =>
                    {
                        pending.push(to);
                    }
                    _ => {}
                }
            }
        }
        owned.sort_unstable();
        owned.dedup();
        owned
    }
}

/// What tells two walks apart for people: what is done and where it leads, and by which records.
struct Shape {
    steps: Vec<(StepKind, Option<Node>)>,
    grants: Vec<RoadGrantIx>,
}

impl Shape {
    /// Whether a walk is this one with detours: it has all its steps, in their order, and takes
    /// all its records.
    fn is_within(&self, detour: &Self) -> bool {
        let mut rest = detour.steps.iter();
        self.steps
            .iter()
            .all(|step| rest.any(|other| other == step))
            && self
                .grants
                .iter()
                .all(|grant| detour.grants.contains(grant))
    }
}

impl RoadGraph<'_, '_> {
    fn shape(&self, walk: &[ReachLink]) -> Shape {
        let steps = walk.iter().filter_map(|&link| {
            let step = self.graph.says(link).step?;
            let to = self.graph.end(link);
            Some((step, to.map(|to| self.nodes[to.number()].unbound())))
        });
        Shape {
            steps: steps.collect(),
            grants: self.grants_on(walk),
        }
    }

    /// The records on a walk, each once.
    pub(super) fn grants_on(&self, walk: &[ReachLink]) -> Vec<RoadGrantIx> {
        let hops = walk.iter().filter_map(|link| self.graph.says(*link).grant);
        let mut grants: Vec<RoadGrantIx> = hops.collect();
        grants.sort_unstable();
        grants.dedup();
        grants
    }

    /// A walk as a road: what is done in silence is told with the step that follows.
    fn road(&self, goal: RoadGoal, pair: &Pair, walk: &[ReachLink]) -> EscalationRoad {
        let mut steps: Vec<RoadStep> = Vec::new();
        let mut from = RoadStop::Principal(pair.principal.clone());
        // The record by which a role is held, until the walk is past what it gives.
        let mut holding: Option<RoadGrantIx> = None;
        let mut grant: Option<RoadGrantIx> = None;
        let mut places = Vec::new();
        let mut effect: Option<EffectIx> = None;
        let mut basis = Basis::Shown;
        for &link in walk {
            let hop = self.graph.says(link);
            let Some(end) = self.graph.end(link).map(|node| self.nodes[node.number()]) else {
                continue;
            };
            if matches!(end, Node::Power(..)) {
                holding = hop.grant;
            } else {
                grant = hop.grant.or(grant);
            }
            effect = hop.effect.or(effect);
            basis = basis.max(hop.basis);
            places.extend(hop.places.iter().cloned());
            let Some(kind) = hop.step else {
                continue;
            };
            let to = self.stop(end);
            steps.push(RoadStep {
                kind,
                from: std::mem::replace(&mut from, to.clone()),
                to,
                operation: effect.map(|effect| self.effects.get(effect).target.clone()),
                grant: grant.take().or(holding),
                basis,
                places: std::mem::take(&mut places),
            });
            effect = None;
            basis = Basis::Shown;
            if !matches!(end, Node::Power(_, _, _, Source::Given)) {
                holding = None;
            }
        }
        EscalationRoad {
            principal: pair.principal.clone(),
            target: match goal {
                RoadGoal::Owner => RoadStop::Owner(self.terrain.scope(pair.target).clone()),
                RoadGoal::Keys => RoadStop::Keys(self.terrain.scope(pair.target).clone()),
            },
            steps,
        }
    }

    fn stop(&self, node: Node) -> RoadStop {
        let role = |duty| std::sync::Arc::clone(&self.holdings.duty_of(duty).role.name);
        match node {
            Node::Actor(actor, _) => RoadStop::Principal(self.principal(actor).clone()),
            Node::Power(duty, scope, ..) => RoadStop::Role {
                name: role(duty),
                scope: self.terrain.scope(scope).clone(),
            },
            // Nothing is done on the way to where one merely can.
            Node::Can(_, _, scope, _) => RoadStop::Resource(self.terrain.scope(scope).clone()),
            Node::Own(scope, _) => RoadStop::Owner(self.terrain.scope(scope).clone()),
            Node::Host(number) => RoadStop::Resource(self.homes.hosts[number as usize].id.clone()),
            Node::OwnCompute(actor, _) => RoadStop::OwnCompute(self.principal(actor).clone()),
            Node::Definition(actor, duty, _) => RoadStop::Definition {
                name: role(duty),
                by: self.principal(actor).clone(),
            },
            Node::Keys(scope) => RoadStop::Keys(self.terrain.scope(scope).clone()),
        }
    }
}
