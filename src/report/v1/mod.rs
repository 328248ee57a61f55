//! What answers are as JSON, version 1: types that say every field once. They are frozen. What the
//! program works with may change, and `From` between the two keeps the answers as they are.
//! `docs/schemas/` is made from these types, and `verify` reads answers with them.

#[macro_use]
mod macros;

mod can;
mod catalog;
mod collect;
mod compare;
mod conditions;
mod counts;
mod definition;
mod delegation;
mod derivation;
mod diff;
mod envelope;
mod findings;
mod given;
mod history;
mod nexus;
mod operations;
mod paths;
mod recommend;
mod refs;
mod replay;
mod rightsize;
mod role;
mod roles;
mod rules;
#[cfg(feature = "schema")]
mod schema;
mod text;
mod usage;
mod verify;
mod what;
mod who;
mod why_not;
mod words;

pub(crate) use can::{Answer, AskedAnswer, CanResult, NameField, Who};
pub(crate) use catalog::{CatalogDiffResult, ImportResult, InfoResult};
pub(crate) use collect::{CollectResult, Collection, CollectionGap, WhyUncollected};
pub(crate) use compare::CompareResult;
pub(crate) use conditions::{ConditionSeverity, ConditionsLintResult, EvalResult, ExplainResult};
pub(super) use counts::names;
pub(crate) use definition::{CompactResult, CustomRole, ExportResult};
pub(crate) use delegation::DelegationResult;
pub(crate) use derivation::{Derivation, Step};
pub(crate) use diff::DiffResult;
pub(crate) use envelope::{AnyResult, Catalogue, Envelope, Input, OneByOne, diagnostics_in_json};
pub(crate) use findings::{Finding, FindingsResult};
pub(crate) use given::Given;
pub(crate) use history::HistoryResult;
pub(crate) use nexus::{NexusCheckResult, NexusPlanResult, NexusSimulateResult, RuleSeverity};
pub(crate) use operations::{OperationSearchResult, OperationsResult, TaskResult, TasksResult};
pub(crate) use paths::PathsResult;
pub(crate) use recommend::{ChosenFrom, EmittedForm, RecommendResult, Recommended, Words};
pub(crate) use refs::Role;
pub(crate) use replay::ReplayResult;
pub(crate) use rightsize::{ProposalKind, RightsizeResult};
pub(crate) use role::{ExpandResult, RoleResult};
pub(super) use roles::texts;
pub(crate) use roles::{RoleSearchResult, RolesResult};
pub(crate) use rules::{ClauseResult, RuleResult, RulesResult};
#[cfg(feature = "schema")]
pub use schema::schemas;
pub(crate) use text::ScopePath;
pub(crate) use usage::{UsageResult, UsageRow};
pub(crate) use verify::{Status, Verifiable, VerifyResult};
pub(crate) use what::WhatResult;
pub(crate) use who::{HeldScopes, Holder, Holders, WhoResult};
