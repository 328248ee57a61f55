//! Who can do what in Azure, why, and what is the least a task needs.

mod bits;
mod ids;
mod minimize;
mod pattern;
mod scope;
mod span;
mod text;

pub use bits::{IndexSet, OperationSet, RoleSet};
pub use ids::{FileIx, OperationIx, PrincipalId, RoleId, RoleIx};
pub use minimize::{
    Certificate, CertificateFault, Component, Cost, Cover, CoverProblem, Excess, ExtraClass,
    ExtraClasses, Frontier, MOST_OPTIMA, Minimum, Objective, Proven, Reach, RequirementIx,
    RequirementSet, SearchLimits, SetCover, SetCoverAnswer, Stop, Ties, TooFewRolesAllowed,
    frontier, minimize, verify as verify_minimum,
};
pub use pattern::{
    ActionPattern, MatchRule, MatcherError, ParsePatternError, PatternFault, PatternGrant,
    PatternMatcher, PatternSet, Wildcards,
};
pub use scope::{ParseScopeError, Scope, ScopeKind};
pub use span::{Diagnostic, DiagnosticSeverity, Effect, Place, Position, Span};
