//! `replay`: which logged calls a change would break.

use std::path::Path;

use serde_json::Value;

use super::needed;
use crate::access::AccessIndex;
use crate::cli::answer::Made;
use crate::cli::args::{Global, ReplayArgs};
use crate::cli::complain::Complaint;
use crate::cli::config::{self, Choice};
use crate::cli::context::Context;
use crate::cli::documents::not_json;
use crate::cli::exit::Exit;
use crate::cli::reading::{catalog_again, read_watched};
use crate::cli::sources::{one_stdin, read_file, sources, threads};
use crate::diff::align;
use crate::import::{InputSource, PlannedChange, read_change};
use crate::model::{Moment, Tenant};
use crate::report::{ReplayReport, ReplayResult, replay_page, replay_rows};
use crate::span::{Diagnostic, Effect};
use crate::text::{self, NameSet};
use crate::usage::{ReplayClass, Replayed, replay};

pub(super) fn run(global: &Global, args: &ReplayArgs) -> Result<Exit, Complaint> {
    let exports = args.inputs.input.iter().map(|path| ("-i", path));
    let logs = args.logs.iter().map(|path| ("--logs", path));
    let change = args.change.iter().map(|path| ("--change", path));
    let to = args.to.iter().map(|path| ("--to", path));
    one_stdin(exports.chain(logs).chain(change).chain(to))?;
    let accept = config::read(&Choice::of(global))?.accept;
    let mut context = Context::open(global)?;
    let before_sources = sources(&args.inputs.input)?;
    let mut later_catalog = catalog_again(global)?;
    let (mut after, removes, unread) = match &args.change {
        Some(path) => {
            let PlannedChange {
                adds,
                removes,
                unread,
            } = read_planned(path)?;
            let all: Vec<InputSource> = before_sources.iter().cloned().chain(adds).collect();
            (read_watched(&all), removes, unread)
        }
        None => (read_watched(&sources(&args.to)?), Vec::new(), Vec::new()),
    };
    context.take(read_watched(&before_sources))?;
    needed::assignments(&mut context)?;
    let mut diagnostics = remove(&mut after, &removes);
    diagnostics.extend(unread);
    let is_understood_in_part = !diagnostics.is_empty();
    let later = std::mem::take(&mut after.diagnostics);
    match args.change {
        // What the exports lack is said of them already.
        Some(_) => diagnostics.extend(
            later
                .into_iter()
                .filter(|said| !context.diagnostics.contains(said) && !tells_of(said, &removes)),
        ),
        None => {
            needed::holds_exports(&after, "`--to` holds no export to compare")?;
            diagnostics.extend(later);
            diagnostics.extend(align(&mut context.tenant, &mut after));
        }
    }
    context.learn();
    diagnostics.extend(later_catalog.add_snapshot(&after));
    context.diagnostics.extend(diagnostics);
    let rows = super::usage::read_logs(&mut context, &args.logs)?;
    let moment = super::usage::last_moment(args.when, &rows)?;
    context.is_about(Some(moment));
    let old = AccessIndex::new(&context.tenant, &context.catalog);
    let new = AccessIndex::new(&after, &later_catalog);
    let replayed = replay(&old, &new, &rows, (Moment::At(moment), &accept), threads());
    let undecided = replayed.by_strangers.rows + replayed.nowhere.rows;
    let is_limited = context.diagnostics.iter().any(Diagnostic::limits_answer);
    let is_open =
        undecided > 0 || is_understood_in_part || is_limited || replayed.unexplained() > 0;
    let exit = exit_of(&replayed, is_open);
    drop((old, new));
    let report = ReplayReport {
        replayed,
        before: &context.tenant,
        is_open,
    };
    let said = report.diagnostics();
    let answer = Made::new("replay", replay_page(&report), ReplayResult::from(&report))
        .with_list("rows")
        .with_table(replay_rows(&report));
    context.diagnostics.extend(said);
    context.is_turned_by(Effect::GrantLost);
    context.answer(&answer, exit)
}

/// The exit code; `is_open` where calls, or parts of the change, could not be judged.
fn exit_of(replayed: &Replayed, is_open: bool) -> Exit {
    let has = |class| replayed.open(class) > 0;
    if has(ReplayClass::Revoked) {
        Exit::No
    } else if has(ReplayClass::MaybeRevoked) || has(ReplayClass::Unknown) || is_open {
        Exit::Undetermined
    } else {
        Exit::Yes
    }
}

fn read_planned(path: &Path) -> Result<PlannedChange, Complaint> {
    let file = read_file(path)?;
    let document: Value =
        serde_json::from_str(&file.text).map_err(|error| not_json(&file, &error))?;
    let shown = path.display().to_string();
    read_change(&document, &shown).map_err(|error| {
        Complaint::input(format!("`{shown}`: {error}")).help(
            "write {\"add\": [role assignments as az prints them], \"remove\": [ids of assignments]}",
        )
    })
}

/// Takes the records with these ids out of a tenant; says of which there are none.
fn remove(tenant: &mut Tenant, ids: &[String]) -> Vec<Diagnostic> {
    let ids: NameSet<String> = ids
        .iter()
        .map(|id| text::fold(id.trim_end_matches('/')).into_owned())
        .collect();
    let gone = tenant.remove_grants(&ids);
    let mut missing: Vec<&String> = ids.difference(&gone).collect();
    missing.sort();
    let said = missing.into_iter().map(|id| {
        Diagnostic::warning(
            "unknown-assignment",
            format!("the change removes `{id}`, which the exports do not have"),
        )
        .may_change_answer()
    });
    said.collect()
}

/// Whether the reader of exports says of something that it is deleted, which is done here.
fn tells_of(said: &Diagnostic, removes: &[String]) -> bool {
    let is_of = |id: &String| said.message.starts_with(&format!("`{id}` is deleted"));
    said.code == "unsupported-change" && removes.iter().any(is_of)
}
