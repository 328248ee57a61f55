//! `diff`: whose access changed and which definitions did, for people.

use std::collections::BTreeSet;

use crate::catalog::ListedPattern;
use crate::diff::{
    AccessCause, AccessChange, AccessReach, AccessTurn, CauseKind, DefinitionChange,
    DefinitionFate, Side,
};
use crate::model::{OperationClass, Plane};
use crate::report::page::{Cut, Page, Table, Tone};
use crate::report::view::catalog::counts_words;
use crate::report::view::diff::records::records;
use crate::report::view::diff::{DiffPart, DiffReport};
use crate::report::view::findings::ReportedPart;
use crate::report::view::words::counted;

/// How much is shown of each list: what a comment on a pull request holds, and a few screens.
const CUT: Cut = Cut { rows: 50, lines: 9 };

/// What changed, as a page: the verdict, whose access changed, then the records.
pub(crate) fn diff_page(report: &DiffReport<'_>) -> Page {
    let mut page = Page {
        cut: Some(CUT),
        ..Page::default()
    };
    verdict(&mut page, report);
    if let Some(ReportedPart { scope, elsewhere }) = &report.part {
        page.text(format!(
            "Of what bears on {scope} alone; {} elsewhere {} left out. Role definitions, members of groups and moves \
             are of the whole tenant.",
            counted(*elsewhere, "change"),
            if *elsewhere == 1 { "is" } else { "are" }
        ));
    }
    for turn in AccessTurn::ALL {
        let rows = report.diff.effective.list(turn);
        if report.shows(DiffPart::of(turn)) && !rows.is_empty() {
            page.heading(match turn {
                AccessTurn::Gained => "Access gained",
                AccessTurn::MayHaveGained => {
                    "Access that may have been gained: it depends on other conditions now"
                }
                AccessTurn::Lost => "Access lost",
                AccessTurn::MayHaveLost => {
                    "Access that may have been lost: it depends on other conditions now"
                }
            });
            access(&mut page, report, rows);
        }
    }
    if report.shows(DiffPart::Definitions) && !report.diff.definitions.is_empty() {
        page.heading("Role definitions");
        let rows = report.diff.definitions.iter().map(definition_row);
        page.table(Table {
            caption: String::new(),
            columns: vec!["role", "change", "what"],
            rows: rows.collect(),
        });
    }
    records(&mut page, report);
    page
}

fn verdict(page: &mut Page, report: &DiffReport<'_>) {
    let effective = &report.diff.effective;
    let people = |turn: AccessTurn| {
        let rows = effective.list(turn).iter();
        let ids: BTreeSet<_> = rows.map(|row| &row.principal).collect();
        (!ids.is_empty()).then(|| counted(ids.len(), "principal"))
    };
    let worst = |turn: AccessTurn| {
        let worst = effective.list(turn).iter().map(|row| row.class).min();
        worst.map_or("read", OperationClass::as_str)
    };
    let gained = people(AccessTurn::Gained).map(|who| {
        let worst = worst(AccessTurn::Gained);
        format!("{who} gained access, at worst of class {worst}")
    });
    let may = people(AccessTurn::MayHaveGained).map(|who| {
        let worst = worst(AccessTurn::MayHaveGained);
        format!("{who} may have gained access, at worst of class {worst}")
    });
    let unresolved = report.unresolved(Side::New).len();
    let unknown = (unresolved > 0).then(|| {
        let assignments = counted(unresolved, "assignment");
        format!("what {assignments} of unknown roles give is not known")
    });
    let there = report.part.as_ref().map_or("", |_| " there");
    let nobody = || "nobody gained access".to_owned();
    let (tone, word, first) = match (&gained, &may, &unknown) {
        (Some(_), ..) => {
            let grave = effective
                .gained
                .iter()
                .any(|row| row.class <= OperationClass::Data);
            (if grave { Tone::Bad } else { Tone::Open }, "gained", None)
        }
        (None, Some(_), _) | (None, None, Some(_)) => (Tone::Open, "mayHaveGained", None),
        (None, None, None) if !effective.is_empty() => (Tone::Plain, "lost", Some(nobody())),
        (None, None, None) if report.diff.is_empty() => {
            let text = format!("no record and nobody's access{there} changed");
            (Tone::Good, "nothing", Some(text))
        }
        (None, None, None) => {
            let text = format!("records changed, and nobody's access{there} did");
            (Tone::Good, "nothing", Some(text))
        }
    };
    let lost = people(AccessTurn::Lost).map(|who| format!("{who} lost access"));
    let may_lost = people(AccessTurn::MayHaveLost).map(|who| format!("{who} may have lost access"));
    let parts = [first, gained, may, unknown, lost, may_lost];
    let text: Vec<String> = parts.into_iter().flatten().collect();
    page.verdict(tone, word, text.join("; "));
}

/// What was gained of a class or a graver one: by how many, and the gravest of it.
pub(crate) fn gains_that_fail(report: &DiffReport<'_>, least: OperationClass) -> Vec<String> {
    let rows = || {
        let rows = report.diff.effective.gained.iter();
        rows.filter(|row| row.class <= least)
    };
    let who: BTreeSet<_> = rows().map(|row| &row.principal).collect();
    let Some(first) = rows().min_by_key(|row| row.class) else {
        return Vec::new();
    };
    let example = first.examples.first();
    vec![
        format!(
            "failed: {} gained access of class {} or worse",
            counted(who.len(), "principal"),
            least.as_str()
        ),
        format!(
            "worst: {}: {} at {}, for example {}",
            first.class.as_str(),
            report.label(&first.principal),
            first.scope,
            example.map_or("", |example| example)
        ),
    ]
}

/// Rows of access; principals for whom the same changed stand in one.
fn access(page: &mut Page, report: &DiffReport<'_>, changes: &[AccessChange]) {
    let mut merged: Vec<(&AccessChange, Vec<&AccessChange>)> = Vec::new();
    for change in changes {
        let alike = |other: &AccessChange| {
            (
                &other.scope,
                other.reach,
                other.plane,
                other.before,
                other.after,
            ) == (
                &change.scope,
                change.reach,
                change.plane,
                change.before,
                change.after,
            ) && other.operations == change.operations
                && other.examples == change.examples
                && other.causes == change.causes
        };
        match merged
            .iter_mut()
            .rev()
            .take(200)
            .find(|(first, _)| alike(first))
        {
            Some((_, others)) => others.push(change),
            None => merged.push((change, Vec::new())),
        }
    }
    let rows = merged.iter().map(|(change, others)| {
        let mut who = report.label(&change.principal).to_owned();
        for other in others.iter().take(2) {
            who.push_str(&format!("\n{}", report.label(&other.principal)));
        }
        if others.len() > 2 {
            who.push_str(&format!("\nand {} more", others.len() - 2));
        }
        let what = match change.plane {
            _ if change.operations.is_empty() => {
                format!("none today; `{}` could come", change.examples.join("`, `"))
            }
            Plane::Control => counts_words(&change.classes),
            Plane::Data => format!("{} (data plane)", counts_words(&change.classes)),
        };
        let mut examples = change.examples.clone();
        examples.truncate(2);
        vec![
            change.class.as_str().to_owned(),
            who,
            scope_words(change),
            format!("{} -> {}", change.before.as_str(), change.after.as_str()),
            what,
            examples.join("\n"),
            causes_words(&change.causes).join("\n"),
        ]
    });
    page.table(Table {
        caption: String::new(),
        columns: vec![
            "class",
            "who",
            "where",
            "outcome",
            "operations",
            "for example",
            "because",
        ],
        rows: rows.collect(),
    });
}

pub(crate) fn scope_words(change: &AccessChange) -> String {
    match change.reach {
        AccessReach::ScopeAndBelow => change.scope.to_string(),
        AccessReach::Below => format!("below {}", change.scope),
    }
}

pub(crate) fn causes_words(causes: &[AccessCause]) -> Vec<String> {
    causes.iter().map(cause_words).collect()
}

fn cause_words(cause: &AccessCause) -> String {
    let id = cause.subject.rsplit('/').next().unwrap_or_default();
    let name = cause.name.as_deref().unwrap_or(id);
    match cause.kind {
        CauseKind::AssignmentAdded => format!("new assignment of {name} ({id})"),
        CauseKind::AssignmentRemoved => format!("assignment of {name} is gone ({id})"),
        CauseKind::AssignmentChanged => format!("assignment of {name} changed ({id})"),
        CauseKind::ScheduleAdded => format!("new schedule instance of {name} ({id})"),
        CauseKind::ScheduleRemoved => format!("schedule instance of {name} is gone ({id})"),
        CauseKind::ScheduleChanged => format!("schedule instance of {name} changed ({id})"),
        CauseKind::ConditionRemoved => {
            format!("condition taken off the assignment of {name} ({id})")
        }
        CauseKind::ConditionAdded => format!("condition put on the assignment of {name} ({id})"),
        CauseKind::ConditionChanged => {
            format!("condition of the assignment of {name} changed ({id})")
        }
        CauseKind::DefinitionChanged => format!("role definition {name} changed"),
        CauseKind::Membership => format!("membership of group {name}"),
        CauseKind::Moved => format!(
            "moved in the tree: {} reaches it on one side only",
            cause.subject
        ),
        CauseKind::DenyAdded => format!("deny assignment {name} binds now"),
        CauseKind::DenyLifted => format!("deny assignment {name} binds no more"),
        CauseKind::DenyChanged => format!("deny assignment {name} changed"),
    }
}

fn definition_row(change: &DefinitionChange) -> Vec<String> {
    let name = change.role.name.to_string();
    let (word, lines) = match &change.fate {
        DefinitionFate::Added => ("new", Vec::new()),
        DefinitionFate::Removed => ("gone", Vec::new()),
        DefinitionFate::Changed {
            before,
            added,
            removed,
            scopes_added,
            scopes_removed,
            relation,
        } => {
            let mut lines = Vec::new();
            if before.name != change.role.name {
                lines.push(format!("was called {}", before.name));
            }
            if let Some(relation) = relation {
                for plane in Plane::BOTH {
                    let of = &relation.free.plane(plane).relation;
                    let witnesses = [("now also", &of.only_in_b), ("no more", &of.only_in_a)];
                    for (how, witness) in witnesses {
                        lines.extend(witness.iter().map(|w| format!("{how} {w} ({plane})")));
                    }
                }
            }
            lines.extend(signed('+', added));
            lines.extend(signed('-', removed));
            lines.extend(scopes_added.iter().map(|s| format!("+ assignable at {s}")));
            lines.extend(
                scopes_removed
                    .iter()
                    .map(|s| format!("- assignable at {s}")),
            );
            if lines.is_empty() {
                lines.push("other permissions or description".to_owned());
            }
            ("changed", lines)
        }
    };
    vec![name, word.to_owned(), lines.join("\n")]
}

fn signed(sign: char, entries: &[ListedPattern]) -> Vec<String> {
    let line = |entry: &ListedPattern| {
        let bound = if entry.condition.is_some() {
            " (condition)"
        } else {
            ""
        };
        format!("{sign} {}: {}{bound}", entry.list.as_str(), entry.pattern)
    };
    let more = entries.len().saturating_sub(6);
    let rest = (more > 0).then(|| format!("{sign} {more} more"));
    entries.iter().take(6).map(line).chain(rest).collect()
}
