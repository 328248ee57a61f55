use super::certificate::{Certificate, Refutation};
use super::limits::{Meter, SearchLimits};
use super::optima::{End, enumerate, survivors};
use super::problem::{Component, Cost, CoverProblem, Objective, RequirementSet};
use super::proof::Proof;
use super::reduce::{Dominance, Prepared};
use super::search::{Record, Search};

/// A choice of candidates that covers everything that can be covered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cover {
    /// The numbers of the candidates, in rank order.
    pub candidates: Vec<usize>,
    /// What they cost together.
    pub cost: Cost,
}

/// Whether all optima are known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ties {
    /// There are no other optima than those listed; the first is the first in rank order.
    AllListed,
    /// There may be others; those listed are the first in rank order.
    MoreAfter,
    /// There may be others anywhere: the search ended early.
    Unexplored,
}

/// The answer to a [`CoverProblem`]: minimal covers, and how far that is proven.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Minimum {
    /// The best covers, in rank order, up to [`MOST_OPTIMA`]: never empty, and all of the same cost
    /// in every component of the objective.
    pub covers: Vec<Cover>,
    /// The required items that no candidate covers.
    pub uncovered: RequirementSet,
    /// What no cover beats, in the order of [`Objective::components`]. Zeros after the first
    /// component whose bound is below the cost.
    pub lower_bound: Vec<u64>,
    /// Whether there are other optima.
    pub ties: Ties,
    /// Nodes of branch and bound.
    pub nodes: u64,
    /// Evidence for `lower_bound`, for [`super::verify`].
    pub certificate: Certificate,
}

/// How many optima are listed at most.
pub const MOST_OPTIMA: usize = 4;

impl Minimum {
    /// The preferred cover.
    pub fn best(&self) -> &Cover {
        &self.covers[0]
    }

    /// Whether the covers are proven minimal under the objective they were found for.
    pub fn is_optimal(&self, objective: Objective) -> bool {
        self.lower_bound == objective.key(&self.best().cost)
    }
}

/// No cover has as few candidates as was asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no cover found with at most {allowed} roles; at least {least} are needed")]
pub struct TooFewRolesAllowed {
    /// The most that were allowed.
    pub allowed: u64,
    /// A bound: fewer than this do not cover everything. At most `allowed` only when the search
    /// ended early.
    pub least: u64,
}

/// Finds the minimal covers under an objective, exactly, with the evidence (docs/recommend.md).
///
/// # Errors
///
/// `TooFewRolesAllowed` when the problem's most roles do not suffice.
pub fn minimize(
    problem: &CoverProblem<'_>,
    objective: Objective,
    limits: SearchLimits<'_>,
) -> Result<Minimum, TooFewRolesAllowed> {
    let mut meter = Meter::new(limits);
    let solver = Solver::new(problem);
    let mut best = solver.start(objective, &mut meter)?;
    let components = objective.components();
    let mut fixed: Vec<(Component, i64)> = Vec::new();
    let mut lower_bound = Vec::new();
    let mut refutations = Vec::new();
    for &component in components {
        let stage = solver.stage(component, &fixed, best, &mut meter, Record::Proof);
        best = stage.best;
        lower_bound.push(stage.bound);
        refutations.push(stage.refutation);
        let value = component.of(&problem.cost(&best));
        if stage.bound < value {
            break;
        }
        fixed.push((component, value as i64));
    }
    let proven = fixed.len() == components.len();
    lower_bound.resize(components.len(), 0);
    refutations.resize(components.len(), None);
    let (choices, ties) = if proven {
        solver.optima(&fixed, best, MOST_OPTIMA, &mut meter)
    } else {
        (vec![best], Ties::Unexplored)
    };
    Ok(Minimum {
        covers: choices.into_iter().map(|c| solver.cover(c)).collect(),
        uncovered: problem.uncoverable(),
        lower_bound,
        ties,
        nodes: meter.nodes,
        certificate: Certificate { refutations },
    })
}

/// What one stage found.
pub(super) struct Stage {
    pub(super) best: Vec<usize>,
    /// No cover within the fixed components has less than this.
    pub(super) bound: u64,
    pub(super) refutation: Option<Refutation>,
}

/// Solves the stages of one problem.
pub(super) struct Solver<'p> {
    prepared: Prepared<'p>,
}

impl<'p> Solver<'p> {
    pub(super) fn new(problem: &'p CoverProblem<'p>) -> Self {
        Self {
            prepared: Prepared::new(problem),
        }
    }

    pub(super) fn cover(&self, mut candidates: Vec<usize>) -> Cover {
        let problem = self.prepared.problem;
        candidates.sort_by_key(|&c| (problem.candidates[c].rank, c));
        Cover {
            cost: problem.cost(&candidates),
            candidates,
        }
    }

    /// Some cover with no more candidates than allowed.
    fn start(
        &self,
        objective: Objective,
        meter: &mut Meter<'_>,
    ) -> Result<Vec<usize>, TooFewRolesAllowed> {
        let greedy = self.prepared.greedy(objective);
        let Some(allowed) = self.prepared.problem.max_roles else {
            return Ok(greedy);
        };
        if greedy.len() as u64 <= allowed {
            return Ok(greedy);
        }
        let fewest = self.stage(Component::Count, &[], greedy, meter, Record::Nothing);
        if fewest.best.len() as u64 <= allowed {
            return Ok(fewest.best);
        }
        Err(TooFewRolesAllowed {
            allowed,
            least: fewest.bound,
        })
    }

    /// Minimises one component while others stay within their limits, starting from a cover that
    /// does.
    pub(super) fn stage(
        &self,
        component: Component,
        fixed: &[(Component, i64)],
        start: Vec<usize>,
        meter: &mut Meter<'_>,
        record: Record,
    ) -> Stage {
        let problem = self.prepared.problem;
        let value = component.of(&problem.cost(&start));
        if value == 0 {
            return Stage {
                best: start,
                bound: 0,
                refutation: None,
            };
        }
        let mut limits = vec![(component, value as i64 - 1)];
        limits.extend(problem.side_limits(component, fixed));
        let partners = self.prepared.with_partners(&limits);
        let reduced = self
            .prepared
            .reduce(&limits, Dominance::Apply, &partners.left);
        let names = reduced.instance.column_names.clone();
        let found = Search::new(reduced.instance, meter, record).run();
        let best = found
            .best
            .map(|columns| columns.iter().map(|&c| names[c] as usize).collect());
        Stage {
            best: best.unwrap_or(start),
            bound: u64::try_from(found.bound).unwrap_or(0),
            refutation: (record == Record::Proof).then(|| Refutation {
                groups: reduced.groups,
                proof: Proof::Dominated(reduced.dominated, Box::new(found.proof))
                    .after(partners.fixes),
            }),
        }
    }

    /// The first `most` covers within limits that pin the number of candidates.
    pub(super) fn optima(
        &self,
        fixed: &[(Component, i64)],
        best: Vec<usize>,
        most: usize,
        meter: &mut Meter<'_>,
    ) -> (Vec<Vec<usize>>, Ties) {
        let partners = self.prepared.with_partners(fixed);
        let narrow = self
            .prepared
            .reduce(fixed, Dominance::Apply, &partners.left);
        let mut possible = vec![false; self.prepared.problem.candidates.len()];
        for column in survivors(&narrow.instance) {
            possible[narrow.instance.column_names[column] as usize] = true;
        }
        // In an optimum, a candidate that another one beats can be replaced by that one.
        for &(worse, better) in &narrow.dominated {
            possible[worse as usize] = possible[better as usize];
        }
        let left: Vec<usize> = (partners.left.iter().copied())
            .filter(|&candidate| possible[candidate])
            .collect();
        let reduced = self.prepared.reduce(fixed, Dominance::Ignore, &left);
        let found = enumerate(&reduced.instance, best.len(), most, meter);
        let names = &reduced.instance.column_names;
        let choices: Vec<Vec<usize>> = found
            .choices
            .iter()
            .map(|columns| columns.iter().map(|&c| names[c] as usize).collect())
            .collect();
        if choices.is_empty() {
            return (vec![best], Ties::Unexplored);
        }
        let ties = match found.end {
            End::Complete => Ties::AllListed,
            End::Cut => Ties::MoreAfter,
            End::Stopped => Ties::Unexplored,
        };
        (choices, ties)
    }
}

impl CoverProblem<'_> {
    /// What a stage keeps to besides lowering its own component.
    pub(super) fn side_limits(
        &self,
        component: Component,
        fixed: &[(Component, i64)],
    ) -> Vec<(Component, i64)> {
        let mut limits = fixed.to_vec();
        let counted = component == Component::Count
            || fixed
                .iter()
                .any(|(component, _)| *component == Component::Count);
        if let (Some(allowed), false) = (self.max_roles, counted) {
            limits.push((Component::Count, allowed as i64));
        }
        limits
    }
}

impl Solver<'_> {
    /// A cover to start from.
    pub(super) fn greedy(&self, objective: Objective) -> Vec<usize> {
        self.prepared.greedy(objective)
    }
}
