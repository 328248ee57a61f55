use super::checker::Checker;
use super::problem::{Component, CoverProblem, Objective, RequirementSet};
use super::proof::Proof;
use super::stages::Minimum;

/// Evidence that no cover is better than a [`Minimum`] says.
///
/// For each component of the objective a refutation: no cover has less than the lower bound in
/// this component and no more than the optimum in those before it. A refutation is a tree of
/// branches over required items whose leaves hold integer multipliers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Certificate {
    pub(super) refutations: Vec<Option<Refutation>>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Refutation {
    /// Extra items that stand together, so that one share is enough for all of them.
    pub(super) groups: Vec<Vec<u32>>,
    pub(super) proof: Proof,
}

/// What an accepted certificate shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Proven {
    /// No cover is better.
    Optimal,
    /// No cover is better than the lower bound, which is below the cost.
    Bounded,
}

/// Why a minimum and its certificate are not accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateFault {
    /// A cover leaves out something that could be covered.
    #[error("a cover is incomplete")]
    Incomplete,
    /// A cover costs something else than stated, or covers differ in cost, or are too many roles.
    #[error("a cover's cost is not as stated")]
    Cost,
    /// What is said to be uncoverable isn't that.
    #[error("the uncovered items are not as stated")]
    Uncovered,
    /// The lower bound does not follow from the evidence.
    #[error("the lower bound of component {0} is not proven")]
    Bound(usize),
}

/// Checks a minimum against its problem, by a way that shares nothing with the search.
///
/// Accepting means: every cover covers all that can be covered, within the most roles; its cost was
/// counted anew; and `lower_bound` holds, for integers, by the refutations. It does not show
/// that the covers come first in rank order, nor that all ties are listed.
///
/// # Errors
///
/// The first [`CertificateFault`] met.
pub fn verify(
    problem: &CoverProblem<'_>,
    objective: Objective,
    minimum: &Minimum,
) -> Result<Proven, CertificateFault> {
    let uncovered = problem.uncoverable();
    if uncovered != minimum.uncovered {
        return Err(CertificateFault::Uncovered);
    }
    let Some(first) = minimum.covers.first() else {
        return Err(CertificateFault::Incomplete);
    };
    let key = objective.key(&first.cost);
    for cover in &minimum.covers {
        let mut rest = RequirementSet::full(problem.required).minus(&uncovered);
        for &at in &cover.candidates {
            let candidate = problem.candidates.get(at);
            rest.subtract(&candidate.ok_or(CertificateFault::Incomplete)?.covers);
        }
        if !rest.is_empty() {
            return Err(CertificateFault::Incomplete);
        }
        let cost = problem.cost(&cover.candidates);
        let many = problem
            .max_roles
            .is_some_and(|allowed| cost.count > allowed);
        if cost != cover.cost || objective.key(&cost) != key || many {
            return Err(CertificateFault::Cost);
        }
    }
    let components = objective.components();
    let (bounds, refutations) = (&minimum.lower_bound, &minimum.certificate.refutations);
    if bounds.len() != components.len() || refutations.len() != components.len() {
        return Err(CertificateFault::Bound(0));
    }
    let mut fixed: Vec<(Component, i64)> = Vec::new();
    for (at, (&component, &bound)) in components.iter().zip(bounds).enumerate() {
        if bound > 0 {
            let earlier_proven = fixed.len() == at;
            let refutation = refutations[at].as_ref().filter(|_| earlier_proven);
            let mut limits = vec![(component, bound as i64 - 1)];
            limits.extend(problem.side_limits(component, &fixed));
            if !refutation.is_some_and(|r| Checker::new(problem, &limits, r).accepts(&r.proof)) {
                return Err(CertificateFault::Bound(at));
            }
        }
        if bound > key[at] {
            return Err(CertificateFault::Bound(at));
        }
        if bound == key[at] && fixed.len() == at {
            fixed.push((component, bound as i64));
        }
    }
    let all = fixed.len() == components.len();
    Ok(if all {
        Proven::Optimal
    } else {
        Proven::Bounded
    })
}

impl Certificate {
    /// The number of leaves with multipliers, over all components.
    pub fn leaves(&self) -> usize {
        fn leaves(proof: &Proof) -> usize {
            match proof {
                Proof::Closed => 0,
                Proof::Bound(_) => 1,
                Proof::Fix(_, then) | Proof::Dominated(_, then) => leaves(then),
                Proof::Branch(_, children) => children.iter().map(|(_, p)| leaves(p)).sum(),
            }
        }
        self.refutations
            .iter()
            .flatten()
            .map(|r| leaves(&r.proof))
            .sum()
    }

    /// The extra items that the evidence speaks of.
    pub fn items(&self) -> usize {
        let groups = self.refutations.iter().flatten().flat_map(|r| &r.groups);
        groups.map(Vec::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::duals::Duals;
    use super::super::limits::SearchLimits;
    use super::super::problem::ExtraClasses;
    use super::super::stages::minimize;
    use super::*;
    use crate::bits::OperationSet;

    /// Rows in a ring, each candidate covers three of seven and grants two items, one shared with
    /// the next: a proof needs prices, shares and branches.
    fn ring(check: impl Fn(&CoverProblem<'_>)) {
        let classes = ExtraClasses::new([crate::model::OperationClass::Read; 14]);
        let grants: Vec<OperationSet> = (0..7)
            .map(|c| OperationSet::of(14, [2 * c, 2 * c + 1, (2 * c + 2) % 14].map(Into::into)))
            .collect();
        let mut problem = CoverProblem::new(7, &classes);
        for (c, grants) in grants.iter().enumerate() {
            let covers = [c, (c + 1) % 7, (c + 3) % 7].map(Into::into);
            problem.push(RequirementSet::of(7, covers), grants, c as u32);
        }
        check(&problem);
    }

    /// Applies a change to every step of a proof; how many were changed.
    fn change(proof: &mut Proof, how: &dyn Fn(&mut Proof) -> usize) -> usize {
        how(proof)
            + match proof {
                Proof::Closed | Proof::Bound(_) => 0,
                Proof::Fix(_, then) | Proof::Dominated(_, then) => change(then, how),
                Proof::Branch(_, children) => {
                    children.iter_mut().map(|c| change(&mut c.1, how)).sum()
                }
            }
    }

    fn duals(proof: &mut Proof) -> Option<&mut Duals> {
        match proof {
            Proof::Bound(duals) | Proof::Fix(duals, _) => Some(duals),
            _ => None,
        }
    }

    /// A change of the evidence for the first component must be noticed.
    fn noticed(how: &dyn Fn(&mut Proof) -> usize) {
        ring(|problem| {
            let objective = Objective::Excess;
            let mut minimum = minimize(problem, objective, SearchLimits::default()).unwrap();
            assert_eq!(verify(problem, objective, &minimum), Ok(Proven::Optimal));
            let refutation = minimum.certificate.refutations[0].as_mut().unwrap();
            assert!(change(&mut refutation.proof, how) > 0, "nothing to change");
            let verdict = verify(problem, objective, &minimum);
            assert_eq!(verdict, Err(CertificateFault::Bound(0)));
        });
    }

    #[test]
    fn changed_evidence_is_rejected() {
        // No prices, no argument.
        noticed(&|proof| duals(proof).map_or(0, |d| std::mem::take(&mut d.prices).len()));
        // A price counted twice.
        noticed(&|proof| {
            duals(proof).map_or(0, |d| {
                let again = d.prices.clone();
                d.prices.extend(again);
                d.prices.len()
            })
        });
        // Shares beyond the weight of a group.
        noticed(&|proof| {
            duals(proof).map_or(0, |d| {
                d.shares.iter_mut().for_each(|share| share.2 *= 4);
                d.shares.len()
            })
        });
        // Negative multipliers.
        noticed(&|proof| {
            duals(proof).map_or(0, |d| {
                d.multipliers.iter_mut().for_each(|m| *m = -*m);
                d.multipliers.len()
            })
        });
        // A leaf without an argument.
        noticed(&|proof| match proof {
            Proof::Bound(_) => {
                *proof = Proof::Closed;
                1
            }
            _ => 0,
        });
        // A way to cover an item that nobody looked at.
        noticed(&|proof| match proof {
            Proof::Branch(_, children) => usize::from(children.pop().is_some()),
            _ => 0,
        });
        // A candidate said to be beaten that isn't.
        noticed(&|proof| match proof {
            Proof::Dominated(pairs, _) => {
                pairs.push((0, 1));
                1
            }
            _ => 0,
        });
    }

    #[test]
    fn groups_that_overlap_are_rejected() {
        ring(|problem| {
            let objective = Objective::Excess;
            let mut minimum = minimize(problem, objective, SearchLimits::default()).unwrap();
            let refutation = minimum.certificate.refutations[0].as_mut().unwrap();
            let first = refutation.groups[0].clone();
            refutation.groups[1].extend(first);
            let verdict = verify(problem, objective, &minimum);
            assert_eq!(verdict, Err(CertificateFault::Bound(0)));
        });
    }
}
