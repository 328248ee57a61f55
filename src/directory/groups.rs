use std::collections::VecDeque;

use petgraph::Direction;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::ids::PrincipalId;
use crate::model::{MembershipReach, PrincipalKind, Tenant};
use crate::span::{Diagnostic, Place};
use crate::text::{NameMap, NameSet};

/// Group membership, from member to group, nested to any depth (EV-2).
#[derive(Debug)]
pub struct Groups {
    graph: DiGraph<PrincipalId, Place>,
    nodes: NameMap<PrincipalId, NodeIndex>,
    listed: NameSet<PrincipalId>,
    complete: NameSet<PrincipalId>,
}

/// One step of a membership: `member` stands in the member list of `group`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembershipHop {
    /// Who is listed.
    pub member: PrincipalId,
    /// In which group.
    pub group: PrincipalId,
    /// Where the list stands.
    pub place: Place,
}

impl Groups {
    /// The memberships that the inputs list.
    pub fn new(tenant: &Tenant) -> Self {
        let mut groups = Self {
            graph: DiGraph::new(),
            nodes: NameMap::default(),
            listed: NameSet::default(),
            complete: NameSet::default(),
        };
        for list in &tenant.group_members {
            let group = groups.node(&list.group);
            groups.listed.insert(list.group.clone());
            if list.reach == MembershipReach::Transitive {
                groups.complete.insert(list.group.clone());
            }
            for member in &list.members {
                let member = groups.node(member);
                if member != group && groups.graph.find_edge(member, group).is_none() {
                    groups.graph.add_edge(member, group, list.place.clone());
                }
            }
        }
        groups
    }

    fn node(&mut self, id: &PrincipalId) -> NodeIndex {
        if let Some(&node) = self.nodes.get(id) {
            return node;
        }
        let node = self.graph.add_node(id.clone());
        self.nodes.insert(id.clone(), node);
        node
    }

    /// The principal itself and every group it is in, nearest first, each with the hops that lead
    /// there; the shortest path where there are several. Cycles are harmless.
    pub fn closure(&self, principal: &PrincipalId) -> Vec<(PrincipalId, Vec<MembershipHop>)> {
        let mut found = vec![(principal.clone(), Vec::new())];
        let Some(&start) = self.nodes.get(principal) else {
            return found;
        };
        let mut reached: NameMap<NodeIndex, usize> = NameMap::from_iter([(start, 0)]);
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            let mut above: Vec<_> = self
                .graph
                .edges_directed(node, Direction::Outgoing)
                .collect();
            above.sort_by(|a, b| self.graph[a.target()].cmp(&self.graph[b.target()]));
            for edge in above {
                if reached.contains_key(&edge.target()) {
                    continue;
                }
                let mut hops = found[reached[&node]].1.clone();
                hops.push(MembershipHop {
                    member: self.graph[node].clone(),
                    group: self.graph[edge.target()].clone(),
                    place: edge.weight().clone(),
                });
                reached.insert(edge.target(), found.len());
                found.push((self.graph[edge.target()].clone(), hops));
                queue.push_back(edge.target());
            }
        }
        found
    }

    /// The groups in whose member lists a principal stands, each with where.
    pub(crate) fn directly_above(&self, member: &PrincipalId) -> Vec<(&PrincipalId, &Place)> {
        let Some(&node) = self.nodes.get(member) else {
            return Vec::new();
        };
        let above = self.graph.edges_directed(node, Direction::Outgoing);
        let mut above: Vec<_> = above
            .map(|edge| (&self.graph[edge.target()], edge.weight()))
            .collect();
        above.sort_by(|a, b| a.0.cmp(b.0));
        above
    }

    /// These principals and everyone who is in one of them, directly or through other groups.
    pub(crate) fn with_members<'p>(
        &self,
        principals: impl IntoIterator<Item = &'p PrincipalId>,
    ) -> NameSet<PrincipalId> {
        let mut found = NameSet::default();
        let mut pending: Vec<PrincipalId> = principals.into_iter().cloned().collect();
        while let Some(id) = pending.pop() {
            if let Some(&node) = self.nodes.get(&id)
                && !found.contains(&id)
            {
                let below = self.graph.neighbors_directed(node, Direction::Incoming);
                pending.extend(below.map(|member| self.graph[member].clone()));
            }
            found.insert(id);
        }
        found
    }

    /// The principals that are in a group, directly or through other groups.
    pub fn members(&self, group: &PrincipalId) -> Vec<PrincipalId> {
        let Some(&start) = self.nodes.get(group) else {
            return Vec::new();
        };
        let mut seen = NameSet::from_iter([start]);
        let mut pending = vec![start];
        let mut found = Vec::new();
        while let Some(node) = pending.pop() {
            for member in self.graph.neighbors_directed(node, Direction::Incoming) {
                if seen.insert(member) {
                    found.push(self.graph[member].clone());
                    pending.push(member);
                }
            }
        }
        found.sort();
        found
    }

    /// Whether a member list of the group is among the inputs, and of every group nested in it.
    /// The nested group without a list is given otherwise.
    pub fn is_complete(&self, group: &PrincipalId, tenant: &Tenant) -> Result<(), PrincipalId> {
        let mut seen = NameSet::default();
        let mut pending = vec![group.clone()];
        while let Some(group) = pending.pop() {
            if self.complete.contains(&group) || !seen.insert(group.clone()) {
                continue;
            }
            if !self.listed.contains(&group) {
                return Err(group);
            }
            let Some(&node) = self.nodes.get(&group) else {
                continue;
            };
            for member in self.graph.neighbors_directed(node, Direction::Incoming) {
                let id = &self.graph[member];
                if is_group(id, tenant) || self.listed.contains(id) {
                    pending.push(id.clone());
                }
            }
        }
        Ok(())
    }

    /// Whether a member list of the group is among the inputs.
    pub(crate) fn is_listed(&self, group: &PrincipalId) -> bool {
        self.listed.contains(group)
    }

    /// The groups for which [`Groups::is_complete`] fails, as far as member lists name them: all
    /// at once, in time linear in the memberships.
    pub(crate) fn incomplete(&self, tenant: &Tenant) -> NameSet<&PrincipalId> {
        let lacking = self.graph.node_indices().filter(|node| {
            let id = &self.graph[*node];
            !self.listed.contains(id) && !self.complete.contains(id) && is_group(id, tenant)
        });
        let mut pending: Vec<NodeIndex> = lacking.collect();
        let mut found: NameSet<&PrincipalId> = NameSet::default();
        while let Some(node) = pending.pop() {
            let id = &self.graph[node];
            if !self.complete.contains(id) && found.insert(id) {
                pending.extend(self.graph.neighbors_directed(node, Direction::Outgoing));
            }
        }
        found
    }

    /// Groups that are nested in each other.
    pub fn cycles(&self) -> Vec<Diagnostic> {
        let mut cycles: Vec<Vec<PrincipalId>> = tarjan_scc(&self.graph)
            .into_iter()
            .filter(|nodes| nodes.len() > 1)
            .map(|nodes| {
                let mut ids: Vec<_> = nodes.into_iter().map(|n| self.graph[n].clone()).collect();
                ids.sort();
                ids
            })
            .collect();
        cycles.sort();
        cycles
            .into_iter()
            .map(|ids| {
                let names: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
                let message = format!("groups are nested in each other: {}", names.join(", "));
                Diagnostic::warning("group-cycle", message)
            })
            .collect()
    }
}

fn is_group(id: &PrincipalId, tenant: &Tenant) -> bool {
    tenant
        .principal(id)
        .is_some_and(|p| matches!(p.kind, PrincipalKind::Group | PrincipalKind::ForeignGroup))
}
