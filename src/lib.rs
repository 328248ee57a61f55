//! Who can do what in Azure, why, and what is the least a task needs.

mod access;
mod audit;
mod bits;
mod catalog;
#[cfg(feature = "cli")]
mod cli;
mod condition;
mod delegation;
mod directory;
mod effective;
mod ids;
mod import;
mod lint;
mod minimize;
mod model;
mod nexus;
mod pattern;
#[cfg(feature = "cli")]
mod report;
mod roads;
mod scope;
mod span;
mod text;

pub use access::*;
pub use audit::{
    Confidence, Finding, FindingPrincipal, FindingRole, Remediation, Rule, Severity,
    UnknownRuleError, audit, cluster_diagnostics, find_rule, rules,
};
pub use bits::{IndexSet, OperationSet, RoleSet};
pub use catalog::{
    ActionList, Bound, ByPlane, Catalog, CatalogDiff, CatalogSource, ChangeCause, ChangedRole,
    ClassCounts, EscalationEntry, EscalationKind, Evidence, HeldEscalation, ImageError,
    ImportCatalogError, ListedPattern, LookUpRoleError, MisplacedPattern, OperationHit,
    PermissionOverview, PlaneComparison, PublishedDifference, RenamedRole, Risk, RoleCandidate,
    RoleComparison, RoleHit, RoleOverview, ServiceRole, Task, UnknownTaskError, WordFound,
    WordPlace, import_catalog,
};
#[cfg(feature = "cli")]
pub use cli::main;
pub use condition::{
    AttributeMap, AttributeRef, AttributeSource, AttributeValue, Attributes, ComparedBy,
    ComparedIds, Completeness, Condition, ConditionContext, ConditionFault, ConditionFinding,
    Corner, DecidingPart, Demand, Evaluation, Excerpt, ExplainedBlock, Explanation, GuardedAction,
    LintContext, LintSeverity, Need, NothingSupplied, ParseAttributeError, ParseConditionError,
    ParseConditionErrors, RoleActions, RoleAssignmentAttribute, Suboperation, Supplied, Truth,
    Undocumented, ValueRef, Verdict, condition_rules,
};
pub use delegation::{
    Activation, Audience, Beneficiary, ByType, DelegatedRole, Delegation, PrincipalType,
    ReachedRole, Road, RoleReach, Roster, delegation, delegation_by_assignment,
    delegation_of_roles,
};
pub use directory::{
    AncestorSource, Ancestors, Groups, Hierarchy, LookUpPrincipalError, MembershipHop,
    look_up_principal,
};
pub use effective::{EffectiveGrant, ExpandedScope, Holder, expand_grants, grants_of, who_can};
pub use ids::{FileIx, OperationIx, PrincipalId, RoleId, RoleIx};
pub use import::{
    AzureErrorCode, InputSource, LinkedFrom, ListedAction, ListedActions, Printed, QuotedRequest,
    Stdin, WrittenEntry, WrittenRole, WrittenScope, actions_in_text, quoted_requests,
    read as read_inputs, read_roles,
};
pub use lint::{Fix, FixFault, Lint, LintRule, find_lint_rule, fix, lint, lint_rules};
pub use minimize::{
    Candidates, Certificate, CertificateFault, CompactList, CompactRole, Component, Cost, Cover,
    CoverProblem, CustomRole, Documented, Excess, ExtraClasses, Frontier, FrontierPoint,
    MOST_OPTIMA, Minimum, Objective, Proven, Reach, Recommendation, RecommendedRole,
    RequiredAction, Requirement, RequirementIx, RequirementSet, SearchLimits, Services, SetCover,
    SetCoverAnswer, Stop, Ties, TooFewRolesAllowed, compact, compact_role, frontier, minimize,
    recommend, verify as verify_minimum,
};
pub use model::*;
pub use nexus::*;
pub use pattern::{
    ActionPattern, CandidatePattern, Compaction, CompactionProblem, MatchRule, MatcherError,
    ParsePatternError, PatternFault, PatternGrant, PatternLanguage, PatternList, PatternMatcher,
    PatternSet, Redundancy, RedundancyReason, Relation, RelationKind, StateLimit, Wildcards,
};
pub use roads::{
    Basis, Cut, CutGrant, CutProof, EscalationRoad, GrantIx, GrantStanding, Owner, RoadGoal,
    RoadGrant, RoadQuestion, RoadStep, RoadStop, Roads, StepKind, roads,
};
pub use scope::{ParseScopeError, Scope, ScopeKind};
pub use span::{Diagnostic, DiagnosticSeverity, Effect, Place, Position, Span};
