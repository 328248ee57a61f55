//! `usage`: logs as a table of what was used.

mod query;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::cli::answer::{Answer, LineSink, hand_over};
use crate::cli::args::{Global, QueryLanguage, UsageArgs, WorkspaceTable};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::documents::two_outputs;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::cli::sources::{one_stdin, read_file, sources_of_logs, threads};
use crate::model::Timestamp;
use crate::report::{
    AnyResult, Page, Rows, Setting, UsageLine, UsageResult, usage_page, usage_rows,
};
use crate::span::{Diagnostic, DiagnosticSeverity};
use crate::usage::{Reduced, RowOrder, UsageRow, reduce};

/// The hours whose files were read into a table.
#[derive(Serialize, Deserialize)]
struct Manifest {
    version: u32,
    hours: Vec<ReadHour>,
}

impl Manifest {
    const VERSION: u32 = 1;
}

/// An hour that was read.
#[derive(Serialize, Deserialize)]
struct ReadHour {
    /// The path of its file from the container on, in lower case.
    hour: String,
    /// How many bytes of it.
    bytes: u64,
}

/// The queries that make the same table of the files in a storage account.
const DUCKDB: &str = include_str!("duckdb.sql");
const SPARK: &str = include_str!("spark.sql");

pub(super) fn run(global: &Global, args: &UsageArgs) -> Result<Exit, Complaint> {
    if let Some(language) = args.emit {
        let (context, path) = Context::open_for_product(global)?;
        let query = match (language, args.workspace_table) {
            (QueryLanguage::Kql, table) => Cow::Owned(query::kusto(table)),
            (QueryLanguage::Sql, WorkspaceTable::Activity) => Cow::Borrowed(DUCKDB),
            (QueryLanguage::SparkSql, WorkspaceTable::Activity) => Cow::Borrowed(SPARK),
            (QueryLanguage::Sql | QueryLanguage::SparkSql, _) => {
                return Err(Complaint::usage("`--workspace-table` is for `--emit kql`")
                    .help("`sql` and `spark-sql` read the activity log in a storage account"));
            }
        };
        return context.product(query.as_bytes(), path.as_deref(), Exit::Yes);
    }
    one_stdin(args.logs.iter().map(|path| ("LOGS", path)))?;
    two_outputs(
        ("-o", global.output.as_ref()),
        ("--manifest", args.manifest.as_ref()),
    )?;
    let mut context = Context::open(global)?;
    let mut hours = match &args.manifest {
        Some(path) => read_manifest(path)?,
        None => BTreeMap::new(),
    };
    let reduced = read(&mut context, &args.logs, &hours, RowOrder::Table)?;
    hours.extend(reduced.reading.hours.clone());
    let exit = context.answer(&reduced, Exit::Yes)?;
    if let Some(path) = &args.manifest {
        write_manifest(path, &hours)?;
    }
    Ok(exit)
}

/// The rows that logs come to, for a command that goes by them.
pub(super) fn read_logs(
    context: &mut Context,
    logs: &[PathBuf],
    order: RowOrder,
) -> Result<Vec<UsageRow>, Complaint> {
    Ok(read(context, logs, &BTreeMap::new(), order)?.rows)
}

/// The moment that a command line names, else that of the last call of the logs.
pub(super) fn last_moment(
    named: Option<Timestamp>,
    rows: &[UsageRow],
) -> Result<Timestamp, Complaint> {
    let last = rows.iter().map(|row| row.tally.last).max();
    named.or(last).ok_or_else(|| {
        Complaint::input("the logs hold no call that ended")
            .help("name logs, or a usage table that is not empty, with `--logs`")
    })
}

/// Reads logs; what is wrong with them goes to the diagnostics.
fn read(
    context: &mut Context,
    logs: &[PathBuf],
    hours: &BTreeMap<String, u64>,
    order: RowOrder,
) -> Result<Reduced, Complaint> {
    let reduced = reduce(&sources_of_logs(logs)?, hours, order, threads());
    let reading = &reduced.reading;
    let mut said = reading.diagnostics.iter();
    if reading.records == 0
        && let Some(fault) = said.find(|said| said.severity == DiagnosticSeverity::Error)
    {
        return Err(Complaint::input(fault.message.clone()));
    }
    // Records, and none of a log: something else was named.
    let is_foreign = |said: &Diagnostic| ["foreign-record", "unread-records"].contains(&said.code);
    let all_foreign = reading.diagnostics.iter().all(is_foreign);
    let records = reading.records.max(reading.not_read);
    if records > 0 && reading.not_read == records && all_foreign {
        let named = logs.iter().map(|path| format!("`{}`", path.display()));
        let named: Vec<String> = named.collect();
        return Err(Complaint::input(format!(
            "none of the {records} records in {} is of a log that is read",
            named.join(", ")
        ))
        .help("name activity logs, resource logs or usage tables, which are JSON Lines; exports of role assignments go with `-i`"));
    }
    context
        .diagnostics
        .extend(reading.diagnostics.iter().cloned());
    Ok(reduced)
}

/// The hours that were read, each with how many bytes of it. A file that is not there yet lists none.
fn read_manifest(path: &Path) -> Result<BTreeMap<String, u64>, Complaint> {
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    let manifest: Result<Manifest, _> = serde_json::from_str(&read_file(path)?.text);
    match manifest {
        Ok(manifest) if manifest.version == Manifest::VERSION => {
            let hours = manifest.hours.into_iter();
            Ok(hours.map(|read| (read.hour, read.bytes)).collect())
        }
        _ => Err(Complaint::input(format!(
            "`{}` is not a list of hours that were read",
            path.display()
        ))
        .help("name the file of an earlier `--manifest`, or one that is not there yet")),
    }
}

fn write_manifest(path: &Path, hours: &BTreeMap<String, u64>) -> Result<(), Complaint> {
    let hours = hours.iter().map(|(hour, bytes)| ReadHour {
        hour: hour.clone(),
        bytes: *bytes,
    });
    let manifest = Manifest {
        version: Manifest::VERSION,
        hours: hours.collect(),
    };
    let mut text = serde_json::to_string_pretty(&manifest)
        .map_err(|error| Complaint::input(error.to_string()))?;
    text.push('\n');
    output::write_anew(path, text.as_bytes())
}

impl Answer for Reduced {
    fn command(&self) -> &'static str {
        "usage"
    }

    fn page(&self, _: &Setting<'_>) -> Cow<'_, Page> {
        Cow::Owned(usage_page(self))
    }

    fn result<'s>(&'s self, _: &'s Setting<'_>) -> Box<dyn AnyResult + 's> {
        Box::new(UsageResult::from(self))
    }

    fn each_line(&self, _: &Setting<'_>, sink: &mut LineSink<'_>) -> io::Result<()> {
        hand_over(UsageLine::all(self), sink)
    }

    fn rows<'s>(&'s self, _: &'s Setting<'_>) -> Option<Rows<'s>> {
        Some(usage_rows(&self.rows))
    }
}
