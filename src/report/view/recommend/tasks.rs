//! `recommend --all-tasks`: a row for every task of the catalogue.

use crate::catalog::Evidence;
use crate::minimize::{Excess, Objective, RecommendedRole};
use crate::report::page::{Page, Table};
use crate::report::view::recommend::{RecommendReport, is_optimal, label, mark};

/// Every task with its minimal set, a row each.
pub(crate) fn tasks_page(reports: &[RecommendReport]) -> Page {
    let mut page = Page::default();
    let rows = reports.iter().map(|report| {
        let found = &report.recommendation;
        let task = report.tasks.first();
        vec![
            task.map(|t| t.id.clone()).unwrap_or_default(),
            match &found.needed {
                Some(needed) => needed.to_string(),
                None => joined(&found.roles, " + "),
            },
            found.excess.total().to_string(),
            found.excess.escalation.to_string(),
            task.map_or("", |t| t.evidence.as_str()).to_owned(),
            uncovered(report),
        ]
    });
    page.table(Table {
        caption: "Minimal role set of every task".to_owned(),
        columns: vec![
            "task",
            "roles",
            "excess",
            "escalation",
            "evidence",
            "uncovered",
        ],
        rows: rows.collect(),
    });
    let inferred = reports.iter().flat_map(|report| &report.tasks);
    let inferred = inferred.filter(|task| task.evidence == Evidence::Inferred);
    page.text(format!(
        "The operations of {} of the {} tasks were inferred: no page states them as a list.",
        inferred.count(),
        reports.len()
    ));
    page
}

/// The same with all that a spreadsheet wants to sort by.
pub(crate) fn tasks_table(reports: &[RecommendReport]) -> Table {
    let rows = reports.iter().map(|report| {
        let found = &report.recommendation;
        let task = report.tasks.first();
        let assignable = report.others.assignable.as_ref();
        let text = |of: fn(&crate::catalog::Task) -> String| task.map(of).unwrap_or_default();
        let mut row = vec![
            text(|task| task.id.clone()),
            text(|task| task.title.clone()),
            objective_word(found.objective).to_owned(),
            joined(&found.roles, "; "),
            found.roles.len().to_string(),
        ];
        row.extend(counts(&found.excess));
        row.push(text(|task| {
            (task.evidence == Evidence::Inferred).to_string()
        }));
        row.push(is_optimal(found).to_string());
        row.push(uncovered(report));
        let (set, excess) = assignable.map_or((&found.roles, &found.excess), |set| {
            (&set.roles, &set.excess)
        });
        row.push(joined(set, "; "));
        row.push(excess.total().to_string());
        row
    });
    Table {
        caption: "Minimal role set of every task".to_owned(),
        columns: vec![
            "task",
            "title",
            "objective",
            "roles",
            "roleCount",
            "excess",
            "escalation",
            "data",
            "write",
            "read",
            "inferred",
            "optimal",
            "uncovered",
            "assignableRoles",
            "assignableExcess",
        ],
        rows: rows.collect(),
    }
}

fn objective_word(objective: Objective) -> &'static str {
    match objective {
        Objective::Risk => "risk",
        Objective::Roles => "roles",
        Objective::Excess => "excess",
    }
}

fn joined(roles: &[RecommendedRole], between: &str) -> String {
    let names: Vec<String> = roles.iter().map(label).collect();
    names.join(between)
}

fn uncovered(report: &RecommendReport) -> String {
    let names = report.recommendation.uncovered.iter();
    let names: Vec<String> = names.map(|(name, plane)| mark(name, *plane)).collect();
    names.join(" ")
}

fn counts(excess: &Excess) -> [String; 5] {
    [
        excess.total(),
        excess.escalation,
        excess.data,
        excess.write,
        excess.read,
    ]
    .map(|count| count.to_string())
}
