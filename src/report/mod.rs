//! Words and formats: the only layer that writes for people. What a command found becomes a
//! [`Page`] of neutral blocks and a versioned JSON value; the formats are made from those.

mod access;
mod access_csv;
mod catalog;
mod claims;
mod collect;
mod compact;
mod compare;
mod conditions;
mod csv;
mod delegation;
mod diff;
mod diff_page;
mod diff_records;
mod effective;
mod envelope;
mod findings_page;
mod findings_report;
mod findings_tables;
mod findings_workbook;
mod given;
mod hostile;
mod html;
mod human;
mod junit;
mod lint;
mod markdown;
mod nexus_table;
mod nexus_text;
mod operations;
mod page;
mod path_graphs;
mod path_words;
mod paths;
mod questions;
mod quoted;
mod recommend;
mod recommend_derived;
mod recommend_emit;
mod recommend_given;
mod recommend_others;
mod recommend_scopes;
mod recommend_tasks;
mod role_export;
mod role_names;
mod roles;
mod rule_page;
mod sarif;
mod shell;
mod table;
mod v1;
mod verify;
mod words;
mod wrap;
mod xlsx;

pub(crate) use access::{CanAnswer, CanReport, can_page};
pub(crate) use access_csv::{can_csv, what_csv, who_csv};
pub(crate) use catalog::{
    CatalogDay, ImportReport, access_csv, catalog_diff_page, catalog_note, import_page, info_page,
};
pub(crate) use claims::{About, ReadAnswer, ReadAnswerError, ReadDocument, read_document};
pub(crate) use collect::{CollectEntry, CollectReport, collect_diagnostics, collect_page};
pub(crate) use compact::{CompactReport, compact_page};
pub(crate) use compare::{CompareReport, compare_csv, compare_page};
pub(crate) use conditions::{
    Carrier, EvaluatedCondition, ExplainedCondition, LintedCondition, eval_page, explain_page,
    invalid_condition, lint_page, overall_verdict,
};
pub(crate) use csv::{Rows, to_csv, write_csv};
pub(crate) use delegation::{DelegationAt, DelegationReport, delegation_page};
pub(crate) use diff::{DiffPart, DiffReport, diff_csv};
pub(crate) use diff_page::diff_page;
pub(crate) use effective::{WhatReport, WhoReport, denial_diagnostic, what_page, who_page};
pub(crate) use envelope::Setting;
pub(crate) use findings_page::{audit_markdown, audit_page, findings_csv};
pub(crate) use findings_report::{BaselineReport, Counting, FindingsReport, JudgedRule};
pub(crate) use findings_tables::findings_tables;
pub(crate) use findings_workbook::findings_to_xlsx;
pub(crate) use given::Given;
pub(crate) use hostile::{clean, clean_json};
pub(crate) use html::{AuditReport, audit_to_html};
pub(crate) use human::{Paint, Width, diagnostics_to_human, to_human};
pub(crate) use junit::{findings_to_junit, questions_to_junit};
pub(crate) use lint::fix_page;
pub(crate) use markdown::to_markdown;
pub(crate) use nexus_table::{nexus_check_csv, nexus_plan_csv, nexus_simulate_csv};
pub(crate) use nexus_text::{nexus_check_page, nexus_plan_page, nexus_simulate_page};
pub(crate) use operations::{operations_page, task_list_page, task_page};
pub(crate) use page::{Page, Table};
pub(crate) use path_graphs::{paths_dot, paths_mermaid};
pub(crate) use paths::{drawn_paths, paths_csv, paths_page};
pub(crate) use questions::{Question, questions_page};
pub(crate) use quoted::{QuotedAnswer, quoted_page};
pub(crate) use recommend::{RecommendReport, recommend_page};
pub(crate) use recommend_emit::{Assignee, AssignmentForm, EmitError, emit};
pub(crate) use recommend_given::GivenReport;
pub(crate) use recommend_scopes::roles_csv;
pub(crate) use recommend_tasks::{tasks_page, tasks_table};
pub(crate) use role_export::{ExportForm, export, export_all, export_az, export_notes};
pub(crate) use roles::{
    Expansion, HoldersReport, holders_page, holders_table, roles_page, search_page, show_page,
};
pub(crate) use sarif::{conditions_to_sarif, findings_to_sarif};
pub(crate) use table::terminal_columns;
#[cfg(feature = "schema")]
pub use v1::schemas;
pub(crate) use v1::{
    AnyResult, CanResult, CatalogDiffResult, CollectResult, Collection, CollectionGap,
    CompactResult, CompareResult, ConditionsLintResult, DelegationResult, DiffResult, EmittedForm,
    Envelope, EvalResult, ExpandResult, ExplainResult, ExportResult, Finding as ReportedFinding,
    FindingsResult, Given as ReadGiven, ImportResult, InfoResult, NexusCheckResult,
    NexusPlanResult, NexusSimulateResult, OneByOne, OperationSearchResult, OperationsResult,
    PathsResult, RecommendResult, RoleResult, RoleSearchResult, RolesResult, Status, TaskResult,
    TasksResult, VerifyResult, WhatResult, WhoResult, WhyUncollected,
};
pub(crate) use verify::{Check, CheckStatus, VerifyReport, verify_page};
pub(crate) use words::{definitions_advice, doubt_diagnostics};
pub(crate) use xlsx::WorkbookError;
