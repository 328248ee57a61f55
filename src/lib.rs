//! Who can do what in Azure, why, and what is the least a task needs.

mod bits;
mod condition;
mod ids;
mod pattern;
mod scope;
mod span;
mod text;

pub use bits::{IndexSet, OperationSet, RoleSet};
pub use condition::{
    AttributeMap, AttributeRef, AttributeSource, AttributeValue, Attributes, Completeness,
    Condition, ConditionContext, ConditionFault, ConditionFinding, Corner, DecidingPart, Demand,
    Evaluation, Excerpt, ExplainedBlock, Explanation, GuardedAction, LintContext, LintSeverity,
    Need, NothingSupplied, ParseAttributeError, ParseConditionError, ParseConditionErrors,
    RoleActions, RoleAssignmentAttribute, Suboperation, Supplied, Truth, Undocumented, ValueRef,
    Verdict, condition_rules,
};
pub use ids::{FileIx, OperationIx, PrincipalId, RoleId, RoleIx};
pub use pattern::{
    ActionPattern, MatchRule, MatcherError, ParsePatternError, PatternFault, PatternGrant,
    PatternMatcher, PatternSet, Wildcards,
};
pub use scope::{ParseScopeError, Scope, ScopeKind};
pub use span::{Diagnostic, DiagnosticSeverity, Effect, Place, Position, Span};
