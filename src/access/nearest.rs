//! Which of many assignments elsewhere are worth a look: those nearest to the scope asked about.

use super::{AccessIndex, Reason, WhyNot};
use crate::scope::Scope;
use crate::text::NameMap;

/// How many assignments that are elsewhere an answer lists.
const NEAREST: usize = 10;

/// Leaves, of the rows that say no more than that an assignment is elsewhere, the nearest ten to a scope:
/// those whose way up the tree meets that of the scope first. Gives the number of the others.
pub(crate) fn keep_nearest(index: &AccessIndex<'_>, at: &Scope, rows: &mut Vec<WhyNot>) -> usize {
    let elsewhere = |row: &WhyNot| row.because == Reason::Scope;
    let count = rows.iter().filter(|row| elsewhere(row)).count();
    if count <= NEAREST {
        return 0;
    }
    let ancestors = index.hierarchy().ancestors(at);
    let steps: NameMap<&str, usize> = ancestors.iter().zip(0..).collect();
    let distance = |scope: &Scope| {
        let (mut met, mut way) = (None, 0);
        index.hierarchy().for_each_ancestor(scope, |above| {
            if met.is_none() {
                met = steps.get(above).copied();
                way += 1;
            }
        });
        (met.unwrap_or(usize::MAX), way)
    };
    let mut ranked: Vec<(usize, usize, &Scope, usize)> = Vec::with_capacity(count);
    for (number, row) in rows.iter().enumerate() {
        if let Some(scope) = row.scope.as_ref().filter(|_| elsewhere(row)) {
            let (up, down) = distance(scope);
            ranked.push((up, down, scope, number));
        }
    }
    if ranked.len() > NEAREST {
        ranked.select_nth_unstable(NEAREST);
        ranked.truncate(NEAREST);
    }
    let kept: Vec<usize> = ranked.into_iter().map(|(.., number)| number).collect();
    let mut number = 0;
    rows.retain(|row| {
        let is_kept = !elsewhere(row) || kept.contains(&number);
        number += 1;
        is_kept
    });
    count - kept.len()
}
