//! `collect`: fills a folder with exports.

use crate::cli::args::{CollectArgs, Format, Global, ScriptShell};
use crate::cli::collect::{AzProgram, Collected, Folder, Script, Wanted, check, collect};
use crate::cli::complain::Complaint;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::report::{self, CollectEntry, CollectReport, CollectResult, Envelope, Paint, Width};

/// Where the script writes when nothing is said.
const FOLDER: &str = "exports";

pub(super) fn run(global: &Global, args: &CollectArgs) -> Result<Exit, Complaint> {
    if let Some(folder) = &args.check {
        format(global)?;
        let done = check(&Folder::new(folder))?;
        return print_report(global, &done, &folder.display().to_string(), true);
    }
    let folder = args.folder.as_ref().or(global.output.as_ref());
    if args.dry_run {
        let folder = folder.map_or_else(|| FOLDER.to_owned(), |f| f.display().to_string());
        let script = Script {
            folder: &folder,
            subscriptions: &args.subscription,
            activity_days: args.activity_days,
        };
        let text = match args.shell {
            ScriptShell::Posix => script.posix(),
            ScriptShell::Powershell => script.powershell(),
        };
        output::print(text.as_bytes())?;
        return Ok(Exit::Yes);
    }
    format(global)?;
    let Some(folder) = folder else {
        return Err(Complaint::usage("collect into which folder?")
            .help("name it with `-o DIR`, or print the script with `--dry-run`"));
    };
    let wanted = Wanted {
        folder: &Folder::new(folder),
        subscriptions: &args.subscription,
        activity_days: args.activity_days,
    };
    let (mut az, mut clock) = (AzProgram, AzProgram);
    let done = collect(&wanted, &mut az, &mut clock, &mut |text| {
        output::warn(&report::clean(text));
    })?;
    print_report(global, &done, &folder.display().to_string(), false)
}

fn format(global: &Global) -> Result<Format, Complaint> {
    match global.format {
        None | Some(Format::Human) => Ok(Format::Human),
        Some(Format::Json) => Ok(Format::Json),
        Some(_) => Err(Complaint::usage("`collect` reports as `human` or `json`")
            .help("what it collects is JSON whatever the format")),
    }
}

/// Prints what was done, or what a check found.
fn print_report(
    global: &Global,
    done: &Collected,
    folder: &str,
    is_check: bool,
) -> Result<Exit, Complaint> {
    let report = report_of(done, folder, is_check);
    if format(global)? == Format::Json {
        let diagnostics = report::collect_diagnostics(&report);
        let result = CollectResult::from(&report);
        let envelope = Envelope::without_inputs("collect", &diagnostics, result);
        output::print_by(Box::new(|out| envelope.write(out)))?;
    } else {
        let page = report::collect_page(&report);
        let text = report::to_human(&page, Width::Unlimited, Paint::Plain);
        output::print(text.as_bytes())?;
    }
    Ok(if report.missing.is_empty() {
        Exit::Yes
    } else {
        Exit::Undetermined
    })
}

fn report_of(done: &Collected, folder: &str, is_check: bool) -> CollectReport {
    let entries = |list: &[crate::cli::collect::Entry]| {
        let entry = |e: &crate::cli::collect::Entry| CollectEntry {
            file: e.name.clone(),
            status: e.kind.word(),
            message: e.message.clone(),
        };
        list.iter().map(entry).collect()
    };
    CollectReport {
        folder: folder.to_owned(),
        is_check,
        tenant: done.manifest.tenant.clone(),
        subscriptions: done.manifest.subscriptions.clone(),
        written: done.written,
        kept: done.kept,
        missing: entries(&done.manifest.missing),
        absent: entries(&done.manifest.absent),
    }
}
