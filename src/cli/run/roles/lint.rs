use std::path::PathBuf;

use super::argument::EXPECTED;
use crate::catalog::{AzurePart, Catalog};
use crate::cli::args::{Global, LintArgs, Writes};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::globs::choose_rules;
use crate::cli::output;
use crate::cli::redaction;
use crate::cli::run::audit::{FindingsAnswer, note_not_shown};
use crate::cli::sources::{read_file, sources};
use crate::import::{WrittenRole, read_roles, system_of};
use crate::lint::{self, Fix, Lint, fix};
use crate::model::Moment;
use crate::redact::Redactor;
use crate::report::{
    BelowShown, FindingsReport, JudgedRule, Paint, Width, export_az, fix_page, to_human,
};
use crate::rule::{FailOn, Finding, Rule, Severity};
use crate::span::Effect;

pub(in crate::cli::run) fn run(global: &Global, args: &LintArgs) -> Result<Exit, Complaint> {
    let (mut context, product) = if args.fix {
        Context::open_for_product(global)?
    } else {
        (Context::open_offering(global, Writes::ROLES_LINT)?, None)
    };
    context.expands();
    let rules = chosen_rules(&args.rule)?;
    let (mut tenant, mut roles) = read_roles(&sources(&args.files)?);
    let redactor = redaction::apply(&args.redact, &context.catalog, &mut [&mut tenant]);
    if let Some(mut redactor) = redactor {
        roles
            .iter_mut()
            .for_each(|role| rename(role, &mut redactor));
    }
    context.take(tenant)?;
    if roles.is_empty() {
        return Err(no_definition(&args.files));
    }
    note_unknown_namespaces(&mut context, &roles);
    let fail_on = args.fail_on;
    if args.fix {
        let fixed = fix_all(&roles)?;
        let exit = report_fixed(&mut context, (&roles, &fixed), &rules, fail_on);
        let definitions: Vec<_> = fixed.iter().map(|fix| &fix.role).collect();
        let text = export_az(&definitions);
        return context.product(text.as_bytes(), product.as_deref(), exit);
    }
    let least = args.severity.unwrap_or(Severity::Info);
    let mut findings = judge(&mut context, &roles, &rules);
    let exit = judged(&mut context, &findings, fail_on);
    let below = BelowShown::take_from(&mut findings, least);
    let report = FindingsReport {
        command: "roles-lint",
        findings,
        rules: JudgedRule::of_lint(lint::rules(), &rules),
        configuration: None,
        baseline: None,
        part: None,
        moment: Moment::AsExported,
        fail_on,
        is_gate: false,
        below,
    };
    note_not_shown(&mut context, &report);
    let answer = FindingsAnswer {
        usage: None,
        report: &report,
        all: context.is_whole() || report.findings.len() <= FEW,
    };
    context.answer(&answer, exit)
}

/// Up to how many findings are shown with evidence and commands where not all are asked for.
const FEW: usize = 4;

/// Replaces the names of a definition; patterns are Azure's.
fn rename(written: &mut WrittenRole, redactor: &mut Redactor) {
    redactor.definition(&mut written.role);
    for entry in &mut written.entries {
        entry.place = entry.place.as_ref().map(|place| redactor.place(place));
    }
    for scope in &mut written.scopes {
        scope.text = redactor.arm_id(&scope.text);
        scope.place = scope.place.as_ref().map(|place| redactor.place(place));
    }
}

fn judge(context: &mut Context, roles: &[WrittenRole], rules: &[Rule]) -> Vec<Finding> {
    let Lint {
        findings,
        diagnostics,
    } = lint::run(&context.catalog, roles, rules);
    context.diagnostics.extend(diagnostics);
    findings
}

/// What is found is found; a role definition that was lost may be no better.
fn judged(context: &mut Context, findings: &[Finding], fail_on: FailOn) -> Exit {
    if findings.iter().any(|f| fail_on.holds(f.severity)) {
        return Exit::No;
    }
    if fail_on != FailOn::Never {
        context.is_turned_by(Effect::GrantLost);
    }
    Exit::Yes
}

/// The canonical definitions, all or none.
fn fix_all(roles: &[WrittenRole]) -> Result<Vec<Fix>, Complaint> {
    let fixed = roles.iter().map(|written| {
        let role = &written.role;
        fix(role).map_err(|fault| Complaint {
            exit: Exit::No,
            ..Complaint::usage(format!(
                "`{}` can't be written in canonical form: {fault}",
                role.name
            ))
            .help("nothing was written; see `rolecall roles lint` without `--fix`")
        })
    });
    fixed.collect()
}

/// Says on standard error what was done and what the rules still find.
fn report_fixed(
    context: &mut Context,
    (roles, fixed): (&[WrittenRole], &[Fix]),
    rules: &[Rule],
    fail_on: FailOn,
) -> Exit {
    let after: Vec<WrittenRole> = fixed
        .iter()
        .map(|fix| WrittenRole::unwritten(fix.role.clone()))
        .collect();
    let findings = judge(context, &after, rules);
    let definitions: Vec<_> = roles.iter().map(|written| &written.role).collect();
    let page = fix_page(&definitions, fixed, &findings);
    output::warn(&to_human(&page, Width::Unlimited, Paint::Plain));
    judged(context, &findings, fail_on)
}

fn chosen_rules(ids: &[String]) -> Result<Vec<Rule>, Complaint> {
    if ids.is_empty() {
        return Ok(lint::rules().to_vec());
    }
    choose_rules(lint::rules(), ids)
}

fn no_definition(files: &[PathBuf]) -> Complaint {
    let names: Vec<String> = files
        .iter()
        .map(|file| format!("`{}`", file.display()))
        .collect();
    let systems = files.iter().filter_map(|file| {
        let system = system_of(&read_file(file).ok()?.text)?;
        Some(format!(
            "\n  `{}` holds a role definition of {system}, which is not Azure RBAC",
            file.display()
        ))
    });
    // Standard input is read already.
    let systems: String = match files {
        [only] if only.as_os_str() == "-" => String::new(),
        _ => systems.collect(),
    };
    Complaint::input(format!(
        "no role definition in {}{systems}",
        names.join(", ")
    ))
    .help(EXPECTED)
}

fn note_unknown_namespaces(context: &mut Context, roles: &[WrittenRole]) {
    let unknown = unknown_namespaces(&context.catalog, roles);
    if !unknown.is_empty() {
        context.core_is_too_small(
            AzurePart::Operations,
            &format!(
                "actions of {} were not checked against operations",
                unknown.join(", ")
            ),
        );
    }
}

/// The namespaces that only a larger catalogue knows, as they are first written.
fn unknown_namespaces(catalog: &Catalog, roles: &[WrittenRole]) -> Vec<String> {
    if !catalog.may_lack(AzurePart::Operations) {
        return Vec::new();
    }
    let mut unknown: Vec<String> = roles
        .iter()
        .flat_map(|role| &role.entries)
        .filter(|entry| !catalog.knows_namespace(entry.pattern.as_str()))
        .filter_map(|entry| Some(format!("`{}`", entry.pattern.as_str().split_once('/')?.0)))
        .collect();
    unknown.sort_by(|a, b| crate::text::order(a, b));
    unknown.dedup_by(|a, b| crate::text::same(a, b));
    unknown
}
