use petgraph::Direction;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use super::Closure;
use crate::ids::PrincipalId;
use crate::model::{MembershipReach, Tenant};
use crate::span::{Diagnostic, Place};
use crate::text::{NameMap, NameSet};

/// Group membership, from member to group, nested to any depth (EV-2).
#[derive(Debug)]
pub struct Groups {
    graph: DiGraph<PrincipalId, Place>,
    nodes: NameMap<PrincipalId, NodeIndex>,
    listed: NameSet<PrincipalId>,
    /// Groups with a transitive member list.
    complete: NameSet<PrincipalId>,
    /// Groups whose members are not all listed, each with a group that has no list.
    gaps: NameMap<NodeIndex, NodeIndex>,
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
            gaps: NameMap::default(),
        };
        for list in &tenant.group_members {
            let group = groups.node(&list.group);
            groups.listed.insert(list.group.clone());
            if list.reach == MembershipReach::Transitive {
                groups.complete.insert(list.group.clone());
            }
            for member in &list.members {
                let member = groups.node(member);
                if member == group {
                    continue;
                }
                match groups.graph.find_edge(member, group) {
                    None => {
                        groups.graph.add_edge(member, group, list.place.clone());
                    }
                    // Of several lists, the same one whatever the order of the inputs.
                    Some(edge) if list.place < groups.graph[edge] => {
                        groups.graph[edge] = list.place.clone();
                    }
                    Some(_) => {}
                }
            }
        }
        groups.find_gaps(tenant);
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

    /// The principal itself and every group it is in.
    pub fn closure(&self, principal: &PrincipalId) -> Closure<'_> {
        Closure::new(self, principal)
    }

    pub(super) fn find(&self, id: &PrincipalId) -> Option<NodeIndex> {
        self.nodes.get(id).copied()
    }

    pub(super) fn id(&self, node: NodeIndex) -> &PrincipalId {
        &self.graph[node]
    }

    /// The groups in whose member lists a node is, by id.
    pub(super) fn above(&self, node: NodeIndex) -> Vec<NodeIndex> {
        let above = self.graph.neighbors_directed(node, Direction::Outgoing);
        let mut above: Vec<NodeIndex> = above.collect();
        above.sort_by(|a, b| self.graph[*a].cmp(&self.graph[*b]));
        above
    }

    /// The membership of one node in another.
    pub(super) fn hop(&self, member: NodeIndex, group: NodeIndex) -> Option<MembershipHop> {
        let edge = self.graph.find_edge(member, group)?;
        Some(MembershipHop {
            member: self.graph[member].clone(),
            group: self.graph[group].clone(),
            place: self.graph[edge].clone(),
        })
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

    /// For a group whose members the inputs don't all list: the group without a member list, itself
    /// or one that is nested in it (the least of several). A transitive list is a whole one.
    pub fn gap<'s>(&'s self, group: &'s PrincipalId) -> Option<&'s PrincipalId> {
        match self.nodes.get(group) {
            Some(node) => self.gaps.get(node).map(|&lacking| &self.graph[lacking]),
            None => (!self.listed.contains(group)).then_some(group),
        }
    }

    /// From each group without a list up to all that it is nested in: linear in the memberships.
    fn find_gaps(&mut self, tenant: &Tenant) {
        let mut lacking: Vec<NodeIndex> = self
            .graph
            .node_indices()
            .filter(|&node| {
                let id = &self.graph[node];
                !self.listed.contains(id) && tenant.group_knowledge(id).may_be_group()
            })
            .collect();
        lacking.sort_by(|a, b| self.graph[*a].cmp(&self.graph[*b]));
        for source in lacking {
            let mut pending = vec![source];
            while let Some(node) = pending.pop() {
                if !self.complete.contains(&self.graph[node]) && !self.gaps.contains_key(&node) {
                    self.gaps.insert(node, source);
                    let above = self.graph.neighbors_directed(node, Direction::Outgoing);
                    pending.extend(above);
                }
            }
        }
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
