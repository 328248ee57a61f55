//! The fewest patterns that grant what a role grants today.

use super::cover_parts::{CoverParts, take_apart};
use super::limits::SearchLimits;
use crate::bits::OperationSet;
use crate::catalog::Catalog;
use crate::ids::OperationIx;
use crate::model::{Permission, Plane, RoleDefinition};
use crate::pattern::{ActionPattern, Compaction, CompactionProblem, PatternSet};

/// A short list of patterns for some operations of one plane.
#[derive(Clone, Debug)]
pub struct CompactList {
    /// The operations to grant.
    pub operations: OperationSet,
    /// The patterns, in order: one star each at most, in the place of whole segments (WC-4).
    pub patterns: Vec<ActionPattern>,
    /// The operations that they grant beyond those.
    pub overspill: OperationSet,
    /// No list of such patterns within the allowed overspill is shorter than this.
    pub lower_bound: usize,
}

impl CompactList {
    /// Whether the list is proven to be as short as can be.
    pub fn is_optimal(&self) -> bool {
        self.patterns.len() == self.lower_bound
    }
}

/// Both planes of a role in short lists.
#[derive(Clone, Debug)]
pub struct CompactRole {
    /// The actions.
    pub control: CompactList,
    /// The data actions.
    pub data: CompactList,
}

impl CompactRole {
    /// The list of one plane.
    pub fn plane(&self, plane: Plane) -> &CompactList {
        match plane {
            Plane::Control => &self.control,
            Plane::Data => &self.data,
        }
    }

    /// The permission that holds the lists.
    pub fn permission(&self) -> Permission {
        let set = |list: &CompactList| PatternSet::new(list.patterns.clone(), Vec::new());
        Permission {
            control: set(&self.control),
            data: set(&self.data),
            condition: None,
        }
    }
}

/// The fewest patterns that grant what the permissions of a role without a condition grant today,
/// and at most `overspill` operations more in each plane.
pub fn compact_role(
    catalog: &Catalog,
    role: &RoleDefinition,
    overspill: usize,
    limits: SearchLimits<'_>,
) -> CompactRole {
    let list = |plane| {
        let mut operations = OperationSet::new(catalog.operation_count());
        for permission in &role.permissions {
            if permission.condition.is_none() {
                operations.union_with(&catalog.expand_set(permission.plane(plane), plane));
            }
        }
        compact(catalog, &operations, plane, overspill, limits)
    };
    CompactRole {
        control: list(Plane::Control),
        data: list(Plane::Data),
    }
}

/// The fewest patterns that grant all of some operations of a plane and at most `overspill` others
/// of that plane. Within the limits the list is proven shortest; past them it is short, with a bound.
pub fn compact(
    catalog: &Catalog,
    operations: &OperationSet,
    plane: Plane,
    overspill: usize,
    limits: SearchLimits<'_>,
) -> CompactList {
    // The problem counts the operations of the plane from 0.
    let mut names = Vec::new();
    let mut indices = Vec::new();
    catalog.for_each_operation(|at, name, of| {
        if of == plane {
            names.push(name.to_owned());
            indices.push(at);
        }
    });
    let wanted = (0..indices.len()).filter(|&at| operations.contains(indices[at]));
    let target = OperationSet::of(indices.len(), wanted.map(OperationIx::new));
    let problem = CompactionProblem::new(&names, &target, overspill, catalog.wildcards());
    let mut lower_bound = 0;
    let Compaction {
        patterns,
        overspill,
        ..
    } = problem.solve_with(|problem, _| {
        let (columns, bound) = cover(problem, limits);
        lower_bound = bound;
        columns
    });
    let all = catalog.operation_count();
    CompactList {
        operations: OperationSet::of(all, target.iter().map(|at| indices[at.index()])),
        patterns,
        overspill: OperationSet::of(all, overspill.iter().map(|at| indices[at.index()])),
        lower_bound,
    }
}

/// The most rows of a part that is searched: the search is as deep as its answer is long.
const LARGEST_PART: usize = 400;

/// A least cover and its bound. The limit on overspill is left out, so that a cover may break it:
/// then the greedy list stands, with the bound of this one.
fn cover(problem: &CompactionProblem, limits: SearchLimits<'_>) -> (Option<Vec<usize>>, usize) {
    let mut rows = vec![Vec::new(); problem.target().bound()];
    for (column, candidate) in problem.candidates().iter().enumerate() {
        for operation in &candidate.covers {
            rows[operation.index()].push(column);
        }
    }
    rows.retain(|columns| !columns.is_empty());
    let CoverParts { forced, parts } = take_apart(&rows, problem.candidates().len());
    let mut bound = forced.len();
    let mut chosen = Some(forced);
    for part in parts {
        if part.cover.rows.len() > LARGEST_PART {
            bound += 1;
            chosen = None;
            continue;
        }
        let answer = part.cover.solve(limits);
        bound += usize::try_from(answer.lower_bound).unwrap_or(1);
        chosen = chosen.zip(answer.columns).map(|(mut chosen, columns)| {
            chosen.extend(columns.iter().map(|&column| part.columns[column]));
            chosen
        });
    }
    (chosen, bound)
}
