//! Shortest walks through a graph of any nodes, towards goals.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A node of a [`ReachGraph`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct ReachNode(u32);

impl ReachNode {
    /// Its number, from 0 in the order of adding.
    pub(crate) fn number(self) -> usize {
        self.0 as usize
    }
}

/// A link of a [`ReachGraph`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct ReachLink(u32);

/// A directed graph whose links cost something and say something.
#[derive(Debug)]
pub(crate) struct ReachGraph<L> {
    links: Vec<Link<L>>,
    /// The links from each node, in the order of adding.
    from: Vec<Vec<(ReachLink, ReachNode)>>,
    /// The links into each node, in the order of adding.
    into: Vec<Vec<(ReachLink, ReachNode)>>,
}

#[derive(Debug)]
struct Link<L> {
    to: ReachNode,
    cost: u32,
    says: L,
}

/// Nodes of a graph that are marked. Emptying it costs nothing.
#[derive(Debug, Default)]
pub(crate) struct ReachMarks {
    round: u32,
    marked: Vec<u32>,
}

impl ReachMarks {
    /// Unmarks all nodes.
    pub(crate) fn clear(&mut self) {
        self.round += 1;
    }

    /// Marks a node; whether it wasn't.
    pub(crate) fn mark(&mut self, node: ReachNode) -> bool {
        if self.marked.len() <= node.number() {
            self.marked.resize(node.number() + 1, 0);
        }
        // A round of 0 marks nothing.
        let round = self.round + 1;
        std::mem::replace(&mut self.marked[node.number()], round) != round
    }

    /// Whether a node is marked.
    pub(crate) fn holds(&self, node: ReachNode) -> bool {
        self.marked.get(node.number()) == Some(&(self.round + 1))
    }
}

/// How far it is from the nodes that reach a goal, and by which link to go on. One serves for many
/// goals, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Toward {
    round: u32,
    ways: Vec<Way>,
    queue: BinaryHeap<Reverse<(u32, ReachNode)>>,
    /// The nodes, nearest first.
    pub(crate) reached: Vec<ReachNode>,
}

/// The best way from a node, and in which round it was found.
#[derive(Clone, Copy, Debug, Default)]
struct Way {
    round: u32,
    is_settled: bool,
    cost: u32,
    /// `None` at a goal.
    link: Option<ReachLink>,
}

/// How many partial walks are looked at for each walk that is wanted.
const PATIENCE: usize = 2_000;

/// How many walks to look for.
#[derive(Debug)]
pub(crate) struct WalkLimits<'l> {
    /// How many are wanted.
    pub(crate) most: usize,
    /// How many partial walks may still be looked at for more than the first; less with each.
    pub(crate) looks: &'l mut usize,
}

impl<L> ReachGraph<L> {
    /// A graph without nodes.
    pub(crate) fn new() -> Self {
        Self {
            links: Vec::new(),
            from: Vec::new(),
            into: Vec::new(),
        }
    }

    /// Adds a node.
    pub(crate) fn add_node(&mut self) -> ReachNode {
        self.from.push(Vec::new());
        self.into.push(Vec::new());
        ReachNode(number(self.from.len() - 1))
    }

    /// Adds a link.
    pub(crate) fn add_link(&mut self, from: ReachNode, to: ReachNode, cost: u32, says: L) {
        let link = ReachLink(number(self.links.len()));
        self.links.push(Link { to, cost, says });
        self.from[from.number()].push((link, to));
        self.into[to.number()].push((link, from));
    }

    /// How many nodes there are.
    pub(crate) fn len(&self) -> usize {
        self.from.len()
    }

    /// The nodes, in the order of adding.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = ReachNode> + use<L> {
        (0..number(self.from.len())).map(ReachNode)
    }

    /// What a link says.
    pub(crate) fn says(&self, link: ReachLink) -> &L {
        &self.links[link.0 as usize].says
    }

    /// Where a link leads.
    pub(crate) fn end(&self, link: ReachLink) -> ReachNode {
        self.links[link.0 as usize].to
    }

    /// The links from a node, in the order of adding.
    pub(crate) fn links_from(&self, node: ReachNode) -> &[(ReachLink, ReachNode)] {
        &self.from[node.number()]
    }

    /// Marks the nodes from which one of some nodes is reached through links that are followed: what a
    /// link says and where it leads; gives those that weren't marked. The nodes themselves are among
    /// them only where a link leads on from them.
    pub(crate) fn mark_behind(
        &self,
        goals: impl IntoIterator<Item = ReachNode>,
        follows: impl Fn(&L, ReachNode) -> bool,
        marks: &mut ReachMarks,
    ) -> Vec<ReachNode> {
        let mut pending: Vec<ReachNode> = goals.into_iter().collect();
        let mut found = Vec::new();
        while let Some(node) = pending.pop() {
            for &(link, from) in &self.into[node.number()] {
                if !marks.holds(from) && follows(self.says(link), node) {
                    marks.mark(from);
                    found.push(from);
                    pending.push(from);
                }
            }
        }
        found
    }

    /// Marks some nodes and what is reached from them through open links; gives those that weren't
    /// marked.
    pub(crate) fn mark_ahead(
        &self,
        starts: impl IntoIterator<Item = ReachNode>,
        open: impl Fn(&L) -> bool,
        marks: &mut ReachMarks,
    ) -> Vec<ReachNode> {
        let mut found: Vec<ReachNode> = starts.into_iter().filter(|at| marks.mark(*at)).collect();
        let mut next = 0;
        while let Some(node) = found.get(next) {
            next += 1;
            for &(link, to) in &self.from[node.number()] {
                if !marks.holds(to) && open(self.says(link)) {
                    marks.mark(to);
                    found.push(to);
                }
            }
        }
        found
    }

    /// Finds the nodes that reach a goal through open links, each with its cheapest way. Where several
    /// cost the same, that of the link added first. A node that `enter` refuses is left out, and
    /// what reaches a goal only through it. Time: the links into the nodes reached, times the
    /// logarithm of their number.
    pub(crate) fn go_toward(
        &self,
        toward: &mut Toward,
        goals: impl IntoIterator<Item = ReachNode>,
        open: impl Fn(&L) -> bool,
        mut enter: impl FnMut(ReachNode) -> bool,
    ) {
        toward.restart(self.len());
        for goal in goals {
            toward.offer(goal, (0, None));
        }
        while let Some(Reverse((_, node))) = toward.queue.pop() {
            let way = &mut toward.ways[node.number()];
            if way.is_settled {
                continue;
            }
            way.is_settled = true;
            let cost = way.cost;
            if !enter(node) {
                way.cost = u32::MAX;
                continue;
            }
            toward.reached.push(node);
            for &(link, from) in &self.into[node.number()] {
                let Link {
                    cost: step, says, ..
                } = &self.links[link.0 as usize];
                let way = (cost + step, Some(link));
                if toward.is_better(from, way) && open(says) {
                    toward.offer(from, way);
                }
            }
        }
    }

    /// The cheapest walks from a node to a goal through open links that pass no node twice and that
    /// `wanted` takes, cheapest first. `begins` says which links they may begin with.
    pub(crate) fn walks(
        &self,
        from: ReachNode,
        toward: &Toward,
        limits: WalkLimits<'_>,
        begins: impl Fn(&L) -> bool,
        open: impl Fn(&L) -> bool,
        mut wanted: impl FnMut(&[ReachLink]) -> bool,
    ) -> Vec<Vec<ReachLink>> {
        let WalkLimits { most, looks } = limits;
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
            let is_enough = *looks == 0 && !found.is_empty();
            if looked_at > PATIENCE * most || is_enough {
                break;
            }
            *looks = looks.saturating_sub(1);
            let passed: Vec<ReachNode> = walk.map(|at| partial[at].2).collect();
            for &(link, to) in self.links_from(node) {
                let Some(rest) = toward.cost(to).filter(|_| !passed.contains(&to)) else {
                    continue;
                };
                let Link {
                    cost: step, says, ..
                } = &self.links[link.0 as usize];
                if !open(says) || (last.is_none() && !begins(says)) {
                    continue;
                }
                let cost = cost + step;
                queue.push(Reverse((cost.saturating_add(rest), partial.len())));
                partial.push((Some(at), Some(link), to, cost));
            }
        }
        found
    }

    /// The cheapest walk from a node to a goal.
    pub(crate) fn walk(&self, from: ReachNode, toward: &Toward) -> Vec<ReachLink> {
        let next = |node: ReachNode| toward.next(node);
        std::iter::successors(next(from), |link| next(self.end(*link))).collect()
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Toward {
    fn restart(&mut self, nodes: usize) {
        self.round += 1;
        self.ways.resize(nodes, Way::default());
        self.queue.clear();
        self.reached.clear();
    }

    fn found(&self, node: ReachNode) -> Option<&Way> {
        let way = self.ways.get(node.number())?;
        (way.round == self.round).then_some(way)
    }

    fn is_better(&self, node: ReachNode, way: (u32, Option<ReachLink>)) -> bool {
        let known = self.found(node);
        known.is_none_or(|known| !known.is_settled && way < (known.cost, known.link))
    }

    fn offer(&mut self, node: ReachNode, (cost, link): (u32, Option<ReachLink>)) {
        self.ways[node.number()] = Way {
            round: self.round,
            is_settled: false,
            cost,
            link,
        };
        self.queue.push(Reverse((cost, node)));
    }

    /// What the cheapest way from a node to a goal costs.
    pub(crate) fn cost(&self, node: ReachNode) -> Option<u32> {
        let way = self.found(node)?;
        (way.cost != u32::MAX).then_some(way.cost)
    }

    /// The first link of the cheapest way; `None` at a goal and where no way leads to one.
    pub(crate) fn next(&self, node: ReachNode) -> Option<ReachLink> {
        self.cost(node)?;
        self.found(node)?.link
    }

    fn is_goal(&self, node: ReachNode) -> bool {
        self.cost(node).is_some() && self.next(node).is_none()
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
        let mut toward = Toward::default();
        graph.go_toward(&mut toward, [nodes[3]], |_| true, |_| true);
        assert_eq!(toward.cost(nodes[0]), Some(2));
        assert_eq!(toward.cost(nodes[5]), None);
        assert_eq!(spelt(&graph, &graph.walk(nodes[0], &toward)), "ac");
        let every = |_: &&str| true;
        let all = |from: ReachNode, begins: fn(&&str) -> bool, looks: usize| {
            let limits = WalkLimits {
                most: 9,
                looks: &mut { looks },
            };
            let all = graph.walks(from, &toward, limits, begins, every, |_| true);
            let all = all.iter().map(|walk| spelt(&graph, walk));
            all.collect::<Vec<String>>()
        };
        assert_eq!(all(nodes[0], every, 99), ["ac", "bd", "bef"]);
        assert_eq!(all(nodes[0], |says| *says == "b", 99), ["bd", "bef"]);
        assert_eq!(all(nodes[4], every, 99), ["f", "backac", "backbd"]);
        assert_eq!(all(nodes[4], every, 0), ["f"]);
    }

    #[test]
    fn closed_links_and_refused_nodes_block() {
        let (graph, nodes) = diamond();
        let mut toward = Toward::default();
        graph.go_toward(&mut toward, [nodes[3]], |says| *says != "c", |_| true);
        assert_eq!(spelt(&graph, &graph.walk(nodes[0], &toward)), "bd");
        graph.go_toward(&mut toward, [nodes[3]], |_| true, |node| node != nodes[2]);
        assert_eq!(toward.cost(nodes[2]), None);
        assert_eq!(spelt(&graph, &graph.walk(nodes[0], &toward)), "ac");
    }

    #[test]
    fn marks_are_what_is_behind_or_ahead() {
        let (graph, nodes) = diamond();
        let mut marks = ReachMarks::default();
        graph.mark_behind([nodes[3]], |says, _| *says != "c", &mut marks);
        let behind: Vec<bool> = nodes.iter().map(|node| marks.holds(*node)).collect();
        assert_eq!(behind, [true, false, true, false, true, false]);
        marks.clear();
        graph.mark_ahead([nodes[1]], |_| true, &mut marks);
        let ahead: Vec<bool> = nodes.iter().map(|node| marks.holds(*node)).collect();
        assert_eq!(ahead, [false, true, false, true, false, false]);
    }
}
