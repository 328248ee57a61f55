//! Words and formats: the only layer that writes for people. What a command found becomes a
//! [`Page`] of neutral blocks and a versioned JSON value; the formats are made from those.

mod claims;
mod claims_recommend;
mod columns;
mod envelope;
mod format;
mod hostile;
mod named;
mod page;
mod parts;
mod shell;
mod v1;
mod view;

pub(crate) use claims::{About, ReadAnswer, ReadAnswerError, ReadDocument, read_document};
pub(crate) use claims_recommend::ReadSet;
pub(crate) use columns::Rows;
pub(crate) use envelope::Setting;
pub(crate) use format::csv::{tsv_line, write_csv};
pub(crate) use format::diagnostics::{Room, diagnostics_to_human};
pub(crate) use format::graph::{paths_dot, paths_mermaid};
pub(crate) use format::html::{AuditReport, audit_to_html};
pub(crate) use format::junit::{
    clusters_to_junit, conditions_to_junit, findings_to_junit, questions_to_junit,
};
pub(crate) use format::markdown::to_markdown;
pub(crate) use format::sarif::{Sarif, clusters_to_sarif, conditions_to_sarif, findings_to_sarif};
pub(crate) use format::terminal_table::{grid_of, terminal_columns};
pub(crate) use format::text::{Paint, Width, to_human};
pub(crate) use format::wrap::message_in_lines;
pub(crate) use format::xlsx::WorkbookError;
pub(crate) use format::yaml::to_yaml;
pub(crate) use hostile::{clean, clean_json};
pub(crate) use named::named_principals;
pub(crate) use page::{Page, Table};
pub use parts::UsagePart;
#[cfg(feature = "schema")]
pub use v1::schemas;
pub(crate) use v1::{
    AnyResult, AskedAnswer, CanResult, CatalogDiffResult, ChosenFrom, ClauseResult, CollectResult,
    Collection, CollectionGap, CompactResult, CompareResult, ConditionsLintResult,
    DelegationResult, DiffResult, EmittedForm, Envelope, EvalResult, ExpandResult, ExplainResult,
    ExportResult, Finding as ReportedFinding, FindingsResult, Given as ReadGiven, HistoryResult,
    ImportResult, InfoResult, NexusCheckResult, NexusPlanResult, NexusSimulateResult, OneByOne,
    OperationSearchResult, OperationsResult, PathsResult, RecommendResult, Recommended,
    ReplayResult, RightsizeResult, Role as ReadRoleName, RoleResult, RoleSearchResult, RolesResult,
    RuleResult, RulesResult, Status, TaskResult, TasksResult, UsageResult, UsageRow as UsageLine,
    Verifiable, VerifyResult, WhatResult, Who, WhoResult, WhyUncollected, Words,
    diagnostics_in_json,
};
pub(crate) use view::can::columns::can_rows;
pub(crate) use view::can::given::Given;
pub(crate) use view::can::questions::{
    NameField, Question, UnknownName, questions_page, questions_rows, unmet,
};
pub(crate) use view::can::quoted::{QuotedAnswer, quoted_page};
pub(crate) use view::can::{CanAnswer, CanReport, can_page};
pub(crate) use view::catalog::{
    CatalogDay, ImportReport, access_csv, catalog_diff_page, catalog_note, import_page, info_page,
};
pub(crate) use view::clause::Clause;
pub(crate) use view::collect::{CollectEntry, CollectReport, collect_diagnostics, collect_page};
pub(crate) use view::conditions::delegation::{DelegationAt, DelegationReport, delegation_page};
pub(crate) use view::conditions::{
    Carrier, EvaluatedCondition, ExplainedCondition, LintedCondition, eval_page, explain_page,
    invalid_condition, lint_page, overall_verdict,
};
pub(crate) use view::diff::page::{diff_page, gains_that_fail};
pub(crate) use view::diff::{DiffPart, DiffReport, diff_csv};
pub(crate) use view::effective::{WhatReport, denial_diagnostic, what_page, what_rows};
pub(crate) use view::findings::fixes::fixes_by;
pub(crate) use view::findings::page::{
    audit_markdown, audit_page, findings_rows, findings_that_fail, gate_passed, not_shown_in_words,
};
pub(crate) use view::findings::tables::findings_tables;
pub(crate) use view::findings::workbook::findings_to_xlsx;
pub(crate) use view::findings::{
    BaselineReport, BelowShown, FindingsReport, JudgedRule, ReportedPart,
};
pub(crate) use view::history::{HistoryReport, history_page, history_rows};
pub(crate) use view::nexus::check::nexus_check_page;
pub(crate) use view::nexus::plan::nexus_plan_page;
pub(crate) use view::nexus::script::{plan_in_powershell, plan_in_sh};
pub(crate) use view::nexus::simulate::nexus_simulate_page;
pub(crate) use view::nexus::table::{nexus_check_csv, nexus_plan_csv, nexus_simulate_csv};
pub(crate) use view::operations::{operations_page, task_list_page, task_page};
pub(crate) use view::paths::{drawn_paths, paths_page, paths_rows};
pub(crate) use view::recommend::emit::{Assignee, AssignmentForm, EmitError, emit};
pub(crate) use view::recommend::findings::recommend_findings;
pub(crate) use view::recommend::given::GivenReport;
pub(crate) use view::recommend::scopes::roles_table;
pub(crate) use view::recommend::tasks::{tasks_page, tasks_rows};
pub(crate) use view::recommend::words::{AskedWords, words_page, words_table};
pub(crate) use view::recommend::{RecommendReport, recommend_page};
pub(crate) use view::replay::{ReplayReport, replay_page, replay_rows};
pub(crate) use view::rightsize::{
    BicepFile, PastScore, RightsizeReport, rightsize_bicep, rightsize_page, rightsize_rows,
    rightsize_script, rightsize_terraform,
};
pub(crate) use view::roles::compact::{CompactReport, compact_page};
pub(crate) use view::roles::compare::{CompareReport, compare_csv, compare_page};
pub(crate) use view::roles::export::{ExportForm, export, export_all, export_az, export_notes};
pub(crate) use view::roles::fix::fix_page;
pub(crate) use view::roles::{
    Expansion, HoldersReport, holders_page, holders_table, roles_page, search_page, show_page,
};
pub(crate) use view::rules::{ListedRule, clause_page, rule_list_page, rule_page, rule_table};
pub(crate) use view::usage::{usage_page, usage_rows};
pub(crate) use view::verify::{Check, CheckStatus, VerifyReport, verify_page};
pub(crate) use view::who::{WhoFound, WhoReport, who_page, who_rows};
pub(crate) use view::words::{
    UNKNOWN_ASSIGNABLE, doubt_diagnostics, not_held, unknown_caution, unresolved_roles,
};
