use std::fs;
use std::path::{Path, PathBuf};

use crate::catalog::{Catalog, ImportCatalogError, import_catalog};
use crate::cli::answer::Made;
use crate::cli::args::{Global, ImportArgs};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::reading::user_catalog;
use crate::cli::sources::sources;
use crate::cli::{moment, output};
use crate::import;
use crate::model::{RoleDefinition, Tenant};
use crate::pattern::Wildcards;
use crate::report::{ImportReport, ImportResult, import_page};
use crate::span::{Diagnostic, DiagnosticSeverity};
use crate::time::Timestamp;

/// The two commands whose output makes a catalogue.
pub(in crate::cli::run) const COMMANDS: &str = "`az role definition list -o json > roles.json` and `az provider operation list -o json > operations.json` print what is needed";

pub(in crate::cli::run) fn run(global: &Global, args: &ImportArgs) -> Result<Exit, Complaint> {
    let date = date(args.dated.date.as_deref())?;
    let (context, product) = Context::open_or_core(global)?;
    let tenant = import::read(&sources(&args.files)?);
    let allowed = Allowed {
        parts: args.keep_going,
        losses: args.force,
    };
    make(context, tenant, &date, product, allowed)
}

/// The day of the facts: as given, or of the clock.
pub(in crate::cli::run) fn date(given: Option<&str>) -> Result<String, Complaint> {
    match given {
        None => Ok(moment::now().day()),
        Some(day) => match Timestamp::parse_day(day) {
            Ok(day) => Ok(day.day()),
            Err(error) => Err(Complaint::usage(error.to_string()).help("write it as `2026-08-22`")),
        },
    }
}

/// What an import is allowed to do.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::cli::run) struct Allowed {
    /// Take files that could be read only in part.
    pub(in crate::cli::run) parts: bool,
    /// Replace the catalogue of the user by one that lacks most of it.
    pub(in crate::cli::run) losses: bool,
}

/// Makes an image of what was read, writes it, and says what changed. Half a catalogue would answer
/// wrongly for as long as it is used: none is made of files that could be read only in part, and none
/// replaces the catalogue of the user that lacks most of it, unless the caller allows it.
pub(in crate::cli::run) fn make(
    mut context: Context,
    mut tenant: Tenant,
    date: &str,
    product: Option<PathBuf>,
    allowed: Allowed,
) -> Result<Exit, Complaint> {
    let said = std::mem::take(&mut tenant.diagnostics);
    if !allowed.parts
        && let Some(fault) = said
            .iter()
            .find(|d| d.severity == DiagnosticSeverity::Error)
    {
        return Err(refusal(fault));
    }
    context.diagnostics.extend(said);
    context.tenant.inputs = std::mem::take(&mut tenant.inputs);
    let core = Catalog::core(Wildcards::Azure);
    let image =
        import_catalog(&tenant, &core, date).map_err(|error| refused_import(error, &context))?;
    let is_aside = product.is_some();
    let (path, shown) = match product {
        Some(path) => (path.clone(), path.display().to_string()),
        None => {
            let path = user_catalog().ok_or_else(|| {
                Complaint::usage("there is no folder for the catalogue of this user")
                    .help("set HOME or XDG_DATA_HOME, or name a file with `-o`")
            })?;
            make_folder(&path)?;
            (path.clone(), path.display().to_string())
        }
    };
    let made = Catalog::open(image.clone(), &shown, context.catalog.wildcards())
        .map_err(|error| Complaint::input(format!("the image made is not sound: {error}")))?;
    if !allowed.losses {
        refuse_lost_conditions(&core, &made)?;
    }
    if !is_aside && !allowed.losses {
        refuse_losses(&replaced(&path), &made)?;
    }
    output::write_file(&path, &image)?;
    let before = std::mem::replace(&mut *context.catalog, made);
    for role in &tenant.role_definitions {
        if role.kind == crate::model::RoleKind::Custom {
            let found = context.catalog.misplaced_patterns(role);
            context
                .diagnostics
                .extend(found.iter().map(|pattern| pattern.diagnostic(role)));
        }
    }
    let diff = before.changes_to(&context.catalog);
    let report = ImportReport {
        path: shown,
        catalog: &context.catalog,
        before: &before,
        diff: &diff,
    };
    let answer = Made::new(
        "catalog-import",
        import_page(&report),
        ImportResult::from(&report),
    );
    context.answer(&answer, Exit::Yes)
}

/// The catalogue that an import replaces, whichever one answers now: that of the user, or the core where
/// there is none that can be read.
fn replaced(path: &Path) -> Catalog {
    let read = fs::read(path).ok();
    let opened = read
        .and_then(|bytes| Catalog::open(bytes, &path.display().to_string(), Wildcards::Azure).ok());
    opened.unwrap_or_else(|| Catalog::core(Wildcards::Azure))
}

/// Refuses a catalogue with less than half the roles or operations of the one that it would replace.
fn refuse_losses(before: &Catalog, made: &Catalog) -> Result<(), Complaint> {
    let counts = |catalog: &Catalog| [catalog.role_count(), catalog.operation_count()];
    let ([roles, operations], [had_roles, had_operations]) = (counts(made), counts(before));
    if roles * 2 >= had_roles && operations * 2 >= had_operations {
        return Ok(());
    }
    Err(Complaint::input(format!(
        "nothing was imported: {roles} roles and {operations} operations would replace {had_roles} and {had_operations}"
    ))
    .help(format!(
        "a catalogue is the whole of Azure: {COMMANDS}. Exports of a tenant are read with `-i`; `-o FILE` writes an image that `--catalog` takes; `--force` replaces the catalogue all the same"
    )))
}

/// Refuses definitions of built-in roles that have lost all their conditions, as clients of older versions of
/// the API print them: a role that gives a few roles would pass for one that gives any.
fn refuse_lost_conditions(core: &Catalog, made: &Catalog) -> Result<(), Complaint> {
    if made.roles().any(|at| made.role(at).is_conditional()) {
        return Ok(());
    }
    let of_core = core.roles().map(|at| core.role(at));
    let of_core = of_core.filter(RoleDefinition::is_conditional);
    let mut lost = of_core.filter(|role| role.id.is_some_and(|id| made.find_role_id(id).is_some()));
    let Some(role) = lost.next() else {
        return Ok(());
    };
    let more = match lost.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Err(Complaint::input(format!(
        "nothing was imported: the conditions of `{}`{more} are missing",
        role.name
    ))
    .help(format!(
        "what exported the roles leaves out conditions, as azure-mgmt-authorization 4.0.0 does; {COMMANDS}; `--force` imports them all the same"
    )))
}

fn refusal(fault: &Diagnostic) -> Complaint {
    let mut complaint = Complaint::input(format!("nothing was imported: {}", fault.message));
    if let Some(place) = &fault.place {
        complaint.message.push_str(&format!("\n  at {place}"));
    }
    let advice = fault.help.as_deref().map(|help| format!("{help}; "));
    complaint.help(format!(
        "{}`--keep-going` imports what could be read",
        advice.unwrap_or_default()
    ))
}

fn refused_import(error: ImportCatalogError, context: &Context) -> Complaint {
    let read: Vec<String> = context
        .tenant
        .inputs
        .iter()
        .map(|input| {
            format!(
                "`{}` holds {} {}",
                input.path,
                input.records,
                input.kind.as_str()
            )
        })
        .collect();
    let mut complaint = Complaint::input(format!("nothing was imported: {error}"));
    if !read.is_empty() {
        complaint
            .message
            .push_str(&format!("\n  {}", read.join("\n  ")));
    }
    complaint.help(COMMANDS)
}

fn make_folder(path: &Path) -> Result<(), Complaint> {
    let Some(folder) = path.parent() else {
        return Ok(());
    };
    fs::create_dir_all(folder).map_err(|error| {
        Complaint::input(format!(
            "can't make the folder `{}`: {}",
            folder.display(),
            error.to_string().to_lowercase()
        ))
    })
}
