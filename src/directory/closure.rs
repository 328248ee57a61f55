use petgraph::graph::NodeIndex;

use super::groups::{Groups, MembershipHop};
use crate::ids::PrincipalId;
use crate::text::NameMap;

/// A principal and every group that it is in, nearest first.
///
/// Each group points to the one below it on the shortest way, so the ways to all of them share their
/// hops: time and memory are linear in the memberships above the principal.
#[derive(Debug)]
pub struct Closure<'g> {
    groups: &'g Groups<'g>,
    principal: PrincipalId,
    /// The groups, the principal first; empty where no member list names it.
    rows: Vec<Row>,
    positions: NameMap<NodeIndex, u32>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    node: NodeIndex,
    /// The row of the member through which it was reached; its own for the principal.
    below: u32,
}

impl<'g> Closure<'g> {
    pub(super) fn new(groups: &'g Groups<'g>, principal: &PrincipalId) -> Self {
        let mut closure = Self {
            groups,
            principal: principal.clone(),
            rows: Vec::new(),
            positions: NameMap::default(),
        };
        let Some(start) = groups.find(principal) else {
            return closure;
        };
        closure.rows.push(Row {
            node: start,
            below: 0,
        });
        closure.positions.insert(start, 0);
        let (mut next, mut directly) = (0, Vec::new());
        while let Some(&Row { node, .. }) = closure.rows.get(next) {
            let below = u32::try_from(next).unwrap_or(u32::MAX);
            groups.above(node, &mut directly);
            for &above in &directly {
                let row = u32::try_from(closure.rows.len()).unwrap_or(u32::MAX);
                closure.positions.entry(above).or_insert_with(|| {
                    closure.rows.push(Row { node: above, below });
                    row
                });
            }
            next += 1;
        }
        closure
    }

    /// How many there are, the principal among them.
    #[allow(clippy::len_without_is_empty, reason = "the principal is always there")]
    pub fn len(&self) -> usize {
        self.rows.len().max(1)
    }

    /// Whose groups they are.
    pub fn principal(&self) -> &PrincipalId {
        &self.principal
    }

    /// The principal, then its groups, nearest first. Cycles are harmless.
    pub fn ids(&self) -> impl Iterator<Item = &PrincipalId> {
        let groups = self.rows.iter().skip(1);
        let groups = groups.map(|row| self.groups.id(row.node));
        std::iter::once(&self.principal).chain(groups)
    }

    /// Where a principal or group is in [`Closure::ids`].
    pub fn position(&self, id: &PrincipalId) -> Option<usize> {
        if *id == self.principal {
            return Some(0);
        }
        let node = self.groups.find(id)?;
        self.positions.get(&node).map(|&row| row as usize)
    }

    /// Whether it is the principal or one of its groups.
    pub fn contains(&self, id: &PrincipalId) -> bool {
        self.position(id).is_some()
    }

    /// The memberships that lead from the principal to the group at a position, in their order: the
    /// shortest way, and of several the one through the least ids.
    pub fn hops(&self, position: usize) -> Vec<MembershipHop> {
        self.way(position).collect()
    }

    /// The same, one by one: a way may be as long as there are groups.
    pub(crate) fn way(&self, position: usize) -> impl Iterator<Item = MembershipHop> + '_ {
        let mut rows = Vec::new();
        let mut at = position;
        while let Some(row) = self.rows.get(at).filter(|_| at > 0) {
            rows.push(*row);
            at = row.below as usize;
        }
        let hop = |row: Row| {
            self.groups
                .hop(self.rows[row.below as usize].node, row.node)
        };
        rows.into_iter().rev().filter_map(hop)
    }
}
