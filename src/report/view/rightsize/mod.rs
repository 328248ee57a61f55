//! `rightsize`: what of the access was used, and the least that would do.

mod bicep;
mod changes;
mod scripts;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::access::AccessIndex;
use crate::ids::PrincipalId;
use crate::model::{Principal, RoleAssignment};
use crate::report::columns::{Columns, Rows, lines};
use crate::report::page::{Page, Table, Tone};
use crate::report::v1::ProposalKind;
use crate::report::view::words::counted;
use crate::span::{Diagnostic, DiagnosticSeverity};
use crate::time::Timestamp;
pub(crate) use bicep::{BicepFile, rightsize_bicep};
pub(crate) use scripts::{rightsize_script, rightsize_terraform};

use changes::{Change, Held};

use crate::usage::{
    Count, Evidence, KeepEntry, KeepReason, Proposal, Rightsized, SizedAssignment, Unshown,
};

/// What came of it, with what the tenant says of each assignment.
#[derive(Debug)]
pub(crate) struct RightsizeReport {
    pub(crate) sized: Rightsized,
    pub(crate) rows: Vec<RightsizeRow>,
    /// What earlier answers came to, the oldest first.
    pub(crate) earlier: Vec<PastScore>,
}

/// What an earlier answer came to.
#[derive(Clone, Debug)]
pub(crate) struct PastScore {
    /// Its window.
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) unused: Option<f64>,
    /// How many assignments it judged.
    pub(crate) assignments: usize,
    /// How many of those something was proposed for.
    pub(crate) proposals: usize,
}

/// An assignment as it is shown.
#[derive(Debug)]
pub(crate) struct RightsizeRow {
    pub(crate) record: RoleAssignment,
    pub(crate) principal: Option<Principal>,
    pub(crate) role: Arc<str>,
    /// What to run, and what undoes it.
    pub(crate) change: Change,
}

impl RightsizeReport {
    pub(crate) fn new(index: &AccessIndex<'_>, sized: Rightsized) -> Self {
        let mut held = Held::new(index, &sized);
        let mut row = |sized: &SizedAssignment| {
            let grant = index.grant(sized.grant);
            let record = grant.assignment()?.clone();
            Some(RightsizeRow {
                principal: index.tenant().principal(grant.holder).cloned(),
                role: grant.role_label(),
                change: Change::of(index, &record, &sized.proposal, &mut held),
                record,
            })
        };
        Self {
            rows: sized.assignments.iter().filter_map(&mut row).collect(),
            sized,
            earlier: Vec::new(),
        }
    }

    /// With what earlier answers came to.
    pub(crate) fn after(mut self, earlier: Vec<PastScore>) -> Self {
        self.earlier = earlier;
        self
    }

    /// Those who hold an assignment and of whom the inputs have a record.
    pub(crate) fn holders(&self) -> BTreeMap<&PrincipalId, &Principal> {
        let known = self.rows.iter().filter_map(|row| row.principal.as_ref());
        known.map(|who| (&who.id, who)).collect()
    }

    /// How many assignments something is proposed for.
    pub(crate) fn proposals(&self) -> usize {
        let changes = self.sized.assignments.iter();
        changes.filter(|sized| sized.proposal.is_change()).count()
    }

    /// Each assignment with what is said of it.
    pub(crate) fn each(&self) -> impl Iterator<Item = (&RightsizeRow, &SizedAssignment)> {
        self.rows.iter().zip(&self.sized.assignments)
    }

    /// What the logs say that the exports don't.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        let sized = &self.sized;
        let note = |count: Count, code, what: &str, help: &str| {
            let message = call_count(count, what);
            (count.rows > 0).then(|| Diagnostic::info(code, message).help(help.to_owned()))
        };
        // What may have allowed such a call is kept: less is proposed than could be.
        let warn = |count: Count, code, what: &str, help: &str| {
            let mut warning = note(count, code, what, help)?;
            warning.severity = DiagnosticSeverity::Warning;
            Some(warning)
        };
        let notes = [
            warn(
                sized.by_strangers,
                "unknown-callers",
                "by callers whom no export knows: what may have allowed them is kept",
                "add the directory's users and service principals to the inputs",
            ),
            warn(
                sized.nowhere,
                "calls-without-scope",
                "without a scope: what may have allowed them is kept",
                "export the logs with the columns of the resource, or its id",
            ),
            note(
                sized.without_assignment,
                "used-without-assignment",
                "allowed without an assignment: to classic or elevated administrators",
                "`rolecall audit` lists classic administrators and assignments at the root",
            ),
            note(
                sized.by_gone,
                "used-by-gone-assignment",
                "allowed by assignments that the exports do not have",
                "they were removed since, or the exports are older than the logs",
            ),
            warn(
                sized.disagreeing,
                "log-disagrees",
                "that the exports do not allow: groups that may have allowed them are kept",
                "a group's members, an activation or a delegation may be missing, or the exports may be of another day",
            ),
        ];
        let named = |entry: &KeepEntry| {
            let parts = [
                entry.principal.clone(),
                entry.role.clone(),
                entry.scope.as_ref().map(ToString::to_string),
            ];
            let named: Vec<String> = parts.into_iter().flatten().collect();
            format!("`{}`", named.join("`, `"))
        };
        let over = sized.over.iter().map(|entry| {
            let last = entry.expires.map_or_else(String::new, |day| format!(" until {}", day.day()));
            let message = format!(
                "the configuration kept {}{last}, and keeps it no more: {} ({})",
                named(entry), entry.reason, entry.owner
            );
            Diagnostic::warning("keep-expired", message).help(
                "what it kept is judged like everything else: set a later day of `expires`, or remove the entry",
            )
        });
        let unmet = sized.unmet.iter().map(|entry| {
            let message = format!(
                "the configuration keeps {}, and no assignment is that",
                named(entry)
            );
            Diagnostic::warning("keeps-nothing", message)
                .help("name who holds it as the exports do, by object id where they have no names")
        });
        notes
            .into_iter()
            .flatten()
            .chain(over)
            .chain(unmet)
            .collect()
    }
}

/// What is proposed, in a few words.
pub(crate) fn proposal_text(proposal: &Proposal) -> String {
    match proposal {
        Proposal::Keep(_) => "keep".to_owned(),
        Proposal::Narrow(scope) => format!("assign it at {scope}"),
        Proposal::Replace(instead) if instead.is_custom => {
            let role = &instead.found.custom_role;
            let count = role.actions.len() + role.data_actions.len();
            format!("a custom role of {count} actions at {}", instead.scope)
        }
        Proposal::Replace(instead) => {
            let names: Vec<&str> = instead
                .found
                .roles
                .iter()
                .map(|role| role.name.as_str())
                .collect();
            format!("{} at {}", names.join(" and "), instead.scope)
        }
        Proposal::Eligible => "make it eligible".to_owned(),
        Proposal::Remove => "remove".to_owned(),
    }
}

/// Why that is proposed.
pub(crate) fn because(sized: &SizedAssignment) -> String {
    match &sized.proposal {
        Proposal::Keep(reason) => match reason {
            KeepReason::Configured { owner, reason } => format!("the configuration keeps it: {reason} ({owner})"),
            KeepReason::Used => "it was used, and nothing less would do".to_owned(),
            KeepReason::Ambiguous => "a logged call may have needed it, or something else allowed that call".to_owned(),
            KeepReason::NotObservable => "no log that is there would show its use".to_owned(),
            KeepReason::Young => "it is younger than the window".to_owned(),
            KeepReason::AgeUnknown => "the exports don't say when it was created".to_owned(),
            KeepReason::RecordsLost => "records were lost, of the logs or the exports: one of them may show its use".to_owned(),
            KeepReason::LogsTooShort => "a log that would show its use doesn't reach over the window".to_owned(),
            KeepReason::MostlyReads => "most of what it grants is reads, which no log shows".to_owned(),
            KeepReason::Unexplained => "a log says that it allowed a call, and the exports don't explain how: a group's members or the tree may be missing".to_owned(),
            KeepReason::LinkedChecks => "its holder wrote elsewhere, which may have needed it at a linked resource: no log shows those checks".to_owned(),
            KeepReason::LastOwner => "its subscription would be left without an Owner, which Azure refuses".to_owned(),
            KeepReason::StandsIn(replaced) => format!("it is what would be assigned in place of {replaced}, and Azure keeps one assignment of a role at a scope"),
            KeepReason::HeldOtherwise => "what would replace it is there already, under a condition or for a time: Azure keeps one of a role at a scope, so that has to be changed first".to_owned(),
            KeepReason::ClusterNeeds { cluster, rule } => {
                format!("cluster {cluster} may need it: rule {} of `rolecall nexus check` asks for such a role", rule.rule().id)
            }
            KeepReason::Delegated => "it is given to a managed identity of another tenant: no command of `az` would make it again as it is".to_owned(),
            KeepReason::NotJudged => "it has a condition or an end, is a classic administrator's, or exports contradict each other about it".to_owned(),
        },
        Proposal::Narrow(_) => "all that was used lies there".to_owned(),
        Proposal::Replace(_) if sized.evidence == Evidence::NotSeen => {
            "it grants the same reads, which no log shows; its changes were not seen used".to_owned()
        }
        Proposal::Replace(_) => "it grants what was used, the reads of the same types and what Azure checks at linked resources, and less beside".to_owned(),
        Proposal::Eligible => "its use was not seen, and it leads to more rights".to_owned(),
        Proposal::Remove if sized.is_without_principal => {
            "its use was not seen, and its principal can't be found; nothing undoes that, for Azure gives no role to a principal that isn't there".to_owned()
        }
        Proposal::Remove => "its use was not seen".to_owned(),
    }
}

/// What logs can't show, in words.
pub(crate) fn unshown_text(unshown: Unshown) -> &'static str {
    match unshown {
        Unshown::Reads => "reads of the control plane",
        Unshown::LinkedChecks => "checks at linked resources",
        Unshown::ControlPlane => {
            "the control plane: not every activity log of what it reaches is there"
        }
        Unshown::DataPlane => "the data plane: not every log of what it reaches is there",
        Unshown::Role => "anything: what the role grants isn't known",
    }
}

/// The word for evidence.
pub(crate) fn evidence_text(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Named => "used: a log names it",
        Evidence::Needed => "used: nothing else allows a logged call",
        Evidence::MaybeUsed => "maybe used",
        Evidence::NotSeen => "not seen",
        Evidence::NotObservable => "not observable",
    }
}

/// How many proposals are shown where not all are.
const PROPOSALS: usize = 4;

/// The score, the proposals, of many the first, and what is kept.
pub(crate) fn rightsize_page(report: &RightsizeReport, all_proposals: bool) -> Page {
    let mut page = Page::default();
    let (sized, window) = (&report.sized, &report.sized.window);
    let (all, proposals) = (report.rows.len(), report.proposals());
    let (tone, text) = match proposals {
        0 => (
            Tone::Good,
            format!("nothing is proposed for {}", counted(all, "assignment")),
        ),
        some => (
            Tone::Bad,
            format!(
                "{some} of {} can go, or could be less",
                counted(all, "assignment")
            ),
        ),
    };
    page.verdict(tone, if proposals == 0 { "nothing" } else { "less" }, text);
    let logged = window.logged.map_or_else(
        || "the logs hold nothing of it".to_owned(),
        |(first, last)| format!("the logs hold {} to {}", first.day(), last.day()),
    );
    page.text(format!(
        "Window: {} to {}; {logged}.",
        window.from.day(),
        window.until.day()
    ));
    if let Some(score) = sized.score.unused {
        let left_out = counted(sized.score.left_out, "assignment");
        page.text(format!(
            "Score: {score} of 100 is granted and was not seen used, weighed by class and scope. {left_out} are left out: no log that is there would show their use.",
        ));
    }
    if let Some(most) = most_unused(report) {
        page.text(most);
    }
    if !report.earlier.is_empty() {
        page.table(trend(report));
    }
    let (changes, kept): (Vec<_>, Vec<_>) = report
        .each()
        .partition(|(_, sized)| sized.proposal.is_change());
    if !changes.is_empty() {
        page.heading("Proposals");
        page.text("No log shows reads of the control plane, or what Azure checks at linked resources: read each before you run it. `--emit az` prints the commands, with what undoes them.");
        let shown = match all_proposals {
            true => changes.len(),
            false => changes.len().min(PROPOSALS),
        };
        let (first, rest) = changes.split_at(shown);
        page.table(columns().table("Proposals".to_owned(), first.iter().copied()));
        if !rest.is_empty() {
            let kinds = rest.iter().map(|(_, sized)| kind_text(&sized.proposal));
            let kinds: Vec<String> = counts(kinds.map(str::to_owned))
                .into_iter()
                .map(|(kind, count)| format!("{count} {kind}"))
                .collect();
            page.text(format!(
                "{} more with `--all`: {}.",
                rest.len(),
                kinds.join(", ")
            ));
        }
    }
    if !kept.is_empty() {
        page.heading("Kept");
        let each = counts(kept.iter().map(|(_, sized)| because(sized)))
            .into_iter()
            .map(|(reason, count)| format!("{count}: {reason}"));
        page.bullets(each.collect());
        page.text("`--format csv` and `json` name each.");
    }
    page
}

/// How many principals are named with their scores.
const HOLDERS: usize = 3;

/// Who holds most of what was not used.
fn most_unused(report: &RightsizeReport) -> Option<String> {
    let known = report.holders();
    let holders = report.sized.score.holders.iter();
    let most = holders.filter(|holder| holder.share > 0.0).take(HOLDERS);
    let named: Vec<String> = most
        .map(|holder| {
            let name = known.get(&holder.holder);
            let name = name.map_or_else(|| holder.holder.to_string(), |who| who.label().to_owned());
            format!("{name} {} %", holder.share)
        })
        .collect();
    (!named.is_empty()).then(|| format!("Who holds most of it: {}.", named.join(", ")))
}

/// How the score went.
fn trend(report: &RightsizeReport) -> Table {
    let score = |unused: Option<f64>| unused.map_or_else(|| "none".to_owned(), |n| n.to_string());
    let day = |time: &str| time.split('T').next().unwrap_or(time).to_owned();
    let row = |past: &PastScore| {
        vec![
            day(&past.from),
            day(&past.to),
            score(past.unused),
            past.assignments.to_string(),
            past.proposals.to_string(),
        ]
    };
    let mut rows: Vec<Vec<String>> = report.earlier.iter().map(row).collect();
    let window = &report.sized.window;
    rows.push(vec![
        window.from.day(),
        window.until.day(),
        score(report.sized.score.unused),
        report.rows.len().to_string(),
        report.proposals().to_string(),
    ]);
    Table {
        caption: "How the score went".to_owned(),
        columns: vec!["from", "to", "score", "assignments", "proposals"],
        rows,
    }
}

/// How often each text comes, the most frequent first.
fn counts(texts: impl Iterator<Item = String>) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

/// What a proposal does, for a count of its kind.
fn kind_text(proposal: &Proposal) -> &'static str {
    match ProposalKind::from(proposal) {
        ProposalKind::Keep => "to keep",
        ProposalKind::Narrow => "to assign at a narrower scope",
        ProposalKind::Replace => "to replace by other roles",
        ProposalKind::CustomRole => "to replace by a custom role",
        ProposalKind::Eligible => "to make eligible",
        ProposalKind::Remove => "to remove",
    }
}

/// Calls that something is said of.
fn call_count(count: Count, what: &str) -> String {
    let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let (calls, rows) = (number(count.calls), number(count.rows));
    format!(
        "{} in {} {what}",
        counted(calls, "call"),
        counted(rows, "row")
    )
}

type Shown<'a> = (&'a RightsizeRow, &'a SizedAssignment);

/// The whole table, row by row.
pub(crate) fn rightsize_rows(report: &RightsizeReport) -> Rows<'_> {
    columns().rows(report.each())
}

fn columns<'a>() -> Columns<'a, Shown<'a>> {
    let who = |(row, _): &Shown<'a>| {
        row.principal.as_ref().map_or_else(
            || row.record.principal.to_string(),
            |who| who.label().to_owned(),
        )
    };
    Columns::new()
        .data("roleAssignment", |(row, _): &Shown<'a>| {
            row.record.id.to_string()
        })
        .both("who", who)
        .both("role", |(row, _)| row.role.to_string())
        .both("scope", |(row, _)| row.record.scope.to_string())
        .both("evidence", |(_, sized)| {
            evidence_text(sized.evidence).to_owned()
        })
        .both("last", |(_, sized)| {
            sized.last.map(Timestamp::day).unwrap_or_default()
        })
        .data("kind", |(_, sized)| {
            ProposalKind::from(&sized.proposal).as_str().to_owned()
        })
        .both("proposal", |(_, sized)| proposal_text(&sized.proposal))
        .both("because", |(_, sized)| because(sized))
        .data("not shown by logs", |(_, sized)| {
            lines(
                sized
                    .unshown
                    .iter()
                    .map(|what| unshown_text(*what).to_owned()),
            )
        })
        .data("also granted by", |(_, sized)| {
            lines(sized.also_granted_by.iter().map(ToString::to_string))
        })
        .data("commands", |(row, _)| row.change.commands.join("\n"))
        .data("undo", |(row, _)| row.change.undo.join("\n"))
}
