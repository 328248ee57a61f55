use petgraph::Direction;
use petgraph::algo::{kosaraju_scc, tarjan_scc};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use super::Closure;
use crate::ids::PrincipalId;
use crate::model::{MembershipReach, Tenant};
use crate::span::{Diagnostic, Place};
use crate::text::{NameMap, NameSet, NameTable};

/// Group membership, from member to group, nested to any depth (EV-2).
#[derive(Debug)]
pub struct Groups<'t> {
    graph: DiGraph<Node<'t>, &'t Place>,
    nodes: NameTable<NodeIndex>,
    /// Groups whose members are not all listed, each with a group that has no list.
    gaps: NameMap<NodeIndex, NodeIndex>,
}

/// A principal that is in a group, or a group with a member list.
#[derive(Clone, Copy, Debug)]
struct Node<'t> {
    id: &'t PrincipalId,
    /// How far its own member list goes; `None` without one.
    list: Option<MembershipReach>,
}

impl Node<'_> {
    /// A transitive list is a whole one, whatever other lists there are.
    fn list(&mut self, reach: MembershipReach) {
        if self.list != Some(MembershipReach::Transitive) {
            self.list = Some(reach);
        }
    }
}

/// Principals that are in each other, or one alone.
pub(crate) struct Component<'t> {
    /// The principals that are in each other, or the one.
    pub(crate) members: Vec<&'t PrincipalId>,
    /// The positions of the components with the groups in whose member lists they are.
    pub(crate) above: Vec<usize>,
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

impl<'t> Groups<'t> {
    /// The memberships that the inputs list.
    pub fn new(tenant: &'t Tenant) -> Self {
        let mut groups = Self {
            graph: DiGraph::new(),
            nodes: NameTable::default(),
            gaps: NameMap::default(),
        };
        for list in &tenant.group_members {
            let group = groups.node(&list.group);
            groups.graph[group].list(list.reach);
            for member in &list.members {
                let member = groups.node(member);
                if member == group {
                    continue;
                }
                match groups.graph.find_edge(member, group) {
                    None => {
                        groups.graph.add_edge(member, group, &list.place);
                    }
                    // Of several lists, the same one whatever the order of the inputs.
                    Some(edge) if list.place < *groups.graph[edge] => {
                        groups.graph[edge] = &list.place;
                    }
                    Some(_) => {}
                }
            }
        }
        groups.find_gaps(tenant);
        groups
    }

    fn node(&mut self, id: &'t PrincipalId) -> NodeIndex {
        let next = NodeIndex::new(self.graph.node_count());
        let id_of = |&node: &NodeIndex| self.graph.node_weight(node).map_or(id, |node| node.id);
        let node = *self.nodes.find_or_insert(&id, id_of, || next);
        if node == next {
            self.graph.add_node(Node { id, list: None });
        }
        node
    }

    /// The principal itself and every group it is in.
    pub fn closure(&self, principal: &PrincipalId) -> Closure<'_> {
        Closure::new(self, principal)
    }

    /// Every group that a principal is in, in no order.
    pub(crate) fn all_above(&self, principal: &PrincipalId) -> Vec<&'t PrincipalId> {
        let Some(start) = self.find(principal) else {
            return Vec::new();
        };
        let mut seen = NameSet::from_iter([start]);
        let mut found = vec![start];
        let mut next = 0;
        while let Some(&node) = found.get(next) {
            let above = self.graph.neighbors_directed(node, Direction::Outgoing);
            found.extend(above.filter(|group| seen.insert(*group)));
            next += 1;
        }
        found
            .into_iter()
            .skip(1)
            .map(|node| self.id(node))
            .collect()
    }

    pub(super) fn find(&self, id: &PrincipalId) -> Option<NodeIndex> {
        let is_it = |&node: &NodeIndex| self.graph[node].id == id;
        self.nodes.find(id, is_it).copied()
    }

    pub(super) fn id(&self, node: NodeIndex) -> &'t PrincipalId {
        self.graph[node].id
    }

    /// Puts the groups in whose member lists a node is, by id, into a list in place of what is there.
    pub(super) fn above(&self, node: NodeIndex, above: &mut Vec<NodeIndex>) {
        above.clear();
        above.extend(self.graph.neighbors_directed(node, Direction::Outgoing));
        above.sort_by_key(|&node| self.id(node));
    }

    /// The membership of one node in another.
    pub(super) fn hop(&self, member: NodeIndex, group: NodeIndex) -> Option<MembershipHop> {
        let edge = self.graph.find_edge(member, group)?;
        Some(MembershipHop {
            member: self.id(member).clone(),
            group: self.id(group).clone(),
            place: Place::clone(self.graph[edge]),
        })
    }

    /// The groups in whose member lists a principal stands, each with where.
    pub(crate) fn directly_above(&self, member: &PrincipalId) -> Vec<(&PrincipalId, &Place)> {
        let Some(node) = self.find(member) else {
            return Vec::new();
        };
        let above = self.graph.edges_directed(node, Direction::Outgoing);
        let mut above: Vec<_> = above
            .map(|edge| (self.id(edge.target()), *edge.weight()))
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
            if let Some(node) = self.find(&id)
                && !found.contains(&id)
            {
                let below = self.graph.neighbors_directed(node, Direction::Incoming);
                pending.extend(below.map(|member| self.id(member).clone()));
            }
            found.insert(id);
        }
        found
    }

    /// Whether anybody is in a group.
    pub(crate) fn has_members(&self, group: &PrincipalId) -> bool {
        let members = |node| self.graph.neighbors_directed(node, Direction::Incoming);
        self.find(group)
            .is_some_and(|node| members(node).next().is_some())
    }

    /// Whether a principal of whom something holds is in a group, directly or through other groups.
    pub(crate) fn has_member(
        &self,
        group: &PrincipalId,
        is_it: impl Fn(&PrincipalId) -> bool,
    ) -> bool {
        let mut pending: Vec<NodeIndex> = self.find(group).into_iter().collect();
        let mut seen = NameSet::from_iter(pending.iter().copied());
        while let Some(node) = pending.pop() {
            for member in self.graph.neighbors_directed(node, Direction::Incoming) {
                if seen.insert(member) {
                    if is_it(self.id(member)) {
                        return true;
                    }
                    pending.push(member);
                }
            }
        }
        false
    }

    /// The principals that are in a group, directly or through other groups, in no order.
    pub(crate) fn members(&self, group: &PrincipalId) -> Vec<&'t PrincipalId> {
        let Some(start) = self.find(group) else {
            return Vec::new();
        };
        let mut seen = NameSet::from_iter([start]);
        let mut pending = vec![start];
        let mut found = Vec::new();
        while let Some(node) = pending.pop() {
            for member in self.graph.neighbors_directed(node, Direction::Incoming) {
                if seen.insert(member) {
                    found.push(self.id(member));
                    pending.push(member);
                }
            }
        }
        found
    }

    /// For a group whose members the inputs don't all list: the group without a member list, itself
    /// or one that is nested in it (the least of several). A transitive list is a whole one.
    pub fn gap<'s>(&'s self, group: &'s PrincipalId) -> Option<&'s PrincipalId> {
        match self.find(group) {
            Some(node) => self.gaps.get(&node).map(|&lacking| self.id(lacking)),
            None => Some(group),
        }
    }

    /// From each group without a list up to all that it is nested in: linear in the memberships.
    fn find_gaps(&mut self, tenant: &Tenant) {
        let mut lacking: Vec<NodeIndex> = self
            .graph
            .node_indices()
            .filter(|&node| {
                let Node { id, list } = &self.graph[node];
                list.is_none() && tenant.group_knowledge(id).may_be_group()
            })
            .collect();
        lacking.sort_by_key(|&node| self.id(node));
        for source in lacking {
            let mut pending = vec![source];
            while let Some(node) = pending.pop() {
                let is_whole = self.graph[node].list == Some(MembershipReach::Transitive);
                if !is_whole && !self.gaps.contains_key(&node) {
                    self.gaps.insert(node, source);
                    let above = self.graph.neighbors_directed(node, Direction::Outgoing);
                    pending.extend(above);
                }
            }
        }
    }

    /// Everyone who is in a group, and the groups: those that are in each other together, and what
    /// they are in before them. Linear in the memberships.
    pub(crate) fn components(&self) -> Vec<Component<'t>> {
        let found = kosaraju_scc(&self.graph);
        let mut of_node = vec![0; self.graph.node_count()];
        for (at, nodes) in found.iter().enumerate() {
            for node in nodes {
                of_node[node.index()] = at;
            }
        }
        let component = |(at, nodes): (usize, &Vec<NodeIndex>)| {
            let above = nodes.iter().flat_map(|&node| self.graph.neighbors(node));
            let mut above: Vec<usize> = above.map(|node| of_node[node.index()]).collect();
            above.sort_unstable();
            above.dedup();
            above.retain(|&other| other != at);
            Component {
                members: nodes.iter().map(|&node| self.id(node)).collect(),
                above,
            }
        };
        found.iter().enumerate().map(component).collect()
    }

    /// Groups that are nested in each other.
    pub fn cycles(&self) -> Vec<Diagnostic> {
        let mut cycles: Vec<Vec<PrincipalId>> = tarjan_scc(&self.graph)
            .into_iter()
            .filter(|nodes| nodes.len() > 1)
            .map(|nodes| {
                let mut ids: Vec<_> = nodes
                    .into_iter()
                    .map(|node| self.id(node).clone())
                    .collect();
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
