//! Finds the paths in the graph.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::cut::{Cut, Cutter};
use super::effects::EffectIx;
use super::graph::{Hop, Node, PathGraph, Source};
use super::path::{Basis, EscalationPath, PathGrant, PathGrantIx, PathNode, PathStep, StepKind};
use super::scope_tree::ScopeIx;
use crate::access::AccessIndex;
use crate::directory::{ReachLink, ReachNode, Toward};
use crate::ids::PrincipalId;
use crate::model::{Moment, PrincipalKind};
use crate::scope::Scope;
use crate::text::{NameMap, NameSet};

/// Which paths to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathQuestion {
    /// How many paths are reported for each principal and target: the shortest ones.
    pub alternatives: usize,
    /// Where they lead.
    pub goal: PathGoal,
    /// When: only grants that count then are followed.
    pub moment: Moment,
}

/// Where paths lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PathGoal {
    /// Owner-like access.
    #[default]
    Owner,
    /// Keys that give access to data past all roles (§6.4). A principal that may list keys by its own
    /// assignments has no path to them.
    Keys,
}

impl Default for PathQuestion {
    fn default() -> Self {
        Self {
            alternatives: 3,
            goal: PathGoal::Owner,
            moment: Moment::AsExported,
        }
    }
}

/// The paths of a tenant.
#[derive(Clone, Debug, Default)]
pub struct EscalationPaths {
    /// Where they lead.
    pub goal: PathGoal,
    /// The records that paths use, sorted by id.
    pub grants: Vec<PathGrant>,
    /// The paths: by principal and scope, the shortest first.
    pub paths: Vec<EscalationPath>,
    /// The owners by assignments alone: they need no path to that scope.
    pub owners: Vec<Owner>,
    /// The fewest records to remove so that no path is left.
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

impl EscalationPaths {
    /// A record that paths use.
    pub fn grant(&self, grant: PathGrantIx) -> &PathGrant {
        &self.grants[grant.0 as usize]
    }
}

/// Finds the escalation paths of a tenant, and the smallest cut.
pub fn escalation_paths(index: &AccessIndex<'_>, question: PathQuestion) -> EscalationPaths {
    let map = PathGraph::new(index, question.moment);
    let sources = sources(&map);
    let found = Search::new(&map, &sources, question.goal, |_| false).run(question.alternatives);
    let mut paths: Vec<EscalationPath> = found
        .iter()
        .flat_map(|pair| {
            pair.walks
                .iter()
                .map(|walk| map.path(question.goal, pair, walk))
        })
        .collect();
    paths.sort_by(|a, b| (&a.principal, &a.target).cmp(&(&b.principal, &b.target)));
    let cut = Cutter::new(&map, &sources, question.goal).cut(&found);
    EscalationPaths {
        goal: question.goal,
        paths,
        owners: owners(&map, &sources, question.goal),
        cut,
        grants: map.holdings.grants,
    }
}

fn owners(
    map: &PathGraph<'_, '_>,
    sources: &[(PrincipalId, ReachNode)],
    goal: PathGoal,
) -> Vec<Owner> {
    let search = Search::new(map, sources, goal, |_| false);
    let mut owners = Vec::new();
    for (principal, node) in sources {
        let owned = search.owned(*node);
        for &scope in &owned {
            let wider = |other: &ScopeIx| *other != scope && map.scope_tree.covers(*other, scope);
            if !owned.iter().any(wider) {
                owners.push(Owner {
                    principal: principal.clone(),
                    scope: map.scope_tree.scope(scope).clone(),
                });
            }
        }
    }
    owners.sort();
    owners
}

/// Where paths begin: everyone but groups whose members are all known.
pub(super) fn sources(map: &PathGraph<'_, '_>) -> Vec<(PrincipalId, ReachNode)> {
    let tenant = map.index.tenant();
    let is_known_group = |id: &PrincipalId| {
        let kind = tenant.principal(id).map(|p| p.kind);
        let group = matches!(
            kind,
            Some(PrincipalKind::Group | PrincipalKind::ForeignGroup)
        );
        let has_members = map.index.groups().has_members(id);
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
    map: &'g PathGraph<'a, 't>,
    sources: &'g [(PrincipalId, ReachNode)],
    goal: PathGoal,
    removed: F,
    /// What principals own, as far as it was asked.
    owned: RefCell<NameMap<ReachNode, Vec<ScopeIx>>>,
}

impl<'g, 'a, 't, F: Fn(PathGrantIx) -> bool> Search<'g, 'a, 't, F> {
    pub(super) fn new(
        map: &'g PathGraph<'a, 't>,
        sources: &'g [(PrincipalId, ReachNode)],
        goal: PathGoal,
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

    /// Every pair of a principal and a widest scope that it gets owner-like access to without owning
    /// it, by principal. Scopes are searched from the widest down; a node that gets to a wider one is
    /// left out of the search for what is below that.
    pub(super) fn run(&self, alternatives: usize) -> Vec<Pair> {
        let map = self.map;
        let mut goals: BTreeMap<(usize, ScopeIx), Vec<ReachNode>> = BTreeMap::new();
        for (number, node) in map.nodes.iter().enumerate() {
            let scope = match (node, self.goal) {
                (Node::Own(scope, _), PathGoal::Owner) | (Node::Keys(scope), PathGoal::Keys) => {
                    *scope
                }
                _ => continue,
            };
            if let Some(node) = map.graph.node_at(number) {
                let depth = map.scope_tree.depth(scope);
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
            let owners = self.owners(target, &nodes);
            let toward = map.graph.toward(
                nodes,
                |hop| self.open(hop),
                |node| {
                    let known = &widest.borrow()[node.number()];
                    !known
                        .iter()
                        .any(|wide| map.scope_tree.covers(*wide, target))
                },
            );
            for &node in &toward.reached {
                widest.borrow_mut()[node.number()].push(target);
                let Some(&source) = begins.get(&node) else {
                    continue;
                };
                if owners.contains(&node) {
                    continue;
                }
                found.push((
                    source,
                    self.pair(source, node, target, &toward, alternatives),
                ));
            }
        }
        found.sort_by(|a, b| {
            let target = |pair: &Pair| map.scope_tree.scope(pair.target).clone();
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

    /// Whether a principal owns the scope by assignments alone.
    pub(super) fn owns(&self, node: ReachNode, target: ScopeIx) -> bool {
        let mut known = self.owned.borrow_mut();
        let owned = known.entry(node).or_insert_with(|| self.owned(node));
        let covered = |scope: &ScopeIx| self.map.scope_tree.covers(*scope, target);
        owned.iter().any(covered)
    }

    /// Whether a link leads on by what assignments alone give: to a group, to a role that is held, or
    /// from a role to what it owns, or lists the keys of.
    fn is_by_assignment(&self, hop: &Hop, to: ReachNode) -> bool {
        let leads_on = match self.map.nodes[to.number()] {
            Node::Own(..) => {
                let owns = hop.step == Some(StepKind::Owns) && hop.effect.is_some();
                owns && hop.basis == Basis::Shown
            }
            Node::Keys(_) => self.goal == PathGoal::Keys && hop.basis == Basis::Shown,
            Node::Actor(..) => hop.step == Some(StepKind::MemberOf),
            Node::Role(_, _, _, Source::Inputs) => true,
            _ => false,
        };
        leads_on && self.open(hop)
    }

    /// The nodes that own a scope by assignments alone, given all nodes of owning it. Owners of a wider
    /// scope are not asked about: they reach that.
    fn owners(&self, target: ScopeIx, goals: &[ReachNode]) -> NameSet<ReachNode> {
        let map = self.map;
        let owning = map.nodes_owning(target).into_iter();
        let from = owning.chain(goals.iter().copied());
        map.graph
            .behind(from, |hop, to| self.is_by_assignment(hop, to))
    }

    /// The scopes that a principal owns by assignments alone, active or eligible; or at which it
    /// lists keys.
    pub(super) fn owned(&self, node: ReachNode) -> Vec<ScopeIx> {
        let map = self.map;
        let mut seen: NameSet<ReachNode> = NameSet::default();
        let mut pending = vec![node];
        let mut owned = Vec::new();
        while let Some(node) = pending.pop() {
            for &(link, to) in map.graph.links_from(node) {
                if !self.is_by_assignment(map.graph.says(link), to) {
                    continue;
                }
                match map.nodes[to.number()] {
                    Node::Own(scope, _) | Node::Keys(scope) => owned.push(scope),
                    _ if seen.insert(to) => pending.push(to),
                    _ => {}
                }
            }
        }
        owned.sort_unstable();
        owned.dedup();
        owned
    }
}

/// What makes two walks different for people: the steps, where they lead, and by which records.
struct Shape {
    steps: Vec<(StepKind, Option<Node>)>,
    grants: Vec<PathGrantIx>,
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

impl PathGraph<'_, '_> {
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
    pub(super) fn grants_on(&self, walk: &[ReachLink]) -> Vec<PathGrantIx> {
        let hops = walk.iter().filter_map(|link| self.graph.says(*link).grant);
        let mut grants: Vec<PathGrantIx> = hops.collect();
        grants.sort_unstable();
        grants.dedup();
        grants
    }

    /// A walk as a path: links without a step of their own belong to the step that follows.
    fn path(&self, goal: PathGoal, pair: &Pair, walk: &[ReachLink]) -> EscalationPath {
        let mut steps: Vec<PathStep> = Vec::new();
        let mut from = PathNode::Principal(pair.principal.clone());
        // The record by which a role is held, until the walk leaves that role.
        let mut holding: Option<PathGrantIx> = None;
        let mut grant: Option<PathGrantIx> = None;
        let mut places = Vec::new();
        let mut effect: Option<EffectIx> = None;
        let mut basis = Basis::Shown;
        for &link in walk {
            let hop = self.graph.says(link);
            let Some(end) = self.graph.end(link).map(|node| self.nodes[node.number()]) else {
                continue;
            };
            if matches!(end, Node::Role(..)) {
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
            steps.push(PathStep {
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
            if !matches!(end, Node::Role(_, _, _, Source::Inputs)) {
                holding = None;
            }
        }
        EscalationPath {
            principal: pair.principal.clone(),
            target: match goal {
                PathGoal::Owner => PathNode::Owner(self.scope_tree.scope(pair.target).clone()),
                PathGoal::Keys => PathNode::Keys(self.scope_tree.scope(pair.target).clone()),
            },
            steps,
        }
    }

    fn stop(&self, node: Node) -> PathNode {
        let name = |role| std::sync::Arc::clone(&self.holdings.role(role).definition.name);
        match node {
            Node::Actor(actor, _) => PathNode::Principal(self.principal(actor).clone()),
            Node::Role(role, scope, ..) => PathNode::Role {
                name: name(role),
                scope: self.scope_tree.scope(scope).clone(),
            },
            // Nothing is done on the way to where one merely can.
            Node::Can(_, _, scope, _) => PathNode::Resource(self.scope_tree.scope(scope).clone()),
            Node::Own(scope, _) => PathNode::Owner(self.scope_tree.scope(scope).clone()),
            Node::Host(number) => {
                PathNode::Resource(self.identities.hosts[number as usize].id.clone())
            }
            Node::OwnCompute(actor, _) => PathNode::OwnCompute(self.principal(actor).clone()),
            Node::Definition(actor, role, _) => PathNode::Definition {
                name: name(role),
                by: self.principal(actor).clone(),
            },
            Node::Keys(scope) => PathNode::Keys(self.scope_tree.scope(scope).clone()),
        }
    }
}
