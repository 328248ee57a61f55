use crate::access::AccessIndex;
use crate::audit::{Rule, Severity, Thresholds, audit, cluster_diagnostics, find_rule, rules};
use crate::cli::args::{AuditArgs, Format, Global, SeverityArg};
use crate::cli::complain::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::exit::Exit;
use crate::report::{
    FindingsReport, JudgedRule, audit_json, audit_markdown, audit_page, findings_csv,
    findings_tables, findings_to_junit, findings_to_sarif, findings_to_xlsx,
};

/// The formats of findings that are not for all commands.
pub(super) const FORMATS: [Format; 3] = [Format::Sarif, Format::Xlsx, Format::Junit];

pub(super) fn run(global: &Global, args: &AuditArgs) -> Result<Exit, Complaint> {
    if args.inputs.input.is_empty() {
        return Err(Complaint::usage("an audit needs inputs")
            .help("name exports or a folder of them with `-i`"));
    }
    let mut context = Context::open_offering(global, &FORMATS)?;
    let chosen = chosen_rules(&args.rule)?;
    context.read(&args.inputs)?;
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let least = args.severity.map_or(Severity::Info, Severity::from);
    let findings: Vec<_> = audit(&index, &chosen, &Thresholds::default())
        .into_iter()
        .filter(|f| f.severity >= least)
        .collect();
    let mut missing: Vec<String> = context
        .tenant
        .role_assignments
        .iter()
        .filter(|a| index.role(&a.role).is_none())
        .map(|a| index.role_label(&a.role, a.role_name.as_deref()))
        .collect();
    missing.sort();
    missing.dedup();
    context.diagnostics.extend(index.groups().cycles());
    context
        .diagnostics
        .extend(cluster_diagnostics(&index, &chosen));
    context
        .diagnostics
        .extend(index.hierarchy().diagnostics().iter().cloned());
    let fail_on = Severity::from(args.fail_on);
    let exit = if findings.iter().any(|f| f.severity >= fail_on) {
        Exit::No
    } else {
        Exit::Yes
    };
    drop(index);
    let report = FindingsReport {
        command: "audit",
        findings,
        rules: JudgedRule::of_audit(rules(), &chosen),
    };
    if !missing.is_empty() {
        let shown: Vec<String> = missing
            .iter()
            .take(5)
            .map(|name| format!("`{name}`"))
            .collect();
        let more = missing.len().saturating_sub(5);
        let tail = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        context.diagnostics.push(
            crate::span::Diagnostic::warning(
                "unresolved-role",
                format!("assignments of roles that are in neither the catalogue nor the inputs were not judged: {}{tail}", shown.join(", ")),
            )
            .help("import the whole of Azure with `rolecall catalog import`, and add `az role definition list --custom-role-only` to the inputs")
            .may_change_answer(),
        );
    }
    context.answer(&answer_of(&report), exit)
}

/// Findings in every format that they have.
pub(super) fn answer_of(report: &FindingsReport) -> Answer<'_> {
    let mut answer = Answer::new(report.command, audit_page(report), audit_json(report));
    answer.lines = Some("findings");
    answer.csv = Some(findings_csv(report));
    answer.offer(Format::Markdown, |_| audit_markdown(report).into_bytes());
    answer.offer(Format::Sarif, |setting| findings_to_sarif(report, setting));
    answer.offer(Format::Junit, |setting| findings_to_junit(report, setting));
    answer.offer_or_fail(Format::Xlsx, |setting| {
        Ok(findings_to_xlsx(report, setting)?)
    });
    answer.offer_tables(|setting| findings_tables(report, setting));
    answer
}

fn chosen_rules(ids: &[String]) -> Result<Vec<Rule>, Complaint> {
    if ids.is_empty() {
        return Ok(rules().to_vec());
    }
    ids.iter()
        .map(|id| find_rule(id).map_err(Complaint::from))
        .collect()
}

impl From<SeverityArg> for Severity {
    fn from(severity: SeverityArg) -> Self {
        match severity {
            SeverityArg::Critical => Self::Critical,
            SeverityArg::High => Self::High,
            SeverityArg::Medium => Self::Medium,
            SeverityArg::Low => Self::Low,
            SeverityArg::Info => Self::Info,
        }
    }
}
