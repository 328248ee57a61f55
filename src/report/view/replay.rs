//! `replay`: which logged calls a change would break.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ids::PrincipalId;
use crate::model::{Principal, Tenant};
use crate::report::columns::{Columns, Rows, lines};
use crate::report::page::{Cut, Page, Tone};
use crate::report::view::words::{capitalised, counted, repair_sentence, repair_sentences};
use crate::span::Diagnostic;
use crate::usage::{ReplayClass, Replayed, ReplayedCall};

/// What came of a replay, with the names of who called.
#[derive(Clone, Copy)]
pub(crate) struct ReplayReport<'r> {
    pub(crate) replayed: &'r Replayed,
    pub(crate) before: &'r Tenant,
    /// Whether calls, or parts of the change, could not be judged.
    pub(crate) is_open: bool,
}

/// How much a page shows of each list.
const CUT: Cut = Cut {
    rows: 30,
    lines: 14,
};

impl<'r> ReplayReport<'r> {
    pub(crate) fn principal(&self, call: &ReplayedCall) -> Option<&'r Principal> {
        self.before.principal(&call.principal)
    }

    fn label(&self, id: &PrincipalId) -> String {
        let known = self.before.principal(id);
        known.map_or_else(|| id.to_string(), |known| known.label().to_owned())
    }

    /// Of the calls that the log allowed, the share that the exports do not allow.
    pub(crate) fn rate(&self) -> Option<f64> {
        let (all, count) = (self.replayed.allowed, self.replayed.disagreeing().count());
        (all > 0).then(|| (10_000.0 * count as f64 / all as f64).round() / 10_000.0)
    }

    /// The calls that the change is about.
    pub(crate) fn changing(&self) -> impl Iterator<Item = &'r ReplayedCall> + use<'r> {
        let rows = self.replayed.rows.iter();
        rows.filter(|row| row.class != ReplayClass::Unchanged)
    }

    /// What could not be decided.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        let counts = [
            (
                self.replayed.by_strangers,
                "unknown-callers",
                "by callers whom no export knows were not decided",
                "add the directory's users and service principals to the inputs",
            ),
            (
                self.replayed.nowhere,
                "calls-without-scope",
                "without a scope were not decided",
                "export the logs with the columns of the resource, or its id",
            ),
        ];
        let counts = counts.into_iter().filter(|(count, ..)| count.rows > 0);
        let said = counts.map(|(count, code, what, help)| {
            let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
            let (calls, rows) = (number(count.calls), number(count.rows));
            let message = format!(
                "{} in {} {what}",
                counted(calls, "call"),
                counted(rows, "row")
            );
            Diagnostic::warning(code, message)
                .help(help)
                .may_change_answer()
        });
        said.collect()
    }
}

/// Why a call is of its class, in a sentence.
pub(crate) fn because(call: &ReplayedCall) -> String {
    let (before, after) = (call.before.as_str(), call.after.as_str());
    let change = match before == after {
        true => format!("{before} before and after"),
        false => format!("{before} before, {after} after"),
    };
    match (call.lost.len(), call.disagrees()) {
        (0, true) => format!("{change}; the log allowed it"),
        (0, false) => change,
        (1, _) => format!("{change}: what allowed it is gone"),
        (several, _) => format!("{change}: the {several} records that allowed it are gone"),
    }
}

/// The check of the exports first, then what breaks, by who calls and by what is removed.
pub(crate) fn replay_page(report: ReplayReport<'_>) -> Page {
    let mut page = Page {
        cut: Some(CUT),
        ..Page::default()
    };
    let replayed = report.replayed;
    let of = |class| replayed.count(class);
    let open_of = |class| replayed.open(class);
    let (revoked, maybe) = (
        open_of(ReplayClass::Revoked),
        open_of(ReplayClass::MaybeRevoked),
    );
    let unexplained = replayed.unexplained();
    let open = maybe + open_of(ReplayClass::Unknown);
    let (tone, word, text) = match (revoked, open) {
        (0, 0) if unexplained > 0 => (
            Tone::Open,
            "open",
            format!(
                "the exports do not explain {}, which may break",
                counted(unexplained, "logged call")
            ),
        ),
        (0, 0) if report.is_open => (
            Tone::Open,
            "open",
            "no logged call that could be judged would break; the warnings say what could not"
                .to_owned(),
        ),
        (0, 0) => (
            Tone::Good,
            "safe",
            match replayed
                .rows
                .iter()
                .filter(|row| row.accepted.is_some())
                .count()
            {
                0 => "no logged call would break".to_owned(),
                some => format!(
                    "no logged call would break but {} that the configuration accepts",
                    counted(some, "call")
                ),
            },
        ),
        (0, open) => (
            Tone::Open,
            "open",
            format!("{} may break", counted(open, "logged call")),
        ),
        (some, _) => (
            Tone::Bad,
            "breaks",
            format!(
                "{} would not be allowed any more",
                counted(some, "logged call")
            ),
        ),
    };
    page.verdict(tone, word, text);
    let disagreeing = replayed.disagreeing().count();
    page.text(match report.rate() {
        None => "The log allowed none of the calls that could be decided: nothing checks the exports.".to_owned(),
        Some(_) if disagreeing == 0 => format!(
            "The exports allow all {} calls that the log allowed (each of a principal, an operation and a scope).",
            replayed.allowed
        ),
        Some(rate) => format!(
            "Of {} calls that the log allowed the exports do not allow {disagreeing} ({:.1} %): a group's members, an activation or a delegation may be missing, or the exports may be of another day.",
            replayed.allowed,
            rate * 100.0
        ),
    });
    let counts = ReplayClass::ALL.map(|class| format!("{} {}", of(class), words_of(class)));
    page.text(format!("{} calls: {}.", replayed.calls, counts.join(", ")));
    let accepted = replayed.rows.iter().filter(|row| row.accepted.is_some());
    match accepted.count() {
        0 => {}
        some => page.text(format!(
            "{} that may break {} accepted by the configuration.",
            counted(some, "call"),
            if some == 1 { "is" } else { "are" }
        )),
    }
    groups(&mut page, &report);
    let table = |page: &mut Page, caption: String, rows: Vec<&ReplayedCall>| {
        if !rows.is_empty() {
            page.heading(caption.clone());
            page.table(columns(report).table(caption, rows));
        }
    };
    for class in ReplayClass::ALL {
        if class == ReplayClass::Unchanged {
            continue;
        }
        let rows = replayed.rows.iter().filter(|row| row.class == class);
        table(
            &mut page,
            caption(words_of(class), of(class)),
            rows.collect(),
        );
    }
    let rows = replayed.disagreeing().collect();
    table(
        &mut page,
        caption("allowed by the log and not by the exports", disagreeing),
        rows,
    );
    page
}

fn caption(what: &str, count: usize) -> String {
    format!("{} ({count})", capitalised(what))
}

/// Who would lose calls, and through which records, with the least that would give them back.
fn groups(page: &mut Page, report: &ReplayReport<'_>) {
    let mut by_principal: BTreeMap<&PrincipalId, (usize, Vec<String>)> = BTreeMap::new();
    let mut by_record: BTreeMap<&Arc<str>, usize> = BTreeMap::new();
    let breaking = report.changing().filter(|row| row.class.breaks());
    for row in breaking.filter(|row| row.accepted.is_none()) {
        let (count, repairs) = by_principal.entry(&row.principal).or_default();
        *count += 1;
        // The smallest is to leave what allowed it.
        let repair = match row.lost.first() {
            Some(record) => Some(format!("keep {record}")),
            None => row.repairs.first().map(repair_sentence),
        };
        repairs.extend(repair.filter(|repair| !repairs.contains(repair)));
        for record in &row.lost {
            *by_record.entry(record).or_default() += 1;
        }
    }
    let who = by_principal.iter().map(|(who, (count, repairs))| {
        let more = repairs.len().saturating_sub(1);
        let repair = match (repairs.first(), more) {
            (None, _) => String::new(),
            (Some(first), 0) => format!(": {first}"),
            (Some(first), more) => format!(": {first}, and {more} more"),
        };
        format!(
            "{} loses {}{repair}",
            report.label(who),
            counted(*count, "call")
        )
    });
    page.bullets(who.collect());
    let records = by_record.iter().map(|(record, count)| {
        format!(
            "{record}, which is gone, allowed {}",
            counted(*count, "call")
        )
    });
    page.bullets(records.collect());
}

fn words_of(class: ReplayClass) -> &'static str {
    match class {
        ReplayClass::Revoked => "revoked",
        ReplayClass::MaybeRevoked => "maybe revoked",
        ReplayClass::Unknown => "unknown",
        ReplayClass::MaybeGained => "maybe gained",
        ReplayClass::Gained => "gained",
        ReplayClass::Unchanged => "unchanged",
    }
}

/// The whole table, row by row.
pub(crate) fn replay_rows(report: ReplayReport<'_>) -> Rows<'_> {
    columns(report).rows(report.replayed.rows.iter())
}

fn columns(report: ReplayReport<'_>) -> Columns<'_, &ReplayedCall> {
    Columns::new()
        .both("class", |row: &&ReplayedCall| row.class.as_str().to_owned())
        .data("principal", |row| row.principal.to_string())
        .both("who", move |row| report.label(&row.principal))
        .both("action", |row| row.action.to_string())
        .data("plane", |row| row.plane.as_str().to_owned())
        .both("scope", |row| row.scope.to_string())
        .both("calls", |row| row.count.to_string())
        .both("last", |row| row.last.to_string())
        .data("logged", |row| {
            if row.was_allowed { "allowed" } else { "denied" }.to_owned()
        })
        .both("because", |row| match &row.accepted {
            Some(accepted) => format!(
                "{}; accepted by {}: {}",
                because(row),
                accepted.owner,
                accepted.reason
            ),
            None => because(row),
        })
        .data("lost", |row| {
            lines(row.lost.iter().map(ToString::to_string))
        })
        .data("repairs", |row| {
            lines(repair_sentences(&row.repairs).into_iter())
        })
}
