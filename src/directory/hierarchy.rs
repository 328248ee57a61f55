use std::collections::BTreeMap;
use std::sync::Arc;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::glob::Glob;
use crate::ids::parse_guid;
use crate::model::{ManagementGroupChild, Tenant};
use crate::scope::{Scope, ScopeKind};
use crate::span::{Diagnostic, Place};
use crate::text;
use crate::text::{NameMap, NameSet};

/// The tree of management groups and subscriptions (SCP-3, SCP-8).
#[derive(Debug, Default)]
pub struct Hierarchy {
    /// Scopes by folded text; edges from child to parent.
    tree: DiGraph<Scope, ()>,
    nodes: NameMap<Arc<str>, NodeIndex>,
    /// The top of the tree that each node is in, by node.
    tops: Vec<NodeIndex>,
    /// Those of whose parents the inputs contradict each other; they have none in the tree.
    contradicted: NameSet<NodeIndex>,
    diagnostics: Vec<Diagnostic>,
}

/// Every scope at which an assignment reaches a request's scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ancestors {
    /// Folded texts, narrowest first, `/` last.
    scopes: Vec<Box<str>>,
    /// Whether the management groups above are known: the inputs say them, or there can be none
    /// (SCP-3).
    pub is_complete: bool,
}

/// What was found above management groups and subscriptions, for [`Hierarchy::nearest_above`].
pub(crate) type NearestAbove<T> = NameMap<NodeIndex, Option<T>>;

/// Where a scope lies, seen from another (SCP-3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Placement {
    /// At the other or below it.
    Within,
    /// It is elsewhere.
    Outside,
    /// The inputs don't hold the hierarchy that would say.
    Unknown,
}

impl Ancestors {
    /// Whether an assignment at `scope` reaches the request's scope.
    pub fn reached_from(&self, scope: &Scope) -> bool {
        self.position(scope).is_some()
    }

    /// How far above the request's scope: 0 for the scope itself.
    pub fn position(&self, scope: &Scope) -> Option<usize> {
        self.scopes
            .iter()
            .position(|ancestor| &**ancestor == scope.folded())
    }

    /// The highest management group, if there is one.
    fn top_group(&self) -> Option<&str> {
        let (_, below_root) = self.scopes.split_last()?;
        let top = below_root.last()?;
        is_management_group(top).then_some(top)
    }

    /// The folded texts, narrowest first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.scopes.iter().map(AsRef::as_ref)
    }
}

impl Hierarchy {
    /// The tree that the inputs describe, whatever their order. Where they contradict each other,
    /// by two parents of one child or by groups below each other, it is not known what is above.
    pub fn new(tenant: &Tenant) -> Self {
        let mut hierarchy = Self::default();
        let mut claims: BTreeMap<NodeIndex, BTreeMap<NodeIndex, &Place>> = BTreeMap::new();
        for group in &tenant.management_groups {
            let own = hierarchy.node(&Scope::management_group(&group.id));
            let mut claim = |child: NodeIndex, parent: NodeIndex| {
                let place = claims.entry(child).or_default().entry(parent);
                let place = place.or_insert(&group.place);
                *place = (*place).min(&group.place);
            };
            if let Some(parent) = &group.parent {
                claim(own, hierarchy.node(&Scope::management_group(parent)));
            }
            for child in &group.children {
                let child = match child {
                    ManagementGroupChild::Group(id) => hierarchy.node(&Scope::management_group(id)),
                    ManagementGroupChild::Subscription(child) => hierarchy.node(child),
                };
                claim(child, own);
            }
        }
        let mut parents: BTreeMap<NodeIndex, NodeIndex> = BTreeMap::new();
        for (child, claimed) in &claims {
            match claimed.keys().next() {
                Some(parent) if claimed.len() == 1 => {
                    parents.insert(*child, *parent);
                }
                _ => hierarchy.several_parents(*child, claimed),
            }
        }
        for cycle in cycles(&parents) {
            cycle.iter().for_each(|node| {
                parents.remove(node);
            });
            hierarchy.below_each_other(&cycle, &claims);
        }
        for (child, parent) in parents {
            hierarchy.tree.add_edge(child, parent, ());
        }
        hierarchy.find_tops();
        hierarchy
            .diagnostics
            .sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        hierarchy
    }

    fn node(&mut self, scope: &Scope) -> NodeIndex {
        if let Some(&node) = self.nodes.get(scope.folded()) {
            return node;
        }
        let node = self.tree.add_node(scope.clone());
        self.nodes.insert(Arc::from(scope.folded()), node);
        node
    }

    fn several_parents(&mut self, child: NodeIndex, claimed: &BTreeMap<NodeIndex, &Place>) {
        let mut parents: Vec<(&Scope, &Place)> = claimed
            .iter()
            .map(|(parent, place)| (&self.tree[*parent], *place))
            .collect();
        parents.sort();
        let names: Vec<String> = parents.iter().map(|(p, _)| format!("`{p}`")).collect();
        let message = format!(
            "`{}` is directly below {}, so what is above it is not known",
            self.tree[child],
            names.join(" and below ")
        );
        let places = parents.into_iter().map(|(_, place)| place);
        let diagnostic = contradiction(message, places);
        self.diagnostics.push(diagnostic);
        self.contradicted.insert(child);
    }

    fn below_each_other(
        &mut self,
        cycle: &[NodeIndex],
        claims: &BTreeMap<NodeIndex, BTreeMap<NodeIndex, &Place>>,
    ) {
        let mut members: Vec<&Scope> = cycle.iter().map(|node| &self.tree[*node]).collect();
        members.sort();
        let names: Vec<String> = members.iter().map(|scope| format!("`{scope}`")).collect();
        let message = match &names[..] {
            [own] => format!("{own} is below itself, so what is above it is not known"),
            _ => format!(
                "{} are below each other, so what is above them is not known",
                names.join(" and ")
            ),
        };
        let places = cycle.iter().filter_map(|node| claims.get(node));
        let places = places.flat_map(|claimed| claimed.values().copied());
        let diagnostic = contradiction(message, places);
        self.diagnostics.push(diagnostic);
        self.contradicted.extend(cycle);
    }

    fn above(&self, node: NodeIndex) -> Vec<NodeIndex> {
        let mut seen = NameSet::default();
        let mut path = Vec::new();
        let mut at = node;
        while let Some(parent) = self.tree.neighbors_directed(at, Direction::Outgoing).next() {
            if !seen.insert(parent) {
                break;
            }
            path.push(parent);
            at = parent;
        }
        path
    }

    /// The subscriptions and groups of the tree, each with its parent where that is known.
    pub(crate) fn parents(&self) -> impl Iterator<Item = (&Scope, Option<&Scope>)> {
        self.tree.node_indices().map(|node| {
            let parent = self.parent(node).map(|parent| &self.tree[parent]);
            (&self.tree[node], parent)
        })
    }

    /// What is odd about the tree.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether the inputs describe any management group.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The scope of a folded text, where it is a management group or subscription of the tree.
    pub fn scope(&self, folded: &str) -> Option<Scope> {
        self.nodes.get(folded).map(|&node| self.tree[node].clone())
    }

    /// The subscriptions and groups below a scope, for reports.
    pub fn below(&self, scope: &Scope) -> Vec<Scope> {
        let Some(&start) = self.nodes.get(scope.folded()) else {
            return Vec::new();
        };
        let mut found: Vec<Scope> = self
            .tree
            .node_indices()
            .filter(|&node| self.above(node).contains(&start))
            .map(|node| self.tree[node].clone())
            .collect();
        found.sort();
        found
    }

    /// Every scope at which an assignment reaches `scope` (EV-3, SCP-2 to SCP-7).
    pub fn ancestors(&self, scope: &Scope) -> Ancestors {
        let mut scopes: Vec<Box<str>> = Vec::with_capacity(12);
        let is_complete = self.for_each_ancestor(scope, |ancestor| scopes.push(ancestor.into()));
        Ancestors {
            scopes,
            is_complete,
        }
    }

    /// Whether `scope` lies at `upper` or below it.
    pub fn placement(&self, scope: &Scope, upper: &Scope) -> Placement {
        if upper.contains(scope) {
            return Placement::Within;
        }
        if upper.kind() != ScopeKind::ManagementGroup {
            return Placement::Outside;
        }
        self.reach(&self.ancestors(scope), upper)
    }

    /// Whether `scope` lies at a scope that the glob matches, or below one.
    pub(crate) fn placement_by(&self, scope: &Scope, glob: &Glob) -> Placement {
        let ancestors = self.ancestors(scope);
        if ancestors.iter().any(|ancestor| glob.matches(ancestor)) {
            return Placement::Within;
        }
        let top = ancestors.top_group();
        let is_known = ancestors.is_complete && top.is_none_or(is_root_group);
        if is_known || !glob.may_begin_with(MANAGEMENT_GROUPS) {
            Placement::Outside
        } else {
            Placement::Unknown
        }
    }

    /// Whether what is assigned at `from` reaches the scope of these ancestors. A management group
    /// that the exported tree doesn't connect with the scope's own may be above them all, unless the
    /// tree goes up to the root group of the tenant (SCP-3, SCP-7).
    pub fn reach(&self, ancestors: &Ancestors, from: &Scope) -> Placement {
        if ancestors.reached_from(from) {
            return Placement::Within;
        }
        if from.kind() != ScopeKind::ManagementGroup {
            return Placement::Outside;
        }
        if !ancestors.is_complete {
            return Placement::Unknown;
        }
        let Some(top) = ancestors.top_group() else {
            return Placement::Outside;
        };
        let own = self.nodes.get(top).map(|&node| self.top(node));
        let other = self.nodes.get(from.folded()).map(|&node| self.top(node));
        if own == other || is_root_group(top) {
            Placement::Outside
        } else {
            Placement::Unknown
        }
    }

    fn top(&self, node: NodeIndex) -> NodeIndex {
        self.tops.get(node.index()).copied().unwrap_or(node)
    }

    /// Finds the top above each node; the tree has no circles by now.
    fn find_tops(&mut self) {
        let mut tops: Vec<Option<NodeIndex>> = vec![None; self.tree.node_count()];
        for start in self.tree.node_indices() {
            let mut passed = Vec::new();
            let mut at = start;
            let top = loop {
                if let Some(top) = tops[at.index()] {
                    break top;
                }
                passed.push(at);
                match self.parent(at) {
                    Some(parent) => at = parent,
                    None => break at,
                }
            };
            for node in passed {
                tops[node.index()] = Some(top);
            }
        }
        self.tops = tops.into_iter().flatten().collect();
    }

    /// Calls `visit` with the folded text of each of those scopes, narrowest first, `/` last. Whether
    /// the management groups above are known.
    pub(crate) fn for_each_ancestor(&self, scope: &Scope, mut visit: impl FnMut(&str)) -> bool {
        let mut is_complete = true;
        for path in scope.self_and_path_ancestors() {
            if path == "/" {
                break;
            }
            visit(path);
            if !is_subscription(path) && !is_management_group(path) {
                continue;
            }
            match self.nodes.get(path) {
                Some(&node) => {
                    let mut at = node;
                    while let Some(parent) = self.parent(at) {
                        visit(self.tree[parent].folded());
                        at = parent;
                    }
                    let unplaced = is_subscription(path) && at == node;
                    if unplaced || self.contradicted.contains(&at) {
                        is_complete = false;
                    }
                }
                None => is_complete = false,
            }
            break;
        }
        // What lies directly below `/` is reached from `/` alone (SCP-7).
        visit("/");
        is_complete
    }

    /// The nearest scope above one that `find` knows. `known` keeps what was found above management
    /// groups, so that many scopes below a long chain of them take no longer than the chain.
    pub(crate) fn nearest_above<T: Copy>(
        &self,
        scope: &Scope,
        known: &mut NearestAbove<T>,
        find: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        if scope.kind() == ScopeKind::Root {
            return None;
        }
        let paths = scope.self_and_path_ancestors();
        for path in paths.take_while(|path| *path != "/") {
            if path != scope.folded()
                && let Some(found) = find(path)
            {
                return Some(found);
            }
            if is_subscription(path) || is_management_group(path) {
                let node = self.nodes.get(path);
                let above = node.and_then(|&node| self.above_node(node, known, &find));
                return above.or_else(|| find("/"));
            }
        }
        find("/")
    }

    fn above_node<T: Copy>(
        &self,
        node: NodeIndex,
        known: &mut NameMap<NodeIndex, Option<T>>,
        find: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let mut passed = Vec::new();
        let mut at = node;
        let found = loop {
            if let Some(found) = known.get(&at) {
                break *found;
            }
            passed.push(at);
            let Some(parent) = self.parent(at) else {
                break None;
            };
            if let Some(found) = find(self.tree[parent].folded()) {
                break Some(found);
            }
            at = parent;
        };
        known.extend(passed.into_iter().map(|node| (node, found)));
        found
    }

    /// Whether the management groups above a scope are known: [`Ancestors::is_complete`] without the
    /// ancestors.
    pub(crate) fn knows_above(&self, scope: &Scope) -> bool {
        let mut paths = scope.self_and_path_ancestors();
        let base = paths.find(|path| is_subscription(path) || is_management_group(path));
        base.is_none_or(|base| {
            let node = self.nodes.get(base);
            node.is_some_and(|&node| {
                let top = self.top(node);
                let is_unplaced = is_subscription(base) && top == node;
                !is_unplaced && !self.contradicted.contains(&top)
            })
        })
    }

    /// The highest scope known to hold one, short of `/`: a management group, or the subscription
    /// itself where no group above it is known. What may hold one of two scopes with the same top, for
    /// all that the inputs say, may hold the other. `None` for what no management group can hold.
    pub(crate) fn top_above(&self, scope: &Scope) -> Option<Scope> {
        let mut paths = scope.self_and_path_ancestors();
        let base = paths.find(|path| is_subscription(path) || is_management_group(path))?;
        match self.nodes.get(base) {
            Some(&node) => Some(self.tree[self.top(node)].clone()),
            None => scope.subscription().or_else(|| Some(scope.clone())),
        }
    }

    fn parent(&self, node: NodeIndex) -> Option<NodeIndex> {
        self.tree
            .neighbors_directed(node, Direction::Outgoing)
            .next()
    }
}

/// The cycles that links from child to parent make, each once.
fn cycles(parents: &BTreeMap<NodeIndex, NodeIndex>) -> Vec<Vec<NodeIndex>> {
    let mut done: NameSet<NodeIndex> = NameSet::default();
    let mut cycles = Vec::new();
    for start in parents.keys() {
        let mut path: Vec<NodeIndex> = Vec::new();
        let mut at = Some(start);
        while let Some(node) = at.filter(|node| !done.contains(*node)) {
            done.insert(*node);
            path.push(*node);
            at = parents.get(node);
        }
        // Where the way ends at a place that it passed itself, it goes in a circle from there on.
        let back = at.and_then(|node| path.iter().position(|passed| passed == node));
        cycles.extend(back.map(|from| path.split_off(from)));
    }
    cycles
}

fn contradiction<'p>(message: String, places: impl Iterator<Item = &'p Place>) -> Diagnostic {
    let diagnostic = Diagnostic::warning("management-group-contradiction", message)
        .may_change_answer()
        .help("export the tree again: `az account management-group show --expand --recurse`");
    let mut places: Vec<&Place> = places.collect();
    places.sort();
    places.dedup();
    match places[..] {
        [] => diagnostic,
        [place] => diagnostic.at(place.clone()),
        [place, ref others @ ..] => {
            let others: Vec<String> = others.iter().map(ToString::to_string).collect();
            let help = format!("the other link is at {}", others.join(", "));
            diagnostic.at(place.clone()).help(help)
        }
    }
}

fn is_subscription(path: &str) -> bool {
    path.strip_prefix("/subscriptions/")
        .is_some_and(|rest| !rest.contains('/'))
}

/// The id of the tenant's root group is the GUID of the tenant (SCP-7).
fn is_root_group(path: &str) -> bool {
    let id = path.rsplit('/').next().unwrap_or_default();
    parse_guid(id).is_some()
}

const MANAGEMENT_GROUPS: &str = "/providers/microsoft.management/managementgroups/";

fn is_management_group(path: &str) -> bool {
    path.strip_prefix(MANAGEMENT_GROUPS)
        .is_some_and(|rest| !rest.contains('/') && !text::fold(rest).is_empty())
}
