//! `replay`: which logged calls a change would break.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::needed;
use crate::access::{AccessIndex, AssignmentKey};
use crate::catalog::Catalog;
use crate::cli::answer::Answer;
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
use crate::model::{Moment, RoleAssignment, Tenant};
use crate::report::{
    AnyResult, Page, ReplayReport, ReplayResult, Rows, Setting, replay_page, replay_rows,
};
use crate::span::{Diagnostic, Effect};
use crate::text::{self, NameSet};
use crate::time::Timestamp;
use crate::usage::{AcceptEntry, ReplayClass, Replayed, RowOrder, replay};

pub(super) fn run(global: &Global, args: &ReplayArgs) -> Result<Exit, Complaint> {
    let exports = args.inputs.input.iter().map(|path| ("-i", path));
    let logs = args.logs.iter().map(|path| ("--logs", path));
    let change = args.change.iter().map(|path| ("--change", path));
    let to = args.to.iter().map(|path| ("--to", path));
    one_stdin(exports.chain(logs).chain(change).chain(to))?;
    let accept = config::read(&Choice::of(global))?.accept;
    let mut context = Context::open(global)?;
    let before_sources = sources(&args.inputs.input)?;
    let mut is_changed = true;
    let mut later_catalog = catalog_again(global)?;
    let before = read_watched(&before_sources);
    let (mut after, removes, replaced, unread) = match &args.change {
        Some(path) => {
            let PlannedChange {
                adds,
                removes,
                replaced,
                unread,
            } = read_planned(path)?;
            is_changed = !adds.is_empty() || !removes.is_empty();
            let after = if adds.is_empty() {
                before.clone()
            } else {
                let all: Vec<InputSource> = before_sources.iter().cloned().chain(adds).collect();
                read_watched(&all)
            };
            (after, removes, replaced, unread)
        }
        None => {
            let after = read_watched(&sources(&args.to)?);
            (after, Vec::new(), Vec::new(), Vec::new())
        }
    };
    context.take(before)?;
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
                .filter(|said| !context.diagnostics.contains(said) && !is_about(said, &removes)),
        ),
        None => {
            needed::holds_exports(&after, "`--to` holds no export to compare")?;
            diagnostics.extend(later);
            let aligned = align(&mut context.tenant, &mut after).into_iter();
            diagnostics.extend(aligned.map(|one| one.diagnostic));
        }
    }
    context.learn();
    diagnostics.extend(later_catalog.add_snapshot(&after));
    if args.change.is_some() {
        let before: &Tenant = &context.tenant;
        diagnostics.extend(drop_held((before, &mut after), &later_catalog, &replaced));
    }
    context.diagnostics.extend(diagnostics);
    let rows = super::usage::read_logs(&mut context, &args.logs, RowOrder::Any)?;
    let moment = super::usage::last_moment(args.when, &rows)?;
    context.is_about(Some(moment));
    context.diagnostics.extend(expired(&accept, moment));
    let old = AccessIndex::new(&context.tenant, &context.catalog);
    let new = is_changed.then(|| AccessIndex::new(&after, &later_catalog));
    let both = (&old, new.as_ref().unwrap_or(&old));
    let replayed = replay(both, &rows, (Moment::At(moment), &accept), threads());
    let undecided = replayed.by_strangers.rows + replayed.nowhere.rows;
    let is_limited = context.diagnostics.iter().any(Diagnostic::limits_answer);
    let is_open =
        undecided > 0 || is_understood_in_part || is_limited || replayed.unexplained() > 0;
    let exit = exit_of(&replayed, is_open);
    drop((old, new));
    let answer = ReplayAnswer { replayed, is_open };
    let said = answer.report(&context.tenant).diagnostics();
    context.diagnostics.extend(said);
    context.is_turned_by(Effect::GrantLost);
    context.answer(&answer, exit)
}

/// What `replay` answers.
struct ReplayAnswer {
    replayed: Replayed,
    /// Whether calls, or parts of the change, could not be judged.
    is_open: bool,
}

impl ReplayAnswer {
    fn report<'r>(&'r self, before: &'r Tenant) -> ReplayReport<'r> {
        ReplayReport {
            replayed: &self.replayed,
            before,
            is_open: self.is_open,
        }
    }
}

impl Answer for ReplayAnswer {
    fn command(&self) -> &'static str {
        "replay"
    }

    fn page(&self, setting: &Setting<'_>) -> Cow<'_, Page> {
        Cow::Owned(replay_page(self.report(setting.tenant)))
    }

    fn result<'s>(&'s self, setting: &'s Setting<'_>) -> Box<dyn AnyResult + 's> {
        Box::new(ReplayResult::from(self.report(setting.tenant)))
    }

    fn list(&self) -> Option<&'static str> {
        Some("rows")
    }

    fn rows<'s>(&'s self, setting: &'s Setting<'_>) -> Option<Rows<'s>> {
        Some(replay_rows(self.report(setting.tenant)))
    }
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

/// Takes assignments that a change adds out of a tenant where the role is held there before it: Azure keeps
/// one, and creates no other. Those that it removes first are not in the way.
fn drop_held(
    (before, after): (&Tenant, &mut Tenant),
    catalog: &Catalog,
    replaced: &[String],
) -> Vec<Diagnostic> {
    let key = |record: &RoleAssignment| text::fold(&record.id).into_owned();
    let known: NameSet<String> = before.role_assignments.iter().map(key).collect();
    let replaced = replaced.iter();
    let replaced: NameSet<String> = replaced.map(|id| text::fold(id).into_owned()).collect();
    let standing = before.role_assignments.iter();
    let standing = standing.filter(|record| !record.is_classic && !replaced.contains(&key(record)));
    let mut held: BTreeMap<AssignmentKey, Arc<str>> = standing
        .map(|record| (AssignmentKey::of(catalog, record), Arc::clone(&record.id)))
        .collect();
    let mut said = Vec::new();
    after.role_assignments.retain(|record| {
        if known.contains(&key(record)) {
            return true;
        }
        match held.entry(AssignmentKey::of(catalog, record)) {
            Entry::Vacant(free) => {
                free.insert(Arc::clone(&record.id));
                true
            }
            Entry::Occupied(first) => {
                let message = format!(
                    "the change adds `{}`, and `{}` is the same role of the same principal at the same scope: Azure keeps that one, so nothing is added",
                    record.id,
                    first.get()
                );
                said.push(
                    Diagnostic::warning("assignment-exists", message)
                        .help("keep the one that is there; `az role assignment update` changes its condition"),
                );
                false
            }
        }
    });
    said
}

/// Whether the reader of exports says of something that it is deleted, which is done here.
fn is_about(said: &Diagnostic, removes: &[String]) -> bool {
    let is_of = |id: &String| said.message.starts_with(&format!("`{id}` is deleted"));
    said.code == "unsupported-change" && removes.iter().any(is_of)
}

/// Says which entries of the configuration accept nothing any more.
fn expired(accept: &[AcceptEntry], moment: Timestamp) -> Vec<Diagnostic> {
    let over = accept.iter().filter_map(|entry| {
        let expires = entry.expires.filter(|day| day.is_day_over(moment))?;
        let named = [
            entry.principal.clone(),
            entry.action.as_ref().map(ToString::to_string),
            entry.scope.as_ref().map(ToString::to_string),
        ];
        let named: Vec<String> = named.into_iter().flatten().collect();
        let message = format!(
            "the configuration accepted that calls of `{}` break until {}, and accepts it no more: {} ({})",
            named.join("`, `"),
            expires.day(),
            entry.reason,
            entry.owner
        );
        Some(
            Diagnostic::warning("accept-expired", message)
                .help("set a later day of `expires`, or remove the entry"),
        )
    });
    over.collect()
}
