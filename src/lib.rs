//! Who can do what in Azure, why, and what is the least a task needs.
//!
//! | to | take |
//! |---|---|
//! | read exports | [`read_inputs`], which gives a [`Tenant`] with what is odd about it |
//! | know roles and operations | [`Catalog`] |
//! | ask about access | [`AccessIndex`], then [`answer`], [`who_can`], [`grants_of`] |
//! | ask millions of times | [`BulkIndex`] |
//! | see why, and check it by other code | [`Decision`], [`verify`] |
//! | ask what roles grant, without a tenant | [`decide_roles`], [`Catalog::look_up_role`] |
//! | find the least roles, with proof | [`recommend`], [`verify_recommendation`] |
//! | read and evaluate a condition | [`Condition`] |
//! | compare patterns for all operations that could ever be | [`PatternSet`], [`Relation`] |
//! | find faults | [`audit`], [`escalation_paths`], [`lint`] |
//!
//! ```
//! use rolecall::{
//!     AccessIndex, ActionPattern, Catalog, InputSource, Outcome, Printed, Question, Scope, Wildcards,
//!     answer, look_up_principal, read_inputs,
//! };
//!
//! let bytes = br#"[{
//!     "id": "/subscriptions/5b1/providers/Microsoft.Authorization/roleAssignments/1",
//!     "principalId": "f2a5a5d3-9d9e-4c55-8f5e-0c5d3c6f4a11",
//!     "principalName": "alice@contoso.com",
//!     "principalType": "User",
//!     "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
//!     "scope": "/subscriptions/5b1"
//! }]"#;
//! let command = "az role assignment list --all".to_owned();
//! let tenant = read_inputs(&[InputSource::Printed(Printed { command, bytes: bytes.to_vec() })]);
//! let catalog = Catalog::core(Wildcards::Azure);
//! let index = AccessIndex::new(&tenant, &catalog);
//!
//! let alice = look_up_principal(&tenant, "alice@contoso.com")?;
//! let action = ActionPattern::parse("Microsoft.NetworkCloud/clusters/read")?;
//! let scope = Scope::parse("/subscriptions/5b1/resourceGroups/rg")?;
//! let answer = answer(&index, &Question::new(alice, action, scope));
//! assert_eq!(answer.outcome(), Outcome::Allowed);
//! assert_eq!(answer.planes[0].decision.derivations().len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod access;
mod audit;
mod bits;
mod catalog;
#[cfg(feature = "cli")]
mod cli;
mod condition;
mod delegation;
mod diff;
mod directory;
mod effective;
mod glob;
mod ids;
mod import;
mod lint;
mod minimize;
mod model;
mod near;
mod nexus;
mod paths;
mod pattern;
mod redact;
#[cfg(feature = "cli")]
mod report;
mod rule;
mod scope;
mod span;
mod text;
mod time;

pub use access::*;
pub use audit::{
    AccessLost, AuditSettings, FixAction, RankedFix, RiskParts, RuleSettings, ScopeRow, THRESHOLDS,
    ThresholdName, Thresholds, audit, audit_with, cluster_diagnostics, find_rule,
    is_about_configuration, ranked_fixes, rules, scope_tree, suppress,
};
pub use bits::{IndexSet, OperationSet, RoleSet};
pub use catalog::{
    ActionList, AzurePart, Bound, ByPlane, Catalog, CatalogDiff, CatalogSource, ChangeCause,
    ChangedRole, ClassCounts, EscalationEntry, EscalationKind, Evidence, HeldEscalation,
    ImageError, ImportCatalogError, InputShare, ListedPattern, LookUpRoleError, MisplacedPattern,
    OperationHit, PermissionOverview, PlaneComparison, PublishedDifference, RenamedRole, Risk,
    RoleCandidate, RoleComparison, RoleHit, RoleOverview, ServiceRole, Task, UnknownTaskError,
    WordFound, WordPlace, import_catalog,
};
#[cfg(feature = "cli")]
pub use cli::main;
pub use condition::{
    AttributeMap, AttributeRef, AttributeSource, AttributeValue, Attributes, ComparedBy,
    ComparedIds, Completeness, Condition, ConditionContext, ConditionFault, Corner, DecidingPart,
    Demand, Evaluation, Excerpt, ExplainedBlock, Explanation, GuardedAction, Need, NothingSupplied,
    ParseAttributeError, ParseConditionError, ParseConditionErrors, RoleAssignmentAttribute,
    Suboperation, Supplied, Truth, Undocumented, ValueRef, Verdict,
};
pub use delegation::{
    Activation, Audience, Beneficiary, Breakout, ByType, DelegatedRole, Delegation, PrincipalType,
    ReachedRole, RoleReach, Roster, delegation, delegation_by_grant, delegation_of_roles,
};
pub use diff::{
    AccessCause, AccessChange, AccessReach, AccessTurn, CauseKind, ChangedField, ChangedRecord,
    DefinitionChange, DefinitionFate, EffectiveDiff, GroupMove, MembershipChange, RecordChanges,
    Side, TenantDiff, align, diff_tenants,
};
pub use directory::{
    Ancestors, Closure, Groups, Hierarchy, LookUpPrincipalError, MembershipHop, Placement,
    look_up_principal,
};
pub use effective::{
    Capabilities, Capability, CapabilityReach, CapabilityRow, CapabilityTable, EffectiveGrant,
    ExpandedScope, GrantsDenied, Guest, HeldException, HeldScope, Holder, HolderAnywhere,
    HoldersAnywhere, RoleCapabilities, capability_matrix, denials_of, expand_grants, grants_of,
    who_can, who_can_anywhere,
};
pub use glob::{Glob, ParseGlobError};
pub use ids::{FileIx, OperationIx, PrincipalId, RoleId, RoleIx};
pub use import::{
    AzureErrorCode, AzureErrors, Because, Certainty, DerivedOperation, DerivedOperations,
    InputForm, InputSource, KnowsOperation, LinkedFrom, ListedAction, ListedActions, OtherCause,
    OtherRefusal, Printed, QuotedRequest, ReadDeploymentError, RefusalReason, Stdin, UnreadError,
    WrittenEntry, WrittenRole, WrittenScope, actions_in_text, azure_errors, input_forms,
    operations_of_arm, operations_of_terraform, read as read_inputs, read_roles,
};
pub use lint::{
    ConditionFinding, Fix, FixFault, Lint, LintContext, RoleActions, condition_rules,
    find_lint_rule, fix, lint, lint_condition, lint_rules,
};
pub use minimize::{
    Among, AssignmentBar, BlockedOperations, Candidates, Certificate, CertificateFault,
    CompactList, CompactRole, Component, Cost, Cover, CoverProblem, CustomRole, Excess,
    ExtraClasses, Frontier, FrontierPoint, Given, HeldAt, HeldOperations, HeldThrough, MOST_OPTIMA,
    Minimum, Objective, OpenOperations, Openness, OtherSet, OtherSets, PlacedOperation, PlacedTask,
    Proven, Recommendation, RecommendedRole, RedundantAssignment, Removability, RequiredAction,
    Requirement, RequirementIx, RequirementSet, RolesNeeded, SearchLimits, SetCover,
    SetCoverAnswer, Since, Ties, TooFewRolesAllowed, Unassignable, compact, compact_role, frontier,
    give, minimize, other_sets, place_task, recommend, redundant, verify as verify_minimum,
    verify_recommendation,
};
pub use model::*;
pub use nexus::*;
pub use paths::{
    Basis, Cut, CutGrant, EscalationPath, EscalationPaths, Owner, PathGoal, PathGrant, PathGrantIx,
    PathNode, PathQuestion, PathStep, StepKind, escalation_paths,
};
pub use pattern::{
    ActionPattern, CandidatePattern, Compaction, CompactionProblem, MatchRule, ParsePatternError,
    PatternFault, PatternGrant, PatternLanguage, PatternList, PatternSet, Redundancy,
    RedundancyReason, Relation, RelationKind, StateLimit, Wildcards,
};
pub use redact::{Published, RedactionKey, Redactor, redact};
#[cfg(feature = "schema")]
pub use report::schemas;
pub use rule::{
    Comparison, Confidence, Finding, FindingPrincipal, FindingRole, FindingStatus, PastFinding,
    Remediation, Rule, Severity, Suppression, SuppressionEntry, UnknownRuleError, compare,
};
pub use scope::{ParseScopeError, Scope, ScopeKind};
pub use span::{Diagnostic, DiagnosticSeverity, Effect, Place, Position, Span};
pub use time::{ParseTimestampError, Timestamp, TimestampFault};
