use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::audit::{judge, seen_until, use_of};
use crate::cli::args::{AuditArgs, DemoArgs, Global, Inputs, Writes};
use crate::cli::complain::Complaint;
use crate::cli::config;
use crate::cli::context::Context;
use crate::cli::demo::{CONFIGURATION, DAY, FILES, FOLDER, File};
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::import::{self, InputSource, Printed};
use crate::usage::{RowOrder, reduce};

/// Where the report goes when nothing else is asked for.
const REPORT: &str = "rolecall-demo.html";

pub(super) fn run(global: &Global, args: &DemoArgs) -> Result<Exit, Complaint> {
    if let Some(folder) = &args.inputs {
        write_inputs(folder)?;
        if global.output.is_none() && global.format.is_none() {
            return Ok(Exit::Yes);
        }
    }
    let mut global = global.clone();
    let by_default = global.output.is_none() && global.format.is_none();
    if by_default {
        global.output = Some(PathBuf::from(REPORT));
    }
    let mut context = Context::open_offering(&global, Writes::DEMO)?;
    context.is_shown_off();
    context.take(import::read(&sources()))?;
    context.learn();
    let (path, text) = CONFIGURATION;
    let mut config = config::of_text(&named(path), text)?;
    config.settings.thresholds.as_of.get_or_insert(DAY);
    let rows = reduce(&logs(), &BTreeMap::new(), RowOrder::Table, 1).rows;
    let usage = use_of(&mut context, &rows, &seen_until(DAY, &config));
    judge(context, &as_audited(), config, (None, Some(&usage)))?;
    if by_default {
        output::warn(
            "It is the audit of Contoso Telecom, a made-up operator of Nexus clusters: open it in a browser.\n\
             `rolecall demo --inputs DIR` writes the exports behind it, `rolecall demo --format human` prints it here.\n",
        );
    }
    // A demo that finds faults has done its work.
    Ok(Exit::Yes)
}

fn sources() -> Vec<InputSource> {
    printed(FILES.iter())
}

/// What the made-up tenant did.
fn logs() -> Vec<InputSource> {
    printed(FILES.iter().filter(|(name, _)| name.starts_with("logs/")))
}

fn printed<'f>(files: impl Iterator<Item = &'f File>) -> Vec<InputSource> {
    let files = files.map(|(name, text)| {
        InputSource::Printed(Printed {
            command: named(name),
            bytes: text.as_bytes().to_vec(),
        })
    });
    files.collect()
}

/// The path that reports show.
fn named(file: &str) -> String {
    format!("{FOLDER}/{file}")
}

/// The options of the audit: none, on a day that doesn't move.
fn as_audited() -> AuditArgs {
    AuditArgs {
        when: Some(DAY),
        ..AuditArgs::of(Inputs { input: Vec::new() })
    }
}

/// Writes the exports; files of the same name that say something else stay, and are an error.
fn write_inputs(folder: &Path) -> Result<(), Complaint> {
    let refuse = |path: &Path, why: &str| {
        Complaint::input(format!("can't write `{}`: {why}", path.display()))
    };
    fs::create_dir_all(folder)
        .map_err(|error| refuse(folder, &error.to_string().to_lowercase()))?;
    let files = || FILES.iter().chain([&CONFIGURATION]);
    for (name, text) in files() {
        let path = folder.join(name);
        if fs::read(&path).is_ok_and(|there| there != text.as_bytes()) {
            return Err(
                refuse(&path, "another file of that name is there").help("name a new folder")
            );
        }
    }
    for (name, text) in files() {
        if let Some(around) = folder.join(name).parent() {
            fs::create_dir_all(around)
                .map_err(|error| refuse(around, &error.to_string().to_lowercase()))?;
        }
        output::write_file(&folder.join(name), text.as_bytes())?;
    }
    output::wrote(&format!(
        "{} files to {}",
        files().count(),
        folder.display()
    ));
    output::warn(
        "try there:\n\
         \x20 rolecall audit -i . --logs logs\n\
         \x20 rolecall who Microsoft.NetworkCloud/clusters/delete -i .\n\
         \x20 rolecall nexus check --cluster cluster-ham1.json -i .\n\
         \x20 rolecall rightsize -i . --logs logs\n\
         \x20 rolecall history -i . --logs logs\n",
    );
    Ok(())
}
