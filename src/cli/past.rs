//! `--as-of`: exports taken back to an earlier moment by activity logs.

use std::path::PathBuf;

use super::args::AsOfArgs;
use super::complain::Complaint;
use super::sources::{sources_of_logs, threads};
use crate::history::{AccessChange, History, HistoryEvent, TakeBack, read_history, take_back};
use crate::model::Tenant;
use crate::span::{Diagnostic, DiagnosticSeverity};

/// Takes a snapshot back to the moment that is asked for, if any.
pub(crate) fn to_moment(tenant: &mut Tenant, args: &AsOfArgs) -> Result<(), Complaint> {
    let Some(moment) = args.as_of else {
        return match args.logs.is_empty() {
            true => Ok(()),
            false => Err(Complaint::usage(
                "`--logs` takes exports back in time, and no moment is named",
            )
            .help("name it with `--as-of`")),
        };
    };
    if let Some(exported) = args.exported.filter(|exported| *exported < moment) {
        return Err(Complaint::usage(format!(
            "`--as-of` {moment} is after `--exported` {exported}"
        ))
        .help(
            "logs lead from the exports back in time, not forward: name an earlier moment, or newer exports",
        ));
    }
    let history = read(&args.logs)?;
    let diagnostics = history.reading.diagnostics.iter().cloned();
    tenant.diagnostics.extend(diagnostics);
    let settings = TakeBack {
        moment,
        exported: args.exported,
        is_logged_whole: args.logs_complete,
    };
    take_back(tenant, &history, &settings);
    let is_later = |event: &&HistoryEvent| {
        event.is_done
            && event.time > moment
            && args.exported.is_none_or(|exported| event.time <= exported)
            && !matches!(event.change, AccessChange::ScopeDeleted)
    };
    let mut message = format!(
        "the exports are taken back to {moment} by the changes of access in the logs since: {}",
        history.events.iter().filter(is_later).count()
    );
    if !tenant.group_members.is_empty() {
        message.push_str("; who is in which group is as exported: activity logs don't say");
    }
    let note = Diagnostic::info("as-of", message);
    tenant.diagnostics.push(note);
    Ok(())
}

/// Reads activity logs for the changes of access in them.
pub(crate) fn read(logs: &[PathBuf]) -> Result<History, Complaint> {
    let history = read_history(&sources_of_logs(logs)?, threads());
    let reading = &history.reading;
    let mut faults = reading.diagnostics.iter();
    let fault = faults.find(|fault| fault.severity == DiagnosticSeverity::Error);
    if reading.records == 0
        && let Some(fault) = fault
    {
        return Err(Complaint::input(fault.message.clone()));
    }
    let has_none = reading.records == 0 || reading.not_read >= reading.records;
    if has_none && history.events.is_empty() && history.logged().next().is_none() {
        let named = logs.iter().map(|path| format!("`{}`", path.display()));
        let named: Vec<String> = named.collect();
        return Err(Complaint::input(format!(
            "there is no event of an activity log in {}",
            named.join(", ")
        ))
        .help("`--logs` takes activity logs themselves, not usage tables, which have no changes"));
    }
    Ok(history)
}
