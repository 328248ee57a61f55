//! Finds the paths in the graph.

use std::collections::BTreeMap;

use super::graph::{ActorIx, Hop, Node, PathGraph, Source};
use super::path::{Basis, PathGrantIx, StepKind};
use super::question::PathGoal;
use super::trace::Shape;
use crate::directory::{ReachLink, ReachMarks, ReachNode, ScopeIx, Toward, WalkLimits};
use crate::ids::PrincipalId;
use crate::model::PrincipalKind;
use crate::text::{NameMap, NameSet};

/// How many partial walks are looked at for alternatives of all pairs together.
const MOST_LOOKS: usize = 2_000_000;

/// Where paths begin: everyone but groups whose members are all known.
fn sources(map: &PathGraph<'_, '_>) -> Vec<(PrincipalId, ReachNode)> {
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

/// A scope to get to, and the nodes of being there.
struct Goal {
    scope: ScopeIx,
    nodes: Vec<ReachNode>,
    /// The positions of the goals at wider scopes that contain it, ascending.
    above: Vec<usize>,
}

/// From where paths lead, and to where: what all searches in a graph have in common.
pub(super) struct Quest<'g, 'a, 't> {
    pub(super) map: &'g PathGraph<'a, 't>,
    goal: PathGoal,
    pub(super) sources: Vec<(PrincipalId, ReachNode)>,
    begins: NameSet<ReachNode>,
    /// The widest first.
    goals: Vec<Goal>,
    /// The positions of the goals that each node is one of.
    goal_of: NameMap<ReachNode, usize>,
    /// The links that lead to what assignments don't give.
    beyond: Vec<(ReachLink, ReachNode)>,
}

impl<'g, 'a, 't> Quest<'g, 'a, 't> {
    pub(super) fn new(map: &'g PathGraph<'a, 't>, goal: PathGoal) -> Self {
        let sources = sources(map);
        let mut quest = Self {
            map,
            goal,
            begins: sources.iter().map(|(_, node)| *node).collect(),
            sources,
            goals: Vec::new(),
            goal_of: NameMap::default(),
            beyond: Vec::new(),
        };
        let mut goals: BTreeMap<(u32, ScopeIx), Vec<ReachNode>> = BTreeMap::new();
        for (node, at) in map.nodes.iter().zip(map.graph.nodes()) {
            let scope = match (node, goal) {
                (Node::Own(scope, _), PathGoal::Owner) | (Node::Keys(scope), PathGoal::Keys) => {
                    *scope
                }
                _ => continue,
            };
            let depth = map.scope_tree.depth(scope);
            goals.entry((depth, scope)).or_default().push(at);
        }
        let mut at_scope: NameMap<ScopeIx, usize> = NameMap::default();
        for ((_, scope), nodes) in goals {
            let number = quest.goals.len();
            at_scope.insert(scope, number);
            quest
                .goal_of
                .extend(nodes.iter().map(|node| (*node, number)));
            let above = map.scope_tree.upwards(scope).skip(1);
            let mut above: Vec<usize> = above
                .filter_map(|wider| at_scope.get(&wider).copied())
                .collect();
            above.sort_unstable();
            quest.goals.push(Goal {
                scope,
                nodes,
                above,
            });
        }
        for node in map.graph.nodes() {
            let links = map.graph.links_from(node).iter();
            let beyond = links.filter(|(link, to)| !quest.gives(map.graph.says(*link), *to));
            let beyond: Vec<_> = beyond.copied().collect();
            quest.beyond.extend(beyond);
        }
        quest
    }

    /// Whether a link leads on by what assignments alone give: to a group, to a role that is held, or
    /// from a role to what it owns, or lists the keys of.
    fn gives(&self, hop: &Hop, to: ReachNode) -> bool {
        match self.map.nodes[to.number()] {
            Node::Own(..) => {
                let owns = hop.step == Some(StepKind::Owns) && hop.effect.is_some();
                owns && hop.basis == Basis::Shown
            }
            Node::Keys(_) => self.goal == PathGoal::Keys && hop.basis == Basis::Shown,
            Node::Actor(..) => hop.step == Some(StepKind::MemberOf),
            Node::Role(_, _, _, Source::Inputs) => true,
            _ => false,
        }
    }
}

/// A principal and the widest scope that it reaches, with the shortest walks there.
pub(super) struct Pair {
    pub(super) principal: PrincipalId,
    pub(super) from: ReachNode,
    /// Itself, or one of those that it stands for.
    pub(super) source: ReachNode,
    /// The position of the goal.
    pub(super) goal: usize,
    pub(super) target: ScopeIx,
    /// How many principals it stands for: the members of a group, where paths begin at holders.
    pub(super) members: usize,
    pub(super) walks: Vec<Vec<ReachLink>>,
}

/// What a search finds.
#[derive(Default)]
pub(super) struct Found {
    /// By principal and scope.
    pub(super) pairs: Vec<Pair>,
    /// The sources that get to each goal, by its position.
    pub(super) sources: Vec<(usize, Vec<ReachNode>)>,
    /// For how many pairs only the shortest walk was looked for.
    pub(super) shortest_only: usize,
}

impl Found {
    /// How many principals get anywhere.
    pub(super) fn principals(&self) -> usize {
        let sources = self.sources.iter().flat_map(|(_, sources)| sources);
        sources.collect::<NameSet<_>>().len()
    }
}

/// A search with some records removed.
pub(super) struct Search<'q, 'g, 'a, 't> {
    quest: &'q Quest<'g, 'a, 't>,
    map: &'g PathGraph<'a, 't>,
    /// Whether each record is removed.
    removed: Vec<bool>,
    toward: Toward,
    marks: ReachMarks,
    also_marks: ReachMarks,
    source_marks: ReachMarks,
    /// How many partial walks may still be looked at.
    looks: usize,
}

/// Who stands for sources that get to a goal.
struct Holder {
    node: ReachNode,
    /// One of the sources.
    one: ReachNode,
    /// How many of the sources it stands for.
    members: usize,
}

/// A goal that is searched for.
struct Wanted {
    goal: usize,
    /// Whether something beyond what assignments give leads there, so that there may be pairs.
    has_pairs: bool,
    /// Whether it contains another one.
    is_above: bool,
}

impl<'q, 'g, 'a, 't> Search<'q, 'g, 'a, 't> {
    pub(super) fn new<'r>(
        quest: &'q Quest<'g, 'a, 't>,
        removed: impl IntoIterator<Item = &'r PathGrantIx>,
    ) -> Self {
        let mut flags = vec![false; quest.map.holdings.grants.len()];
        for grant in removed {
            flags[grant.0 as usize] = true;
        }
        Self {
            quest,
            map: quest.map,
            removed: flags,
            toward: Toward::default(),
            marks: ReachMarks::default(),
            also_marks: ReachMarks::default(),
            source_marks: ReachMarks::default(),
            looks: MOST_LOOKS,
        }
    }

    /// The goals to which something beyond what assignments give may lead, and those that contain them,
    /// the widest first. Who gets to another one owns it.
    fn wanted(&mut self) -> Vec<Wanted> {
        let quest = self.quest;
        self.marks.clear();
        let removed = &self.removed;
        let beyond = quest.beyond.iter();
        let beyond = beyond.filter(|(link, _)| is_open(removed, self.map.graph.says(*link)));
        let ends = beyond.map(|(_, to)| *to);
        let reached = self
            .map
            .graph
            .mark_ahead(ends, |hop| is_open(removed, hop), &mut self.marks);
        let mut has_pairs = vec![false; quest.goals.len()];
        let mut is_above = vec![false; quest.goals.len()];
        for goal in reached.iter().filter_map(|node| quest.goal_of.get(node)) {
            has_pairs[*goal] = true;
            for above in &quest.goals[*goal].above {
                is_above[*above] = true;
            }
        }
        let wanted = has_pairs.into_iter().zip(is_above).enumerate();
        let wanted = wanted.map(|(goal, (has_pairs, is_above))| Wanted {
            goal,
            has_pairs,
            is_above,
        });
        wanted
            .filter(|wanted| wanted.has_pairs || wanted.is_above)
            .collect()
    }

    /// Goes through the goals that may have pairs, the widest first, each with the nodes that reach it
    /// and no wider one, until a visit says that it is enough. Visits the sources that don't own the
    /// goal, nearest first.
    fn each_goal(&mut self, mut visit: impl FnMut(&mut Self, usize, &[ReachNode]) -> bool) {
        let quest = self.quest;
        // The goals that a node reaches, of those that contain another one.
        let mut wider: NameMap<ReachNode, Vec<usize>> = NameMap::default();
        for wanted in self.wanted() {
            let goal = &quest.goals[wanted.goal];
            let removed = &self.removed;
            self.map.graph.go_toward(
                &mut self.toward,
                goal.nodes.iter().copied(),
                |hop| is_open(removed, hop),
                |node| {
                    let known = wider.get(&node).filter(|_| !goal.above.is_empty());
                    let known = known.map_or(&[][..], Vec::as_slice);
                    known.is_empty()
                        || !goal
                            .above
                            .iter()
                            .any(|above| known.binary_search(above).is_ok())
                },
            );
            if wanted.is_above {
                for node in &self.toward.reached {
                    wider.entry(*node).or_default().push(wanted.goal);
                }
            }
            if !wanted.has_pairs {
                continue;
            }
            let reached = self.toward.reached.iter().copied();
            let mut sources: Vec<ReachNode> =
                reached.filter(|node| quest.begins.contains(node)).collect();
            if sources.is_empty() {
                continue;
            }
            self.mark_owners(goal);
            sources.retain(|node| !self.marks.holds(*node));
            if !sources.is_empty() && !visit(self, wanted.goal, &sources) {
                return;
            }
        }
    }

    /// Marks the nodes that own a goal by assignments alone. Owners of a wider scope are not asked
    /// about: they reach that.
    fn mark_owners(&mut self, goal: &Goal) {
        self.marks.clear();
        let owning = self.map.nodes_owning(goal.scope).into_iter();
        let (quest, removed) = (self.quest, &self.removed);
        self.map.graph.mark_behind(
            owning.chain(goal.nodes.iter().copied()),
            |hop, to| quest.gives(hop, to) && is_open(removed, hop),
            &mut self.marks,
        );
    }

    /// Whether there are more pairs of a principal and a target than this.
    pub(super) fn has_more_than(&mut self, most: usize) -> bool {
        let mut count = 0;
        self.each_goal(|_, _, sources| {
            count += sources.len();
            count <= most
        });
        count > most
    }

    /// Every pair of a principal and a widest scope that it gets owner-like access to without owning
    /// it, by principal; or, by holder, what stands for them: who gets there by more than being in a
    /// group, with how many are in it.
    pub(super) fn run(&mut self, alternatives: usize, by_holder: bool) -> Found {
        let (quest, map) = (self.quest, self.map);
        let mut found = Found::default();
        self.each_goal(|search, goal, sources| {
            found.sources.push((goal, sources.to_vec()));
            let itself = |node: &ReachNode| Holder {
                node: *node,
                one: *node,
                members: 1,
            };
            let from = match by_holder {
                true => search.holders(sources),
                false => sources.iter().map(itself).collect(),
            };
            // Of holders, the walks from each.
            let mut known: NameMap<ActorIx, Vec<(usize, Vec<Shape>)>> = NameMap::default();
            for Holder { node, one, members } in from {
                let Node::Actor(actor, _) = map.nodes[node.number()] else {
                    continue;
                };
                if search.looks == 0 && alternatives > 1 {
                    found.shortest_only += 1;
                }
                let (walks, shapes) = search.walks(node, alternatives, by_holder);
                let principal = map.principal(actor);
                if by_holder {
                    // A group is there once for each set of deny assignments that binds members.
                    let known = known.entry(actor).or_default();
                    if let Some((at, _)) = known.iter().find(|(_, other)| *other == shapes) {
                        found.pairs[*at].members += members;
                        continue;
                    }
                    if walks.is_empty() {
                        continue;
                    }
                    known.push((found.pairs.len(), shapes));
                }
                found.pairs.push(Pair {
                    principal: principal.clone(),
                    from: node,
                    source: one,
                    goal,
                    target: quest.goals[goal].scope,
                    members,
                    walks,
                });
            }
            true
        });
        let tree = &map.scope_tree;
        found.pairs.sort_by(|a, b| {
            let principals = a.principal.cmp(&b.principal);
            let targets = tree.scope(a.target).cmp(tree.scope(b.target));
            principals.then(targets).then(a.from.cmp(&b.from))
        });
        found
    }

    /// The shortest walks from a node to the goal, each of a shape of its own.
    fn walks(
        &mut self,
        node: ReachNode,
        alternatives: usize,
        by_holder: bool,
    ) -> (Vec<Vec<ReachLink>>, Vec<Shape>) {
        let (map, removed) = (self.map, &self.removed);
        if alternatives <= 1 && !by_holder {
            return (vec![map.graph.walk(node, &self.toward)], Vec::new());
        }
        let mut known: Vec<Shape> = Vec::new();
        let limits = WalkLimits {
            most: alternatives,
            looks: &mut self.looks,
        };
        let walks = map.graph.walks(
            node,
            &self.toward,
            limits,
            |hop| !by_holder || hop.step != Some(StepKind::MemberOf),
            |hop| is_open(removed, hop),
            |walk| {
                let shape = map.shape(walk);
                let new = !known.iter().any(|other| other.is_within(&shape));
                if new {
                    known.push(shape);
                }
                new
            },
        );
        (walks, known)
    }

    /// Who stands for these sources: themselves and the groups above them, where more than being in a
    /// group leads on from there; with how many of the sources are in each.
    fn holders(&mut self, sources: &[ReachNode]) -> Vec<Holder> {
        let (map, removed, toward) = (self.map, &self.removed, &self.toward);
        let is_member = |hop: &Hop| hop.step == Some(StepKind::MemberOf) && is_open(removed, hop);
        self.marks.clear();
        let above = map
            .graph
            .mark_ahead(sources.iter().copied(), is_member, &mut self.marks);
        let leads_on = |node: &ReachNode| {
            let mut links = map.graph.links_from(*node).iter();
            toward.cost(*node).is_some()
                && links.any(|(link, to)| {
                    let hop = map.graph.says(*link);
                    hop.step != Some(StepKind::MemberOf)
                        && toward.cost(*to).is_some()
                        && is_open(removed, hop)
                })
        };
        let mut holders: Vec<ReachNode> = above.into_iter().filter(leads_on).collect();
        holders.sort_unstable_by_key(|node| (toward.cost(*node), *node));
        let is_source = &mut self.source_marks;
        is_source.clear();
        for node in sources {
            is_source.mark(*node);
        }
        let also_marks = &mut self.also_marks;
        let counted = holders.into_iter().map(|node| {
            also_marks.clear();
            also_marks.mark(node);
            let behind = map
                .graph
                .mark_behind([node], |hop, _| is_member(hop), also_marks);
            let inside = behind.into_iter().chain([node]);
            let members: Vec<ReachNode> = inside.filter(|at| is_source.holds(*at)).collect();
            Holder {
                node,
                one: members.first().copied().unwrap_or(node),
                members: members.len(),
            }
        });
        counted.collect()
    }

    /// How many of the sources don't get to their goals.
    pub(super) fn lost<'s>(
        &mut self,
        found: impl IntoIterator<Item = &'s (usize, Vec<ReachNode>)>,
    ) -> usize {
        let removed = &self.removed;
        let marks = &mut self.marks;
        let lost = found.into_iter().map(|(goal, sources)| {
            let nodes = self.quest.goals[*goal].nodes.iter().copied();
            marks.clear();
            self.map
                .graph
                .mark_behind(nodes, |hop, _| is_open(removed, hop), marks);
            sources.iter().filter(|node| !marks.holds(**node)).count()
        });
        lost.sum()
    }

    /// Whether a principal owns the scope by assignments alone.
    pub(super) fn owns(&mut self, node: ReachNode, target: ScopeIx) -> bool {
        let owned = self.owned(node, true);
        let covered = |scope: &ScopeIx| self.map.scope_tree.covers(*scope, target);
        owned.iter().any(covered)
    }

    /// The scopes that a principal owns by assignments alone, active or eligible, its own or those of
    /// its groups; or at which it lists keys.
    pub(super) fn owned(&mut self, node: ReachNode, through_groups: bool) -> Vec<ScopeIx> {
        let (map, quest) = (self.map, self.quest);
        self.also_marks.clear();
        let mut pending = vec![node];
        let mut owned = Vec::new();
        while let Some(node) = pending.pop() {
            for &(link, to) in map.graph.links_from(node) {
                let hop = map.graph.says(link);
                let is_left_out = !through_groups && hop.step == Some(StepKind::MemberOf);
                if is_left_out || !quest.gives(hop, to) || !is_open(&self.removed, hop) {
                    continue;
                }
                match map.nodes[to.number()] {
                    Node::Own(scope, _) | Node::Keys(scope) => owned.push(scope),
                    _ if self.also_marks.mark(to) => pending.push(to),
                    _ => {}
                }
            }
        }
        owned.sort_unstable();
        owned.dedup();
        owned
    }
}

fn is_open(removed: &[bool], hop: &Hop) -> bool {
    hop.grant.is_none_or(|grant| !removed[grant.0 as usize])
}
