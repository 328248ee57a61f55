//! Walks through the graph as paths for people.

use super::effects::EffectIx;
use super::graph::{Node, PathGraph, Source};
use super::path::{Basis, EscalationPath, PathGrantIx, PathNode, PathStep, StepKind};
use super::question::PathGoal;
use super::search::Pair;
use crate::directory::ReachLink;

/// What makes two walks different for people: the steps, where they lead, and by which records.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Shape {
    steps: Vec<(StepKind, Node)>,
    grants: Vec<PathGrantIx>,
}

impl Shape {
    /// Whether a walk is this one with detours: it has all its steps, in their order, and takes
    /// all its records.
    pub(super) fn is_within(&self, detour: &Self) -> bool {
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
    pub(super) fn shape(&self, walk: &[ReachLink]) -> Shape {
        let steps = walk.iter().filter_map(|&link| {
            let step = self.graph.says(link).step?;
            let to = self.graph.end(link);
            Some((step, self.nodes[to.number()].unbound()))
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
    pub(super) fn path(&self, goal: PathGoal, pair: &Pair, walk: &[ReachLink]) -> EscalationPath {
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
            let end = self.nodes[self.graph.end(link).number()];
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
            members: pair.members,
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
