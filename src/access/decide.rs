//! A decision, and how it is asked for.

use super::coverage::Coverage;
use super::derivation::{Derivation, Doubt, WhyNot, open_needs, open_residual};
use super::{AccessIndex, Authorizer, Outcome, Request};

/// The answer to one request, with every path that leads to it.
///
/// Made only by [`decide`] and its like: a decision without its derivations can't be had.
#[derive(Clone, Debug)]
pub struct Decision {
    pub(super) outcome: Outcome,
    pub(super) coverage: Option<Coverage>,
    pub(super) derivations: Vec<Derivation>,
    pub(super) why_not: Vec<WhyNot>,
    pub(super) doubts: Vec<Doubt>,
}

impl Decision {
    /// The answer.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// For a pattern: how much of it is granted.
    pub fn coverage(&self) -> Option<&Coverage> {
        self.coverage.as_ref()
    }

    /// Every path that grants or denies, denies first. Of a pattern, each distinct path once.
    pub fn derivations(&self) -> &[Derivation] {
        &self.derivations
    }

    /// The same, without the rest of the decision.
    pub fn into_derivations(self) -> Vec<Derivation> {
        self.derivations
    }

    /// For each grant looked at that does not allow: what stopped it. Of a pattern, each distinct
    /// row once.
    pub fn why_not(&self) -> &[WhyNot] {
        &self.why_not
    }

    /// What conditions ask for that the request doesn't say, sorted.
    pub fn needs(&self) -> Vec<&str> {
        open_needs(self.outcome, &self.derivations)
    }

    /// What is left of the conditions on which the answer depends: any of them, where several paths
    /// are open.
    pub fn residual(&self) -> Option<String> {
        open_residual(self.outcome, &self.derivations)
    }

    /// Whether it belongs into a list of those who can, or could: something grants, denied or not, or
    /// may.
    pub(crate) fn is_listed(&self) -> bool {
        let grants = self.derivations.iter().any(Derivation::grants);
        let may = self.outcome == Outcome::Undetermined
            && self.why_not.iter().any(|row| row.because.is_open());
        self.outcome != Outcome::NotGranted && (grants || may)
    }

    /// Whether something may make eligible who is granted nothing: then the outcome is certain, and a list of
    /// those who can, or could, is not whole.
    pub(crate) fn may_be_eligible(&self) -> bool {
        let is_open = self.why_not.iter().any(|row| row.because.is_open());
        self.outcome == Outcome::NotGranted && is_open
    }

    /// Takes in what the inputs don't say of what was decided on: nothing is certain then.
    pub(super) fn doubt(&mut self, doubts: Vec<Doubt>) {
        if !doubts.is_empty() {
            self.outcome = Outcome::Undetermined;
            self.doubts.extend(doubts);
        }
    }

    /// What the inputs don't say and could change the answer.
    pub fn doubts(&self) -> &[Doubt] {
        &self.doubts
    }
}

/// Decides a request about one operation, or about every operation under a pattern.
pub fn decide(index: &AccessIndex<'_>, request: &Request) -> Decision {
    Authorizer::of(index, request).decide(&request.target)
}
