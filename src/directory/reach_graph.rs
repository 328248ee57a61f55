//! Shortest walks through a graph of any nodes, towards goals.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use petgraph::Direction;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::text::{NameMap, NameSet};

/// A node of a [`ReachGraph`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct ReachNode(NodeIndex);

impl ReachNode {
    /// Its number, from 0 in the order of adding.
    pub(crate) fn number(self) -> usize {
        self.0.index()
    }
}

/// A link of a [`ReachGraph`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct ReachLink(EdgeIndex);

/// A directed graph whose links cost something and say something.
#[derive(Debug)]
pub(crate) struct ReachGraph<L> {
    graph: DiGraph<(), (u32, L)>,
    /// The links from each node, in the order of adding.
    links: Vec<Vec<(ReachLink, ReachNode)>>,
}

/// How far it is from the nodes that reach a goal, and by which link to go on.
#[derive(Debug, Default)]
pub(crate) struct Toward {
    best: NameMap<ReachNode, (u32, Option<ReachLink>)>,
    /// The nodes, nearest first.
    pub(crate) reached: Vec<ReachNode>,
}

/// How many partial walks are looked at for each walk that is wanted.
const PATIENCE: usize = 2_000;

impl<L> ReachGraph<L> {
    /// A graph without nodes.
    pub(crate) fn new() -> Self {
        Self {
            graph: DiGraph::new(),
            links: Vec::new(),
        }
    }

    /// Adds a node.
    pub(crate) fn add_node(&mut self) -> ReachNode {
        self.links.push(Vec::new());
        ReachNode(self.graph.add_node(()))
    }

    /// Adds a link.
    pub(crate) fn add_link(&mut self, from: ReachNode, to: ReachNode, cost: u32, says: L) {
        let link = self.graph.add_edge(from.0, to.0, (cost, says));
        self.links[from.number()].push((ReachLink(link), to));
    }

    /// The node with a number.
    pub(crate) fn node_at(&self, number: usize) -> Option<ReachNode> {
        (number < self.graph.node_count()).then(|| ReachNode(NodeIndex::new(number)))
    }

    /// What a link says.
    pub(crate) fn says(&self, link: ReachLink) -> &L {
        &self.graph[link.0].1
    }

    /// Where a link leads.
    pub(crate) fn end(&self, link: ReachLink) -> Option<ReachNode> {
        self.graph
            .edge_endpoints(link.0)
            .map(|(_, to)| ReachNode(to))
    }

    /// The links from a node, in the order of adding.
    pub(crate) fn links_from(&self, node: ReachNode) -> &[(ReachLink, ReachNode)] {
        &self.links[node.number()]
    }

    /// The nodes from which one of some nodes is reached through links that are followed: what a link
    /// says and where it leads.
    pub(crate) fn behind(
        &self,
        goals: impl IntoIterator<Item = ReachNode>,
        follows: impl Fn(&L, ReachNode) -> bool,
    ) -> NameSet<ReachNode> {
        let mut found: NameSet<ReachNode> = NameSet::default();
        let mut pending: Vec<ReachNode> = goals.into_iter().collect();
        while let Some(node) = pending.pop() {
            for edge in self.graph.edges_directed(node.0, Direction::Incoming) {
                let from = ReachNode(edge.source());
                if follows(&edge.weight().1, node) && found.insert(from) {
                    pending.push(from);
                }
            }
        }
        found
    }

    /// The nodes that reach a goal through open links, each with its cheapest way. Where several
    /// cost the same, that of the link added first. A node that `enter` refuses is left out, and
    /// what reaches a goal only through it. Time: the links into the nodes reached, times the
    /// logarithm of their number.
    pub(crate) fn toward(
        &self,
        goals: impl IntoIterator<Item = ReachNode>,
        open: impl Fn(&L) -> bool,
        mut enter: impl FnMut(ReachNode) -> bool,
    ) -> Toward {
        let mut found = Toward::default();
        let mut settled: NameSet<ReachNode> = NameSet::default();
        let mut queue = BinaryHeap::new();
        for goal in goals {
            found.best.insert(goal, (0, None));
            queue.push(Reverse((0, goal)));
        }
        while let Some(Reverse((cost, node))) = queue.pop() {
            if !settled.insert(node) {
                continue;
            }
            if !enter(node) {
                found.best.remove(&node);
                continue;
            }
            found.reached.push(node);
            for edge in self.graph.edges_directed(node.0, Direction::Incoming) {
                let (step, says) = edge.weight();
                let from = ReachNode(edge.source());
                if settled.contains(&from) || !open(says) {
                    continue;
                }
                let way = (cost + step, Some(ReachLink(edge.id())));
                let better = found.best.get(&from).is_none_or(|known| way < *known);
                if better {
                    found.best.insert(from, way);
                    queue.push(Reverse((way.0, from)));
                }
            }
        }
        found
    }

    /// The cheapest walks from a node to a goal through open links that pass no node twice and that
    /// `wanted` takes,
    /// cheapest first, at most `most`.
    pub(crate) fn walks(
        &self,
        from: ReachNode,
        toward: &Toward,
        most: usize,
        open: impl Fn(&L) -> bool,
        mut wanted: impl FnMut(&[ReachLink]) -> bool,
    ) -> Vec<Vec<ReachLink>> {
        // Each partial walk: the one it extends, its last link, its end, what it has cost.
        let mut partial: Vec<(Option<usize>, Option<ReachLink>, ReachNode, u32)> =
            vec![(None, None, from, 0)];
        let mut queue = BinaryHeap::new();
        queue.push(Reverse((toward.cost(from).unwrap_or(u32::MAX), 0)));
        let mut found = Vec::new();
        let mut looked_at = 0;
        while let Some(Reverse((_, at))) = queue.pop() {
            let (_, last, node, cost) = partial[at];
            let walk = std::iter::successors(Some(at), |&at| partial[at].0);
            if last.is_some() && toward.is_goal(node) {
                let mut links: Vec<ReachLink> = walk.filter_map(|at| partial[at].1).collect();
                links.reverse();
                if wanted(&links) {
                    found.push(links);
                }
                if found.len() >= most {
                    break;
                }
                continue;
            }
            looked_at += 1;
            if looked_at > PATIENCE * most {
                break;
            }
            let passed: Vec<ReachNode> = walk.map(|at| partial[at].2).collect();
            for &(link, to) in self.links_from(node) {
                let Some(rest) = toward.cost(to).filter(|_| !passed.contains(&to)) else {
                    continue;
                };
                if !open(self.says(link)) {
                    continue;
                }
                let cost = cost + self.graph[link.0].0;
                queue.push(Reverse((cost.saturating_add(rest), partial.len())));
                partial.push((Some(at), Some(link), to, cost));
            }
        }
        found
    }

    /// The cheapest walk from a node to a goal.
    pub(crate) fn walk(&self, from: ReachNode, toward: &Toward) -> Vec<ReachLink> {
        let next = |node: ReachNode| toward.best.get(&node).and_then(|(_, link)| *link);
        std::iter::successors(next(from), |link| next(self.end(*link)?)).collect()
    }
}

impl Toward {
    /// What the cheapest way from a node to a goal costs.
    pub(crate) fn cost(&self, node: ReachNode) -> Option<u32> {
        self.best.get(&node).map(|(cost, _)| *cost)
    }

    fn is_goal(&self, node: ReachNode) -> bool {
        self.best.get(&node).is_some_and(|(_, link)| link.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two ways of two links from 0 to 3 and one of three, and a trap that leads nowhere.
    fn diamond() -> (ReachGraph<&'static str>, Vec<ReachNode>) {
        let mut graph = ReachGraph::new();
        let nodes: Vec<ReachNode> = (0..6).map(|_| graph.add_node()).collect();
        for (from, to, says) in [
            (0, 1, "a"),
            (0, 2, "b"),
            (1, 3, "c"),
            (2, 3, "d"),
            (2, 4, "e"),
            (4, 3, "f"),
            (4, 0, "back"),
            (0, 5, "trap"),
        ] {
            graph.add_link(nodes[from], nodes[to], 1, says);
        }
        (graph, nodes)
    }

    fn spelt(graph: &ReachGraph<&'static str>, links: &[ReachLink]) -> String {
        links.iter().map(|link| *graph.says(*link)).collect()
    }

    #[test]
    fn walks_come_cheapest_first_and_pass_no_node_twice() {
        let (graph, nodes) = diamond();
        let toward = graph.toward([nodes[3]], |_| true, |_| true);
        assert_eq!(toward.cost(nodes[0]), Some(2));
        assert_eq!(toward.cost(nodes[5]), None);
        assert_eq!(spelt(&graph, &graph.walk(nodes[0], &toward)), "ac");
        let all = graph.walks(nodes[0], &toward, 9, |_| true, |_| true);
        let all: Vec<String> = all.iter().map(|walk| spelt(&graph, walk)).collect();
        assert_eq!(all, ["ac", "bd", "bef"]);
        let from_four = graph.walks(nodes[4], &toward, 9, |_| true, |_| true);
        let from_four: Vec<String> = from_four.iter().map(|walk| spelt(&graph, walk)).collect();
        assert_eq!(from_four, ["f", "backac", "backbd"]);
    }

    #[test]
    fn closed_links_and_refused_nodes_block() {
        let (graph, nodes) = diamond();
        let closed = graph.toward([nodes[3]], |says| *says != "c", |_| true);
        assert_eq!(spelt(&graph, &graph.walk(nodes[0], &closed)), "bd");
        let refused = graph.toward([nodes[3]], |_| true, |node| node != nodes[2]);
        assert_eq!(refused.cost(nodes[2]), None);
        assert_eq!(spelt(&graph, &graph.walk(nodes[0], &refused)), "ac");
    }
}
