use super::islands::Sum;
use super::limits::{Meter, SearchLimits};
use super::problem::{Component, CoverProblem, Objective};
use super::search::Record;
use super::stages::{Cover, Solver};

/// For each number of candidates the least total excess, as long as it falls (docs/recommend.md).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frontier {
    /// The covers, from the fewest candidates to the least excess.
    pub points: Vec<Cover>,
    /// Whether every point is proven and none is missing. Else the search ended early: the points are
    /// covers, but there may be better ones.
    pub is_whole: bool,
}

/// The frontier between few candidates and little excess. Keeps to the most roles of the problem:
/// where they don't suffice, there is no point.
pub fn frontier(problem: &CoverProblem<'_>, limits: SearchLimits<'_>) -> Frontier {
    let islands = problem.islands();
    if islands.len() <= 1 {
        return whole_frontier(problem, limits);
    }
    let mut is_whole = true;
    let mut sums = vec![Sum::default()];
    for members in islands {
        let mut part = problem.only(&members);
        part.max_roles = None;
        let found = whole_frontier(&part, limits);
        is_whole &= found.is_whole;
        let own = found.points.iter().map(|cover| Sum {
            excess: cover.cost.excess.total(),
            candidates: cover.candidates.iter().map(|&at| members[at]).collect(),
        });
        sums = problem.sums(&sums, &own.collect::<Vec<_>>());
    }
    let allowed = problem.max_roles.unwrap_or(u64::MAX);
    sums.retain(|sum| sum.candidates.len() as u64 <= allowed);
    let points = sums.into_iter().map(|sum| Cover {
        cost: problem.cost(&sum.candidates),
        candidates: sum.candidates,
    });
    Frontier {
        points: points.collect(),
        is_whole,
    }
}

/// The same, by one search over all candidates.
fn whole_frontier(problem: &CoverProblem<'_>, limits: SearchLimits<'_>) -> Frontier {
    let mut meter = Meter::new(limits);
    let mut free = problem.clone();
    free.max_roles = None;
    let solver = Solver::new(&free);
    let excess = |chosen: &[usize]| problem.cost(chosen).excess.total();
    let least = solver.stage(
        Component::Excess,
        &[],
        solver.greedy(Objective::Excess),
        &mut meter,
        Record::Nothing,
    );
    let mut exact = least.bound == excess(&least.best);
    let fewest = solver.stage(
        Component::Count,
        &[],
        solver.greedy(Objective::Roles),
        &mut meter,
        Record::Nothing,
    );
    exact &= fewest.bound == fewest.best.len() as u64;
    let allowed = problem.max_roles.unwrap_or(u64::MAX);
    let mut points: Vec<Cover> = Vec::new();
    let mut best = fewest.best;
    let mut count = best.len() as u64;
    while count <= allowed {
        let count_limit = (Component::Count, count as i64);
        let stage = solver.stage(
            Component::Excess,
            &[count_limit],
            best,
            &mut meter,
            Record::Nothing,
        );
        best = stage.best;
        let value = excess(&best);
        exact &= stage.bound == value;
        if points
            .last()
            .is_none_or(|last| value < last.cost.excess.total())
        {
            let pinned = [(Component::Excess, value as i64), count_limit];
            let first = if exact {
                let (mut first, _) = solver.optima(&pinned, best.clone(), 1, &mut meter);
                first.swap_remove(0)
            } else {
                best.clone()
            };
            points.push(solver.cover(first));
        }
        if value <= least.bound || count >= least.best.len() as u64 {
            break;
        }
        count += 1;
    }
    Frontier {
        points,
        is_whole: exact,
    }
}
