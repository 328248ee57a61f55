//! Patterns as requests: which of the operations under a pattern are granted.

use super::derivation::{Derivation, Doubt, WhyNot};
use super::{Authorizer, Decision, Outcome, Target};
use crate::bits::OperationSet;
use crate::catalog::Catalog;
use crate::ids::OperationIx;
use crate::pattern::{ActionPattern, Wildcards};

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

/// Decides a request about every operation under a pattern. Where the catalogue holds none, the
/// answer goes by the text of the patterns.
pub(super) fn decide_pattern(
    authorizer: &Authorizer<'_, '_>,
    target: &Target,
    wildcards: Wildcards,
) -> Decision {
    let catalog = authorizer.index.catalog();
    let reach = authorizer.reach_of_patterns(target.plane);
    let future = reach.future(&target.action, wildcards);
    let stand_in = || reach.stand_in(&target.action, wildcards);
    under_pattern(catalog, target, future, stand_in, |single| {
        authorizer.decide_under(single, wildcards)
    })
}

/// The decision about a pattern from those about the operations under it, or about a name that stands
/// in for them where the catalogue holds none.
pub(super) fn under_pattern(
    catalog: &Catalog,
    target: &Target,
    future: Future,
    stand_in: impl FnOnce() -> Option<String>,
    decide: impl Fn(&Target) -> Decision,
) -> Decision {
    let Target { action, plane } = target;
    let operations = catalog.expand(action, *plane);
    let mut names: Vec<(Option<OperationIx>, String)> = operations
        .iter()
        .map(|operation| (Some(operation), catalog.operation(operation).name))
        .collect();
    if names.is_empty() {
        names.extend(stand_in().map(|name| (None, name)));
    }
    let mut granted = OperationSet::new(operations.bound());
    let mut outcomes = Vec::new();
    let mut derivations: Vec<Derivation> = Vec::new();
    let (mut why_not, mut doubts): (Vec<WhyNot>, Vec<Doubt>) = (Vec::new(), Vec::new());
    for (operation, name) in names {
        let decision = decide(&Target {
            action: ActionPattern::literal(&name),
            plane: *plane,
        });
        if decision.outcome == Outcome::Allowed
            && let Some(operation) = operation
        {
            granted.insert(operation);
        }
        outcomes.push(decision.outcome);
        extend_distinct(&mut derivations, decision.derivations);
        extend_distinct(&mut why_not, decision.why_not);
        extend_distinct(&mut doubts, decision.doubts);
    }
    let outcome = match pattern_outcome(&outcomes) {
        Outcome::Allowed if operations.is_empty() && future != Future::Covered => Outcome::Partial,
        outcome => outcome,
    };
    Decision {
        outcome,
        coverage: Some(Coverage {
            operations,
            granted,
            future,
        }),
        derivations,
        why_not,
        doubts,
    }
}

/// The outcome of a pattern from those of the operations under it: the one that all share; partial
/// where some are allowed and others certainly not; else the one nearest to a yes.
pub(super) fn pattern_outcome(outcomes: &[Outcome]) -> Outcome {
    let has = |wanted: Outcome| outcomes.contains(&wanted);
    let all = |wanted: &[Outcome]| outcomes.iter().all(|outcome| wanted.contains(outcome));
    if outcomes.is_empty() {
        Outcome::NotGranted
    } else if all(&[Outcome::Allowed]) {
        Outcome::Allowed
    } else if has(Outcome::Undetermined) && all(&[Outcome::Allowed, Outcome::Undetermined]) {
        Outcome::Undetermined
    } else if has(Outcome::Allowed) {
        Outcome::Partial
    } else if has(Outcome::Conditional) {
        Outcome::Conditional
    } else if has(Outcome::Undetermined) {
        Outcome::Undetermined
    } else if has(Outcome::Eligible) {
        Outcome::Eligible
    } else if all(&[Outcome::Denied]) {
        Outcome::Denied
    } else {
        Outcome::NotGranted
    }
}

fn extend_distinct<T: PartialEq>(all: &mut Vec<T>, more: Vec<T>) {
    for item in more {
        if !all.contains(&item) {
            all.push(item);
        }
    }
}
