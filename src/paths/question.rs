//! What is asked of the paths of a tenant, and the answer.

use super::cut::{Cut, Cutter};
use super::graph::{Node, PathGraph};
use super::path::{EscalationPath, PathGrant, PathGrantIx};
use super::search::{Quest, Search};
use crate::access::AccessIndex;
use crate::directory::ScopeIx;
use crate::ids::PrincipalId;
use crate::model::Moment;
use crate::scope::Scope;

/// Which paths to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathQuestion {
    /// How many paths are reported for each principal and target: the shortest ones.
    pub alternatives: usize,
    /// Where they lead.
    pub goal: PathGoal,
    /// When: only grants that count then are followed.
    pub moment: Moment,
    /// Up to how many pairs of a principal and a target each have paths of their own. Where there are
    /// more, paths begin at who holds the first record: a group stands for its members.
    pub most_pairs: usize,
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
            most_pairs: 2_000,
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
    /// How many principals have a path.
    pub principals: usize,
    /// Whether paths begin at who holds the first record, a group for its members, and owners are
    /// those who hold the record: there are too many members to list each.
    pub by_holder: bool,
    /// For how many pairs of a principal and a target other paths than the shortest were not looked
    /// for, since that would take too long.
    pub shortest_only: usize,
    /// The owners by assignments alone: they need no path to that scope.
    pub owners: Vec<Owner>,
    /// The fewest records to remove so that no path is left.
    pub cut: Cut,
}

/// Somebody who has owner-like access because assignments say so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    /// The principal that has the goal already.
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
    let quest = Quest::new(&map, question.goal);
    let mut search = Search::new(&quest, []);
    let by_holder = search.has_more_than(question.most_pairs);
    let found = search.run(question.alternatives, by_holder);
    let paths = found.pairs.iter().flat_map(|pair| {
        let walks = pair.walks.iter();
        walks.map(|walk| map.path(question.goal, pair, walk))
    });
    let paths = paths.collect();
    let cut = Cutter::new(&quest, by_holder).cut(&found);
    EscalationPaths {
        goal: question.goal,
        paths,
        principals: found.principals(),
        by_holder,
        shortest_only: found.shortest_only,
        owners: owners(&quest, by_holder),
        cut,
        grants: map.holdings.grants,
    }
}

fn owners(quest: &Quest<'_, '_, '_>, by_holder: bool) -> Vec<Owner> {
    let map = quest.map;
    let mut search = Search::new(quest, []);
    let mut owners = Vec::new();
    let holders = map
        .graph
        .nodes()
        .filter_map(|node| match map.nodes[node.number()] {
            Node::Actor(actor, class) => {
                let principal = map.principal(actor);
                (map.denials.class_of(principal) == class).then_some((principal, node))
            }
            _ => None,
        });
    let sources = quest.sources.iter().map(|(id, node)| (id, *node));
    let all: Vec<_> = match by_holder {
        true => holders.collect(),
        false => sources.collect(),
    };
    for (principal, node) in all {
        let mut owned = search.owned(node, !by_holder);
        owned.sort_unstable();
        let mut outer: Option<ScopeIx> = None;
        for scope in owned {
            if outer.is_none_or(|outer| !map.scope_tree.covers(outer, scope)) {
                outer = Some(scope);
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
