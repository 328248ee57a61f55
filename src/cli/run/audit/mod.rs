pub(in crate::cli::run) mod html;
mod part;
pub(in crate::cli::run) mod paths;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use super::usage::{last_moment, read_logs};
use crate::access::AccessIndex;
use crate::audit::{self, AuditSettings, Unused, cluster_diagnostics, rules};
use crate::cli::answer::{Answer, LineSink, hand_over};
use crate::cli::args::{AsOfArgs, AuditArgs, Format, Global, Writes};
use crate::cli::baseline;
use crate::cli::complain::{Complaint, GATHER, NAME_INPUTS};
use crate::cli::config::{self, Choice, Config};
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::globs::choose_rules;
use crate::cli::moment::moment;
use crate::cli::output;
use crate::cli::progress::Progress;
use crate::cli::scoping::check;
use crate::delegation::unknown_assignable;
use crate::model::Moment;
use crate::redact::Redactor;
use crate::report::{
    AnyResult, BaselineReport, BelowShown, FindingsReport, FindingsResult, JudgedRule, OneByOne,
    Page, ReportedFinding, RightsizeReport, Rows, Setting, Table, UNKNOWN_ASSIGNABLE,
    audit_markdown, audit_page, findings_rows, findings_tables, findings_that_fail,
    findings_to_junit, findings_to_sarif, findings_to_xlsx, gate_passed, not_shown_in_words,
    unresolved_roles,
};
use crate::rule::{FailOn, Rule, Severity, compare};
use crate::scope::Scope;
use crate::span::{Diagnostic, Effect};
use crate::time::Timestamp;
use crate::usage::{Evidence, Proposal, RightsizeSettings, RowOrder, UsageRow, rightsize};

pub(super) fn run(global: &Global, args: &AuditArgs) -> Result<Exit, Complaint> {
    if args.inputs.input.is_empty() {
        return Err(
            Complaint::usage("an audit needs inputs").help(format!("{NAME_INPUTS}; {GATHER}"))
        );
    }
    let mut config = config::read(&Choice::of(global))?;
    let as_of = &mut config.settings.thresholds.as_of;
    // Within the configuration the one for schedules goes before the one for everything.
    *as_of = match *as_of {
        _ if args.as_of.as_of.is_some() && global.configured.gives_moment => args.as_of.as_of,
        Some(configured) if global.configured.gives_moment => Some(configured),
        configured => args.moment().or(configured),
    };
    if args.paths && args.as_of.as_of.is_none() && !args.as_of.logs.is_empty() {
        return Err(Complaint::usage("`--paths` takes logs only with `--as-of`"));
    }
    check(&args.scope)?;
    if args.paths && args.scope.is_given() {
        return Err(Complaint::usage("`--paths` takes no scope")
            .help("a path may lead through any scope: `--format json` has the target of each"));
    }
    if args.paths {
        return paths::run(global, args, Moment::from(*as_of));
    }
    let mut context = Context::open_offering(global, Writes::AUDIT)?;
    context.expands();
    if args.redact.redact && args.baseline.is_some() {
        return Err(Complaint::usage("a redacted audit takes no baseline")
            .help("the earlier report names what this one must not; compare first, redact later"));
    }
    if args.redact.redact && args.as_of.as_of.is_none() && !args.as_of.logs.is_empty() {
        return Err(Complaint::usage("a redacted audit takes logs only with `--as-of`")
            .help("the logs name who called, which it must not: audit without `--redact`, or without logs"));
    }
    // Without an earlier moment logs say what was used.
    let none = AsOfArgs::default();
    let as_of = args.as_of.as_of.map_or(&none, |_| &args.as_of);
    let mut names = context.read_as_of(&args.inputs, as_of, &args.redact)?;
    something_to_audit(&context)?;
    super::needed::records_of_tenant(&mut context);
    let at = names.scope(&args.scope, &context.tenant)?;
    if let Some(mut redactor) = names.into_redactor() {
        redact_configuration(&mut config.settings, &mut redactor)?;
        config.path = config.path.map(|path| redactor.path(&path).to_string());
    }
    let usage = usage(&mut context, args, &config, at.as_ref())?;
    judge(context, args, config, (at, usage.as_ref()))
}

/// The rule by which roles are judged that delegates may assign.
const DELEGATES: &str = "constrained-delegate-breakout";

/// How many days an assignment must not have been seen in use.
const UNUSED_DAYS: i64 = 90;

/// What the logs that are named show of the use of assignments.
fn usage(
    context: &mut Context,
    args: &AuditArgs,
    config: &Config,
    at: Option<&Scope>,
) -> Result<Option<RightsizeReport>, Complaint> {
    // Of an earlier moment they tell what there was, and not what was used.
    if args.as_of.logs.is_empty() || args.as_of.as_of.is_some() {
        return Ok(None);
    }
    let rows = read_logs(context, &args.as_of.logs, RowOrder::Table)?;
    let until = last_moment(args.when, &rows)?;
    let settings = RightsizeSettings {
        holds_all: args.as_of.logs_complete,
        at: at.cloned(),
        lacks_records: context.lacks(Effect::RecordsLost),
        ..seen_until(until, config)
    };
    Ok(Some(use_of(context, &rows, &settings)))
}

/// What counts as use for an audit, up to a moment.
pub(super) fn seen_until(until: Timestamp, config: &Config) -> RightsizeSettings {
    RightsizeSettings {
        until,
        days: UNUSED_DAYS,
        of: None,
        at: None,
        keep: config.keep.clone(),
        holds_all: false,
        lacks_records: false,
    }
}

/// Which assignments were used, by calls that logs show.
pub(super) fn use_of(
    context: &mut Context,
    rows: &[UsageRow],
    settings: &RightsizeSettings,
) -> RightsizeReport {
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let sized = rightsize(&index, rows, settings);
    let report = RightsizeReport::new(&index, sized);
    drop(index);
    context.diagnostics.extend(report.diagnostics());
    report
}

/// The assignments whose use the logs would show, and don't.
fn unused(usage: &RightsizeReport) -> Unused {
    let may_go = |proposal: &Proposal| match proposal {
        Proposal::Keep(reason) => reason.is_of_others(),
        _ => true,
    };
    let unused = usage
        .each()
        .filter(|(_, sized)| sized.evidence == Evidence::NotSeen && may_go(&sized.proposal));
    let window = &usage.sized.window;
    Unused {
        assignments: unused.map(|(row, _)| Arc::clone(&row.record.id)).collect(),
        from: window.from,
        until: window.until,
    }
}

/// Refuses to call clean what nobody saw.
///
/// # Errors
///
/// When the inputs hold no record that says anything of access.
pub(super) fn something_to_audit(context: &Context) -> Result<(), Complaint> {
    if !context.tenant.is_empty() {
        return Ok(());
    }
    Err(
        Complaint::input("the inputs hold nothing to audit").help(format!(
            "name exports or a folder of them with `-i`; {GATHER}"
        )),
    )
}

/// Audits what the context has read.
pub(super) fn judge(
    mut context: Context,
    args: &AuditArgs,
    mut config: Config,
    (at, usage): (Option<Scope>, Option<&RightsizeReport>),
) -> Result<Exit, Complaint> {
    config.settings.unused = usage.map(unused);
    context.is_about(args.moment());
    let now = moment(args.moment())?;
    let as_of = Moment::from(config.settings.thresholds.as_of);
    let settings = &config.settings;
    let chosen = chosen_rules(&args.rule, settings)?;
    let baseline = args.baseline.as_deref().map(baseline::read).transpose()?;
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let progress = Progress::judging("audit", context.tenant.role_assignments.len());
    let mut findings = audit::run_with(&index, &chosen, settings, now);
    drop(progress);
    let rules = JudgedRule::of_audit(rules(), &chosen, settings);
    let least = args.severity.or(settings.severity);
    let least = least.unwrap_or(Severity::Info);
    let baseline = baseline
        .zip(args.baseline.as_deref())
        .map(|(earlier, path)| {
            let run = rules.iter().filter(|rule| rule.state.reason().is_none());
            let run: Vec<&str> = run.map(|rule| rule.id).collect();
            let mut comparison = compare(&findings, &earlier, &run);
            comparison.resolved.retain(|past| past.severity >= least);
            comparison.not_judged.retain(|past| past.severity >= least);
            BaselineReport {
                path: path.display().to_string(),
                comparison,
                new_only: args.new_only,
            }
        });
    let mut below = BelowShown::take_from(&mut findings, least);
    if let (Some(at), Some(below)) = (&at, &mut below) {
        part::narrow_to(at.clone(), &mut below.findings, &index);
    }
    let part = at.map(|at| part::narrow_to(at, &mut findings, &index));
    let missing = index.unresolved_roles(as_of);
    let assignable = match chosen.iter().any(|rule| rule.id == DELEGATES) {
        true => unknown_assignable(&index, as_of),
        false => BTreeSet::new(),
    };
    context.diagnostics.extend(index.groups().cycles());
    context
        .diagnostics
        .extend(cluster_diagnostics(&index, &chosen));
    context
        .diagnostics
        .extend(index.hierarchy().diagnostics().iter().cloned());
    context
        .diagnostics
        .extend(super::needed::gaps(&index, as_of));
    drop(index);
    let is_gate = args.fail_on.is_some() || settings.fail_on.is_some();
    let fail_on = args
        .fail_on
        .or(settings.fail_on)
        .unwrap_or(FailOn::From(Severity::High));
    let report = FindingsReport {
        command: "audit",
        findings,
        rules,
        configuration: config.path,
        baseline,
        part,
        moment: as_of,
        fail_on,
        is_gate,
        below,
    }
    .with_new_first();
    let exit = if report.failing().next().is_some() {
        Exit::No
    } else {
        Exit::Yes
    };
    // What is found is found, and nothing turns what never fails.
    if exit == Exit::Yes && fail_on != FailOn::Never {
        context.is_turned_by(Effect::GrantLost);
    }
    context.diagnostics.extend(unresolved_roles(
        &missing,
        "some assignments were not judged: each of their roles",
    ));
    context
        .diagnostics
        .extend(unresolved_roles(&assignable, UNKNOWN_ASSIGNABLE));
    note_not_shown(&mut context, &report);
    let answer = FindingsAnswer {
        report: &report,
        usage,
        all: context.is_whole(),
    };
    context.answer(&answer, exit)
}

/// Says how many findings are not shown, where the format has no place for it in the answer.
pub(super) fn note_not_shown(context: &mut Context, report: &FindingsReport) {
    let has_no_place = matches!(
        context.format(),
        Format::Jsonl | Format::Csv | Format::Tsv | Format::Sarif | Format::Xlsx
    );
    let said = not_shown_in_words(report, |_| true).filter(|_| has_no_place);
    let note = said.map(|said| Diagnostic::info("findings-not-shown", said));
    context.diagnostics.extend(note);
}

/// Findings in every format that they have.
pub(super) struct FindingsAnswer<'a> {
    pub(super) report: &'a FindingsReport,
    /// What logs say of the use of assignments.
    pub(super) usage: Option<&'a RightsizeReport>,
    /// Whether the page shows every finding, with evidence and commands, not what matters first.
    pub(super) all: bool,
}

impl Answer for FindingsAnswer<'_> {
    fn command(&self) -> &'static str {
        self.report.command
    }

    fn page(&self, setting: &Setting<'_>) -> Cow<'_, Page> {
        Cow::Owned(audit_page(self.report, setting, self.all))
    }

    fn failures(&self, _: &Setting<'_>) -> Vec<String> {
        findings_that_fail(self.report)
    }

    fn passed(&self) -> Option<String> {
        gate_passed(self.report)
    }

    fn result<'s>(&'s self, _: &'s Setting<'_>) -> Box<dyn AnyResult + 's> {
        let report = self.report;
        let findings = OneByOne(move || findings(report));
        Box::new(FindingsResult::new(report, findings))
    }

    fn each_line(&self, _: &Setting<'_>, sink: &mut LineSink<'_>) -> io::Result<()> {
        hand_over(findings(self.report), sink)
    }

    fn rows<'s>(&'s self, _: &'s Setting<'_>) -> Option<Rows<'s>> {
        Some(findings_rows(self.report))
    }

    fn tables(&self, setting: &Setting<'_>) -> Option<Vec<(&'static str, Table)>> {
        Some(findings_tables(self.report, setting, |_| true))
    }

    fn document(
        &self,
        format: Format,
        setting: &Setting<'_>,
    ) -> Result<Option<Vec<u8>>, Complaint> {
        let report = self.report;
        Ok(Some(match format {
            Format::Markdown => audit_markdown(report, setting).into_bytes(),
            Format::Sarif => output::sarif(findings_to_sarif(report, setting)),
            Format::Junit => findings_to_junit(report, setting),
            Format::Xlsx => findings_to_xlsx(report, setting)?,
            Format::Html => html::document(report, self.usage, setting),
            _ => return Ok(None),
        }))
    }
}

/// The findings as JSON has them.
fn findings(report: &FindingsReport) -> impl Iterator<Item = ReportedFinding> {
    let findings = report.findings.iter();
    findings.map(|finding| ReportedFinding::new(finding, report))
}

/// Replaces what a configuration names, as in the inputs.
fn redact_configuration(
    settings: &mut AuditSettings,
    redactor: &mut Redactor,
) -> Result<(), Complaint> {
    for entry in &mut settings.suppressions {
        if entry.finding.is_some() {
            return Err(Complaint::usage(
                "a suppression names a finding by its id, and redacted findings have other ids",
            )
            .help("name its rule, principal, role or scope, or take `--no-config`"));
        }
        if let Some(scopes) = &entry.scopes {
            return Err(Complaint::usage(format!(
                "a suppression chooses scopes by the glob `{scopes}`, and redacted scopes have other names",
            ))
            .help("name the scope, or take `--no-config`"));
        }
        *entry = entry.redacted(redactor);
    }
    Ok(())
}

/// The rules that are named, else those that the configuration doesn't disable.
fn chosen_rules(ids: &[String], settings: &AuditSettings) -> Result<Vec<Rule>, Complaint> {
    if ids.is_empty() {
        let enabled = |rule: &&Rule| !settings.rule(rule.id).disabled;
        return Ok(rules().iter().filter(enabled).copied().collect());
    }
    choose_rules(rules(), ids)
}
