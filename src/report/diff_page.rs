//! `diff`: what changed between two snapshots, for people.

use super::catalog::counts_words;
use super::diff::{DiffPart, DiffReport};
use super::page::{Page, Table, Tone};
use super::words::{counted, schedule_word};
use crate::catalog::ListedPattern;
use crate::diff::{
    AccessCause, AccessChange, AccessReach, CauseKind, DefinitionChange, DefinitionFate, Side,
};
use crate::model::{OperationClass, Plane};

/// How many rows of a table a page shows.
const SHOWN: usize = 50;

/// What changed, as a page: the verdict, whose access changed, then the records.
pub(crate) fn diff_page(report: &DiffReport<'_>) -> Page {
    let mut page = Page::default();
    verdict(&mut page, report);
    let effective = &report.diff.effective;
    if report.shows(DiffPart::Gained) && !effective.gained.is_empty() {
        page.heading("Access gained");
        access(&mut page, report, &effective.gained);
    }
    if report.shows(DiffPart::Lost) && !effective.lost.is_empty() {
        page.heading("Access lost");
        access(&mut page, report, &effective.lost);
    }
    if report.shows(DiffPart::Definitions) && !report.diff.definitions.is_empty() {
        page.heading("Role definitions");
        let rows = report.diff.definitions.iter().map(definition_row);
        table(&mut page, vec!["role", "change", "what"], rows.collect());
    }
    records(&mut page, report);
    page
}

fn verdict(page: &mut Page, report: &DiffReport<'_>) {
    let effective = &report.diff.effective;
    let worst = effective.gained.iter().map(|row| row.class).min();
    let people = |rows: &[AccessChange]| {
        let mut ids: Vec<_> = rows.iter().map(|row| &row.principal).collect();
        ids.sort();
        ids.dedup();
        counted(ids.len(), "principal")
    };
    let lost = format!("{} lost access", people(&effective.lost));
    match worst {
        Some(worst) => {
            let tone = if worst <= OperationClass::Data {
                Tone::Bad
            } else {
                Tone::Open
            };
            let and = if effective.lost.is_empty() {
                String::new()
            } else {
                format!("; {lost}")
            };
            let text = format!(
                "{} gained access, at the gravest of class {}{and}",
                people(&effective.gained),
                worst.as_str()
            );
            page.verdict(tone, "gained", text);
        }
        None if !effective.lost.is_empty() => {
            page.verdict(Tone::Plain, "lost", format!("{lost}, nobody gained any"));
        }
        None if report.diff.is_empty() => {
            page.verdict(
                Tone::Good,
                "nothing",
                "no record and nobody's access changed",
            );
        }
        None => page.verdict(
            Tone::Good,
            "nothing",
            "records changed, and nobody's access did",
        ),
    }
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
    table(
        page,
        vec![
            "class",
            "who",
            "where",
            "outcome",
            "operations",
            "for example",
            "because",
        ],
        rows.collect(),
    );
}

pub(super) fn scope_words(change: &AccessChange) -> String {
    match change.reach {
        AccessReach::ScopeAndBelow => change.scope.to_string(),
        AccessReach::Below => format!("below {}", change.scope),
    }
}

pub(super) fn causes_words(causes: &[AccessCause]) -> Vec<String> {
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
                    let told = [("now also", &of.only_in_b), ("no more", &of.only_in_a)];
                    for (how, witness) in told {
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

fn records(page: &mut Page, report: &DiffReport<'_>) {
    let diff = report.diff;
    let fields = |fields: &[crate::diff::ChangedField]| {
        let words: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
        format!("changed: {}", words.join(", "))
    };
    if report.shows(DiffPart::Assignments) && !diff.assignments.is_empty() {
        let row = |r: &crate::model::RoleAssignment, side, word: String| {
            let bound = if r.condition.is_some() { "yes" } else { "" };
            vec![
                word,
                report.label(&r.principal).to_owned(),
                report.role(r, side),
                r.scope.to_string(),
                bound.to_owned(),
            ]
        };
        let list = &diff.assignments;
        let mut rows: Vec<Vec<String>> = Vec::new();
        rows.extend(
            list.added
                .iter()
                .map(|r| row(r, Side::New, "new".to_owned())),
        );
        rows.extend(
            list.removed
                .iter()
                .map(|r| row(r, Side::Old, "gone".to_owned())),
        );
        rows.extend(
            list.changed
                .iter()
                .map(|c| row(&c.after, Side::New, fields(&c.fields))),
        );
        page.heading("Role assignments");
        table(
            page,
            vec!["change", "who", "role", "where", "condition"],
            rows,
        );
    }
    if report.shows(DiffPart::Schedules) && !diff.schedules.is_empty() {
        let row =
            |r: &crate::model::Schedule, index: &crate::access::AccessIndex<'_>, word: String| {
                vec![
                    word,
                    schedule_word(r.kind).to_owned(),
                    report.label(&r.principal).to_owned(),
                    index.role_label(&r.role, None),
                    r.scope.to_string(),
                ]
            };
        let list = &diff.schedules;
        let mut rows: Vec<Vec<String>> = Vec::new();
        rows.extend(
            list.added
                .iter()
                .map(|r| row(r, report.new, "new".to_owned())),
        );
        rows.extend(
            list.removed
                .iter()
                .map(|r| row(r, report.old, "gone".to_owned())),
        );
        rows.extend(
            list.changed
                .iter()
                .map(|c| row(&c.after, report.new, fields(&c.fields))),
        );
        page.heading("Schedule instances");
        table(page, vec!["change", "kind", "who", "role", "where"], rows);
    }
    if report.shows(DiffPart::Denies) && !diff.denies.is_empty() {
        let row = |r: &crate::model::DenyAssignment, word: String| {
            vec![word, r.name.to_string(), r.scope.to_string()]
        };
        let list = &diff.denies;
        let mut rows: Vec<Vec<String>> = Vec::new();
        rows.extend(list.added.iter().map(|r| row(r, "new".to_owned())));
        rows.extend(list.removed.iter().map(|r| row(r, "gone".to_owned())));
        rows.extend(
            list.changed
                .iter()
                .map(|c| row(&c.after, fields(&c.fields))),
        );
        page.heading("Deny assignments");
        table(page, vec!["change", "name", "where"], rows);
    }
    if report.shows(DiffPart::Memberships) && !diff.memberships.is_empty() {
        let rows = diff.memberships.iter().map(|m| {
            let word = if m.only_in == Side::New {
                "new"
            } else {
                "gone"
            };
            vec![
                word.to_owned(),
                report.label(&m.group).to_owned(),
                report.label(&m.member).to_owned(),
            ]
        });
        page.heading("Members of groups");
        table(page, vec!["change", "group", "member"], rows.collect());
    }
    if report.shows(DiffPart::Moves) && !diff.moves.is_empty() {
        let text = |scope: &Option<crate::scope::Scope>| {
            scope
                .as_ref()
                .map_or_else(|| "nowhere".to_owned(), ToString::to_string)
        };
        let rows = diff.moves.iter();
        let rows = rows.map(|m| vec![m.scope.to_string(), text(&m.before), text(&m.after)]);
        page.heading("Management groups");
        table(
            page,
            vec!["what", "below, before", "below, now"],
            rows.collect(),
        );
    }
}

fn table(page: &mut Page, columns: Vec<&'static str>, mut rows: Vec<Vec<String>>) {
    let more = rows.len().saturating_sub(SHOWN);
    rows.truncate(SHOWN);
    page.table(Table {
        caption: String::new(),
        columns,
        rows,
    });
    if more > 0 {
        page.text(format!("and {more} more; `--format json` lists all"));
    }
}
