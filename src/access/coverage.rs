//! Patterns as requests: which of the operations under a pattern are granted.

use super::derivation::{Derivation, Doubt, WhyNot};
use super::{AccessIndex, Outcome, Request, Standing, Target};
use crate::bits::OperationSet;
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

/// Decides a request about every operation under a pattern.
pub fn decide_pattern(index: &AccessIndex<'_>, request: &Request) -> PatternDecision {
    let catalog = index.catalog();
    let Target { action, plane } = &request.target;
    let operations = catalog.expand(action, *plane);
    let standing = Standing::of(index, request);
    let mut granted = OperationSet::new(operations.bound());
    let mut outcomes = Vec::new();
    let (mut derivations, mut why_not, mut doubts) = (Vec::new(), Vec::new(), Vec::new());
    for operation in operations.iter() {
        let name = catalog.operation(operation).name;
        let target = Target {
            action: ActionPattern::literal(&name),
            plane: *plane,
        };
        let decision = standing.decide(&target);
        if decision.outcome() == Outcome::Allowed {
            granted.insert(operation);
        }
        outcomes.push(decision.outcome());
        extend_distinct(&mut derivations, decision.derivations());
        extend_distinct(&mut why_not, decision.why_not());
        extend_distinct(&mut doubts, decision.doubts());
    }
    let all = granted.len() == operations.len() && !operations.is_empty();
    let future = if all && derivations.iter().any(|d| outlasts(d, action)) {
        Future::Covered
    } else {
        Future::Open
    };
    PatternDecision {
        outcome: pattern_outcome(&outcomes),
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

fn outlasts(derivation: &Derivation, _asked: &ActionPattern) -> bool {
    derivation.outcome == Outcome::Allowed
        && derivation.steps.iter().any(|step| {
            matches!(step, super::Step::RoleDefinition { pattern, .. } if !pattern.is_concrete())
        })
}
