//! Small problems: how they are drawn, and their answers by trying every choice.

use proptest::prelude::*;
use rolecall::OperationSet;
use rolecall::minimize::{
    Cost, Cover, CoverProblem, Excess, ExtraClasses, Objective, RequirementSet,
};
use rolecall::model::OperationClass;

/// A problem in plain data.
#[derive(Clone, Debug)]
pub(crate) struct Small {
    pub(crate) required: usize,
    pub(crate) classes: Vec<u8>,
    pub(crate) free: Vec<usize>,
    /// (covers, grants, rank)
    pub(crate) candidates: Vec<(Vec<usize>, Vec<usize>, u32)>,
    pub(crate) max_roles: Option<usize>,
}

/// Runs something on the problem itself.
impl Small {
    pub(crate) fn with<T>(&self, run: impl FnOnce(&CoverProblem<'_>) -> T) -> T {
        let classes = ExtraClasses::new(self.classes.iter().map(|&c| class(c)));
        let items = self.classes.len();
        let grants: Vec<OperationSet> = (self.candidates.iter())
            .map(|(_, grants, _)| OperationSet::of(items, grants.iter().map(|&g| g.into())))
            .collect();
        let mut problem = CoverProblem::new(self.required, &classes);
        problem.set_free(&OperationSet::of(
            items,
            self.free.iter().map(|&f| f.into()),
        ));
        for ((covers, _, rank), grants) in self.candidates.iter().zip(&grants) {
            let covers = RequirementSet::of(self.required, covers.iter().map(|&c| c.into()));
            let at = problem.push(covers, grants, *rank);
            if is_foreign(*rank) {
                problem.set_foreign(at);
            }
        }
        if let Some(most) = self.max_roles {
            problem.set_max_roles(most);
        }
        run(&problem)
    }

    /// Two problems in one, sharing nothing.
    pub(crate) fn beside(&self, other: &Self, max_roles: Option<usize>) -> Self {
        let (rows, items) = (self.required, self.classes.len());
        let up = |list: &[usize], by: usize| list.iter().map(|at| at + by).collect::<Vec<_>>();
        let moved = other
            .candidates
            .iter()
            .map(|(covers, grants, rank)| (up(covers, rows), up(grants, items), *rank));
        Self {
            required: rows + other.required,
            classes: [self.classes.as_slice(), &other.classes].concat(),
            free: [self.free.clone(), up(&other.free, items)].concat(),
            candidates: self.candidates.iter().cloned().chain(moved).collect(),
            max_roles,
        }
    }

    /// The required items that no candidate covers.
    pub(crate) fn uncoverable(&self) -> RequirementSet {
        let covered = |row: &usize| {
            self.candidates
                .iter()
                .any(|(covers, ..)| covers.contains(row))
        };
        let rest = (0..self.required).filter(|row| !covered(row));
        RequirementSet::of(self.required, rest.map(Into::into))
    }

    fn cost(&self, chosen: &[usize]) -> Cost {
        let mut excess = Excess::default();
        for (item, &c) in self.classes.iter().enumerate() {
            let granted = chosen.iter().any(|&c| self.candidates[c].1.contains(&item));
            if granted && !self.free.contains(&item) {
                match class(c) {
                    OperationClass::Escalation => excess.escalation += 1,
                    OperationClass::Write => excess.write += 1,
                    OperationClass::Data => excess.data += 1,
                    OperationClass::Read => excess.read += 1,
                }
            }
        }
        let foreign = chosen.iter().filter(|&&c| is_foreign(self.candidates[c].2));
        Cost {
            count: chosen.len() as u64,
            foreign: foreign.count() as u64,
            excess,
        }
    }

    /// Every cover of what can be covered, within the most roles, members in rank order.
    pub(crate) fn covers(&self) -> Vec<Cover> {
        let mut order: Vec<usize> = (0..self.candidates.len()).collect();
        order.sort_by_key(|&c| (self.candidates[c].2, c));
        let coverable: Vec<usize> = (0..self.required)
            .filter(|row| {
                self.candidates
                    .iter()
                    .any(|(covers, ..)| covers.contains(row))
            })
            .collect();
        let mut all = Vec::new();
        for mask in 0u32..1 << order.len() {
            let chosen: Vec<usize> = (order.iter().enumerate())
                .filter(|(at, _)| mask >> at & 1 == 1)
                .map(|(_, &c)| c)
                .collect();
            let covered = |row: &usize| chosen.iter().any(|&c| self.candidates[c].0.contains(row));
            if self.max_roles.is_none_or(|most| chosen.len() <= most)
                && coverable.iter().all(covered)
            {
                let cost = self.cost(&chosen);
                all.push(Cover {
                    candidates: chosen,
                    cost,
                });
            }
        }
        all
    }

    /// The optima, in rank order.
    pub(crate) fn optima(&self, objective: Objective) -> Vec<Cover> {
        let covers = self.covers();
        let least = covers.iter().map(|cover| objective.key(&cover.cost)).min();
        let mut best: Vec<Cover> = covers
            .into_iter()
            .filter(|cover| Some(objective.key(&cover.cost)) == least)
            .collect();
        let rank = |cover: &Cover| -> Vec<(u32, usize)> {
            let ranked = cover.candidates.iter().map(|&c| (self.candidates[c].2, c));
            ranked.collect()
        };
        best.sort_by_key(rank);
        best
    }
}

/// Whether the candidate of a rank is foreign: a third of them are.
pub(crate) fn is_foreign(rank: u32) -> bool {
    rank.is_multiple_of(3)
}

pub(crate) fn class(code: u8) -> OperationClass {
    match code {
        0 => OperationClass::Escalation,
        1 => OperationClass::Write,
        2 => OperationClass::Data,
        _ => OperationClass::Read,
    }
}

pub(crate) const OBJECTIVES: [Objective; 3] =
    [Objective::Risk, Objective::Roles, Objective::Excess];

/// Problems with `rows` required items, `items` extra ones and `columns` candidates at most.
pub(crate) fn problems(rows: usize, items: usize, columns: usize) -> impl Strategy<Value = Small> {
    (0..=rows, 0..=items).prop_flat_map(move |(rows, items)| {
        let subset = |of: usize, density: f64| {
            prop::collection::vec(prop::bool::weighted(density), of).prop_map(|bits| {
                let set = bits.iter().enumerate().filter(|(_, bit)| **bit);
                set.map(|(at, _)| at).collect::<Vec<usize>>()
            })
        };
        let candidate = (subset(rows, 0.35), subset(items, 0.3), 0u32..30);
        (
            prop::collection::vec(0u8..4, items),
            subset(items, 0.1),
            prop::collection::vec(candidate, 0..=columns),
            prop::option::weighted(0.3, 0usize..4),
        )
            .prop_map(move |(classes, free, candidates, max_roles)| Small {
                required: rows,
                classes,
                free,
                candidates,
                max_roles,
            })
    })
}
