//! The language of action patterns: does a pattern match an operation, which patterns of many do,
//! and how what two lists of patterns grant is related.
//!
//! Azure's patterns hold one metacharacter, `*`, which matches any run of characters including
//! `/` (WC-3). Names compare without case (WC-2). `?`, `[`, `{` and `**` have no special meaning
//! (WC-8).

mod action_pattern;
mod alphabet;
mod automaton;
mod compact;
mod glob;
mod language;
mod matcher;
mod points;
mod redundancy;
mod relation;
mod set;

pub use action_pattern::{ActionPattern, ParsePatternError, PatternFault};
pub use automaton::StateLimit;
pub use compact::{CandidatePattern, Compaction, CompactionProblem};
pub use language::PatternLanguage;
pub use matcher::{MatcherError, PatternMatcher};
pub use redundancy::{PatternList, Redundancy, RedundancyReason};
pub use relation::{Relation, RelationKind};
pub use set::{PatternGrant, PatternSet};

/// Whether `X/*/Y` also matches `X/Y` (WC-5).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Wildcards {
    /// The middle may vanish together with one slash, as Azure's own roles require.
    #[default]
    Azure,
    /// A plain glob: both slashes must be there.
    Strict,
}

impl Wildcards {
    /// The word used in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Azure => "azure",
            Self::Strict => "strict",
        }
    }
}

/// The clause of the matching rules by which a pattern matched.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum MatchRule {
    /// The pattern spells the operation out (WC-2).
    Exact,
    /// `*` matched a run of characters (WC-3).
    Star,
    /// The pattern is `*` alone (WC-6).
    Everything,
    /// `/*/` matched a single slash (WC-5).
    VanishingMiddle,
}

impl MatchRule {
    /// The clause of the specification.
    pub fn clause(self) -> &'static str {
        match self {
            Self::Exact => "WC-2",
            Self::Star => "WC-3",
            Self::Everything => "WC-6",
            Self::VanishingMiddle => "WC-5",
        }
    }
}
