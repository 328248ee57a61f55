use crate::access::AccessIndex;
use crate::audit::{Rule, Severity, audit, cluster_diagnostics, find_rule, rules};
use crate::cli::args::{AuditArgs, Global, SeverityArg};
use crate::cli::complain::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::exit::Exit;
use crate::report::{audit_json, audit_page, findings_csv};

pub(super) fn run(global: &Global, args: &AuditArgs) -> Result<Exit, Complaint> {
    if args.inputs.input.is_empty() {
        return Err(Complaint::usage("an audit needs inputs")
            .help("name exports or a folder of them with `-i`"));
    }
    if args.paths {
        return super::roads::run(global, args);
    }
    let mut context = Context::open(global)?;
    let chosen = chosen_rules(&args.rule)?;
    context.read(&args.inputs)?;
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let least = args.severity.map_or(Severity::Info, Severity::from);
    let findings: Vec<_> = audit(&index, &chosen)
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
    let mut answer = Answer::new("audit", audit_page(&findings), audit_json(&findings));
    answer.lines = Some("findings");
    answer.csv = Some(findings_csv(&findings));
    drop(index);
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
    context.answer(&answer, exit)
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
