//! `recommend --emit`: the answer as text that other tools take.

use std::path::PathBuf;

use crate::cli::answer::Made;
use crate::cli::args::{EmitForm, Global, RecommendArgs, Writes};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::minimize::{Advice, CustomRole};
use crate::model::RoleDefinition;
use crate::report::{
    AssignmentForm, EmitError, EmittedForm, ExportForm, Page, RecommendReport, RecommendResult,
    emit, export_all, export_notes,
};
use crate::span::Diagnostic;
use crate::text::same;

/// Opens the shell; with `--emit`, `-o` names the product and not the file of the answer.
pub(in crate::cli::run) fn open(
    global: &Global,
    args: &RecommendArgs,
) -> Result<(Context, Option<PathBuf>), Complaint> {
    match (args.emit, args.form) {
        (None | Some(EmitForm::Az | EmitForm::Bicep | EmitForm::Terraform), Some(_)) => {
            Err(Complaint::usage("`--as` goes with `--emit custom-role`"))
        }
        (None, None) => Ok((Context::open_offering(global, Writes::RECOMMEND)?, None)),
        (Some(_), _) => Context::open_for_product(global),
    }
}

/// Writes the product, or the answer with the product in it where a format is asked for.
pub(in crate::cli::run) fn deliver(
    mut context: Context,
    global: &Global,
    args: &RecommendArgs,
    form: EmitForm,
    report: &RecommendReport,
    (product, exit): (Option<PathBuf>, Exit),
) -> Result<Exit, Complaint> {
    let found = &report.recommendation;
    let is_published = found.advice != Advice::CreateCustomRole;
    for (name, plane) in found.uncovered.iter().filter(|_| is_published) {
        context.diagnostics.push(Diagnostic::warning(
            "uncovered",
            format!("no role covers `{name}` ({plane} plane): the text below does without"),
        ));
    }
    let assigned = match form {
        EmitForm::CustomRole => None,
        EmitForm::Az => Some(AssignmentForm::Az),
        EmitForm::Bicep => Some(AssignmentForm::Bicep),
        EmitForm::Terraform => Some(AssignmentForm::Terraform),
    };
    let text = match assigned {
        None => custom_roles(&mut context, args, &found.custom_roles),
        Some(form) => assignments(&mut context, report, form)?,
    };
    if global.format.is_none() {
        return context.product(text.as_bytes(), product.as_deref(), exit);
    }
    let form = assigned.map_or(EmittedForm::CustomRole, EmittedForm::from);
    let mut page = Page::default();
    page.code("", &*text);
    let json = RecommendResult::with_text(report, form, text);
    context.write_to(product);
    context.answer(&Made::new("recommend", page, json), exit)
}

fn assignments(
    context: &mut Context,
    report: &RecommendReport,
    form: AssignmentForm,
) -> Result<String, Complaint> {
    let text = emit(&report.recommendation, &report.assignee, form).map_err(|error| {
        let several = matches!(error, EmitError::SeveralTargets(_));
        let complaint = Complaint::usage(error.to_string());
        if several {
            complaint
                .help("ask for one of them at a time, or use `--emit az` or `--emit terraform`")
        } else {
            complaint.help("use `--emit az` or `--emit terraform`")
        }
    })?;
    for placeholder in [
        "PRINCIPAL_OBJECT_ID",
        "SCOPE",
        "SUBSCRIPTION_ID",
        "{subscription}",
        "{resourceGroup}",
        "{managementGroup}",
    ] {
        let is_word = |word: &str| word.trim_matches(['"', '\'', ',', ']', '}']) == placeholder;
        if form != AssignmentForm::Bicep && text.split([' ', '\n', '/']).any(is_word) {
            context.diagnostics.push(
                Diagnostic::info("placeholder", format!("replace `{placeholder}`"))
                    .help("`--for` names the principal, `--at` the scope"),
            );
        }
    }
    let mark = match form {
        AssignmentForm::Bicep => "//",
        AssignmentForm::Az | AssignmentForm::Terraform => "#",
    };
    let uncovered = &report.recommendation.uncovered;
    let is_covered = |action: &str| uncovered.iter().all(|(name, _)| !same(name, action));
    let covered = report
        .unknown
        .iter()
        .filter(|(action, _)| is_covered(action));
    let above = covered.map(|(_, said)| format!("{mark} {said}\n"));
    Ok(above.collect::<String>() + &text)
}

fn custom_roles(context: &mut Context, args: &RecommendArgs, roles: &[CustomRole]) -> String {
    let form = args.form.unwrap_or(ExportForm::Az);
    let roles: Vec<RoleDefinition> = roles.iter().map(CustomRole::definition).collect();
    for role in &roles {
        context.diagnostics.extend(export_notes(role, form));
    }
    if roles.len() > 1 {
        context.diagnostics.push(
            Diagnostic::info(
                "several-custom-roles",
                format!("{} custom roles, each for its scopes", roles.len()),
            )
            .help("tools that create one role at a time take them one by one"),
        );
    }
    export_all(&roles, form)
}
