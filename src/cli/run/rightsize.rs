//! `rightsize`: what of the access was used, and the least that would do.

use std::path::{Path, PathBuf};

use super::needed;
use crate::access::AccessIndex;
use crate::catalog::AzurePart;
use crate::cli::answer::Made;
use crate::cli::args::{Global, RightsizeArgs, RightsizeForm};
use crate::cli::complain::Complaint;
use crate::cli::config::{self, Choice};
use crate::cli::context::Context;
use crate::cli::earlier_scores;
use crate::cli::exit::Exit;
use crate::cli::output::is_folder;
use crate::cli::scoping::{check, scope_of};
use crate::cli::sources::one_stdin;
use crate::directory::{ScopeNames, look_up_principal};
use crate::report::{
    BicepFile, RightsizeReport, RightsizeResult, rightsize_bicep, rightsize_page, rightsize_rows,
    rightsize_script, rightsize_terraform,
};
use crate::span::Effect;
use crate::usage::{Proposal, RightsizeSettings, RowOrder, SizedAssignment, rightsize};

/// Writes a file for each scope to deploy to.
fn emit_bicep(
    context: Context,
    report: &RightsizeReport,
    path: Option<&Path>,
    exit: Exit,
) -> Result<Exit, Complaint> {
    let files = rightsize_bicep(report).map_err(|error| {
        Complaint::usage(error.to_string()).help("`--emit az` takes every scope")
    })?;
    match (path.filter(|path| is_folder(path)), &files[..]) {
        (Some(folder), _) => {
            let files = files.into_iter();
            let files = files.map(|file| (file.name, file.text.into_bytes()));
            context.product_folder(&files.collect::<Vec<_>>(), folder, exit)
        }
        (None, []) => context.product(b"// nothing is proposed\n", path, exit),
        (None, [file]) => context.product(file.text.as_bytes(), path, exit),
        (None, several) => {
            let named = several
                .iter()
                .take(3)
                .map(|file: &BicepFile| file.target.clone());
            let named: Vec<String> = named.collect();
            Err(Complaint::usage(format!(
                "a Bicep file deploys to one scope, and the proposals go to {}: {}{}",
                several.len(),
                named.join(", "),
                if several.len() > 3 { ", …" } else { "" }
            ))
            .help("name a folder with `-o FOLDER/`: it gets a file for each"))
        }
    }
}

pub(super) fn run(global: &Global, args: &RightsizeArgs) -> Result<Exit, Complaint> {
    let exports = args.inputs.input.iter().map(|path| ("-i", path));
    check(&args.scope)?;
    one_stdin(exports.chain(args.logs.iter().map(|path| ("--logs", path))))?;
    let earlier = earlier_scores::read(args.earlier.iter().map(PathBuf::as_path))?;
    let keep = config::read(&Choice::of(global))?.keep;
    let (mut context, path) = match args.emit {
        Some(_) => Context::open_for_product(global)?,
        None => (Context::open(global)?, None),
    };
    context.read(&args.inputs)?;
    needed::assignments(&mut context)?;
    let of = match &args.of {
        Some(who) => Some(look_up_principal(&context.tenant, who)?),
        None => None,
    };
    let names = || ScopeNames::new(&context.tenant);
    let names = std::cell::LazyCell::new(names);
    let at = scope_of(&args.scope, || &names)?;
    let rows = super::usage::read_logs(&mut context, &args.logs, RowOrder::Table)?;
    let until = super::usage::last_moment(args.when, &rows)?;
    context.is_about(Some(until));
    let settings = RightsizeSettings {
        until,
        days: args.window,
        of,
        at,
        keep,
        holds_all: args.logs_complete,
        lacks_records: context.lacks(Effect::RecordsLost),
    };
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let sized = rightsize(&index, &rows, &settings);
    let report = RightsizeReport::new(&index, sized).after(earlier);
    drop(index);
    let replaces = |sized: &SizedAssignment| matches!(sized.proposal, Proposal::Replace(_));
    if report.sized.assignments.iter().any(replaces) {
        context.core_is_too_small(
            AzurePart::Operations,
            "which reads stay with what was used, and which roles would do",
        );
    }
    let said = report.diagnostics();
    context.diagnostics.extend(said);
    let exit = match report.proposals() {
        0 => Exit::Yes,
        _ => Exit::No,
    };
    // A record that was lost may show the use of what is to be removed.
    context.is_turned_by(Effect::RecordsLost);
    if let Some(form) = args.emit {
        let text = match form {
            RightsizeForm::Bicep => return emit_bicep(context, &report, path.as_deref(), exit),
            RightsizeForm::Az => rightsize_script(&report),
            RightsizeForm::Terraform => rightsize_terraform(&report),
        };
        return context.product(text.as_bytes(), path.as_deref(), exit);
    }
    let answer = Made::new(
        "rightsize",
        rightsize_page(&report, global.all),
        RightsizeResult::from(&report),
    )
    .with_list("assignments")
    .with_table(rightsize_rows(&report));
    context.answer(&answer, exit)
}
