//! Who can do what in Azure, why, and what is the least a task needs.
//!
//! | to | take |
//! |---|---|
//! | read exports | [`import::read`], which gives a [`model::Tenant`] with what is odd about it |
//! | know roles and operations | [`catalog::Catalog`] |
//! | ask about access | [`access::AccessIndex`], then [`access::answer`], [`effective::who_can`], [`effective::grants_of`] |
//! | ask millions of times | [`access::BulkIndex`] |
//! | see why, and check it by other code | [`access::Decision`], [`access::verify`] |
//! | ask what roles grant, without a tenant | [`access::decide_roles`], [`catalog::Catalog::look_up_role`] |
//! | find the least roles, with proof | [`minimize::recommend`], [`minimize::verify_recommendation`] |
//! | read and evaluate a condition | [`condition::Condition`] |
//! | compare patterns for all operations that could ever be | [`pattern::PatternSet`], [`pattern::Relation`] |
//! | find faults | [`audit::run`], [`paths::escalation_paths`], [`lint::run`] |
//! | compare two snapshots | [`diff::compare`] |
//! | check clusters of Operator Nexus | [`nexus::check_cluster`], [`nexus::plan_identities`] |
//!
//! ```
//! use rolecall::access::{AccessIndex, Outcome, Question, answer};
//! use rolecall::catalog::Catalog;
//! use rolecall::directory::look_up_principal;
//! use rolecall::import::{self, InputSource, Printed};
//! use rolecall::pattern::{ActionPattern, Wildcards};
//! use rolecall::Scope;
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
//! let tenant = import::read(&[InputSource::Printed(Printed { command, bytes: bytes.to_vec() })]);
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
//!
//! What is left out of these pages is for the tests of this project: it may change in any version.

// The command line uses more of the engine than it gives away.
#![cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]

pub mod access;
pub mod audit;
mod bits;
pub mod catalog;
#[cfg(feature = "cli")]
mod cli;
pub mod condition;
pub mod delegation;
pub mod diff;
pub mod directory;
pub mod effective;
mod glob;
mod history;
mod ids;
pub mod import;
pub mod lint;
pub mod minimize;
pub mod model;
mod near;
pub mod nexus;
pub mod paths;
pub mod pattern;
mod redact;
#[cfg(feature = "cli")]
mod report;
pub mod rule;
mod scope;
mod span;
mod text;
mod time;
mod usage;

pub use bits::OperationSet;

#[cfg(feature = "cli")]
#[doc(hidden)]
pub use cli::main;
// For the bindings in `bindings/`, which change with it.
#[cfg(feature = "cli")]
#[doc(hidden)]
pub use cli::{Answered, Refused, Session};
pub use glob::Glob;
pub use ids::{OperationIx, PrincipalId, RoleId, RoleIx};

#[cfg(feature = "cli")]
#[doc(hidden)]
pub use report::UsagePart;
#[cfg(feature = "schema")]
#[doc(hidden)]
pub use report::schemas;
pub use scope::{Scope, ScopeKind};
#[doc(hidden)]
pub use span::Position;
pub use span::{Diagnostic, Effect, Place};
pub use time::Timestamp;
