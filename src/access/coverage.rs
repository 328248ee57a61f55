//! Patterns as requests: which of the operations under a pattern are granted.

use super::derivation::{Derivation, Doubt, WhyNot};
use super::{AccessIndex, Outcome, Request, Standing, Target};
use crate::bits::OperationSet;
use crate::ids::OperationIx;
use crate::pattern::ActionPattern;

/// How much of a pattern is granted.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// The operations of the catalogue under the pattern.
    pub operations: OperationSet,
    /// Those that are granted.
    pub granted: OperationSet,
    /// Whether every operation that could ever match the pattern is granted, not only today's.
    pub future: Future,
}

/// Whether a grant outlasts the catalogue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Future {
    /// Every operation that could ever match is granted.
    Covered,
    /// An operation that does not exist yet could be outside the grant.
    Open,
    /// The patterns are too entangled to tell.
    Undecided,
}

impl Coverage {
    /// The operations under the pattern that are not granted.
    pub fn missing(&self) -> OperationSet {
        self.operations.minus(&self.granted)
    }
}

/// The answer to a request about a pattern.
#[derive(Clone, Debug)]
pub struct PatternDecision {
    /// The answer for the pattern as a whole.
    pub outcome: Outcome,
    /// How much of it is granted.
    pub coverage: Coverage,
    /// Every distinct path that grants or denies an operation under it.
    pub derivations: Vec<Derivation>,
    /// What stopped the assignments, for the operations not granted; each distinct row once.
    pub why_not: Vec<WhyNot>,
    /// What the inputs don't say.
    pub doubts: Vec<Doubt>,
}

/// Decides a request about every operation under a pattern. Where the catalogue holds none, the
/// answer goes by the text of the patterns.
pub fn decide_pattern(index: &AccessIndex<'_>, request: &Request) -> PatternDecision {
    let catalog = index.catalog();
    let Target { action, plane } = &request.target;
    let operations = catalog.expand(action, *plane);
    let standing = Standing::of(index, request);
    let reach = standing.reach(*plane);
    let future = reach.future(action, catalog.wildcards());
    let mut granted = OperationSet::new(operations.bound());
    let mut outcomes = Vec::new();
    let (mut derivations, mut why_not, mut doubts) = (Vec::new(), Vec::new(), Vec::new());
    let mut names: Vec<(Option<OperationIx>, String)> = operations
        .iter()
        .map(|operation| (Some(operation), catalog.operation(operation).name))
        .collect();
    if names.is_empty() {
        let stand_in = reach.stand_in(action, catalog.wildcards());
        names.extend(stand_in.map(|name| (None, name)));
    }
    for (operation, name) in names {
        let target = Target {
            action: ActionPattern::literal(&name),
            plane: *plane,
        };
        let decision = standing.decide(&target);
        if decision.outcome() == Outcome::Allowed
            && let Some(operation) = operation
        {
            granted.insert(operation);
        }
        outcomes.push(decision.outcome());
        extend_distinct(&mut derivations, decision.derivations());
        extend_distinct(&mut why_not, decision.why_not());
        extend_distinct(&mut doubts, decision.doubts());
    }
    let outcome = pattern_outcome(&outcomes);
    PatternDecision {
        outcome: if operations.is_empty() {
            unknown_outcome(outcome, future)
        } else {
            outcome
        },
        coverage: Coverage {
            operations,
            granted,
            future,
        },
        derivations,
        why_not,
        doubts,
    }
}

/// The outcome of a pattern that matches nothing in the catalogue, from that of a name under it.
pub(super) fn unknown_outcome(stand_in: Outcome, future: Future) -> Outcome {
    match stand_in {
        Outcome::Allowed if future != Future::Covered => Outcome::Partial,
        outcome => outcome,
    }
}

/// The outcome of a pattern from those of the operations under it: the one that all share, partial
/// where some are allowed, else the one nearest to a yes.
pub(super) fn pattern_outcome(outcomes: &[Outcome]) -> Outcome {
    let has = |wanted: Outcome| outcomes.contains(&wanted);
    let all = |wanted: Outcome| outcomes.iter().all(|outcome| *outcome == wanted);
    if outcomes.is_empty() {
        Outcome::NotGranted
    } else if all(Outcome::Allowed) {
        Outcome::Allowed
    } else if has(Outcome::Allowed) {
        Outcome::Partial
    } else if has(Outcome::Conditional) {
        Outcome::Conditional
    } else if has(Outcome::Eligible) {
        Outcome::Eligible
    } else if all(Outcome::Denied) {
        Outcome::Denied
    } else {
        Outcome::NotGranted
    }
}

pub(super) fn extend_distinct<T: Clone + PartialEq>(all: &mut Vec<T>, more: &[T]) {
    for item in more {
        if !all.contains(item) {
            all.push(item.clone());
        }
    }
}
