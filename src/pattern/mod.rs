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

pub use action_pattern::{ActionPattern, ParsePatternError, PatternFault};
pub use automaton::StateLimit;
pub use compact::{CandidatePattern, Compaction, CompactionProblem};
pub use language::PatternLanguage;
pub use redundancy::{PatternList, Redundancy, RedundancyReason};
pub use relation::{Relation, RelationKind};
pub use set::{PatternGrant, PatternSet};
pub use wildcards::{MatchRule, Wildcards};
