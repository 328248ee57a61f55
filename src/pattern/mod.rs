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
mod points;
mod redundancy;
mod relation;
mod set;
mod wildcards;

pub use action_pattern::ActionPattern;
pub(crate) use action_pattern::ParsePatternError;
pub(crate) use automaton::StateLimit;
#[doc(hidden)]
pub use compact::{Compaction, CompactionProblem};
pub use language::PatternLanguage;
pub(crate) use redundancy::Redundancy;
#[doc(hidden)]
pub use redundancy::{PatternList, RedundancyReason};
pub use relation::{Relation, RelationKind};
pub(crate) use set::PatternGrant;
pub use set::PatternSet;
#[doc(hidden)]
pub use wildcards::MatchRule;
pub use wildcards::Wildcards;
