//! Why no choice of candidates stays within given limits, as a tree.

use super::duals::Duals;

/// A refutation: no cover of what is left, from the candidates that are left, stays within the
/// limits.
///
/// At every step, candidates that alone would break a limit are gone without a word, and a step at
/// which what is chosen breaks one needs no argument.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Proof {
    /// What is chosen breaks a limit already.
    Closed,
    /// Multipliers show it.
    Bound(Duals),
    /// Multipliers show that some candidates can't be chosen; the rest is refuted without them.
    Fix(Duals, Box<Proof>),
    /// Each first candidate covers no more and costs no less than the second; the rest is refuted
    /// without the first ones.
    Dominated(Vec<(u32, u32)>, Box<Proof>),
    /// One of the candidates that cover this required item must be chosen; each is refuted, without
    /// those before it.
    Branch(u32, Vec<(u32, Proof)>),
}

/// A step that leaves one thing to refute.
pub(super) enum Step {
    Fix(Duals),
    /// This required item is covered by this candidate alone.
    Only(u32, u32),
}

impl Proof {
    /// The proof as what follows some steps.
    pub(super) fn after(self, steps: Vec<Step>) -> Self {
        steps.into_iter().rev().fold(self, |then, step| match step {
            Step::Fix(duals) => Self::Fix(duals, Box::new(then)),
            Step::Only(item, candidate) => Self::Branch(item, vec![(candidate, then)]),
        })
    }
}
