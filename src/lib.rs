//! Who can do what in Azure, why, and what is the least a task needs.

mod access;
mod bits;
mod catalog;
mod directory;
mod ids;
mod import;
mod model;
mod nexus;
mod pattern;
mod scope;
mod span;
mod text;

pub use access::*;
pub use bits::{IndexSet, OperationSet, RoleSet};
pub use catalog::{
    Catalog, CatalogSource, Condition, EscalationEntry, EscalationKind, Evidence, Excess,
    ImageError, ImportCatalogError, LookUpRoleError, Risk, RoleCandidate, ServiceRole, Task,
    UnknownTaskError, import_catalog,
};
pub use directory::{
    AncestorSource, Ancestors, Groups, Hierarchy, LookUpPrincipalError, MembershipHop,
    look_up_principal,
};
pub use ids::{FileIx, OperationIx, PrincipalId, RoleId, RoleIx};
pub use import::{InputSource, Stdin, read as read_inputs};
pub use model::*;
pub use nexus::*;
pub use pattern::{
    ActionPattern, MatchRule, MatcherError, ParsePatternError, PatternFault, PatternGrant,
    PatternMatcher, PatternSet, Wildcards,
};
pub use scope::{ParseScopeError, Scope, ScopeKind};
pub use span::{Diagnostic, DiagnosticSeverity, Effect, Place, Position, Span};
