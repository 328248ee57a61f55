//! Who can do what in Azure, why, and what is the least a task needs.

mod bits;
mod ids;
mod pattern;
mod scope;
mod span;
mod text;

pub use bits::{IndexSet, OperationSet, RoleSet};
pub use ids::{FileIx, OperationIx, PrincipalId, RoleId, RoleIx};
pub use pattern::{
    ActionPattern, CandidatePattern, Compaction, CompactionProblem, MatchRule, MatcherError,
    ParsePatternError, PatternFault, PatternGrant, PatternLanguage, PatternList, PatternMatcher,
    PatternSet, Redundancy, RedundancyReason, Relation, RelationKind, StateLimit, Wildcards,
};
pub use scope::{ParseScopeError, Scope, ScopeKind};
pub use span::{Diagnostic, DiagnosticSeverity, Effect, Place, Position, Span};
