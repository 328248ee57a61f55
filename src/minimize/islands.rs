//! Problems that fall apart: candidates that share neither a required item nor an extra one that
//! counts.
//!
//! The frontier of such a problem is put together from those of its parts: at any optimum, each part
//! stands at a point of its own frontier. Searching the whole at once would try the parts' points
//! in every combination, which grows without bound with the number of scopes.

use super::problem::CoverProblem;

/// A point put together from parts.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum {
    pub(super) excess: u64,
    /// In rank order.
    pub(super) candidates: Vec<usize>,
}

struct Island {
    covers: Vec<u64>,
    grants: Vec<u64>,
    members: Vec<usize>,
}

fn meets(a: &[u64], b: &[u64]) -> bool {
    a.iter().zip(b).any(|(a, b)| a & b != 0)
}

fn join(into: &mut [u64], more: &[u64]) {
    for (word, more) in into.iter_mut().zip(more) {
        *word |= more;
    }
}

impl CoverProblem<'_> {
    /// The candidates that cover something, in sets that share nothing.
    pub(super) fn islands(&self) -> Vec<Vec<usize>> {
        let mut islands: Vec<Island> = Vec::new();
        for (at, candidate) in self.candidates.iter().enumerate() {
            if candidate.covers.is_empty() {
                continue;
            }
            let grants = candidate.grants.iter().zip(&self.counted);
            let mut own = Island {
                covers: candidate.covers.words().to_vec(),
                grants: grants.map(|(grants, counted)| grants & counted).collect(),
                members: vec![at],
            };
            islands.retain_mut(|other| {
                let apart =
                    !meets(&own.covers, &other.covers) && !meets(&own.grants, &other.grants);
                if !apart {
                    join(&mut own.covers, &other.covers);
                    join(&mut own.grants, &other.grants);
                    own.members.append(&mut other.members);
                }
                apart
            });
            islands.push(own);
        }
        for island in &mut islands {
            island.members.sort_unstable();
        }
        islands.sort_by(|a, b| a.members.cmp(&b.members));
        islands.into_iter().map(|island| island.members).collect()
    }

    /// The problem with some of its candidates only.
    pub(super) fn only(&self, members: &[usize]) -> Self {
        let mut part = self.clone();
        part.candidates = members
            .iter()
            .map(|&at| self.candidates[at].clone())
            .collect();
        part
    }

    /// Every point of one frontier with every point of another, as far as none is beaten: from the
    /// fewest candidates on, with excess that falls. Among equals the first in rank order stays.
    pub(super) fn sums(&self, some: &[Sum], others: &[Sum]) -> Vec<Sum> {
        let rank = |at: &usize| (self.candidates[*at].rank, *at);
        let mut all: Vec<Sum> = Vec::new();
        for a in some {
            for b in others {
                let mut candidates = [a.candidates.as_slice(), &b.candidates].concat();
                candidates.sort_by_key(rank);
                all.push(Sum {
                    excess: a.excess + b.excess,
                    candidates,
                });
            }
        }
        all.sort_by_cached_key(|sum| {
            let ranks: Vec<_> = sum.candidates.iter().map(rank).collect();
            (sum.candidates.len(), sum.excess, ranks)
        });
        let mut least = None;
        all.retain(|sum| {
            let falls = least.is_none_or(|least| sum.excess < least);
            if falls {
                least = Some(sum.excess);
            }
            falls
        });
        all
    }
}
