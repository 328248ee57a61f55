//! The language of action patterns: does a pattern match an operation, and which patterns of
//! many do.
//!
//! Azure's patterns hold one metacharacter, `*`, which matches any run of characters including
//! `/` (WC-3). Names compare without case (WC-2). `?`, `[`, `{` and `**` have no special meaning
//! (WC-8).

mod action_pattern;
mod matcher;
mod set;
mod wildcards;

pub use action_pattern::{ActionPattern, ParsePatternError, PatternFault};
pub use matcher::{MatcherError, PatternMatcher};
pub use set::{PatternGrant, PatternSet};
pub use wildcards::{MatchRule, Wildcards};
