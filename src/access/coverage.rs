//! Patterns as requests: which of the operations under a pattern are granted.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::derivation::{Derivation, Doubt, Step, WhyNot};
use super::{Authorizer, Decision, Outcome, Target};
use crate::bits::OperationSet;
use crate::catalog::Catalog;
use crate::ids::OperationIx;
use crate::pattern::{ActionPattern, Wildcards};
use crate::text::NameMap;

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
    let mut derivations: Distinct<Derivation> = Distinct::default();
    let mut why_not: Distinct<WhyNot> = Distinct::default();
    let mut doubts: Distinct<Doubt> = Distinct::default();
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
        derivations.extend(decision.derivations, feed_path);
        why_not.extend(decision.why_not, feed_row);
        doubts.extend(decision.doubts, Doubt::hash);
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
        derivations: derivations.all,
        why_not: why_not.all,
        doubts: doubts.all,
    }
}

/// The outcome of a pattern from those of the operations under it: the one that all share; partial
/// where some are allowed, be it under a condition, and others certainly not; else the one nearest to a
/// certain yes that is left open.
pub(super) fn pattern_outcome(outcomes: &[Outcome]) -> Outcome {
    let has = |wanted: Outcome| outcomes.contains(&wanted);
    let all = |wanted: &[Outcome]| outcomes.iter().all(|outcome| wanted.contains(outcome));
    let is_no = |outcome: &Outcome| {
        use Outcome::{Allowed, Conditional, Undetermined};
        !matches!(outcome, Allowed | Conditional | Undetermined)
    };
    let is_open = !outcomes.iter().any(is_no);
    if outcomes.is_empty() {
        Outcome::NotGranted
    } else if all(&[Outcome::Allowed]) {
        Outcome::Allowed
    } else if is_open && has(Outcome::Conditional) {
        Outcome::Conditional
    } else if is_open {
        Outcome::Undetermined
    } else if has(Outcome::Allowed) || has(Outcome::Conditional) || has(Outcome::Partial) {
        Outcome::Partial
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

/// Things, each once, in the order in which they came. What may be the same has the same hash.
struct Distinct<T> {
    all: Vec<T>,
    by_hash: NameMap<u64, Vec<usize>>,
}

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            by_hash: NameMap::default(),
        }
    }
}

impl<T: PartialEq> Distinct<T> {
    fn extend(&mut self, more: Vec<T>, feed: impl Fn(&T, &mut DefaultHasher)) {
        for item in more {
            let mut hasher = DefaultHasher::new();
            feed(&item, &mut hasher);
            let alike = self.by_hash.entry(hasher.finish()).or_default();
            if alike.iter().all(|&at| self.all[at] != item) {
                alike.push(self.all.len());
                self.all.push(item);
            }
        }
    }
}

/// The ids and patterns of a path.
fn feed_path(path: &Derivation, hasher: &mut DefaultHasher) {
    path.outcome.hash(hasher);
    for step in path.steps.iter() {
        match step {
            Step::GroupMembership { from, to, .. } => (from, to).hash(hasher),
            Step::RoleAssignment { id, .. } | Step::Schedule { id, .. } => id.hash(hasher),
            Step::DenyAssignment { id, pattern, .. } => (id, pattern).hash(hasher),
            Step::RoleDefinition { name, pattern, .. } => (name, pattern).hash(hasher),
            Step::Condition { condition, .. } => condition.text.hash(hasher),
        }
    }
}

fn feed_row(row: &WhyNot, hasher: &mut DefaultHasher) {
    (&row.assignment, row.because, &row.pattern).hash(hasher);
}
