//! `history`: who changed access, and when.

use crate::access::AccessIndex;
use crate::cli::answer::Made;
use crate::cli::args::{Global, HistoryArgs};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::past;
use crate::cli::reading::read_watched;
use crate::cli::scoping::{check, scope_of};
use crate::cli::sources::{one_stdin, sources};
use crate::directory::{Placement, ScopeNames, look_up_principal};
use crate::history::{AccessChange, HistoryEvent, contradictions};
use crate::ids::PrincipalId;
use crate::import::AccessContent;
use crate::model::Tenant;
use crate::report::{HistoryReport, HistoryResult, history_page, history_rows};
use crate::span::Effect;

pub(super) fn run(global: &Global, args: &HistoryArgs) -> Result<Exit, Complaint> {
    let exports = args.inputs.input.iter().map(|path| ("-i", path));
    let logs = args.logs.iter().map(|path| ("--logs", path));
    let earlier = args.earlier.iter().map(|path| ("--earlier", path));
    one_stdin(exports.chain(logs).chain(earlier))?;
    check(&args.scope)?;
    let mut context = Context::open(global)?;
    context.read(&args.inputs)?;
    let mut history = past::read(&args.logs)?;
    let diagnostics = std::mem::take(&mut history.reading.diagnostics);
    context.diagnostics.extend(diagnostics);
    for principal in history.principals.values() {
        if context.tenant.principal(&principal.id).is_none() {
            context.tenant.learn(principal.clone());
        }
    }
    let earlier = match &args.earlier[..] {
        [] => None,
        paths => Some(read_watched(&sources(paths)?)),
    };
    let mut snapshots: Vec<&Tenant> = vec![&context.tenant];
    snapshots.extend(&earlier);
    history.keep_access_only(&snapshots);
    // Without exports there is nothing that logs could contradict.
    let contradictions = match args.inputs.input.is_empty() && earlier.is_none() {
        true => Vec::new(),
        false => contradictions(&context.tenant, earlier.as_ref(), &history, args.exported),
    };
    let of = match &args.of {
        Some(who) => Some(look_up_principal(&context.tenant, who)?),
        None => None,
    };
    let names = ScopeNames::new(&context.tenant);
    let at = scope_of(&args.scope, || &names)?;
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let closure = of.as_ref().map(|who| index.groups().closure(who));
    let is_theirs = |event: &HistoryEvent, earlier: Option<&AccessContent>| {
        let Some(closure) = &closure else {
            return true;
        };
        let is_of = |id: &PrincipalId| closure.ids().any(|own| own == id);
        let holder = event
            .holder()
            .or_else(|| earlier.and_then(AccessContent::holder));
        match holder {
            Some(holder) => is_of(holder),
            // Whose it was isn't known, or it is the caller's own.
            None if matches!(event.change, AccessChange::Elevated) => {
                event.by.id.as_ref().is_some_and(is_of)
            }
            None => event.may_have_holder(),
        }
    };
    let is_there = |event: &HistoryEvent| {
        let Some(at) = &at else {
            return true;
        };
        let Some(scope) = event.scope() else {
            return true;
        };
        let is_within = |one, other| index.hierarchy().placement(one, other) != Placement::Outside;
        is_within(at, &scope) || is_within(&scope, at)
    };
    let kept: Vec<bool> = history
        .with_earlier()
        .map(|(event, earlier)| is_theirs(event, earlier) && is_there(event))
        .collect();
    let mut kept = kept.into_iter();
    history.events.retain(|_| kept.next().unwrap_or(true));
    let report = HistoryReport::new(&history, contradictions, &context.tenant, &context.catalog);
    let answer = Made::new(
        "history",
        history_page(&report),
        HistoryResult::from(&report),
    )
    .with_list("events")
    .with_table(history_rows(&report));
    context.is_turned_by(Effect::RecordsLost);
    context.answer(&answer, Exit::Yes)
}
