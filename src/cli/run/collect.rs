//! `collect`: fills a folder with exports.

use crate::cli::args::{CollectArgs, Format, Global};
use crate::cli::collect::{AzProgram, Collected, Folder, Wanted, collect, script};
use crate::cli::complain::Complaint;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::report::{self, CollectEntry, CollectReport, CollectResult, Envelope, Paint, Width};

/// Where the script writes when nothing is said.
const FOLDER: &str = "exports";

pub(super) fn run(global: &Global, args: &CollectArgs) -> Result<Exit, Complaint> {
    let folder = args.folder.as_ref().or(global.output.as_ref());
    if args.dry_run {
        let folder = folder.map_or_else(|| FOLDER.to_owned(), |f| f.display().to_string());
        output::print(script(&folder, &args.subscription).as_bytes())?;
        return Ok(Exit::Yes);
    }
    let format = match global.format {
        None | Some(Format::Human) => Format::Human,
        Some(Format::Json) => Format::Json,
        Some(_) => {
            return Err(Complaint::usage("`collect` reports as `human` or `json`")
                .help("what it collects is JSON whatever the format"));
        }
    };
    let Some(folder) = folder else {
        return Err(Complaint::usage("collect into which folder?")
            .help("name it with `-o DIR`, or print the script with `--dry-run`"));
    };
    let wanted = Wanted {
        folder: &Folder::new(folder),
        subscriptions: &args.subscription,
    };
    let (mut az, mut pause) = (AzProgram, AzProgram);
    let done = collect(&wanted, &mut az, &mut pause, &mut |text| {
        output::warn(&report::clean(text));
    })?;
    let report = report_of(&done, &folder.display().to_string());
    if format == Format::Json {
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

fn report_of(done: &Collected, folder: &str) -> CollectReport {
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
        tenant: done.manifest.tenant.clone(),
        subscriptions: done.manifest.subscriptions.clone(),
        written: done.written,
        kept: done.kept,
        missing: entries(&done.manifest.missing),
        absent: entries(&done.manifest.absent),
    }
}
